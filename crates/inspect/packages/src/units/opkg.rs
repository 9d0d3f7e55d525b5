//! OpenWrt packages: `usr/lib/opkg/status`, and `info` beside it.
//!
//! Format: opkg's paragraphs of fields, as Debian's; `info/NAME.control` has one of them with
//! licence and source, `info/NAME.list` the files. A package in both is merged later.

use seaworthy_facts::{PackageKind, hash_path};

use crate::found::{FIELD_ENTRIES_MAX, Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "opkg",
    title: "OpenWrt package database",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Path("usr/lib/opkg/status"),
        Recognise::Path("var/lib/opkg/status"),
        Recognise::Extension("control", is_info),
        Recognise::Extension("list", is_info),
    ],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: true,
        development: false,
        locations: false,
    },
    // LIMIT: a router has some hundred packages and a status file of 100 kB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn is_info(path: &str) -> bool {
    let folders = ["usr/lib/opkg/info/", "var/lib/opkg/info/"];
    folders.iter().any(|folder| {
        path.strip_prefix(folder)
            .is_some_and(|name| !name.contains('/'))
    })
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let name = found.path().rsplit('/').next().unwrap_or_default();
    match name.strip_suffix(".list") {
        Some(package) => {
            let owner = hash_path(package);
            // Some releases write mode and size behind a tab.
            for line in lines(content).filter(|line| !line.is_empty()) {
                let path = line.split(|byte| *byte == b'\t').next();
                found.own(owner, path.unwrap_or_default());
            }
        }
        None => {
            for paragraph in paragraphs(content) {
                package(&paragraph, found);
                if found.is_full() {
                    return;
                }
            }
        }
    }
}

type Field<'a> = (&'a [u8], &'a [u8]);

fn paragraphs(content: &[u8]) -> impl Iterator<Item = Vec<Field<'_>>> {
    let mut all = lines(content);
    std::iter::from_fn(move || {
        let mut fields = Vec::new();
        for line in all.by_ref() {
            if line.is_empty() && !fields.is_empty() {
                return Some(fields);
            }
            if let Some(colon) = memchr::memchr(b':', line).filter(|_| !line.starts_with(b" ")) {
                let (name, value) = line.split_at(colon);
                let value = value.get(1..).unwrap_or_default();
                fields.push((name, value.trim_ascii()));
            }
        }
        (!fields.is_empty()).then_some(fields)
    })
}

fn package(fields: &[Field<'_>], found: &mut Found<'_>) {
    let field = |name: &[u8]| {
        let mut all = fields.iter();
        all.find(|(one, _)| *one == name).map(|(_, value)| *value)
    };
    if field(b"Status").is_some_and(|status| status.ends_with(b"not-installed")) {
        return;
    }
    let (Some(name), Some(version)) = (field(b"Package"), field(b"Version")) else {
        found.unread("an entry without name or version was left out");
        return;
    };
    let mut package = found.new_package(PackageKind::Opkg, text(name), text(version));
    package.architecture = field(b"Architecture").map(text);
    package.licences.extend(field(b"License").map(text));
    let depends = field(b"Depends").unwrap_or_default();
    let names = depends.split(|byte| *byte == b',').map(|entry| {
        let entry = entry.trim_ascii();
        let end = entry.iter().position(|byte| matches!(byte, b' ' | b'('));
        text(entry.get(..end.unwrap_or(entry.len())).unwrap_or_default())
    });
    let names = names.filter(|name| !name.is_empty());
    package.depends.extend(names.take(FIELD_ENTRIES_MAX));
    found.push(package);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    #[test]
    fn packages_and_their_files_are_read() {
        let status = b"Package: dropbear\nVersion: 2022.82-2\nDepends: libc, libz (>= 1)\n\
            Status: install user installed\nArchitecture: mips_24kc\n\n\
            Package: gone\nVersion: 1\nStatus: deinstall user not-installed\n\n\
            Package: broken\n";
        let facts = parsed(&UNIT, "usr/lib/opkg/status", status);
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.packages[0].depends, ["libc", "libz"]);
        assert_eq!(facts.packages[0].architecture.as_deref(), Some("mips_24kc"));
        assert_eq!(facts.unread.len(), 1);
        let control =
            b"Package: dropbear\nVersion: 2022.82-2\nLicense: MIT\nDescription: x\n y: z\n";
        let facts = parsed(&UNIT, "usr/lib/opkg/info/dropbear.control", control);
        assert_eq!(facts.packages[0].licences, ["MIT"]);
        let list = b"/usr/sbin/dropbear\n/etc/init.d/dropbear\t0755\n";
        let facts = parsed(&UNIT, "usr/lib/opkg/info/dropbear.list", list);
        let owned: Vec<u64> = facts.owned.iter().map(|file| file.path).collect();
        let expected = ["usr/sbin/dropbear", "etc/init.d/dropbear"];
        assert_eq!(owned, expected.map(hash_path));
    }
}
