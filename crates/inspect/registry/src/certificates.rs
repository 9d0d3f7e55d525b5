//! Authorities that a machine trusts for single registries.
//!
//! Docker and the containers tools look for `HOST[:PORT]/*.crt` in folders such as
//! `/etc/docker/certs.d` (docs.docker.com/engine/security/certificates, containers-certs.d(5)).
//! Client certificates (`*.cert` and `*.key`) in them are not used.

use std::fs;
use std::path::PathBuf;

use seaworthy_http::Url;

/// LIMIT: files of authorities for one registry. Real folders have one or two.
pub const HOST_CERTIFICATES_MAX: usize = 64;

/// The port of `https`, which may be left out.
const DEFAULT_PORT: u16 = 443;

/// The folders that Docker and the containers tools look into.
#[must_use]
pub fn certificate_folders() -> Vec<PathBuf> {
    let folders = ["/etc/docker/certs.d", "/etc/containers/certs.d"];
    folders.into_iter().map(PathBuf::from).collect()
}

/// The files of authorities for the host of an address, sorted. A folder that cannot be read has
/// none: the missing authority shows as an unknown issuer.
pub(crate) fn files(folders: &[PathBuf], url: &Url) -> Vec<PathBuf> {
    // A host never begins with a dot; one that did would climb.
    if url.host().starts_with('.') {
        return Vec::new();
    }
    let mut names = vec![format!("{}:{}", url.host(), url.port())];
    if url.port() == DEFAULT_PORT {
        names.push(url.host().to_owned());
    }
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| names.iter().map(|name| folder.join(name)))
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "crt"))
        .take(HOST_CERTIFICATES_MAX)
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_found_by_host_and_port() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "r.example:5000/ca.crt",
            "r.example/ca.crt",
            "r.example/x.key",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"").unwrap();
        }
        let found = |url: &str| {
            let url = Url::parse(url).unwrap();
            let found = files(&[folder.path().to_owned(), "/nowhere".into()], &url);
            let names = found
                .iter()
                .map(|path| path.strip_prefix(folder.path()).unwrap());
            names
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("https://r.example/v2/"), ["r.example/ca.crt"]);
        assert_eq!(
            found("https://r.example:5000/v2/"),
            ["r.example:5000/ca.crt"]
        );
        assert!(found("https://r.example:5001/v2/").is_empty());
        assert!(found("https://../v2/").is_empty());
    }
}
