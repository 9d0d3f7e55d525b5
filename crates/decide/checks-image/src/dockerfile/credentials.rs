//! Names of variables and files that hold credentials.

/// Parts of names that mean a credential.
const PARTS: &[&str] = &[
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "API_KEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "SIGNING_KEY",
    "ENCRYPTION_KEY",
    "ACCOUNT_KEY",
    "CREDENTIAL",
];

/// Whole words within names that mean one.
const WORDS: &[&str] = &["PASS", "PWD", "PSW", "AUTH"];

/// Last words that say that the value is something about a credential.
const ABOUT: &[&str] = &[
    "FILE",
    "FILES",
    "PATH",
    "DIR",
    "URL",
    "URI",
    "NAME",
    "ID",
    "VERSION",
    "SHA256",
    "LENGTH",
    "TTL",
    "EXPIRY",
    "EXPIRES",
    "EXPIRATION",
    "TIMEOUT",
    "TYPE",
    "HEADER",
    "ENDPOINT",
    "HOST",
    "PORT",
    "ENABLED",
    "ENABLE",
    "REQUIRED",
    "POLICY",
    "ALGORITHM",
    "ISSUER",
    "ROTATION",
    "COUNT",
    "USER",
    "USERNAME",
    "PREFIX",
    "SUFFIX",
    "METHOD",
    "MODE",
    "PROVIDER",
    "STORE",
    "BACKEND",
    "LIFETIME",
    "AGE",
    "SERVICE",
    "MANAGER",
    "PLUGIN",
    "COMMAND",
    "CMD",
    "REALM",
    "SCOPE",
    "SCOPES",
    "MAX",
    "MIN",
    "REGION",
    "ARN",
    "ROUNDS",
    "BYTES",
    "SIZE",
    "LOCATION",
    "MOUNT",
    "FIELD",
    "KEYS",
    "REF",
];

/// Whether a variable of that name holds a credential.
pub(super) fn is_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase().replace(['-', '.'], "_");
    let words: Vec<&str> = upper.split('_').filter(|word| !word.is_empty()).collect();
    let about = words.last().is_some_and(|last| ABOUT.contains(last));
    // `PWD` alone is the folder that a shell works in.
    let word = words.len() > 1 && words.iter().any(|word| WORDS.contains(word));
    // `TOKENS` counts what a model reads; `TOKENIZER` makes them.
    let tokens = upper.contains("TOKENS") || upper.contains("TOKENIZ");
    let part = PARTS.iter().any(|part| upper.contains(part));
    !about && !tokens && (part || word)
}

/// Whether a value may be a credential: no switch, path, reference or placeholder.
pub(super) fn is_value(value: &str) -> bool {
    let value = value.trim();
    let switch = matches!(
        value.to_ascii_lowercase().as_str(),
        "" | "true" | "false" | "yes" | "no" | "on" | "off" | "none" | "null" | "0" | "1"
    );
    let reference = value.starts_with(['/', '$', '<', '{', '%', '.'])
        || value.contains("://") && !value.contains('@')
        || value.starts_with("vault:")
        || value.starts_with("ENC[");
    !switch && !reference
}

/// Files of credentials by their whole name.
const FILES: &[&str] = &[
    ".dockercfg",
    ".env",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    ".s3cfg",
    ".vault-token",
    ".yarnrc.yml",
    "_netrc",
    "credentials.json",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "kubeconfig",
    "secrets.json",
    "secrets.yaml",
    "secrets.yml",
    "service-account.json",
    "serviceaccount.json",
    "terraform.tfstate",
    "terraform.tfvars",
];

/// Folders whose content is credentials.
const FOLDERS: &[&str] = &[".aws", ".azure", ".gnupg", ".kube", ".ssh"];

/// Ends of names of keys and stores of keys.
const ENDS: &[&str] = &[".jks", ".kdbx", ".key", ".keystore", ".p12", ".pfx", ".ppk"];

/// Whether a file or folder of that path holds credentials.
pub(super) fn is_file(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let parts: Vec<&str> = path.split('/').collect();
    let name = parts.last().copied().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let model = ["example", "sample", "template", "dist", "defaults"];
    let environment = lower.strip_prefix(".env.");
    let environment = environment.is_some_and(|rest| !model.iter().any(|part| rest.contains(part)));
    let public = lower.contains("pub");
    let private_pem = lower.ends_with(".pem") && lower.contains("key") && !public;
    let docker = path.ends_with(".docker/config.json") || path.ends_with(".docker");
    // What authorises others, and hosts that are known, are public.
    let harmless = matches!(lower.as_str(), "known_hosts" | "authorized_keys" | "config");
    let within = parts.iter().any(|part| FOLDERS.contains(part)) && !harmless && !public;
    let ends = ENDS.iter().any(|end| lower.ends_with(end)) && !public;
    FILES.contains(&lower.as_str()) || environment || private_pem || docker || within || ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_credentials_from_what_is_about_them() {
        for name in [
            "DB_PASSWORD",
            "npm_token",
            "API_KEY",
            "DB_PWD",
            "MYSQL_ROOT_PASSWORD",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "PWD",
            "TOKEN_URL",
            "AWS_ACCESS_KEY_ID",
            "PASSWORD_FILE",
            "SECRET_NAME",
            "BYPASS",
            "MAX_TOKENS",
            "TOKENIZERS_PARALLELISM",
            "PATH",
            "AUTHOR",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn references_and_switches_are_no_credentials() {
        for value in [
            "",
            "true",
            "/run/secrets/a",
            "${A}",
            "<token>",
            "vault:a/b#c",
        ] {
            assert!(!is_value(value), "{value}");
        }
        assert!(is_value("hunter2"));
    }

    #[test]
    fn files_of_credentials_are_known_by_their_names() {
        for path in [
            ".env",
            "conf/.env.production",
            "keys/id_rsa",
            "tls/server.key",
            ".ssh/x",
        ] {
            assert!(is_file(path), "{path}");
        }
        for path in [
            ".env.example",
            "id_rsa.pub",
            "ca.pem",
            ".ssh/known_hosts",
            "keyboard.json",
        ] {
            assert!(!is_file(path), "{path}");
        }
    }
}
