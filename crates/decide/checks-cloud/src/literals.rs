//! Texts that are secrets by their name or form.

use seaworthy_facts::cloud::{Node, Value};

/// Whether a name is that of a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "password",
        "passwd",
        "secret",
        "token",
        "apikey",
        "api_key",
        "access_key",
        "accesskey",
        "private_key",
        "privatekey",
        "credential",
        "connectionstring",
        "connection_string",
    ];
    // Names of where a secret is kept are no secrets.
    const ENDS: &[&str] = &[
        "_arn", "_name", "_id", "_path", "_file", "_url", "_uri", "_ref", "_version", "_ttl",
    ];
    let lower = name.to_ascii_lowercase();
    let is_id_of_key = lower.ends_with("access_key_id");
    WORDS.iter().any(|word| lower.contains(word))
        && (is_id_of_key || !ENDS.iter().any(|end| lower.ends_with(end)))
}

/// Whether a text is a value, and no place holder or the address of one.
pub(crate) fn is_literal_secret(text: &str) -> bool {
    let text = text.trim();
    let starts = [
        "arn:",
        "${",
        "{{",
        "@Microsoft.KeyVault",
        "projects/",
        "vault:",
        "ref+",
        "<",
    ];
    text.len() > 3
        && !starts.iter().any(|start| text.starts_with(start))
        && !["true", "false", "null", "none", "changeme"].contains(&text)
}

/// Whether an attribute is no secret that is written in plain text.
pub(crate) fn is_no_literal(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => !is_literal_secret(text),
        _ => true,
    }
}

/// What in a script looks like a secret: the name of what is assigned.
pub(crate) fn secret_in_script(script: &str) -> Option<String> {
    for line in script.lines() {
        let line = line.trim().trim_start_matches("export ");
        if let Some(at) = line.find("AKIA")
            && line
                .get(at..at + 20)
                .is_some_and(|key| key.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        {
            return Some("an access key of AWS".to_owned());
        }
        if line.contains("-----BEGIN") && line.contains("PRIVATE KEY") {
            return Some("a private key".to_owned());
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.rsplit([' ', '\t', '-']).next().unwrap_or(name).trim();
        let value = value.trim().trim_matches(['"', '\'']);
        let computed = value.starts_with('$') || value.starts_with('`') || value.contains("$(");
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name && is_secret_name(name) && !computed && is_literal_secret(value) {
            return Some(format!("`{name}`"));
        }
    }
    None
}
