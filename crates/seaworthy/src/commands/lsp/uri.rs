//! Names of documents: `file:` URIs (RFC 8089) and the paths that they mean.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The path of a `file:` URI on this machine. Nothing for other schemes and other machines.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let at = rest.find('/')?;
            let (host, path) = rest.split_at(at);
            if !(host.is_empty() || host.eq_ignore_ascii_case("localhost")) {
                return None;
            }
            path
        }
        None => rest,
    };
    let path = decode(path.split(['?', '#']).next()?)?;
    if !path.starts_with('/') || path.contains('\0') {
        return None;
    }
    // `/c:/x` is `c:/x` where there are drives.
    let bytes = path.as_bytes();
    let has_drive = cfg!(windows) && bytes.get(2) == Some(&b':');
    Some(PathBuf::from(if has_drive { &path[1..] } else { &path }))
}

/// The URI of a path.
pub(super) fn of_path(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut uri = format!("file://{slash}");
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if is_plain {
            uri.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// A name for a document that no file holds yet: its ending tells what it is.
pub(super) fn unsaved_name(uri: &str, language: &str) -> Option<String> {
    let last = uri.rsplit(['/', ':', '\\']).next().unwrap_or_default();
    let last = decode(last).unwrap_or_default().replace(['/', '\0'], "-");
    let stem = if last.is_empty() { "untitled" } else { &last };
    match language {
        "yaml" | "kubernetes" if stem.ends_with(".yaml") || stem.ends_with(".yml") => {
            Some(stem.to_owned())
        }
        "yaml" | "kubernetes" => Some(format!("{stem}.yaml")),
        "json" | "jsonc" if stem.ends_with(".json") => Some(stem.to_owned()),
        "json" | "jsonc" => Some(format!("{stem}.json")),
        "terraform" => Some(format!("{}.tf", stem.trim_end_matches(".tf"))),
        "bicep" => Some(format!("{}.bicep", stem.trim_end_matches(".bicep"))),
        "dockerfile" => Some("Dockerfile".to_owned()),
        "dockercompose" => Some("compose.yaml".to_owned()),
        _ => None,
    }
}

/// Percent-encoded text (RFC 3986, section 2.1); nothing where it is malformed.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_their_uris() {
        for path in ["/w/a.yaml", "/w/a b/ä#1%.yaml", "/w/Dockerfile"] {
            let path = Path::new(path);
            assert_eq!(to_path(&of_path(path)).as_deref(), Some(path));
        }
        assert_eq!(of_path(Path::new("/a b/ä")), "file:///a%20b/%C3%A4");
    }

    #[test]
    fn what_is_no_file_here_has_no_path() {
        for uri in [
            "untitled:Untitled-1",
            "https://host/a.yaml",
            "file://host/a.yaml",
            "file:///a%zz",
            "file:///a%",
            "file:///a%00b",
            "file:///%ff",
            "file:a.yaml",
            "",
        ] {
            assert_eq!(to_path(uri), None, "{uri}");
        }
        let path = Path::new("/a.yaml");
        assert_eq!(to_path("file://localhost/a.yaml").as_deref(), Some(path));
        assert_eq!(to_path("FILE:/a.yaml").as_deref(), Some(path));
    }

    #[test]
    fn unsaved_documents_are_named_after_their_language() {
        let name = |uri, language| unsaved_name(uri, language);
        assert_eq!(
            name("untitled:Untitled-1", "yaml").as_deref(),
            Some("Untitled-1.yaml")
        );
        assert_eq!(
            name("vscode-vfs://x/a.yml", "yaml").as_deref(),
            Some("a.yml")
        );
        assert_eq!(
            name("untitled:x", "dockerfile").as_deref(),
            Some("Dockerfile")
        );
        assert_eq!(name("untitled:x.tf", "terraform").as_deref(), Some("x.tf"));
        assert_eq!(name("untitled:x", "rust"), None);
    }
}
