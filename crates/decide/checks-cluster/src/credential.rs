//! What looks like a credential by its name, and whether a value is one or only refers to one.

/// Ends of key names, in words: what a program takes as a credential.
const KEYS: &[&str] = &[
    "accesskey",
    "accountkey",
    "apikey",
    "apitoken",
    "authtoken",
    "awssecretaccesskey",
    "clientsecret",
    "connectionstring",
    "encryptionkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "secretaccesskey",
    "secretkey",
    "signingkey",
    "token",
];
/// Values that stand in the place of one: what people write to fill it in later.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "example",
    "null",
    "none",
    "password",
    "placeholder",
    "redacted",
    "replaceme",
    "secret",
    "todo",
    "xxx",
];
/// Values shorter than this are flags or numbers.
const CREDENTIAL_BYTES_MIN: usize = 4;

/// Whether a key names a credential: by its last words, so that `PASSWORD_FILE` and
/// `PASSWORD_MIN_LENGTH` name none.
pub(crate) fn is_key(key: &str) -> bool {
    let letters: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_lowercase();
    // A whole file such as `secret.yaml` is judged by its contents.
    !key.contains('.') && KEYS.iter().any(|end| letters.ends_with(end))
}

/// Whether a text is a value, rather than nothing, a reference, a template, something encrypted or
/// a placeholder.
pub(crate) fn is_written(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let bare: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let refers = [
        "${",
        "{{",
        "$(",
        "<",
        "enc[",
        "vault:",
        "ref+",
        "op://",
        "secretref",
        "file:",
    ];
    let is_reference = refers.iter().any(|mark| lower.contains(mark)) || lower.starts_with('$');
    let is_path = text.starts_with('/') && !text.contains(' ');
    let is_url = lower.starts_with("http://") || lower.starts_with("https://");
    let is_flag = matches!(lower.as_str(), "true" | "false" | "enabled" | "disabled");
    let is_masked = text
        .chars()
        .all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '-' | '_'));
    text.len() >= CREDENTIAL_BYTES_MIN
        && !(is_reference || is_path || is_flag || is_masked)
        && (!is_url || lower.contains('@'))
        && !PLACEHOLDERS.contains(&bare.as_str())
}

/// Whether a text holds a private key in PEM form.
pub(crate) fn has_private_key(text: &str) -> bool {
    text.contains("PRIVATE KEY-----")
}

/// Whether a line of a file of settings assigns a credential.
pub(crate) fn has_line(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| {
        let line = line.trim().trim_start_matches("- ");
        let assigned = line.split_once(": ").or_else(|| line.split_once('='));
        assigned.is_some_and(|(key, value)| {
            let key = key.trim().trim_matches('"');
            let key = key.rsplit(['.', ' ']).next().unwrap_or(key);
            let value = value.trim().trim_matches(['"', '\'', ',']);
            !line.starts_with('#') && is_secret_word(key) && is_written(value)
        })
    })
}

/// In a file of settings a lone `token` or `secret` is often a name.
fn is_secret_word(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    is_key(key) && lower != "token" && lower != "secret" && !lower.contains(['(', '<', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_by_their_last_words() {
        for key in [
            "DB_PASSWORD",
            "password",
            "api-key",
            "clientSecret",
            "GITHUB_TOKEN",
        ] {
            assert!(is_key(key), "{key}");
        }
        for key in [
            "PASSWORD_FILE",
            "PASSWORD_MIN_LENGTH",
            "secret.yaml",
            "tokenUrl",
            "secretName",
        ] {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn references_and_placeholders_are_no_values() {
        for text in ["Tr0ub4dor", "VHIwdWI0ZG9y", "https://jane:pw@example.com"] {
            assert!(is_written(text), "{text}");
        }
        for text in [
            "",
            "abc",
            "true",
            "${DB}",
            "$(DB)",
            "{{ .Values.db }}",
            "ENC[AES256]",
            "<your key>",
            "/run/secrets/db",
            "change-me",
            "********",
            "vault:secret/db",
            "https://example.com",
        ] {
            assert!(!is_written(text), "{text}");
        }
    }

    #[test]
    fn settings_are_looked_at_line_by_line() {
        assert!(has_line("a: b\nspring.datasource.password=Tr0ub4dor\n"));
        assert!(has_line("  \"dbPassword\": \"Tr0ub4dor\",\n"));
        assert!(!has_line(
            "# password: Tr0ub4dor\npassword_file: /run/db\npassword: ${DB}\n"
        ));
    }
}
