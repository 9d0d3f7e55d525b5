//! Tells references, which say where a value is kept, from values.

/// Beginnings of references to where the value really is.
const REFERENCE_STARTS: &[&str] = &[
    "{{",
    "{%",
    "<<",
    "<%",
    "%(",
    "%{",
    "%s",
    "%v",
    "#{",
    "@{",
    "[[",
    "op://",
    "vault:",
    "arn:",
    "ref+",
    "env.",
    "env:",
    "env(",
    "var.",
    "local.",
    "data.",
    "module.",
    "secretref",
    "projects/",
    "process.env",
    "os.environ",
    "os.getenv",
    "system.getenv",
    "kms:",
    "enc[",
    "enc(",
    "sealed:",
    "ssm:",
    "secretsmanager:",
    "file:",
    "keyring:",
    "awskms:",
    "gcpkms:",
    "@microsoft.keyvault",
    "resolve:",
    "sops:",
    "{cipher}",
    "sha256:",
    "sha384:",
    "sha512:",
    "sha1-",
    "sha256-",
    "sha384-",
    "sha512-",
    "data:image",
    "ageencrypted",
];

/// Middles of templates and expressions.
const REFERENCE_PARTS: &[&str] = &[
    "${", "{{", "$(", "%{", "#{", "<%", "}}", "getenv(", "environ[",
];

/// Tags of documents that say where a value comes from, in lower case: AWS CloudFormation, Ansible,
/// GitLab, Home Assistant, and YAML's own.
const TAGS: &[&str] = &[
    "ref",
    "sub",
    "getatt",
    "importvalue",
    "join",
    "select",
    "split",
    "findinmap",
    "if",
    "vault",
    "vault-encrypted",
    "unsafe",
    "reference",
    "secret",
    "env",
    "env_var",
    "include",
    "input",
    "lambda",
    "binary",
    "str",
    "!binary",
    "!str",
];

/// Whether a value points to where the secret is. `lower` is its beginning in lower case; `quoted`
/// says that it stood between quotes, where a word behind `!` is no tag.
pub(crate) fn is_reference(value: &[u8], lower: &str, quoted: bool) -> bool {
    is_sign_reference(value, quoted)
        || REFERENCE_STARTS
            .iter()
            .any(|start| lower.starts_with(start))
        || REFERENCE_PARTS.iter().any(|part| lower.contains(part))
}

/// Whether a value that begins with `$`, `!` or `<` is a reference. Passwords begin with them too,
/// so the rest decides.
fn is_sign_reference(value: &[u8], quoted: bool) -> bool {
    let Some((&sign, rest)) = value.split_first() else {
        return false;
    };
    match sign {
        b'$' => is_variable(rest),
        b'!' => {
            let tag = rest.split(|&byte| byte == b' ').next().unwrap_or(rest);
            let lower = String::from_utf8_lossy(tag).to_ascii_lowercase();
            let word = tag.iter().all(|byte| {
                byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | b'.' | b'-' | b'!')
            });
            TAGS.contains(&lower.as_str()) || !quoted && word
        }
        b'<' => rest.contains(&b'>'),
        _ => false,
    }
}

/// Whether what follows `$` makes a variable, an expression, or the head of a password hash.
fn is_variable(rest: &[u8]) -> bool {
    let name = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
        .count();
    let (name, after) = rest.split_at(name);
    match (name, after.first()) {
        // `$`, `$$`, `${NAME}`, `$(command)`, `$[1]`, `$@`.
        ([], None | Some(b'$' | b'{' | b'(' | b'[' | b'@' | b'?' | b'*')) => true,
        ([], _) => false,
        // `$6$salt$hash`: crypt(5), and the same form of other programs.
        (_, Some(b'$')) => name.len() <= 16,
        // `$env:NAME`, `$config.password`, `$list[0]`, `$this->name`, `$HOME/key`, `$NAME-suffix`.
        (_, Some(b':' | b'.' | b'[' | b'-' | b'/' | b'}' | b'(' | b'\\')) => true,
        (_, None) => !is_leet(name),
        (_, Some(_)) => false,
    }
}

/// `uperS3cret`: letters of both cases with digits in their midst, which names have only where a
/// technical term has them.
fn is_leet(name: &[u8]) -> bool {
    const TERMS: &[&str] = &[
        "s3", "oauth2", "oauth1", "k8s", "base64", "base32", "sha256", "sha512", "sha1", "md5",
        "ec2", "p12", "x509", "utf8", "i18n", "http2", "v1", "v2", "v3", "ed25519", "auth0",
        "ipv4", "ipv6", "db2", "h2", "g2", "n8n", "b2", "r2", "oauth", "mp3", "mp4", "e2e", "p8",
        "argon2",
    ];
    let has = |test: fn(&u8) -> bool| name.iter().any(test);
    let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && !name.contains(&b'_');
    let mut lower = String::from_utf8_lossy(name).to_ascii_lowercase();
    if ["s3cr", "p4ss", "pa55"]
        .iter()
        .any(|part| lower.contains(part))
    {
        return true;
    }
    for term in TERMS {
        lower = lower.replace(term, "");
    }
    let inner = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    mixed && inner.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refers(text: &str, quoted: bool) -> bool {
        is_reference(text.as_bytes(), &text.to_ascii_lowercase(), quoted)
    }

    #[test]
    fn a_sign_at_the_start_makes_no_reference_by_itself() {
        let references = [
            "$DB_PASSWORD",
            "${DB_PASSWORD:-x}",
            "$(cat x)",
            "$env:TOKEN",
            "$config.password",
            "$this->password",
            "$s3AccessKey",
            "$oauth2Token",
            "$password2",
            "$6$salt$hash",
            "$pbkdf2-sha256$29000$x",
            "!Ref Password",
            "!vault",
            "!GetAtt",
            "<token>",
            "<your password here>",
            "<%= password %>",
        ];
        for text in references {
            assert!(refers(text, true), "{text}");
        }
        for text in [
            "$uperS3cretPw",
            "$7kQ!zu#p",
            "!Kw7#pass",
            "!Sommer24",
            "<Kq7#mw9Z",
            "$#k9Lm2!",
        ] {
            assert!(!refers(text, true), "{text}");
        }
        assert!(refers("!MyOwnTag", false));
        assert!(!refers("!MyOwnPass", true));
    }
}
