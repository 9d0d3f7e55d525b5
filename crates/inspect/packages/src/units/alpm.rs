//! Arch Linux packages: the folders of `var/lib/pacman/local`.
//!
//! Format: libalpm's local database (alpm-db-desc(5), alpm-db-files(5)): blocks of a heading
//! between percent signs, a value a line, and an empty line. `desc` tells of the package, `files`
//! what it owns.

use seaworthy_facts::{PackageKind, SourcePackage, hash_path};

use crate::found::{FIELD_ENTRIES_MAX, Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "alpm",
    title: "Arch Linux package database",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Name("desc", is_local),
        Recognise::Name("files", is_local),
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
    // LIMIT: the file list of the largest package, of kernel headers, has 2 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn is_local(path: &str) -> bool {
    folder(path).is_some()
}

/// `name-version-release` of a file in the folder of a package.
fn folder(path: &str) -> Option<&str> {
    let (folder, _) = path
        .strip_prefix("var/lib/pacman/local/")?
        .split_once('/')?;
    Some(folder)
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    if found.path().ends_with("/files") {
        let folder = folder(found.path()).unwrap_or_default();
        let name = folder.rsplitn(3, '-').nth(2).unwrap_or(folder);
        files(content, hash_path(name), found);
    } else {
        description(content, found);
    }
}

fn description(content: &[u8], found: &mut Found<'_>) {
    let mut package = found.new_package(PackageKind::Alpm, "", "");
    let mut base = String::new();
    for (heading, value) in values(content) {
        match heading {
            b"%NAME%" => package.name = text(value),
            b"%VERSION%" => package.version = text(value),
            b"%BASE%" => base = text(value),
            b"%ARCH%" => package.architecture = Some(text(value)),
            b"%LICENSE%" if package.licences.len() < FIELD_ENTRIES_MAX => {
                package.licences.push(text(value));
            }
            b"%DEPENDS%" if package.depends.len() < FIELD_ENTRIES_MAX => {
                let end = value.iter().position(|byte| b"<>=".contains(byte));
                let name = value.get(..end.unwrap_or(value.len()));
                package.depends.push(text(name.unwrap_or_default()));
            }
            _ => {}
        }
    }
    if package.name.is_empty() || package.version.is_empty() {
        found.unread("a package without name or version was left out");
        return;
    }
    let name = if base.is_empty() {
        &package.name
    } else {
        &base
    };
    package.source = Some(SourcePackage {
        name: name.clone(),
        version: package.version.clone(),
    });
    found.push(package);
}

fn files(content: &[u8], owner: u64, found: &mut Found<'_>) {
    for (heading, value) in values(content) {
        // A folder, which is owned by many packages, ends with a slash.
        if heading == b"%FILES%" && !value.ends_with(b"/") {
            found.own(owner, value);
        }
    }
}

/// Values with their headings.
fn values(content: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut heading: &[u8] = b"";
    lines(content).filter_map(move |line| {
        let line = line.trim_ascii();
        if line.len() > 2 && line.starts_with(b"%") && line.ends_with(b"%") {
            heading = line;
            return None;
        }
        (!line.is_empty()).then_some((heading, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "var/lib/pacman/local/openssl-3.1.4-1/";

    #[test]
    fn a_package_and_its_files_are_read() {
        let desc =
            b"%NAME%\nlibssl\n\n%VERSION%\n1:3.1.4-1\n\n%BASE%\nopenssl\n\n%ARCH%\nx86_64\n\n\
            %LICENSE%\nApache-2.0\n\n%DEPENDS%\nglibc>=2.38\nperl\n";
        let facts = parsed(&UNIT, &format!("{PATH}desc"), desc);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("libssl", "1:3.1.4-1"));
        assert_eq!(package.source.as_ref().unwrap().name, "openssl");
        assert_eq!(package.depends, ["glibc", "perl"]);
        assert_eq!(package.licences, ["Apache-2.0"]);
        let list = b"%FILES%\nusr/\nusr/lib/libssl.so.3\n\n%BACKUP%\netc/ssl/openssl.cnf\tabc\n";
        let facts = parsed(&UNIT, &format!("{PATH}files"), list);
        assert_eq!(facts.owned.len(), 1);
        assert_eq!(facts.owned[0].path, hash_path("usr/lib/libssl.so.3"));
        assert_eq!(facts.owned[0].owner, hash_path("openssl"));
    }

    #[test]
    fn a_description_without_a_name_is_said() {
        for text in [&b""[..], b"%NAME%\n", b"%NAME%\nx\n%VERSION%\n", b"x\xff"] {
            let facts = parsed(&UNIT, &format!("{PATH}desc"), text);
            assert!(facts.packages.is_empty());
            assert_eq!(facts.unread.len(), 1);
        }
    }
}
