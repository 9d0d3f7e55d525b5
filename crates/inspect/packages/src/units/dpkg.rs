//! Debian packages: `var/lib/dpkg`, and `status.d` of images without a package manager.
//!
//! Format: deb-control(5) paragraphs with the `Status` field of dpkg(1); file lists under `info/`
//! one path a line; `status.d/NAME` with `NAME.md5sums` as distroless images have them. Licences
//! come from `usr/share/doc/*/copyright` (machine-readable copyright format 1.0, or the references
//! to `/usr/share/common-licenses` in free text), and proof of fixed weaknesses from
//! `changelog.Debian.gz` beside it.
//!
//! Of `info/` only the `.list` files are read: every path of an `.md5sums` stands there too.

use std::collections::BTreeSet;
use std::io::Read as _;

use memchr::memmem;
use seaworthy_facts::{PackageKind, SourcePackage, hash_path};

use crate::changelog::{self, Newest};
use crate::found::{FIELD_ENTRIES_MAX, Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "dpkg",
    title: "Debian package database",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Path("var/lib/dpkg/status"),
        Recognise::Path("usr/lib/dpkg/status"),
        Recognise::Folder("var/lib/dpkg/status.d"),
        Recognise::Extension("list", is_file_list),
        Recognise::Name("copyright", is_copyright),
        Recognise::Name("changelog.Debian.gz", is_changelog),
        Recognise::NameAndHead("changelog.gz", is_changelog, begins_as_changelog),
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
    // LIMIT: a desktop with 6,000 packages has a status file of 7 MB.
    file_bytes_max: 48 * 1024 * 1024,
    parse,
};

fn is_file_list(path: &str) -> bool {
    path.strip_prefix("var/lib/dpkg/info/")
        .is_some_and(|name| !name.contains('/'))
}

fn is_copyright(path: &str) -> bool {
    documented_package(path).is_some()
}

fn is_changelog(path: &str) -> bool {
    documented(path, "changelog.Debian.gz")
        .or_else(|| documented(path, "changelog.gz"))
        .is_some()
}

/// Whether a compressed file may begin with an entry of a Debian changelog. Of that name, packages
/// made for Debian carry one, and all others what their authors wrote, which is many times as much.
fn begins_as_changelog(head: &[u8]) -> bool {
    /// Bytes that are inflated: longer than any heading.
    const BEGIN_BYTES: u64 = 1024;
    // What does not inflate is read, and told.
    !head.is_empty()
        && begin_of(head, BEGIN_BYTES)
            .is_none_or(|begin| changelog::newest(&begin) != Newest::NoEntry)
}

/// The first bytes of what is compressed, as far as there are.
fn begin_of(compressed: &[u8], bytes: u64) -> Option<Vec<u8>> {
    let mut begin = Vec::new();
    let mut decoder = flate2::bufread::GzDecoder::new(compressed).take(bytes);
    let read = decoder.read_to_end(&mut begin);
    // The end of a head is no damage.
    (read.is_ok() || !begin.is_empty()).then_some(begin)
}

/// The package whose folder under `usr/share/doc` this file lies in.
fn documented_package(path: &str) -> Option<&str> {
    documented(path, "copyright")
}

fn documented<'a>(path: &'a str, wanted: &str) -> Option<&'a str> {
    let (package, file) = path.strip_prefix("usr/share/doc/")?.split_once('/')?;
    (file == wanted).then_some(package)
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let path = found.path();
    let name = path.rsplit('/').next().unwrap_or(path);
    if is_file_list(path) {
        let package = name.strip_suffix(".list").unwrap_or(name);
        file_list(content, package, found);
    } else if is_changelog(path) {
        changelog(content, found);
    } else if let Some(package) = documented_package(path) {
        let licences = copyright(content);
        if !licences.is_empty() {
            found.licences(PackageKind::Deb, package, licences);
        }
    } else if path.starts_with("var/lib/dpkg/status.d/") {
        match name.strip_suffix(".md5sums") {
            Some(package) => sums(content, package, found),
            None => status(content, found),
        }
    } else {
        status(content, found);
    }
}

/// The fields of one paragraph that matter.
#[derive(Default)]
struct Paragraph<'a> {
    package: &'a [u8],
    status: &'a [u8],
    version: &'a [u8],
    architecture: &'a [u8],
    source: &'a [u8],
    origin: &'a [u8],
    maintainer: &'a [u8],
    depends: [&'a [u8]; 2],
    any: bool,
}

fn status(content: &[u8], found: &mut Found<'_>) {
    let mut paragraph = Paragraph::default();
    for line in lines(content) {
        match line.first() {
            None => {
                take(&std::mem::take(&mut paragraph), found);
                if found.is_full() {
                    return;
                }
            }
            Some(b' ' | b'\t') => {}
            Some(_) => field(line, &mut paragraph, found),
        }
    }
    take(&paragraph, found);
}

fn field<'a>(line: &'a [u8], paragraph: &mut Paragraph<'a>, found: &mut Found<'_>) {
    let Some(colon) = memchr::memchr(b':', line) else {
        found.unread("a line that is no field was passed over");
        return;
    };
    let (name, value) = line.split_at(colon);
    let value = value.get(1..).unwrap_or_default().trim_ascii();
    paragraph.any = true;
    // The names are case-insensitive (deb-control(5)); dpkg always writes them like this.
    match name {
        b"Package" => paragraph.package = value,
        b"Status" => paragraph.status = value,
        b"Version" => paragraph.version = value,
        b"Architecture" => paragraph.architecture = value,
        b"Source" => paragraph.source = value,
        b"Origin" => paragraph.origin = value,
        b"Maintainer" => paragraph.maintainer = value,
        b"Depends" => paragraph.depends[0] = value,
        b"Pre-Depends" => paragraph.depends[1] = value,
        _ => {}
    }
}

fn take(paragraph: &Paragraph<'_>, found: &mut Found<'_>) {
    if !paragraph.any || !is_installed(paragraph.status) {
        return;
    }
    if paragraph.package.is_empty() || paragraph.version.is_empty() {
        found.unread("an installed package without name or version was left out");
        return;
    }
    let version = text(paragraph.version);
    let mut package = found.new_package(PackageKind::Deb, text(paragraph.package), &*version);
    package.source = Some(source(paragraph.source, &package.name, &version));
    if !paragraph.architecture.is_empty() {
        package.architecture = Some(text(paragraph.architecture));
    }
    package.vendor = vendor(paragraph);
    for list in paragraph.depends {
        package.depends.extend(dependencies(list));
    }
    found.push(package);
}

/// Whether a `Status` means that files of the package are there: every state but the two of dpkg(1)
/// that say they are not. No `Status` at all, as in `status.d`, means that they are.
fn is_installed(status: &[u8]) -> bool {
    let state = status.rsplit(|byte| *byte == b' ').next();
    !matches!(state, Some(b"not-installed" | b"config-files"))
}

/// `Source: name (version)`; both default to the binary's.
fn source(field: &[u8], package: &str, version: &str) -> SourcePackage {
    let field = String::from_utf8_lossy(field);
    let (name, rest) = field.split_once(' ').unwrap_or((&field, ""));
    let stated = rest
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')')
        .trim();
    let or = |value: &str, other: &str| {
        let value = if value.is_empty() { other } else { value };
        value.to_owned()
    };
    SourcePackage {
        name: or(name, package),
        version: or(stated, version),
    }
}

fn vendor(paragraph: &Paragraph<'_>) -> Option<String> {
    if !paragraph.origin.is_empty() {
        return Some(text(paragraph.origin));
    }
    let at = memchr::memrchr(b'@', paragraph.maintainer)?;
    let domain = paragraph.maintainer.get(at + 1..)?;
    let domain = domain.strip_suffix(b">").unwrap_or(domain);
    (!domain.is_empty()).then(|| text(domain))
}

/// Names in a dependency list; of alternatives the first, which is the one that is preferred.
fn dependencies(list: &[u8]) -> impl Iterator<Item = String> {
    list.split(|byte| *byte == b',')
        .map(|entry| {
            let entry = entry.trim_ascii();
            let end = entry
                .iter()
                .position(|byte| matches!(byte, b' ' | b'(' | b'|' | b':' | b'['));
            entry.get(..end.unwrap_or(entry.len())).unwrap_or_default()
        })
        .filter(|name| !name.is_empty())
        .take(FIELD_ENTRIES_MAX)
        .map(text)
}

/// `info/NAME.list` or `info/NAME:ARCH.list`. A folder is left out where the next line lies in it:
/// folders are owned by many packages and prove nothing.
fn file_list(content: &[u8], package: &str, found: &mut Found<'_>) {
    let owner = hash_path(package.split(':').next().unwrap_or(package));
    let mut all = lines(content).peekable();
    while let Some(line) = all.next() {
        let is_folder = all.peek().is_some_and(|next| {
            next.strip_prefix(line)
                .is_some_and(|rest| rest.first() == Some(&b'/'))
        });
        if !is_folder && line != b"/." && !line.is_empty() {
            found.own(owner, line);
        }
    }
}

/// `status.d/NAME.md5sums`: digest, two spaces, path.
fn sums(content: &[u8], package: &str, found: &mut Found<'_>) {
    let owner = hash_path(package);
    for line in lines(content).filter(|line| !line.is_empty()) {
        match memchr::memchr(b' ', line).and_then(|space| line.get(space..)) {
            Some(path) => found.own(owner, path.trim_ascii_start()),
            None => found.unread("a line without a path was passed over"),
        }
    }
}

/// The changelog of the package that its folder is named after. Only its newest part is read: it
/// adds proof and takes none away, and what is older the advisories know by version.
fn changelog(content: &[u8], found: &mut Found<'_>) {
    /// LIMIT: bytes of a changelog once inflated; some 50 entries of a kernel, 500 of others.
    const CHANGELOG_BYTES_MAX: u64 = 256 * 1024;
    /// Bytes by which a changelog is recognised that was read already.
    const BEGIN_BYTES: u64 = 4 * 1024;
    let mut inflated = Vec::new();
    let mut decoder = flate2::bufread::GzDecoder::new(content).take(BEGIN_BYTES);
    let mut read = decoder.read_to_end(&mut inflated);
    if read.is_ok()
        && let Newest::Of { source, version } = changelog::newest(&inflated)
        && found.knows_changelog(PackageKind::Deb, &source, &version)
    {
        return;
    }
    decoder.set_limit(CHANGELOG_BYTES_MAX - BEGIN_BYTES);
    read = read.and_then(|_| decoder.read_to_end(&mut inflated));
    if let Err(error) = read {
        return found.unread(format!("the changelog cannot be inflated: {error}"));
    }
    let path = found.path();
    let package = path.strip_prefix("usr/share/doc/").unwrap_or(path);
    let package = package.split('/').next().unwrap_or(package);
    found.changelog(PackageKind::Deb, package, changelog::debian(&inflated));
}

/// The licences that a copyright file names.
fn copyright(content: &[u8]) -> Vec<String> {
    const COMMON: &[u8] = b"/usr/share/common-licenses/";
    /// LIMIT: longest licence line kept; real ones name a dozen licences.
    const LICENCE_BYTES_MAX: usize = 200;
    let mut licences = BTreeSet::new();
    let head = content.get(..256).unwrap_or(content);
    if memmem::find(head, b"copyright-format").is_some() {
        for line in lines(content) {
            let value = line.strip_prefix(b"License:").unwrap_or_default();
            let value = value.trim_ascii();
            if !value.is_empty() && value.len() <= LICENCE_BYTES_MAX {
                licences.insert(text(value));
            }
            if licences.len() >= FIELD_ENTRIES_MAX {
                break;
            }
        }
    } else {
        for at in memmem::find_iter(content, COMMON) {
            let rest = content.get(at + COMMON.len()..).unwrap_or_default();
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
            let end = rest.iter().take(40).position(|byte| !is_name(byte));
            let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            let name = text(name).trim_end_matches('.').to_owned();
            if !name.is_empty() && licences.len() < FIELD_ENTRIES_MAX {
                licences.insert(name);
            }
        }
    }
    licences.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::units::parsed;

    const STATUS: &str = "\
Package: libssl3
Status: install ok installed
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Architecture: amd64
Multi-Arch: same
Source: openssl
Version: 3.0.11-1~deb12u2
Depends: libc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0
Description: Secure Sockets Layer toolkit
 Package: not-a-field
 .

Package: gone
Status: deinstall ok config-files
Version: 1

Package: libgcc-s1
Status: install ok half-configured
Version: 12.2.0-14
Source: gcc-12 (12.2.0-14+x)
";

    #[test]
    fn a_changelog_is_read_up_to_its_limit() {
        let mut text = "openssl (2) u; urgency=low\n  * Fix CVE-2024-0001.\n".to_owned();
        text.push_str(&"  * Nothing.\n".repeat(30_000));
        text.push_str("  * Fix CVE-2024-0002.\n");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(text.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        let path = "usr/share/doc/libssl3/changelog.Debian.gz";
        let facts = parsed(&UNIT, path, &gz);
        let [fact] = &facts.changelogs[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(
            (fact.package.as_str(), fact.version.as_str()),
            ("libssl3", "2")
        );
        assert_eq!(fact.source.as_deref(), Some("openssl"));
        assert_eq!(fact.fixes.len(), 1, "{:?}", fact.fixes);
        let damaged = parsed(&UNIT, path, &gz[..gz.len() / 2]);
        assert!(damaged.changelogs.is_empty() && damaged.unread.len() == 1);
        assert_eq!(parsed(&UNIT, path, b"no gzip").unread.len(), 1);
    }

    #[test]
    fn what_authors_call_a_changelog_is_no_debian_one() {
        let gz = |text: &str| {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            gz.write_all(text.as_bytes()).unwrap();
            gz.finish().unwrap()
        };
        let native = gz(&format!(
            "dpkg (1.22) u; urgency=low\n{}",
            "  * Fix CVE-2024-0001.\n".repeat(5000)
        ));
        assert!(begins_as_changelog(&native));
        assert!(begins_as_changelog(&native[..native.len() / 2]));
        assert!(!begins_as_changelog(&gz(
            "Version 3.1\n\n* Fix CVE-2024-0001.\n"
        )));
        assert!(begins_as_changelog(&gz("  indented\n")));
        // Damage is for the one that reads it to tell; of a link nothing is known.
        assert!(begins_as_changelog(b"no gzip"));
        assert!(!begins_as_changelog(b""));
    }

    #[test]
    fn one_changelog_of_several_packages_is_told_once() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"openssl (2) u; urgency=low\n  * Fix CVE-2024-0001.\n")
            .unwrap();
        let gz = gz.finish().unwrap();
        let mut facts = seaworthy_facts::LayerFacts::default();
        for package in ["openssl", "libssl3"] {
            let path = format!("usr/share/doc/{package}/changelog.Debian.gz");
            crate::units::parse_with(&UNIT, &path, &gz, &mut facts);
        }
        assert_eq!(facts.changelogs.len(), 1);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    }

    #[test]
    fn installed_packages_come_with_their_source() {
        let facts = parsed(&UNIT, "var/lib/dpkg/status", STATUS.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let names: Vec<&str> = facts.packages.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["libssl3", "libgcc-s1"]);
        let ssl = &facts.packages[0];
        let origin = ssl.source.as_ref().unwrap();
        assert_eq!(
            (&*origin.name, &*origin.version),
            ("openssl", "3.0.11-1~deb12u2")
        );
        assert_eq!(ssl.architecture.as_deref(), Some("amd64"));
        assert_eq!(ssl.vendor.as_deref(), Some("alioth-lists.debian.net"));
        assert_eq!(ssl.depends, ["libc6", "debconf"]);
        let origin = facts.packages[1].source.as_ref().unwrap();
        assert_eq!((&*origin.name, &*origin.version), ("gcc-12", "12.2.0-14+x"));
    }

    #[test]
    fn a_status_d_entry_needs_no_status() {
        let entry = b"Package: tzdata\nVersion: 2024a-0+deb12u1\nArchitecture: all\n";
        let facts = parsed(&UNIT, "var/lib/dpkg/status.d/tzdata", entry);
        assert_eq!(facts.packages.len(), 1);
        let sums = b"d41d8cd98f00b204e9800998ecf8427e  usr/share/zoneinfo/UTC\nbroken\n";
        let facts = parsed(&UNIT, "var/lib/dpkg/status.d/tzdata.md5sums", sums);
        assert_eq!(facts.owned.len(), 1);
        assert_eq!(facts.owned[0].path, hash_path("usr/share/zoneinfo/UTC"));
        assert_eq!(facts.owned[0].owner, hash_path("tzdata"));
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn file_lists_yield_files_and_leave_folders() {
        let list = b"/.\n/usr\n/usr/lib\n/usr/lib/libz.so.1\n/usr/lib64\n";
        let facts = parsed(&UNIT, "var/lib/dpkg/info/zlib1g:amd64.list", list);
        let paths: Vec<u64> = facts.owned.iter().map(|file| file.path).collect();
        assert_eq!(
            paths,
            [hash_path("usr/lib/libz.so.1"), hash_path("usr/lib64")]
        );
        assert!(
            facts
                .owned
                .iter()
                .all(|file| file.owner == hash_path("zlib1g"))
        );
    }

    #[test]
    fn licences_come_from_both_forms_of_copyright_files() {
        let dep5 =
            b"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n\
            Files: *\nLicense: GPL-2+ and MIT\n text\n\nFiles: x\nLicense: BSD-3-clause\n";
        let facts = parsed(&UNIT, "usr/share/doc/openssl/copyright", dep5);
        assert_eq!(facts.licences[0].package, "openssl");
        assert_eq!(
            facts.licences[0].licences,
            ["BSD-3-clause", "GPL-2+ and MIT"]
        );
        let free = b"On Debian systems see `/usr/share/common-licenses/GPL-3'. Or\n\
            /usr/share/common-licenses/LGPL-2.1.\n";
        let facts = parsed(&UNIT, "usr/share/doc/bash/copyright", free);
        assert_eq!(facts.licences[0].licences, ["GPL-3", "LGPL-2.1"]);
    }

    #[test]
    fn a_broken_database_yields_what_is_whole() {
        let text = b"no field here\nPackage: a\nVersion: 1\n\nPackage: b\n\n\
            \xff\xfe: x\n\nPackage: c\nVersion: \xff\n";
        let facts = parsed(&UNIT, "var/lib/dpkg/status", text);
        let names: Vec<&str> = facts.packages.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(facts.unread.len(), 3, "{:?}", facts.unread);
    }
}
