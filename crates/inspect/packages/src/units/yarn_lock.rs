//! Yarn's lock files: `yarn.lock` of Yarn 1 and of Yarn 2 and later.
//!
//! Format: Yarn documentation, "yarn.lock". Both are lines of known indentation: an entry with all
//! ranges that it answers, at two spaces its fields, at four the names that it needs. Yarn 1 puts a
//! space between key and value, later ones a colon, of which YAML's reader is not needed. Which
//! entries are for development stands in `package.json` only.

use seaworthy_facts::PackageKind;

use super::node_package::split_scope;
use super::npm_lock::{hashes, is_of_a_project};
use crate::found::{FIELD_ENTRIES_MAX, Found};
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "yarn-lock",
    title: "Yarn lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("yarn.lock", is_of_a_project)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest monorepositories have 3 MB.
    file_bytes_max: 64 * 1024 * 1024,
    parse,
};

/// LIMIT: bytes of one line. A package that hundreds of ranges ask for has 20 kB.
const LINE_BYTES_MAX: usize = 256 * 1024;

#[derive(Default)]
struct Entry {
    line: u32,
    /// The first range: `name@^1.0`.
    descriptor: String,
    version: Option<String>,
    /// Yarn 2 and later: `name@npm:1.0.0`.
    resolution: Option<String>,
    integrity: Option<String>,
    is_link: bool,
    in_dependencies: bool,
    depends: Vec<String>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut entry: Option<Entry> = None;
    let mut is_lock = content.trim_ascii().is_empty();
    for (number, line) in numbered(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content)) {
        if line.len() > LINE_BYTES_MAX {
            found.unread(format!(
                "line {number} is longer than {LINE_BYTES_MAX} bytes"
            ));
            continue;
        }
        let line = String::from_utf8_lossy(line);
        let body = line.trim();
        is_lock |= body.contains("yarn lockfile") || body == "__metadata:";
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        match (line.len() - line.trim_start().len(), entry.as_mut()) {
            (0, _) => {
                push(entry.take(), found);
                entry = begin(body, number);
                is_lock |= entry.is_some();
            }
            (2, Some(entry)) => entry.field(body),
            (4, Some(entry)) => entry.dependency(body),
            _ => {}
        }
        if found.is_full() {
            return;
        }
    }
    push(entry, found);
    if !is_lock {
        found.unread("no lock file of Yarn");
    }
}

fn begin(body: &str, line: u32) -> Option<Entry> {
    let ranges = body.strip_suffix(':')?;
    let ranges = ranges.trim_matches('"');
    let descriptor = ranges.split(", ").next()?.trim_matches('"');
    // Not at the start: that is the sign of a scope.
    let has_range = descriptor.get(1..)?.contains('@');
    (has_range && !descriptor.contains(' ')).then(|| Entry {
        line,
        descriptor: descriptor.to_owned(),
        ..Entry::default()
    })
}

impl Entry {
    fn field(&mut self, body: &str) {
        let (key, value) = body.split_once(' ').unwrap_or((body, ""));
        let value = value.trim().trim_matches('"');
        let key = key.trim_end_matches(':');
        self.in_dependencies = matches!(key, "dependencies" | "optionalDependencies");
        match key {
            "version" => self.version = Some(value.to_owned()),
            "resolution" => self.resolution = Some(value.to_owned()),
            "integrity" => self.integrity = Some(value.to_owned()),
            "linkType" => self.is_link = value == "soft",
            _ => {}
        }
    }

    fn dependency(&mut self, body: &str) {
        if self.in_dependencies && self.depends.len() < FIELD_ENTRIES_MAX {
            let name = match body.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => body.split([' ', ':']).next(),
            };
            self.depends.extend(name.map(str::to_owned));
        }
    }

    /// The name of the package, which is not that of an alias.
    fn name(&self) -> &str {
        let text = self.resolution.as_deref().unwrap_or(&self.descriptor);
        let (name, range) = split_range(text);
        match range.strip_prefix("npm:").map(split_range) {
            Some((real, range)) if !range.is_empty() => real,
            _ => name,
        }
    }

    /// Whether it is a folder of the project and no package.
    fn is_of_project(&self) -> bool {
        let text = self.resolution.as_deref().unwrap_or(&self.descriptor);
        let range = split_range(text).1;
        self.is_link
            || ["workspace:", "link:", "portal:"]
                .iter()
                .any(|scheme| range.starts_with(scheme))
    }
}

/// `@scope/name@range` in name and range.
fn split_range(text: &str) -> (&str, &str) {
    let at = text.get(1..).and_then(|rest| rest.find('@'));
    match at {
        Some(at) => (
            text.get(..=at).unwrap_or(text),
            text.get(at + 2..).unwrap_or_default(),
        ),
        None => (text, ""),
    }
}

fn push(entry: Option<Entry>, found: &mut Found<'_>) {
    let Some(entry) = entry.filter(|entry| !entry.is_of_project()) else {
        return;
    };
    let Some(version) = &entry.version else {
        // What it is called stands there; which one it is does not.
        found.unread(format!(
            "the entry on line {} states no version",
            entry.line
        ));
        return;
    };
    let (space, name) = split_scope(entry.name());
    let mut package = found.new_package(PackageKind::Npm, name, version.as_str());
    package.namespace = space.map(str::to_owned);
    // `checksum` of later versions is of Yarn's own archive and not of the registry's.
    package.hashes = hashes(entry.integrity.as_deref().unwrap_or_default());
    package.depends = entry.depends;
    found.push_on(package, Some(entry.line));
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::found::FILE_PACKAGES_MAX;
    use crate::units::parsed;

    const CLASSIC: &str = "\
# yarn lockfile v1


\"@s/a@^1.0.0\", \"@s/a@^1.1.0\":
  version \"1.1.0\"
  resolved \"https://registry.example/@s/a/-/a-1.1.0.tgz#0123\"
  integrity sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
  dependencies:
    \"@s/b\" \"^2.0.0\"
    c \"^3.0.0\"

alias@npm:real@^4.0.0:
  version \"4.0.1\"

own@link:../own:
  version \"0.0.0\"
";

    const BERRY: &str = "\
__metadata:
  version: 8
  cacheKey: 10c0

\"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0\":
  version: 1.1.0
  resolution: \"@s/a@npm:1.1.0\"
  dependencies:
    \"@s/b\": \"npm:^2.0.0\"
    c: \"npm:^3.0.0\"
  peerDependencies:
    react: \"*\"
  checksum: 10c0/abcd
  languageName: node
  linkType: hard

\"alias@npm:real@^4.0.0\":
  version: 4.0.1
  resolution: \"real@npm:4.0.1\"
  linkType: hard

\"app@workspace:.\":
  version: 0.0.0-use.local
  resolution: \"app@workspace:.\"
  linkType: soft
";

    fn seen(facts: &LayerFacts) -> Vec<(String, &str, Option<u32>)> {
        let all = facts.packages.iter();
        all.map(|p| (p.full_name(), p.version.as_str(), p.places[0].line))
            .collect()
    }

    #[test]
    fn both_forms_are_read_with_lines_and_aliases() {
        for (lock, lines) in [(CLASSIC, [4, 12]), (BERRY, [5, 17])] {
            let facts = parsed(&UNIT, "yarn.lock", lock.as_bytes());
            let expected = [
                ("@s/a".to_owned(), "1.1.0", Some(lines[0])),
                ("real".to_owned(), "4.0.1", Some(lines[1])),
            ];
            assert_eq!(seen(&facts), expected);
            assert_eq!(facts.packages[0].depends, ["@s/b", "c"]);
            assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        }
        let facts = parsed(&UNIT, "yarn.lock", CLASSIC.as_bytes());
        assert_eq!(facts.packages[0].hashes.len(), 1);
    }

    #[test]
    fn cut_files_and_other_files_are_told() {
        let cut = &CLASSIC[..CLASSIC.find("  version \"4").unwrap()];
        let facts = parsed(&UNIT, "yarn.lock", cut.as_bytes());
        assert_eq!(facts.packages.len(), 1);
        assert!(facts.unread[0].reason.contains("line 12"));
        let facts = parsed(&UNIT, "yarn.lock", b"<html>\nnot found\n");
        assert_eq!(facts.unread.len(), 1);
        let long = format!("{CLASSIC}\n{}", "x".repeat(LINE_BYTES_MAX + 1));
        let facts = parsed(&UNIT, "yarn.lock", long.as_bytes());
        assert!(facts.unread[0].reason.contains("longer than"));
        let facts = parsed(&UNIT, "yarn.lock", b"\"a\xff@^1\":\n  version \"1\"\n");
        assert!(facts.unread[0].reason.contains("not UTF-8"));
    }

    #[test]
    fn a_lock_of_too_many_entries_is_read_up_to_the_limit() {
        let mut lock = String::new();
        for number in 0..FILE_PACKAGES_MAX + 2 {
            lock.push_str(&format!("a@{number}:\n  version \"{number}\"\n"));
        }
        let facts = parsed(&UNIT, "yarn.lock", lock.as_bytes());
        assert_eq!(facts.packages.len(), FILE_PACKAGES_MAX);
        assert_eq!(facts.unread.len(), 1);
    }
}
