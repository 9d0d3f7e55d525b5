//! Go modules that a source tree asks for: `go.mod`.
//!
//! Format (Go Modules Reference, "go.mod files"): directives a line or in blocks. `require` names
//! modules; `replace` puts another one in place, `exclude` forbids a version, `toolchain` names the
//! release that builds. The `go` line is a minimum and says nothing of what builds, so that no
//! standard library is made of it.

use std::collections::{HashMap, HashSet};

use seaworthy_facts::PackageKind;

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "go-mod",
    title: "Go modules of a source tree",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("go.mod", is_own)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known has 100 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

/// What was downloaded and what tests look at asks for modules that nobody builds.
fn is_own(path: &str) -> bool {
    !path.contains("pkg/mod/")
        && !path
            .split('/')
            .any(|part| matches!(part, "testdata" | "vendor"))
}

/// What a file says, in its own order.
#[derive(Default)]
struct Module {
    required: Vec<(String, String, u32)>,
    /// By module and version; an empty version stands for all.
    replaced: HashMap<(String, String), (String, String)>,
    excluded: HashSet<(String, String)>,
    toolchain: Option<(String, u32)>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let module = read(content, found);
    if let Some((release, line)) = module.toolchain {
        let mut package = found.new_package(PackageKind::Golang, "stdlib", release);
        at(&mut package, line);
        found.push(package);
    }
    for (path, version, line) in module.required {
        let key = (path.clone(), version.clone());
        let any = (path.clone(), String::new());
        let excluded = module.excluded.contains(&key);
        let replaced = module.replaced.get(&key).or(module.replaced.get(&any));
        let (path, version) = match replaced {
            // A folder has no version; the module keeps its name.
            Some((new, _)) if new.starts_with(['.', '/']) => (path, String::new()),
            Some((new, version)) => (new.clone(), version.clone()),
            // The next higher version is taken, which this file does not name.
            None if excluded => (path, String::new()),
            None => (path, version),
        };
        let (space, name) = match path.rsplit_once('/') {
            Some((space, name)) => (Some(space.to_owned()), name),
            None => (None, &*path),
        };
        let mut package = found.new_package(PackageKind::Golang, name, version);
        package.namespace = space;
        at(&mut package, line);
        found.push(package);
    }
}

fn at(package: &mut seaworthy_facts::Package, line: u32) {
    if let Some(place) = package.places.first_mut() {
        place.line = Some(line);
    }
}

fn read(content: &[u8], found: &mut Found<'_>) -> Module {
    let mut module = Module::default();
    let mut block: Option<String> = None;
    for (number, line) in (1_u32..).zip(lines(content)) {
        let line = String::from_utf8_lossy(line);
        let line = line.split("//").next().unwrap_or_default().trim();
        let mut words: Vec<String> = line.split_whitespace().map(unquote).collect();
        let verb = match (&block, words.first().map(String::as_str)) {
            (_, None) => continue,
            (Some(_), Some(")")) => {
                block = None;
                continue;
            }
            (Some(verb), _) => verb.clone(),
            (None, Some(_)) => words.remove(0),
        };
        if words.first().is_some_and(|word| word == "(") {
            block = Some(verb);
            continue;
        }
        if module.required.len() > FILE_PACKAGES_MAX
            || module.replaced.len() + module.excluded.len() > FILE_PACKAGES_MAX
        {
            found.unread(format!(
                "more than {FILE_PACKAGES_MAX} lines; the rest was left out"
            ));
            break;
        }
        directive(&verb, &words, number, &mut module, found);
    }
    if block.is_some() {
        found.unread("a block has no end");
    }
    module
}

fn unquote(word: &str) -> String {
    word.trim_matches(['"', '`']).to_owned()
}

fn directive(verb: &str, words: &[String], line: u32, module: &mut Module, found: &mut Found<'_>) {
    match (verb, words) {
        ("require", [path, version]) => {
            module.required.push((path.clone(), version.clone(), line));
        }
        ("exclude", [path, version]) => {
            module.excluded.insert((path.clone(), version.clone()));
        }
        ("replace", [path, arrow, new]) if arrow == "=>" => {
            let key = (path.clone(), String::new());
            module.replaced.insert(key, (new.clone(), String::new()));
        }
        ("replace", [path, arrow, new, version]) if arrow == "=>" => {
            let key = (path.clone(), String::new());
            module.replaced.insert(key, (new.clone(), version.clone()));
        }
        ("replace", [path, old, arrow, new, rest @ ..]) if arrow == "=>" => {
            let version = rest.first().cloned().unwrap_or_default();
            let key = (path.clone(), old.clone());
            module.replaced.insert(key, (new.clone(), version));
        }
        ("toolchain", [release]) => {
            let release = release.strip_prefix("go").filter(|rest| !rest.is_empty());
            module.toolchain = release.map(|release| (release.to_owned(), line));
        }
        ("module" | "go" | "godebug" | "retract" | "tool" | "ignore" | "toolchain", _) => {}
        _ => found.unread(format!("line {line} is no directive that is known")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const TEXT: &str = "module example.com/app\n\ngo 1.21\n\ntoolchain go1.22.3\n\n\
        require golang.org/x/text v0.3.7 // indirect\n\nrequire (\n\
        \tgithub.com/a/b v1.2.3\n\tgithub.com/old/c v1.0.0\n\
        \tgithub.com/local/d v2.0.0+incompatible\n\
        \tgithub.com/x/e v0.0.0-20200622213623-75b288015ac9\n\tgithub.com/not/f v1.0.0\n)\n\n\
        replace github.com/old/c => github.com/new/c v1.0.1\n\
        replace github.com/local/d v2.0.0+incompatible => ../d\n\
        replace github.com/a/b v1.0.0 => github.com/other/b v9.9.9\n\
        exclude github.com/not/f v1.0.0\n";

    #[test]
    fn modules_are_read_with_replacements_and_exclusions() {
        let facts = parsed(&UNIT, "app/go.mod", TEXT.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let seen: Vec<(String, Option<u32>)> = facts
            .packages
            .iter()
            .map(|one| {
                (
                    format!("{}@{}", one.full_name(), one.version),
                    one.places[0].line,
                )
            })
            .collect();
        let expected = [
            ("stdlib@1.22.3", 5),
            ("golang.org/x/text@v0.3.7", 7),
            ("github.com/a/b@v1.2.3", 10),
            ("github.com/new/c@v1.0.1", 11),
            ("github.com/local/d@", 12),
            ("github.com/x/e@v0.0.0-20200622213623-75b288015ac9", 13),
            ("github.com/not/f@", 14),
        ];
        assert_eq!(
            seen,
            expected.map(|(name, line)| (name.to_owned(), Some(line)))
        );
    }

    #[test]
    fn what_is_no_directive_is_said() {
        let facts = parsed(&UNIT, "go.mod", b"require a\nfoo bar\nrequire (\nx/y v1\n");
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 3);
        assert!(!is_own("root/go/pkg/mod/a@v1/go.mod"));
        assert!(!is_own("src/testdata/go.mod"));
    }
}
