//! Programs and libraries that no package manager put there, by the version that they say of
//! themselves.
//!
//! A file is looked into only where its name is that of a known [`Product`], and then once. Its
//! version stands behind a text that the program prints, or alone between two NULs. A name without
//! a version proves nothing and is passed over. Whoever merges layers leaves out what a package
//! owns.

mod products;

use memchr::memmem;
use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::unit::{Evidence, Knows, Recognise, Unit};

use products::PRODUCTS;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "program",
    title: "versions that programs without a package say of themselves",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Elf],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    file_bytes_max: usize::MAX,
    parse,
};

/// LIMIT: bytes around a mark that are looked at; versions have fewer than 40.
const WINDOW_BYTES: usize = 64;
/// LIMIT: places of one mark that are tried. `nginx/` stands in many paths of a program.
const PLACES_MAX: usize = 4096;

/// A program or library.
#[derive(Debug)]
struct Product {
    /// What advisories call it.
    name: &'static str,
    /// Names of its files; any one is enough.
    files: &'static [File],
    /// Where its version stands; the first that yields one counts.
    marks: &'static [Mark],
    /// Whether a letter behind the numbers belongs to the version.
    letter: bool,
    /// Whether it is written in Go.
    go: bool,
    /// Whether builders put something behind a version that stands alone: `2.6.12-f588462`.
    decorated: bool,
}

/// How the file of a product is called.
#[derive(Clone, Copy, Debug)]
enum File {
    /// This name.
    Exact(&'static str),
    /// This name, with numbers behind it (`python3.11`), and as a library (`libphp8.2.so`).
    Versioned(&'static str),
    /// A shared library of this stem: `libz.so.1`, or `libz-1a2b3c.so.1` as wheels bring it.
    Library(&'static str),
}

/// Where a version stands.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// Directly behind this text. A NUL at its begin stands for any byte that is no text: constants
    /// follow each other, and numbers.
    After(&'static [u8]),
    /// Directly before this text.
    Before(&'static [u8]),
    /// Alone between two NULs: the highest that is. Programs name older versions of themselves.
    Highest,
    /// The same among those that begin with the numbers in the name of the file.
    HighestOfName,
    /// Alone between two NULs, and the only one that is.
    Only,
}

impl File {
    fn is(self, name: &str) -> bool {
        let numbers = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        match self {
            File::Exact(known) => name == known,
            File::Versioned(known) => name.strip_prefix(known).is_some_and(|rest| {
                let (rest, _) = rest.split_once(".so").unwrap_or((rest, ""));
                numbers(rest)
            }),
            File::Library(stem) => name.strip_prefix(stem).is_some_and(|rest| {
                let Some((before, after)) = rest.split_once(".so") else {
                    return false;
                };
                let hashed = before.is_empty() || before.starts_with('-');
                hashed && numbers(after)
            }),
        }
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut search = Search::new(found.path());
    search.take(content, true);
    search.finish(found);
}

/// Looks for the version of one file that may come in pieces.
#[derive(Debug)]
pub(crate) struct Search {
    /// Products that the file may be.
    candidates: Vec<Candidate>,
    /// Numbers in the name of the file: `3.11`.
    named: String,
    /// The end of what was looked at.
    held: Vec<u8>,
    begun: bool,
}

#[derive(Debug)]
struct Candidate {
    product: &'static Product,
    /// What each mark yields.
    found: Vec<Seen>,
}

/// What one mark yields.
#[derive(Debug, Default)]
struct Seen {
    version: Option<String>,
    /// Another version stands at another place of the mark.
    other: bool,
    places: usize,
}

impl Search {
    /// A search in the file of this path.
    pub(crate) fn new(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        // Bitnami's images say what they hold in documents of their own.
        let known = !path.starts_with("opt/bitnami/");
        let of_name = |product: &&Product| known && product.files.iter().any(|file| file.is(name));
        let candidates = PRODUCTS.iter().filter(of_name).map(|product| Candidate {
            product,
            found: product.marks.iter().map(|_| Seen::default()).collect(),
        });
        let (stem, _) = name.split_once(".so").unwrap_or((name, ""));
        let named = stem.trim_start_matches(|c: char| !c.is_ascii_digit());
        Search {
            candidates: candidates.collect(),
            named: named.to_owned(),
            held: Vec::new(),
            begun: false,
        }
    }

    /// The next bytes.
    pub(crate) fn chunk(&mut self, bytes: &[u8]) {
        if self.candidates.is_empty() {
            return;
        }
        let mut data = std::mem::take(&mut self.held);
        data.extend_from_slice(bytes);
        self.take(&data, false);
        // What was too near to the end comes again, with what stands before it.
        let keep = data.len().saturating_sub(2 * WINDOW_BYTES);
        self.begun |= keep > 0;
        self.held = data.split_off(keep);
    }

    /// Looks at some bytes. Marks that begin in the first or last window of a piece inside the file
    /// were or will be seen with what stands around them.
    fn take(&mut self, data: &[u8], last: bool) {
        let from = if self.begun { WINDOW_BYTES } else { 0 };
        let to = if last {
            data.len()
        } else {
            data.len().saturating_sub(WINDOW_BYTES)
        };
        for candidate in &mut self.candidates {
            let letter = candidate.product.letter;
            let decorated = candidate.product.decorated;
            for (mark, seen) in candidate.product.marks.iter().zip(&mut candidate.found) {
                match mark {
                    Mark::After(text) => {
                        let (begins, text) = match text {
                            [0, text @ ..] => (true, text),
                            _ => (false, *text),
                        };
                        for at in memmem::find_iter(data, text) {
                            let before = at.checked_sub(1).and_then(|at| data.get(at));
                            let inside = begins && before.is_some_and(|byte| is_text(*byte));
                            if inside || at < from || at >= to || !seen.may_try() {
                                continue;
                            }
                            // A mark may hold the first number, as `\0v5.` does.
                            let digits = text.iter().rev().take_while(|byte| is_number(**byte));
                            let start = at + text.len() - digits.count();
                            let version = version_at(data, start, letter);
                            seen.first(version.map(|(text, _)| text));
                        }
                    }
                    Mark::Before(text) => {
                        for at in memmem::find_iter(data, text) {
                            if at >= from && at < to && seen.may_try() {
                                seen.first(version_before(data, at));
                            }
                        }
                    }
                    Mark::Highest => lone(data, from..to, decorated, |text| seen.highest(text)),
                    Mark::HighestOfName => lone(data, from..to, decorated, |text| {
                        let of_name = text
                            .strip_prefix(&*self.named)
                            .is_some_and(|rest| rest.starts_with('.') || rest.is_empty());
                        if of_name || self.named.is_empty() {
                            seen.highest(text);
                        }
                    }),
                    Mark::Only => lone(data, from..to, decorated, |text| seen.first(Some(text))),
                }
            }
        }
    }

    /// The end of the file was reached.
    pub(crate) fn finish(mut self, found: &mut Found<'_>) {
        if self.candidates.is_empty() {
            return;
        }
        let held = std::mem::take(&mut self.held);
        self.take(&held, true);
        let module = found.main_module();
        for candidate in &self.candidates {
            let product = candidate.product;
            if product.go != module.is_some() {
                continue;
            }
            // What its own build information says of its version is enough.
            if module.as_ref().is_some_and(|version| !version.is_empty()) {
                return;
            }
            let pairs = product.marks.iter().zip(&candidate.found);
            let mut stated = pairs.filter_map(|(mark, seen)| match mark {
                Mark::Only if seen.other => None,
                _ => seen.version.as_ref(),
            });
            if let Some(version) = stated.next() {
                let package = found.new_package(PackageKind::Generic, product.name, &**version);
                found.push(package);
                return;
            }
        }
    }
}

impl Seen {
    fn may_try(&mut self) -> bool {
        self.places += 1;
        self.places <= PLACES_MAX
    }

    fn first(&mut self, version: Option<String>) {
        let Some(version) = version else { return };
        match &self.version {
            // A banner names the letter that a protocol leaves out.
            Some(known) if version.starts_with(&**known) => self.version = Some(version),
            Some(known) => self.other |= *known != version,
            None => self.version = Some(version),
        }
    }

    fn highest(&mut self, version: String) {
        let higher = self
            .version
            .as_ref()
            .is_none_or(|known| numbers(known) < numbers(&version));
        if higher {
            self.version = Some(version);
        }
    }
}

/// The numbers of a version, to be compared.
fn numbers(version: &str) -> Vec<u32> {
    let parts = version.split(|c: char| !c.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte == b' '
}

fn is_number(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

/// Hands over each version that stands alone between two NULs, with a `v` before it or not. What
/// builders put behind its numbers is left out.
fn lone(data: &[u8], range: std::ops::Range<usize>, decorated: bool, mut take: impl FnMut(String)) {
    let Some(part) = data.get(range.clone()) else {
        return;
    };
    for at in memchr::memchr_iter(0, part) {
        let mut start = range.start + at + 1;
        match data.get(start) {
            Some(b'v') => start += 1,
            Some(byte) if byte.is_ascii_digit() => {}
            _ => continue,
        }
        let Some((text, mut end)) = version_at(data, start, false) else {
            continue;
        };
        if decorated && matches!(data.get(end), Some(b'+' | b'~' | b'-')) {
            let rest = data.get(end..).unwrap_or_default();
            let rest = rest.get(..WINDOW_BYTES).unwrap_or(rest);
            let behind = |byte: &u8| !byte.is_ascii_graphic();
            end += rest.iter().position(behind).unwrap_or(rest.len());
        }
        if data.get(end) == Some(&0) && numbers(&text).len() == 3 {
            take(text);
        }
    }
}

/// The version that begins at an index, and where it ends: two to four numbers, and `-rc1` or its
/// like.
fn version_at(data: &[u8], start: usize, letter: bool) -> Option<(String, usize)> {
    let window = data.get(start..)?;
    let window = window.get(..WINDOW_BYTES).unwrap_or(window);
    let mut end = window.iter().position(|byte| !is_number(*byte))?;
    while window.get(end.checked_sub(1)?) == Some(&b'.') {
        end -= 1;
    }
    let parts = window.get(..end)?.split(|byte| *byte == b'.');
    let mut count = 0;
    for part in parts {
        count += 1;
        if part.is_empty() || part.len() > 5 {
            return None;
        }
    }
    let behind = window.get(end..)?;
    let extra = before_release(behind);
    // `16beta1` is a version, `16` a number.
    let few = if extra > 0 { 1 } else { 2 };
    if !(few..=4).contains(&count) {
        return None;
    }
    let mut kept = end + extra;
    let mut whole = kept;
    if extra == 0 && behind.first().is_some_and(u8::is_ascii_lowercase) {
        let digits = behind
            .iter()
            .skip(1)
            .take_while(|byte| byte.is_ascii_digit());
        whole = end + 1 + digits.count();
        kept = if letter { whole } else { end };
        // `p261` is the patch of a release; another letter means another thing.
        if !letter && behind.first() != Some(&b'p') {
            return None;
        }
    }
    if window
        .get(whole)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    {
        return None;
    }
    let text = std::str::from_utf8(window.get(..kept)?).ok()?;
    Some((text.to_owned(), start + whole))
}

/// How many bytes of `-rc1`, `-beta.2`, `RC1` and their like stand here.
fn before_release(bytes: &[u8]) -> usize {
    let words: [&[u8]; 5] = [b"alpha", b"beta", b"rc", b"pre", b"dev"];
    let dash = usize::from(matches!(bytes.first(), Some(b'-' | b'~')));
    let rest = bytes.get(dash..).unwrap_or_default();
    let word = words.iter().find(|word| {
        let start = rest.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    word.map_or(0, |word| {
        let number = rest.iter().skip(word.len());
        dash + word.len() + number.take_while(|byte| is_number(**byte)).count()
    })
}

/// The version that ends before an index and begins behind a NUL.
fn version_before(data: &[u8], end: usize) -> Option<String> {
    let start = end.saturating_sub(WINDOW_BYTES);
    let before = data.get(start..end)?;
    let nul = memchr::memrchr(0, before)?;
    let (text, stop) = version_at(data, start + nul + 1, false)?;
    (stop == end).then_some(text)
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::elf::tests::elf;
    use crate::units::parsed;
    use crate::units::tests::go_section;

    fn said(path: &str, text: &[u8]) -> Vec<String> {
        let file = elf(&[(".rodata", &[b"\0", text, b"\0"].concat())]);
        listed(&parsed(&UNIT, path, &file))
    }

    fn listed(facts: &LayerFacts) -> Vec<String> {
        let package = |one: &seaworthy_facts::Package| format!("{} {}", one.name, one.version);
        let own = facts
            .packages
            .iter()
            .filter(|one| one.cataloguer == UNIT.id);
        own.map(package).collect()
    }

    fn name_of(file: File) -> String {
        match file {
            File::Exact(name) => name.to_owned(),
            File::Versioned(name) => format!("{name}7.2"),
            File::Library(stem) => format!("{stem}-0a1b2c3d.so.7.2"),
        }
    }

    #[test]
    fn every_mark_of_every_product_yields_its_version_under_every_name() {
        let mut count = 0;
        for product in PRODUCTS.iter().filter(|product| !product.go) {
            for (file, mark) in product
                .files
                .iter()
                .flat_map(|file| product.marks.iter().map(move |mark| (file, mark)))
            {
                let text = match *mark {
                    Mark::After(text) if text.ends_with(b"5.") => [text, b"2.31"].concat(),
                    Mark::After(text) => [text, b"7.2.31"].concat(),
                    Mark::Before(text) => [b"7.2.31", text].concat(),
                    _ => b"7.2.31".to_vec(),
                };
                let version = if product.name == "perl" {
                    "5.2.31"
                } else {
                    "7.2.31"
                };
                let path = format!("opt/app/{}", name_of(*file));
                let expected = format!("{} {version}", product.name);
                // `nginx` and `mysqld` are the names of two products each.
                assert_eq!(said(&path, &text), [expected], "{mark:?}");
            }
            count += 1;
        }
        let all: std::collections::BTreeSet<&str> =
            PRODUCTS.iter().map(|product| product.name).collect();
        assert_eq!(all.len(), PRODUCTS.len(), "a name stands twice");
        assert!(count >= 38, "{count}");
        assert!(all.len() >= 70, "{}", all.len());
    }

    #[test]
    fn programs_are_known_by_what_they_print() {
        for (path, text, expected) in [
            (
                "usr/sbin/nginx",
                "nginx version: nginx/1.22.1",
                "nginx 1.22.1",
            ),
            ("usr/sbin/nginx", "openresty/1.21.4.1", "openresty 1.21.4.1"),
            ("usr/sbin/httpd", "Apache/2.4.57 (Unix)", "apache 2.4.57"),
            (
                "usr/bin/openssl",
                "OpenSSL 1.1.1w  11 Sep 2023",
                "openssl 1.1.1w",
            ),
            (
                "lib/libcrypto.so.3",
                "OpenSSL 3.0.22 25 Aug 2026",
                "openssl 3.0.22",
            ),
            (
                "bin/busybox",
                "BusyBox v1.35.0 (Debian 1:1.35.0-4)",
                "busybox 1.35.0",
            ),
            (
                "bin/bash",
                "@(#)Bash version 5.2.15(1) release GNU",
                "bash 5.2.15",
            ),
            ("bin/mysqld", "10.11.6-MariaDB-log", "mariadb 10.11.6"),
            (
                "bin/postgres",
                "postgres (PostgreSQL) 16beta1",
                "postgresql 16beta1",
            ),
            (
                "bin/postgres",
                "postgres (PostgreSQL) 15.20 (Debian)",
                "postgresql 15.20",
            ),
            (
                "bin/ruby",
                "ruby 3.1.7p261 (2025-03-26 revision 0a37)",
                "ruby 3.1.7",
            ),
            (
                "bin/python3.11",
                "3.10.1\x003.11.2\x003.12.0",
                "python 3.11.2",
            ),
            (
                "bin/redis-server",
                "6.2.0\x007.0.15\x007.0.3",
                "redis 7.0.15",
            ),
            ("bin/php8.2", "X-Powered-By: PHP/8.2.0RC7", "php 8.2.0RC7"),
            ("bin/sshd", "OpenSSH_9.2p1 Debian", "openssh 9.2p1"),
            ("bin/node", "node.js/v24.1.0", "node 24.1.0"),
        ] {
            assert_eq!(said(path, text.as_bytes()), [expected]);
        }
    }

    #[test]
    fn a_name_or_a_mark_by_itself_proves_nothing() {
        for (path, text) in [
            ("usr/sbin/nginx", "nginx/conf.d"),
            ("usr/sbin/nginx", "\0nginx/1"),
            ("usr/sbin/other", "nginx version: nginx/1.22.1"),
            ("usr/share/nginx.so", "nginx version: nginx/1.22.1"),
            ("bin/curl", "curl/99999999999.1"),
            ("bin/curl", "curl/1.2.3.4.5.6"),
            ("lib/libzstd.so.1", " deflate 1.2.13 "),
            ("bin/envoy", "1.2.3\x001.2.4"),
            (
                "opt/bitnami/nginx/sbin/nginx",
                "nginx version: nginx/1.22.1",
            ),
        ] {
            assert_eq!(said(path, text.as_bytes()), [""; 0], "{path} {text}");
        }
    }

    fn go_program(list: &str, texts: &[u8]) -> Vec<String> {
        let section = go_section("go1.22.3", list);
        let file = elf(&[(".go.buildinfo", &section), (".rodata", texts)]);
        let path = "usr/bin/vault";
        let all = crate::Cataloguers::new();
        listed(&crate::catalogue_file(&all, path, &file))
    }

    #[test]
    fn a_go_program_is_named_once() {
        let unknown = "mod\tgithub.com/hashicorp/vault\t(devel)\n";
        let known = "mod\tgithub.com/hashicorp/vault\tv1.15.4\n";
        let texts = b"x1.0.0y2.0.0\0v1.15.4+ds1\0\x001.15.4\0";
        assert_eq!(go_program(unknown, texts), ["vault 1.15.4"]);
        assert_eq!(go_program(known, texts), [""; 0]);
        // Two versions, and who knows which is its own.
        assert_eq!(go_program(unknown, b"\x001.15.4\0\x002.0.0\0"), [""; 0]);
        // The same texts in a program that is not written in Go.
        assert_eq!(said("usr/bin/vault", b"1.15.4"), [""; 0]);
    }

    #[test]
    fn pieces_of_any_size_yield_the_same() {
        let padding = vec![b'x'; 700];
        let text = [&padding, &b"\0nginx version: nginx/1.22.1\0"[..], &padding].concat();
        for size in [1, 63, 64, 65, 200, 100_000] {
            let mut search = Search::new("bin/nginx");
            text.chunks(size).for_each(|chunk| search.chunk(chunk));
            let mut facts = LayerFacts::default();
            search.finish(&mut Found::new("bin/nginx", UNIT.id, &mut facts));
            assert_eq!(listed(&facts), ["nginx 1.22.1"], "pieces of {size}");
        }
        // At the very end of a file, and with a lone version.
        let text = [&padding, &b"\x007.0.15\0"[..]].concat();
        for size in [1, 64, 200, 100_000] {
            let mut search = Search::new("bin/redis-server");
            text.chunks(size).for_each(|chunk| search.chunk(chunk));
            let mut facts = LayerFacts::default();
            search.finish(&mut Found::new("bin/redis-server", UNIT.id, &mut facts));
            assert_eq!(listed(&facts), ["redis 7.0.15"], "pieces of {size}");
        }
    }

    #[test]
    fn a_mark_is_tried_a_limited_number_of_times() {
        let mut text = b"\0nginx/conf\0".repeat(PLACES_MAX + 1);
        text.extend_from_slice(b"\0nginx/1.2.3\0");
        assert_eq!(said("bin/nginx", &text), [""; 0]);
    }
}
