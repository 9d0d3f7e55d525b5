//! Chiselled Ubuntu: `var/lib/chisel/manifest.wall`.
//!
//! Format: Chisel's manifest, lines of JSON (`jsonwall`) under zstd: after a head, entries of a
//! `kind`: `package` with name, version, digest and architecture, `content` with the slice
//! `PACKAGE_SLICE` that a path is from.

use std::io::Read as _;

use seaworthy_facts::{PackageKind, hash_path};
use seaworthy_model::Digest;
use serde::Deserialize;

use crate::found::Found;
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "chisel",
    title: "Manifest of chiselled Ubuntu",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Path("var/lib/chisel/manifest.wall")],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: true,
        source: false,
        files: true,
        development: false,
        locations: false,
    },
    // LIMIT: the manifest of a full runtime has 100 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

/// LIMIT: bytes of an inflated manifest; one of a thousand packages and all their files has 50 MB.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// LIMIT: the window that the compressor may ask for, as a power of two: 8 MiB, which every level
/// of zstd but the last ones stays under.
const WINDOW_LOG_MAX: u32 = 23;

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default)]
    kind: &'a str,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    arch: Option<String>,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default)]
    slice: String,
    #[serde(default)]
    path: String,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = match inflate(content) {
        Ok(text) => text,
        Err(error) => return found.unread(format!("the manifest cannot be inflated: {error}")),
    };
    if text.len() as u64 > MANIFEST_BYTES_MAX {
        found.unread(format!(
            "the manifest is larger than {MANIFEST_BYTES_MAX} bytes; the rest was left out"
        ));
    }
    for line in lines(&text).filter(|line| !line.is_empty()) {
        match serde_json::from_slice::<Entry<'_>>(line) {
            Ok(entry) => take(entry, found),
            Err(error) => found.unread(format!("a line is malformed: {error}")),
        }
        if found.is_full() {
            return;
        }
    }
}

fn inflate(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::new(content)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    let mut text = Vec::new();
    decoder
        .take(MANIFEST_BYTES_MAX + 1)
        .read_to_end(&mut text)?;
    Ok(text)
}

fn take(entry: Entry<'_>, found: &mut Found<'_>) {
    match entry.kind {
        "package" => {
            let mut package = found.new_package(PackageKind::Deb, entry.name, entry.version);
            package.architecture = entry.arch;
            let digest = entry.sha256.map(|hash| format!("sha256:{hash}"));
            package
                .hashes
                .extend(digest.and_then(|text| text.parse::<Digest>().ok()));
            found.push(package);
        }
        "content" if !entry.path.ends_with('/') => {
            let name = entry.slice.rsplit_once('_').map_or("", |(name, _)| name);
            found.own(hash_path(name), entry.path.as_bytes());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "var/lib/chisel/manifest.wall";

    fn wall(text: &str) -> Vec<u8> {
        zstd::encode_all(text.as_bytes(), 3).unwrap()
    }

    #[test]
    fn packages_and_their_files_are_read() {
        let hash = "a".repeat(64);
        let text = format!(
            "{{\"jsonwall\":\"1.0\",\"schema\":\"1.0\",\"count\":5}}\n\
             {{\"kind\":\"content\",\"slice\":\"libssl3_libs\",\
             \"path\":\"/usr/lib/libssl.so.3\"}}\n\
             {{\"kind\":\"content\",\"slice\":\"libssl3_libs\",\"path\":\"/usr/lib/\"}}\n\
             {{\"kind\":\"package\",\"name\":\"libssl3\",\"version\":\"3.0.2-0ubuntu1.15\",\
             \"sha256\":\"{hash}\",\"arch\":\"amd64\"}}\n\
             {{\"kind\":\"slice\",\"name\":\"libssl3_libs\"}}\n"
        );
        let facts = parsed(&UNIT, PATH, &wall(&text));
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [package] = &facts.packages[..] else {
            panic!("{:?}", facts.packages)
        };
        assert_eq!(
            (&*package.name, &*package.version),
            ("libssl3", "3.0.2-0ubuntu1.15")
        );
        assert_eq!(package.hashes[0].hex(), hash);
        assert_eq!(facts.owned.len(), 1);
        assert_eq!(facts.owned[0].path, hash_path("usr/lib/libssl.so.3"));
        assert_eq!(facts.owned[0].owner, hash_path("libssl3"));
    }

    #[test]
    fn a_manifest_that_inflates_without_end_is_cut_and_said() {
        let bomb = wall(&"\n".repeat(usize::try_from(MANIFEST_BYTES_MAX).unwrap() + 10));
        let facts = parsed(&UNIT, PATH, &bomb);
        assert!(
            facts.unread[0].reason.contains("larger than"),
            "{:?}",
            facts.unread
        );
        for broken in [&b""[..], b"no zstd", &wall("{\"kind\":7}\n")] {
            let facts = parsed(&UNIT, PATH, broken);
            assert!(facts.packages.is_empty());
            assert!(facts.unread.len() <= 1);
        }
    }
}
