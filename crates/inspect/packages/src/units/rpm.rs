//! rpm packages: the database in its three forms.
//!
//! Format: rows of headers ([`crate::rpm_header`]) in the table `Packages` of SQLite
//! (`rpmdb.sqlite`, rpm 4.16 and later), in rpm's own NDB (`Packages.db`, SUSE), or in a hash table
//! of Berkeley DB (`Packages`, rpm up to 4.15). A write-ahead log that is not empty is recorded as
//! unread, for the database lacks what stands in it.

use seaworthy_facts::{Package, PackageKind, SourcePackage, hash_path};

use crate::changelog;
use crate::found::{FIELD_ENTRIES_MAX, Found, text};
use crate::rpm_header::{Header, Tag};
use crate::sqlite::{Database, Value, values};
use crate::unit::{Evidence, Knows, Recognise, Unit};
use crate::{rpm_bdb, rpm_ndb};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "rpm",
    title: "rpm database",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Path("var/lib/rpm/rpmdb.sqlite"),
        Recognise::Path("var/lib/rpm/rpmdb.sqlite-wal"),
        Recognise::Path("var/lib/rpm/Packages"),
        Recognise::Path("var/lib/rpm/Packages.db"),
        Recognise::Path("usr/lib/sysimage/rpm/rpmdb.sqlite"),
        Recognise::Path("usr/lib/sysimage/rpm/rpmdb.sqlite-wal"),
        Recognise::Path("usr/lib/sysimage/rpm/Packages"),
        Recognise::Path("usr/lib/sysimage/rpm/Packages.db"),
        // Systems that boot from images (rpm-ostree) keep it with what they never change.
        Recognise::Path("usr/share/rpm/rpmdb.sqlite"),
        Recognise::Path("usr/share/rpm/rpmdb.sqlite-wal"),
        Recognise::Path("usr/share/rpm/Packages"),
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
    // LIMIT: a desktop of 3,000 packages has 200 MB; an image of 500 packages has 20 MB.
    file_bytes_max: 512 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let path = found.path();
    if content.is_empty() {
        return;
    }
    if path.ends_with("-wal") {
        found.unread(
            "the write-ahead log of the rpm database is not read: packages that were installed or \
             removed last may be missing or too many",
        );
    } else if path.ends_with("/Packages.db") || rpm_ndb::is(content) {
        rpm_ndb::headers(content, |row| {
            match row {
                Ok(blob) => package(blob, found),
                Err(error) => found.unread(error.to_string()),
            }
            !found.is_full()
        });
    } else if path.ends_with("/Packages") || rpm_bdb::is(content) {
        rpm_bdb::values(content, |row| {
            match row {
                Ok(blob) => package(&blob, found),
                Err(error) => found.unread(error.to_string()),
            }
            !found.is_full()
        });
    } else {
        database(content, found);
    }
}

fn database(content: &[u8], found: &mut Found<'_>) {
    let opened = Database::open(content).and_then(|database| {
        let root = database.table("Packages")?;
        Ok((database, root))
    });
    let (database, root) = match opened {
        Ok(opened) => opened,
        Err(error) => return found.unread(error.to_string()),
    };
    database.rows(root, |row| {
        match row {
            // Columns: hnum, blob.
            Ok(row) => match values(&row).get(1) {
                Some(Value::Bytes(blob)) => package(blob, found),
                _ => found.unread("a row without a header was left out"),
            },
            Err(error) => found.unread(error.to_string()),
        }
        !found.is_full()
    });
}

/// Reads one header.
pub(super) fn package(blob: &[u8], found: &mut Found<'_>) {
    let header = match Header::new(blob) {
        Ok(header) => header,
        Err(error) => return found.unread(error.to_string()),
    };
    let (Some(name), Some(version), Some(release)) = (
        header.text(Tag::Name),
        header.text(Tag::Version),
        header.text(Tag::Release),
    ) else {
        return found.unread("a header without name, version or release was left out");
    };
    // Keys that were imported stand among the packages; they are no software.
    if name == "gpg-pubkey" {
        return;
    }
    let epoch = header.numbers(Tag::Epoch).next().filter(|epoch| *epoch > 0);
    let with_epoch = |version: String| match epoch {
        Some(epoch) => format!("{epoch}:{version}"),
        None => version,
    };
    let version = with_epoch(format!("{version}-{release}"));
    let owner = hash_path(&name);
    let mut package = found.new_package(PackageKind::Rpm, name, version);
    let stated = |text: Option<String>| text.filter(|text| !text.is_empty() && text != "(none)");
    package.architecture = stated(header.text(Tag::Arch));
    package.vendor = stated(header.text(Tag::Vendor));
    package.licences.extend(stated(header.text(Tag::Licence)));
    package.module = stated(header.text(Tag::ModularityLabel)).map(stream);
    package.source =
        source(header.text(Tag::SourceRpm), &package).map(|(name, version)| SourcePackage {
            name,
            version: with_epoch(version),
        });
    package.depends = depends(&header);
    changelog(blob, &header, &package, found);
    found.push(package);
    files(&header, owner, found);
}

/// What the changelog of the source says is fixed. Most packages of a distribution come without
/// one, or with one that names no CVE, which one search of the header tells.
fn changelog(blob: &[u8], header: &Header<'_>, package: &Package, found: &mut Found<'_>) {
    if memchr::memmem::find(blob, b"CVE-").is_none() {
        return;
    }
    let names = header.texts(Tag::ChangelogName);
    let entries = names.zip(header.texts(Tag::ChangelogText));
    let mut said = changelog::rpm(entries, &package.version);
    if let Some(source) = &package.source {
        said.source.clone_from(&source.name);
    }
    found.changelog(PackageKind::Rpm, &package.name, said);
}

/// `nodejs:18:9020230306170042:rhel9` is the stream `nodejs:18`.
fn stream(label: String) -> String {
    match label.match_indices(':').nth(1) {
        Some((end, _)) => label.get(..end).unwrap_or(&label).to_owned(),
        None => label,
    }
}

/// Name and version of `name-version-release.src.rpm`. The file name has no epoch; source packages
/// have that of their binaries.
fn source(file: Option<String>, package: &Package) -> Option<(String, String)> {
    let file = file.unwrap_or_default();
    let stem = file
        .strip_suffix(".src.rpm")
        .or_else(|| file.strip_suffix(".nosrc.rpm"));
    let parts = stem.and_then(|stem| {
        let (rest, release) = stem.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        Some((name.to_owned(), format!("{version}-{release}")))
    });
    parts.or_else(|| {
        let version = package.version.split_once(':');
        let version = version.map_or(&*package.version, |(_, version)| version);
        Some((package.name.clone(), version.to_owned()))
    })
}

/// What it needs: packages and capabilities by name, without files, rpm's own features and
/// libraries.
fn depends(header: &Header<'_>) -> Vec<String> {
    let mut names: Vec<String> = header
        .texts(Tag::RequireName)
        .filter(|name| !name.starts_with(b"/") && memchr::memchr(b'(', name).is_none())
        .take(FIELD_ENTRIES_MAX)
        .map(text)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn files(header: &Header<'_>, owner: u64, found: &mut Found<'_>) {
    let folders: Vec<&[u8]> = header.texts(Tag::DirNames).collect();
    let mut path = Vec::new();
    for (name, index) in header
        .texts(Tag::BaseNames)
        .zip(header.numbers(Tag::DirIndexes))
    {
        match folders.get(index as usize) {
            Some(folder) => {
                path.clear();
                path.extend_from_slice(folder);
                path.extend_from_slice(name);
                found.own(owner, &path);
            }
            None => found.unread("a file in a folder that the header does not name was left out"),
        }
    }
    // Packages of the last century list whole paths.
    for path in header.texts(Tag::OldFileNames) {
        found.own(owner, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpm_bdb::tests::bdb;
    use crate::rpm_header::tests::{Entry, header};
    use crate::rpm_ndb::tests::ndb;
    use crate::sqlite::tests::database;
    use crate::units::parsed;

    fn openssl() -> Vec<u8> {
        header(&[
            (Tag::Name, Entry::Text("openssl-libs")),
            (Tag::Version, Entry::Text("3.0.7")),
            (Tag::Release, Entry::Text("6.el9_2")),
            (Tag::Epoch, Entry::Numbers(&[1])),
            (Tag::Vendor, Entry::Text("AlmaLinux")),
            (Tag::Licence, Entry::Text("ASL 2.0")),
            (Tag::Arch, Entry::Text("x86_64")),
            (Tag::SourceRpm, Entry::Text("openssl-3.0.7-6.el9_2.src.rpm")),
            (
                Tag::RequireName,
                Entry::Texts(&["glibc", "/bin/sh", "libc.so.6()(64bit)", "glibc"]),
            ),
            (Tag::DirIndexes, Entry::Numbers(&[0, 1, 7])),
            (
                Tag::BaseNames,
                Entry::Texts(&["libssl.so.3", "README", "lost"]),
            ),
            (Tag::DirNames, Entry::Texts(&["/usr/lib64/", "/usr/share/"])),
            (
                Tag::ChangelogName,
                Entry::Texts(&["A <a@example.org> - 1:3.0.7-6"]),
            ),
            (Tag::ChangelogText, Entry::Texts(&["- Fix CVE-2023-0286"])),
            (
                Tag::ModularityLabel,
                Entry::Text("nodejs:18:9020230306170042:rhel9"),
            ),
        ])
    }

    #[test]
    fn a_header_becomes_a_package() {
        let key = header(&[
            (Tag::Name, Entry::Text("gpg-pubkey")),
            (Tag::Version, Entry::Text("1")),
            (Tag::Release, Entry::Text("1")),
        ]);
        let file = database(&[&key, &openssl()]);
        let facts = parsed(&UNIT, "var/lib/rpm/rpmdb.sqlite", &file);
        let [package] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(
            (&*package.name, &*package.version),
            ("openssl-libs", "1:3.0.7-6.el9_2")
        );
        let source = package.source.as_ref().unwrap();
        assert_eq!(
            (&*source.name, &*source.version),
            ("openssl", "1:3.0.7-6.el9_2")
        );
        assert_eq!(package.module.as_deref(), Some("nodejs:18"));
        assert_eq!(package.vendor.as_deref(), Some("AlmaLinux"));
        assert_eq!(package.architecture.as_deref(), Some("x86_64"));
        assert_eq!(package.licences, ["ASL 2.0"]);
        assert_eq!(package.depends, ["glibc"]);
        let [changelog] = &facts.changelogs[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(changelog.source.as_deref(), Some("openssl"));
        assert_eq!(changelog.version, "1:3.0.7-6.el9_2");
        assert_eq!(changelog.fixes[0].cve, "CVE-2023-0286");
        let owned: Vec<u64> = facts.owned.iter().map(|file| file.path).collect();
        assert_eq!(
            owned,
            [
                hash_path("usr/lib64/libssl.so.3"),
                hash_path("usr/share/README")
            ]
        );
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn the_older_forms_yield_the_same_packages() {
        let newest = parsed(&UNIT, "var/lib/rpm/rpmdb.sqlite", &database(&[&openssl()]));
        for (path, file) in [
            ("var/lib/rpm/Packages", bdb(&[&openssl()], false)),
            ("var/lib/rpm/Packages", bdb(&[&openssl()], true)),
            ("usr/lib/sysimage/rpm/Packages.db", ndb(&[&openssl()])),
        ] {
            let mut facts = parsed(&UNIT, path, &file);
            for package in &mut facts.packages {
                package.places.clone_from(&newest.packages[0].places);
            }
            assert_eq!(facts.packages, newest.packages, "{path}");
            assert_eq!(facts.owned, newest.owned, "{path}");
        }
    }

    #[test]
    fn forms_that_are_not_read_are_said() {
        for (path, reason) in [
            ("var/lib/rpm/Packages", "Berkeley DB"),
            ("usr/lib/sysimage/rpm/Packages.db", "NDB"),
            ("var/lib/rpm/rpmdb.sqlite-wal", "write-ahead log"),
            ("var/lib/rpm/rpmdb.sqlite", "no SQLite database"),
        ] {
            let facts = parsed(&UNIT, path, b"some bytes");
            assert_eq!(facts.unread.len(), 1);
            assert!(
                facts.unread[0].reason.contains(reason),
                "{:?}",
                facts.unread
            );
            assert!(parsed(&UNIT, path, b"").unread.is_empty());
        }
    }

    #[test]
    fn a_damaged_header_loses_only_itself() {
        let file = database(&[b"rubbish and more", &openssl()]);
        let facts = parsed(&UNIT, "var/lib/rpm/rpmdb.sqlite", &file);
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 2);
    }
}
