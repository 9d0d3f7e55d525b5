//! Changelogs of OS packages: which CVEs their entries say are fixed.
//!
//! Formats: deb-changelog(5), the newest entry first; rpm's `%changelog`, one text an entry. Only
//! ids and versions are kept. A mention is taken as a fix only if nothing in its item speaks of
//! taking something back or of not being affected; whoever reads the facts must never take silence
//! for a weakness that is open.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;
use seaworthy_facts::ChangelogFix;

use crate::found::text;
use crate::lines::lines;

/// LIMIT: CVEs of one changelog that are kept, the newest; that of the kernel names some 6,000.
pub(crate) const FIXES_MAX: usize = 10_000;
/// LIMIT: bytes of the text of one item that is looked through for words; the longest real ones,
/// lists of a kernel update, have some 100 KB.
const ITEM_BYTES_MAX: usize = 256 * 1024;
/// LIMIT: digits of the number in a CVE that are believed (the syntax of 2014 sets no end).
const NUMBER_DIGITS_MAX: usize = 8;

/// What a changelog says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changelog {
    /// The source package that the newest entry names; empty where the format names none.
    pub(crate) source: String,
    /// The version of the newest entry.
    pub(crate) version: String,
    /// What is fixed, sorted.
    pub(crate) fixes: Vec<ChangelogFix>,
}

/// Words after which a mention is no proof, and what an older entry says of the same CVE is none
/// either: the fix may be out again.
const TAKEN_BACK: [&[u8]; 7] = [
    b"revert",
    b"regress",
    b"back out",
    b"backed out",
    b"backing out",
    b"drop",
    b"disable",
];
/// Words after which a mention is no proof by itself.
const NO_FIX: [&[u8]; 12] = [
    b"not affect",
    b"unaffected",
    b"n't affect",
    b"not vulnerable",
    b"not fix",
    b"unfixed",
    b"n't fix",
    b"incomplete",
    b"partial",
    b"still ",
    b"todo",
    b"ignore",
];

/// Reads a Debian changelog, or as much of its beginning as there is.
pub(crate) fn debian(content: &[u8]) -> Changelog {
    let mut changelog = Changelog::default();
    let mut seen = Seen::default();
    let mut version = String::new();
    let mut item: Vec<u8> = Vec::new();
    for line in lines(content) {
        let indented = line
            .first()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        let body = line.trim_ascii();
        if !indented && !body.is_empty() {
            seen.item(&item, &version);
            item.clear();
            let Some((source, stated)) = heading(line) else {
                // Editors' settings and old formats stand at the end; nothing behind them counts.
                break;
            };
            version = stated;
            if changelog.version.is_empty() {
                changelog.source = source;
                changelog.version.clone_from(&version);
            }
            continue;
        }
        let is_new = body.is_empty()
            || body.starts_with(b"* ")
            || body.starts_with(b"[ ")
            || body.starts_with(b"-- ");
        if is_new {
            seen.item(&item, &version);
            item.clear();
        }
        if item.len() + body.len() < ITEM_BYTES_MAX {
            item.extend_from_slice(body);
            item.push(b' ');
        }
    }
    seen.item(&item, &version);
    changelog.fixes = seen.finish();
    changelog
}

/// Source package and version of the newest entry of a Debian changelog, of which `begin` is the
/// beginning.
pub(crate) fn newest(begin: &[u8]) -> Newest {
    let whole = memchr::memrchr(b'\n', begin).and_then(|end| begin.get(..end));
    let first = lines(whole.unwrap_or_default()).find(|line| !line.trim_ascii().is_empty());
    match first {
        None | Some([b' ' | b'\t', ..]) => Newest::Unseen,
        Some(line) => heading(line).map_or(Newest::NoEntry, |(source, version)| Newest::Of {
            source,
            version,
        }),
    }
}

/// What the beginning of a changelog shows of its newest entry.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Newest {
    /// Its source package and version.
    Of { source: String, version: String },
    /// There is none: it is no Debian changelog, or says nothing.
    NoEntry,
    /// It lies behind this beginning, or something stands before it.
    Unseen,
}

/// Reads the entries of an rpm: who and in which version, and the text. `version` stands where an
/// entry states none.
pub(crate) fn rpm<'a>(
    entries: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    version: &str,
) -> Changelog {
    let mut seen = Seen::default();
    for (name, body) in entries {
        let stated = entry_version(name).unwrap_or_else(|| version.to_owned());
        let mut item: Vec<u8> = Vec::new();
        for line in lines(body) {
            let line = line.trim_ascii();
            if line.starts_with(b"-") || line.starts_with(b"*") {
                seen.item(&item, &stated);
                item.clear();
            }
            if item.len() + line.len() < ITEM_BYTES_MAX {
                item.extend_from_slice(line);
                item.push(b' ');
            }
        }
        seen.item(&item, &stated);
    }
    Changelog {
        source: String::new(),
        version: version.to_owned(),
        fixes: seen.finish(),
    }
}

/// Reads bytes as either format, for fuzzing; returns how many fixes they name.
pub fn read_any(content: &[u8]) -> usize {
    let entry: (&[u8], &[u8]) = content.split_at(content.len() / 4);
    debian(content).fixes.len() + rpm(std::iter::once(entry), "1").fixes.len()
}

/// `source (version) distribution; urgency=low`.
fn heading(line: &[u8]) -> Option<(String, String)> {
    let open = memchr::memchr(b'(', line)?;
    let close = memchr::memchr(b')', line.get(open..)?)? + open;
    let source = text(line.get(..open)?);
    let version = text(line.get(open + 1..close)?);
    let sound = |text: &str| !text.is_empty() && text.len() <= 255 && !text.contains(' ');
    (sound(&source) && sound(&version)).then_some((source, version))
}

/// The version behind the last ` - ` or ` ` of `A Name <mail> - 1:3.0.7-6`.
fn entry_version(name: &[u8]) -> Option<String> {
    let at = memchr::memrchr(b'>', name)?;
    let rest = name.get(at + 1..)?.trim_ascii();
    let rest = rest.strip_prefix(b"-").unwrap_or(rest).trim_ascii();
    let version = rest.split(u8::is_ascii_whitespace).next()?;
    let digit = version.first().is_some_and(u8::is_ascii_digit);
    (digit && version.len() <= 255).then(|| text(version))
}

/// CVEs in the order of the entries, the newest first.
#[derive(Default)]
struct Seen {
    fixed: BTreeMap<String, String>,
    taken_back: BTreeSet<String>,
}

impl Seen {
    fn item(&mut self, item: &[u8], version: &str) {
        let mut ids = cves(item).peekable();
        if ids.peek().is_none() || self.fixed.len() >= FIXES_MAX {
            return;
        }
        let lower = item.to_ascii_lowercase();
        let says = |words: &[&[u8]]| {
            words
                .iter()
                .any(|word| memmem::find(&lower, word).is_some())
        };
        if says(&TAKEN_BACK) {
            // What a newer entry says stands; what older ones say counts no more.
            self.taken_back.extend(ids.take(FIXES_MAX));
        } else if !says(&NO_FIX) {
            for id in ids {
                if !self.taken_back.contains(&id) && self.fixed.len() < FIXES_MAX {
                    // The oldest entry that names it is the one that fixed it.
                    self.fixed.insert(id, version.to_owned());
                }
            }
        }
    }

    fn finish(self) -> Vec<ChangelogFix> {
        self.fixed
            .into_iter()
            .map(|(cve, version)| ChangelogFix { cve, version })
            .collect()
    }
}

/// The CVEs that a text names, in any case of letters, in upper case.
fn cves(text: &[u8]) -> impl Iterator<Item = String> {
    let starts = memchr::memchr2_iter(b'C', b'c', text);
    starts.filter_map(|at| {
        let mark = text.get(at..at + 4)?;
        if !mark.eq_ignore_ascii_case(b"CVE-") {
            return None;
        }
        let year = text.get(at + 4..at + 8)?;
        let digits = year.iter().all(u8::is_ascii_digit) && text.get(at + 8) == Some(&b'-');
        let number = text.get(at + 9..)?;
        let end = number
            .iter()
            .take(NUMBER_DIGITS_MAX + 1)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if !digits || !(4..=NUMBER_DIGITS_MAX).contains(&end) {
            return None;
        }
        let number = String::from_utf8_lossy(number.get(..end)?);
        Some(format!("CVE-{}-{number}", String::from_utf8_lossy(year)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: &str = "\
openssl (3.0.11-1~deb12u3) bookworm-security; urgency=medium

  * Revert the fix of CVE-2023-0003, which broke sessions.
  * Fix CVE-2023-0001 (Possible denial of service):
    see also CVE-2023-0002.
  * CVE-2023-0009 does not affect this version.

 -- A Name <a@example.org>  Mon, 15 Jan 2024 20:01:59 +0100

openssl (3.0.11-1~deb12u2) bookworm-security; urgency=medium

  [ Somebody ]
  * Security update:
    - cve-2023-0003: first try
    - CVE-2023-12345678901: too long a number

 -- A Name <a@example.org>  Mon, 15 Jan 2023 20:01:59 +0100

Local variables:
CVE-2023-0004
";

    fn fixes(changelog: &Changelog) -> Vec<(&str, &str)> {
        let all = changelog.fixes.iter();
        all.map(|fix| (fix.cve.as_str(), fix.version.as_str()))
            .collect()
    }

    #[test]
    fn a_debian_changelog_proves_what_it_says_is_fixed() {
        let changelog = debian(DEBIAN.as_bytes());
        assert_eq!(changelog.source, "openssl");
        assert_eq!(changelog.version, "3.0.11-1~deb12u3");
        assert_eq!(
            fixes(&changelog),
            [
                ("CVE-2023-0001", "3.0.11-1~deb12u3"),
                ("CVE-2023-0002", "3.0.11-1~deb12u3")
            ]
        );
    }

    #[test]
    fn the_beginning_of_a_changelog_tells_its_newest_entry() {
        let openssl = Newest::Of {
            source: "openssl".to_owned(),
            version: "3.0.11-1~deb12u3".to_owned(),
        };
        for (text, newest) in [
            (DEBIAN, openssl),
            ("openssl (3.0.11", Newest::Unseen),
            ("\n  CVE-2023-0001\n", Newest::Unseen),
            ("", Newest::Unseen),
            ("\nVersion 3.1\n\nopenssl (1) u\n", Newest::NoEntry),
        ] {
            assert_eq!(super::newest(text.as_bytes()), newest, "{text}");
        }
    }

    #[test]
    fn a_fix_that_was_taken_back_and_made_anew_is_one() {
        let text = "\
a (3) u; urgency=low
  * Fix CVE-2020-0001 properly.
a (2) u; urgency=low
  * Regression: back out CVE-2020-0001.
a (1) u; urgency=low
  * Fix CVE-2020-0001.
";
        assert_eq!(fixes(&debian(text.as_bytes())), [("CVE-2020-0001", "3")]);
    }

    #[test]
    fn entries_of_an_rpm_name_their_versions_or_none() {
        let entries: [(&[u8], &[u8]); 3] = [
            (
                b"A Name <a@example.org> - 1:3.0.7-6",
                b"- Fix CVE-2023-0286\n  Resolves: rhbz#1",
            ),
            (
                b"b@example.org",
                b"- security update (CVE-2022-0002)\n- drop CVE-2022-0003.patch",
            ),
            (
                b"A Name <a@example.org> 3.0.1-1",
                b"* CVE-2022-0003, CVE-2022-0002",
            ),
        ];
        let changelog = rpm(entries.into_iter(), "1:3.0.7-6.el9");
        assert_eq!(changelog.version, "1:3.0.7-6.el9");
        assert_eq!(
            fixes(&changelog),
            [("CVE-2022-0002", "3.0.1-1"), ("CVE-2023-0286", "1:3.0.7-6")]
        );
    }

    #[test]
    fn fixes_beyond_the_limit_are_left_out() {
        let mut text = "a (1) u; urgency=low\n  * Fixes".to_owned();
        for number in 0..FIXES_MAX + 10 {
            text.push_str(&format!(" CVE-2020-{:05}\n  * and", number + 1));
        }
        assert_eq!(debian(text.as_bytes()).fixes.len(), FIXES_MAX);
    }

    #[test]
    fn what_is_no_changelog_says_nothing() {
        for text in ["", "CVE-2020-0001", "x\ny (1\n", "(1)\n CVE-2020-0001"] {
            assert_eq!(debian(text.as_bytes()), Changelog::default(), "{text}");
        }
    }
}
