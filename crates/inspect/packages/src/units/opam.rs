//! Installed packages of OCaml: `.opam-switch/packages/NAME.VERSION/opam`.
//!
//! Format: the opam file format (opam.ocaml.org/doc/Manual.html): fields `name: value` and sections
//! `name { ... }`; values are texts, lists in brackets, and filters in braces behind a value.

use seaworthy_facts::PackageKind;
use seaworthy_model::Digest;

use crate::found::{FIELD_ENTRIES_MAX, Found};
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "opam",
    title: "Installed packages of OCaml",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Name("opam", is_installed)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest known, with their patches inside, have 40 kB.
    file_bytes_max: 1024 * 1024,
    parse,
};

fn is_installed(path: &str) -> bool {
    let mut folders = path.rsplit('/').skip(1);
    let named = folders.next().is_some_and(|folder| folder.contains('.'));
    named && folders.next() == Some("packages") && folders.next() == Some(".opam-switch")
}

#[derive(Default)]
struct Fields {
    name: Option<String>,
    version: Option<String>,
    licences: Vec<String>,
    needs: Vec<String>,
    hashes: Vec<Digest>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut fields = Fields::default();
    read(content, &mut fields);
    // The folder is named by opam itself; the file need not say.
    let folder = found
        .path()
        .rsplit('/')
        .nth(1)
        .and_then(|folder| folder.split_once('.'));
    let (name, version) = folder.unwrap_or_default();
    let name = fields.name.unwrap_or_else(|| name.to_owned());
    let version = fields.version.unwrap_or_else(|| version.to_owned());
    if name.is_empty() || version.is_empty() {
        return found.unread("an opam file without name or version");
    }
    let mut package = found.new_package(PackageKind::Opam, name, version);
    package.licences = fields.licences;
    package.depends = fields.needs;
    package.hashes = fields.hashes;
    found.push(package);
}

fn read(content: &[u8], fields: &mut Fields) {
    let mut tokens = Tokens(content).peekable();
    let mut field: &[u8] = b"";
    let mut section: &[u8] = b"";
    let mut word: &[u8] = b"";
    let mut list = 0_usize;
    while let Some(token) = tokens.next() {
        match token {
            // A word before a colon is a field, one before a brace outside of lists a section.
            Token::Word(text) => word = text,
            Token::Mark(b':') => field = std::mem::take(&mut word),
            Token::Mark(b'[') => list += 1,
            Token::Mark(b']') => list = list.saturating_sub(1),
            Token::Mark(b'{') if list == 0 && !word.is_empty() => {
                section = std::mem::take(&mut word);
            }
            Token::Mark(b'{') => {
                skip_filter(&mut tokens);
            }
            Token::Mark(b'}') => section = b"",
            Token::Mark(_) => {}
            Token::Text(text) => {
                let for_others = tokens
                    .next_if(|next| matches!(next, Token::Mark(b'{')))
                    .is_some_and(|_| skip_filter(&mut tokens));
                take(fields, (section, field), text, for_others);
            }
        }
    }
}

/// Takes the text of a field; `for_others` where its filter is for tests or documentation.
fn take(fields: &mut Fields, place: (&[u8], &[u8]), text: &[u8], for_others: bool) {
    let owned = || String::from_utf8_lossy(text).into_owned();
    match place {
        (b"", b"name") => fields.name = Some(owned()),
        (b"", b"version") => fields.version = Some(owned()),
        (b"", b"license") => fields.licences.push(owned()),
        (b"", b"depends") if !for_others && fields.needs.len() < FIELD_ENTRIES_MAX => {
            fields.needs.push(owned());
        }
        (b"url", b"checksum") if fields.hashes.len() < FIELD_ENTRIES_MAX => {
            let digest = owned().replacen('=', ":", 1).parse::<Digest>();
            fields.hashes.extend(digest);
        }
        _ => {}
    }
}

/// Reads over a filter whose brace is open; whether it names tests or documentation.
fn skip_filter<'a>(tokens: &mut impl Iterator<Item = Token<'a>>) -> bool {
    let mut depth = 1_usize;
    let mut for_others = false;
    for token in tokens {
        match token {
            Token::Mark(b'{') => depth += 1,
            Token::Mark(b'}') => depth -= 1,
            Token::Word(b"with-test" | b"with-doc" | b"with-dev-setup") => for_others = true,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    for_others
}

enum Token<'a> {
    Word(&'a [u8]),
    Text(&'a [u8]),
    Mark(u8),
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Tokens<'a> {
    fn skip(&mut self, count: usize) -> &'a [u8] {
        let (start, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        start
    }

    fn until(&mut self, end: &[u8]) -> &'a [u8] {
        let at = memchr::memmem::find(self.0, end).unwrap_or(self.0.len());
        let text = self.skip(at);
        self.skip(end.len());
        text
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.0.first()?;
            if byte == b'#' {
                self.until(b"\n");
            } else if self.0.starts_with(b"(*") {
                self.until(b"*)");
            } else if self.0.starts_with(b"\"\"\"") {
                self.skip(3);
                return Some(Token::Text(self.until(b"\"\"\"")));
            } else if byte == b'"' {
                self.skip(1);
                let mut escaped = false;
                let end = self.0.iter().position(|byte| {
                    let ends = *byte == b'"' && !escaped;
                    escaped = *byte == b'\\' && !escaped;
                    ends
                });
                let text = self.skip(end.unwrap_or(self.0.len()));
                self.skip(1);
                return Some(Token::Text(text));
            } else if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+') {
                let is_inner = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-+.".contains(*byte);
                let length = self.0.iter().take_while(is_inner).count();
                return Some(Token::Word(self.skip(length)));
            } else {
                self.skip(1);
                if b":[]{}()".contains(&byte) {
                    return Some(Token::Mark(byte));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "home/u/.opam/4.14/.opam-switch/packages/lwt.5.6.1/opam";

    const FILE: &str = r#"opam-version: "2.0"
(* maintainer: "x" *)
license: ["MIT" "ISC"] # "other"
depends: [
  "ocaml" {>= "4.08"}
  ("dune" {>= "2.7" & build} | "old")
  "bisect_ppx" {with-test & >= "2"}
]
build: [["dune" "build" "-p" name] {with-test}]
description: """
A "quoted" text: depends: ["no"]
"""
url {
  src: "https://example.com/a.tbz"
  checksum: [
    "md5=00"
    "sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  ]
}
"#;

    #[test]
    fn a_file_becomes_a_package_named_by_its_folder() {
        let facts = parsed(&UNIT, PATH, FILE.as_bytes());
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("lwt", "5.6.1"));
        assert_eq!(package.licences, ["MIT", "ISC"]);
        assert_eq!(package.depends, ["ocaml", "dune", "old"]);
        assert_eq!(package.hashes, [Digest::sha256(b"")]);
    }

    #[test]
    fn only_installed_packages_count() {
        assert!(is_installed(PATH));
        for path in [
            "opam",
            "app/opam",
            "packages/lwt/lwt.5.6.1/opam",
            "usr/bin/opam",
        ] {
            assert!(!is_installed(path), "{path}");
        }
    }

    #[test]
    fn what_does_not_end_is_survived() {
        for odd in [
            &b"name: \"a"[..],
            b"{{{{",
            b"]]]}}}",
            b"\"\"\"",
            b"(*",
            b"\xff",
        ] {
            assert!(parsed(&UNIT, PATH, odd).packages.len() == 1, "{odd:?}");
            assert_eq!(parsed(&UNIT, "opam", odd).unread.len(), 1, "{odd:?}");
        }
    }
}
