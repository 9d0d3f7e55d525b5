//! What looks like a password or key that somebody wrote down, by its name and its value.

/// Parts of names that are those of secrets.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pass",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "access_key",
    "accesskey",
    "private_key",
    "privatekey",
    "encryption_key",
    "signing_key",
    "credential",
    "credentials",
];

/// Ends of names that tell of a secret, but do not hold it.
const BESIDE: &[&str] = &[
    "file",
    "path",
    "dir",
    "name",
    "ref",
    "id",
    "ttl",
    "expiry",
    "expiration",
    "expires",
    "timeout",
    "enabled",
    "disabled",
    "length",
    "size",
    "url",
    "uri",
    "endpoint",
    "type",
    "policy",
    "rotation",
    "count",
    "limit",
    "limits",
    "header",
    "issuer",
    "audience",
    "algorithm",
    "hash",
    "prefix",
    "required",
    "key_name",
    "store",
    "provider",
    "max",
    "min",
    "interval",
    "version",
    "backend",
    "mode",
    "user",
    "username",
    "host",
    "port",
    "namespace",
    "location",
    "keyname",
    "arn",
    "lifetime",
    "engine",
    "duration",
    "seconds",
    "days",
];

/// Begins of names that ask about a secret.
const ASKING: &[&str] = &[
    "allow_", "enable_", "disable_", "use_", "require_", "no_", "max_", "min_", "skip_", "is_",
    "has_",
];

/// Settings that are called tokens and hold none.
const NO_SECRETS: &[&str] = &[
    "etcd_auth_token",
    "etcd_initial_cluster_token",
    "initial_cluster_token",
];

/// Values that stand for one that is yet to come, or for none.
const STAND_INS: &[&str] = &[
    "disabled",
    "enabled",
    "false",
    "nil",
    "no",
    "none",
    "null",
    "optional",
    "placeholder",
    "redacted",
    "replace-me",
    "replace_me",
    "replaceme",
    "required",
    "tbd",
    "todo",
    "true",
    "unset",
    "xxx",
    "yes",
];

/// Values that are no key or token, but that a program would take as a password.
const WEAK: &[&str] = &[
    "change-me",
    "change_me",
    "changeme",
    "default",
    "dummy",
    "example",
    "secret",
];

/// Whether a name is that of a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let lower = plain(name);
    let parts: Vec<&str> = lower.split('_').collect();
    let asks = ASKING.iter().any(|start| lower.starts_with(start));
    let beside = parts.last().is_some_and(|last| BESIDE.contains(last));
    let named = WORDS.iter().any(|word| match word.split_once('_') {
        Some(_) => lower.contains(word),
        None => parts
            .iter()
            .any(|part| part == word || (word.len() > 6 && part.ends_with(word))),
    });
    // A public part of a pair is no secret, nor is what these settings of etcd are called.
    let is_known = lower.contains("public") || NO_SECRETS.contains(&lower.as_str());
    named && !asks && !beside && !is_known
}

/// `DB_PASSWORD`, `db-password`, `db.password` and `dbPassword` as `db_password`.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && was_lower {
            plain.push('_');
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        plain.push(if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        });
    }
    plain
}

/// Whether a value of that name is a secret that is written down. The value is looked at and told
/// to nobody.
pub(crate) fn is_written(name: &str, value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let name_is = |part: &str| plain(name).contains(part);
    let is_password = name_is("pass") || name_is("pwd");
    // A password of four digits is one; a token of four digits is a number of tokens.
    let is_number = value.chars().all(|c| c.is_ascii_digit()) && value.len() < 6;
    let is_weak = is_number || WEAK.contains(&lower.as_str());
    let named = is_secret_name(name) && is_literal(value) && (is_password || !is_weak);
    named || has_password(value)
}

/// Whether a value is one itself, not a reference, a path or a stand-in.
fn is_literal(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let refers = value.starts_with(['$', '<', '{', '/', '%', '@'])
        || value.contains("$(")
        || value.contains("${")
        || value.contains("{{")
        || value.contains("://")
        || value.starts_with("vault:")
        || value.starts_with("ref+")
        || lower.starts_with("arn:");
    let stands_in = STAND_INS.contains(&lower.as_str())
        || lower.chars().all(|c| matches!(c, '*' | 'x' | '.' | '-'))
        // `GOOGLE_API_KEY_VAL` is filled in by a script.
        || (value.contains('_') && value.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        || lower.starts_with("your-")
        || lower.starts_with("your_");
    value.len() > 2 && !value.contains(char::is_whitespace) && !refers && !stands_in
}

/// Whether an address holds a password: `scheme://user:password@host`.
fn has_password(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else {
        return false;
    };
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let password = authority
        .rsplit_once('@')
        .and_then(|(user, _)| user.split_once(':'))
        .map(|(_, password)| password);
    scheme.chars().all(is_scheme) && password.is_some_and(is_literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_about_them() {
        for name in [
            "DB_PASSWORD",
            "dbPassword",
            "api-token",
            "AWS_SECRET_ACCESS_KEY",
            "MYSQLPASSWORD",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "TOKEN_TTL",
            "SECRET_NAME",
            "ALLOW_EMPTY_PASSWORD",
            "KEYBOARD",
            "PUBLIC_KEY",
            "SECRETARY",
            "MAX_TOKENS",
            "ETCD_INITIAL_CLUSTER_TOKEN",
            "TOKENIZER",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn values_that_refer_or_stand_in_are_not_written_secrets() {
        for value in ["hunter2-blue", "9f86d081884c7d65"] {
            assert!(is_written("PASSWORD", value), "{value}");
        }
        for value in [
            "",
            "$(X)",
            "${X}",
            "<password>",
            "/run/secrets/x",
            "****",
            "12",
            "API_KEY_VALUE",
            "two words",
        ] {
            assert!(!is_written("PASSWORD", value), "{value}");
        }
        for value in ["changeme", "secret", "1234"] {
            assert!(is_written("DB_PASS", value), "{value}");
            assert!(!is_written("API_TOKEN", value), "{value}");
        }
        assert!(is_written("URL", "postgres://shop:c0rrect@db:5432/shop"));
        assert!(!is_written("URL", "postgres://shop:$(PASSWORD)@db/shop"));
        assert!(!is_written("URL", "postgres://shop@db/shop"));
    }
}
