//! Alpine packages: `lib/apk/db/installed`, and `usr/lib/apk/db/installed` of later releases.
//!
//! Format: apk-tools database v2, paragraphs of one-letter fields: `P` name, `V` version, `A`
//! architecture, `L` licence, `o` origin (the source package), `D` dependencies, `p` what it
//! provides, `F` a folder and `R` a file in it.

use std::collections::HashMap;

use seaworthy_facts::{Package, PackageKind, SourcePackage, hash_path};

use crate::found::{FIELD_ENTRIES_MAX, Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "apk",
    title: "Alpine package database",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Path("lib/apk/db/installed"),
        Recognise::Path("usr/lib/apk/db/installed"),
    ],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: true,
        files: true,
        development: false,
        locations: false,
    },
    // LIMIT: Alpine with a desktop stays under 10 MB.
    file_bytes_max: 48 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut database = Database::default();
    for line in lines(content) {
        if line.is_empty() {
            database.end(found);
            if database.packages.len() > crate::found::FILE_PACKAGES_MAX {
                break;
            }
        } else if let [letter, b':', value @ ..] = line {
            database.field(*letter, value, found);
        } else {
            found.unread("a line that is no field was passed over");
        }
    }
    database.end(found);
    let provides = database.provides;
    for mut package in database.packages {
        // `so:libc.musl-x86_64.so.1` is a need; `musl`, which provides it, is the package.
        let mut needs: Vec<String> = package
            .depends
            .iter()
            .map(|need| provides.get(need).unwrap_or(need).clone())
            .filter(|need| *need != package.name)
            .collect();
        needs.sort_unstable();
        needs.dedup();
        package.depends = needs;
        found.push(package);
    }
}

#[derive(Default)]
struct Database<'a> {
    packages: Vec<Package>,
    provides: HashMap<String, String>,
    current: Current<'a>,
}

/// The paragraph that is being read.
#[derive(Default)]
struct Current<'a> {
    name: &'a [u8],
    version: &'a [u8],
    architecture: &'a [u8],
    licence: &'a [u8],
    origin: &'a [u8],
    depends: &'a [u8],
    provides: &'a [u8],
    folder: &'a [u8],
    owner: u64,
    any: bool,
}

impl<'a> Database<'a> {
    fn field(&mut self, letter: u8, value: &'a [u8], found: &mut Found<'_>) {
        let current = &mut self.current;
        current.any = true;
        match letter {
            b'P' => {
                current.name = value;
                current.owner = hash_path(&String::from_utf8_lossy(value));
            }
            b'V' => current.version = value,
            b'A' => current.architecture = value,
            b'L' => current.licence = value,
            b'o' => current.origin = value,
            b'D' => current.depends = value,
            b'p' => current.provides = value,
            b'F' => current.folder = value,
            b'R' => {
                let path = [current.folder, b"/", value].concat();
                found.own(current.owner, &path);
            }
            _ => {}
        }
    }

    fn end(&mut self, found: &mut Found<'_>) {
        let current = std::mem::take(&mut self.current);
        if !current.any {
            return;
        }
        if current.name.is_empty() || current.version.is_empty() {
            found.unread("an installed package without name or version was left out");
            return;
        }
        let version = text(current.version);
        let mut package = found.new_package(PackageKind::Apk, text(current.name), &*version);
        let origin = text(current.origin);
        package.source = Some(SourcePackage {
            name: if origin.is_empty() {
                package.name.clone()
            } else {
                origin
            },
            version,
        });
        if !current.architecture.is_empty() {
            package.architecture = Some(text(current.architecture));
        }
        if !current.licence.is_empty() {
            package.licences.push(text(current.licence));
        }
        package.depends = words(current.depends).collect();
        for provided in words(current.provides) {
            self.provides.insert(provided, package.name.clone());
        }
        self.packages.push(package);
    }
}

/// The names in a list, without their version conditions and without conflicts (`!name`).
fn words(list: &[u8]) -> impl Iterator<Item = String> {
    list.split(|byte| *byte == b' ')
        .filter(|word| !word.is_empty() && !word.starts_with(b"!"))
        .take(FIELD_ENTRIES_MAX)
        .map(|word| {
            let end = word
                .iter()
                .position(|byte| matches!(byte, b'=' | b'<' | b'>' | b'~'));
            text(word.get(..end.unwrap_or(word.len())).unwrap_or_default())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const INSTALLED: &str = "\
C:Q1p78yvTLG094tHE1+dToJGbmYzQE=
P:musl
V:1.1.22-r3
A:x86_64
L:MIT
o:musl
p:so:libc.musl-x86_64.so.1=1
F:lib
R:libc.musl-x86_64.so.1
a:0:0:777

P:libcrypto1.1
V:1.1.1c-r0
A:x86_64
L:OpenSSL
o:openssl
D:so:libc.musl-x86_64.so.1 zlib>=1.2 !old
F:usr/lib
R:libcrypto.so.1.1
F:
R:rootfile
";

    #[test]
    fn packages_come_with_origin_licence_and_files() {
        let facts = parsed(&UNIT, "lib/apk/db/installed", INSTALLED.as_bytes());
        assert!(facts.unread.is_empty());
        let crypto = &facts.packages[1];
        assert_eq!(
            (&*crypto.name, &*crypto.version),
            ("libcrypto1.1", "1.1.1c-r0")
        );
        assert_eq!(crypto.source.as_ref().unwrap().name, "openssl");
        assert_eq!(crypto.licences, ["OpenSSL"]);
        assert_eq!(crypto.depends, ["musl", "zlib"]);
        let paths: Vec<u64> = facts.owned.iter().map(|file| file.path).collect();
        assert_eq!(
            paths,
            [
                hash_path("lib/libc.musl-x86_64.so.1"),
                hash_path("usr/lib/libcrypto.so.1.1"),
                hash_path("rootfile")
            ]
        );
        assert_eq!(facts.owned[2].owner, hash_path("libcrypto1.1"));
    }

    #[test]
    fn a_database_cut_short_yields_what_is_whole() {
        let cut = &INSTALLED.as_bytes()[..INSTALLED.find("V:1.1.1c").unwrap()];
        let facts = parsed(&UNIT, "lib/apk/db/installed", cut);
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 1);
    }
}
