//! Erlang's lock files: `rebar.lock`.
//!
//! Format: terms that rebar3 writes (`rebar_config:write_lock_file`): a list of
//! `{name, source, level}`, since version 1.1.0 inside of `{version, list}`, followed by lists of
//! hashes, of which `pkg_hash_ext` has the SHA-256 of the archives.

use std::collections::HashMap;

use seaworthy_facts::{Package, PackageKind};
use seaworthy_model::Digest;

use crate::found::Found;
use crate::lines::LineFinder;
use crate::terms::{Term, TermError, Terms};
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "rebar-lock",
    title: "Erlang lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("rebar.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known have 20 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut terms = Terms::erlang(content);
    let mut lines = LineFinder::new(content);
    let mut packages = Vec::new();
    let mut hashes = HashMap::new();
    if let Err(error) = locks(&mut terms, &mut lines, found, &mut packages) {
        found.unread(format!("what follows the last entry: {error}"));
    } else {
        while let Ok(Some(list)) = terms.next() {
            let sums = list.value("pkg_hash_ext").map(Term::members);
            for pair in sums.unwrap_or_default().iter().map(Term::members) {
                let word = |at: usize| pair.get(at).and_then(Term::word);
                if let (Some(name), Some(hex)) = (word(0), word(1)) {
                    let digest = format!("sha256:{}", hex.to_ascii_lowercase());
                    hashes.extend(digest.parse::<Digest>().map(|d| (name.to_owned(), d)));
                }
            }
        }
    }
    for (mut package, name, line) in packages {
        package.hashes.extend(hashes.remove(&name));
        found.push_on(package, Some(line));
    }
}

/// A package, the application that it is locked as, and its line.
type Locked = (Package, String, u32);

fn locks(
    terms: &mut Terms<'_>,
    lines: &mut LineFinder<'_>,
    found: &mut Found<'_>,
    packages: &mut Vec<Locked>,
) -> Result<(), TermError> {
    // `[...].`, or `{"1.2.0", [...]}.`; the version is of no use.
    if terms.starts_with(b'{') {
        terms.enter();
        terms.next()?;
        one_list(terms, lines, found, packages)?;
        return terms.next().map(drop);
    }
    one_list(terms, lines, found, packages)
}

fn one_list(
    terms: &mut Terms<'_>,
    lines: &mut LineFinder<'_>,
    found: &mut Found<'_>,
    packages: &mut Vec<Locked>,
) -> Result<(), TermError> {
    if !terms.enter() {
        found.unread("not a lock file as rebar3 writes it");
        return Ok(());
    }
    // One more than the limit, so that reaching it is reported.
    while packages.len() <= crate::found::FILE_PACKAGES_MAX {
        let line = lines.at(terms.offset());
        let Some(entry) = terms.next()? else {
            return Ok(());
        };
        match package(&entry, found) {
            Some((package, name)) => packages.push((package, name, line)),
            None => found.unread(format!("the entry on line {line} is of an unknown form")),
        }
    }
    Ok(())
}

fn package(entry: &Term<'_>, found: &Found<'_>) -> Option<(Package, String)> {
    let [name, source, ..] = entry.members() else {
        return None;
    };
    let name = name.word()?;
    let source = source.members();
    let word = |at: usize| source.get(at).and_then(Term::word);
    let (package, version) = match word(0)? {
        "pkg" => (word(1)?, word(2)?),
        // `{git, url, {ref, commit}}`, and the like for other systems.
        _ => (name, source.get(2)?.members().get(1)?.word()?),
    };
    let package = found.new_package(PackageKind::Hex, package, version);
    Some((package, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
{\"1.2.0\",
[{<<\"cowboy\">>,{pkg,<<\"cowboy\">>,<<\"2.9.0\">>},0},
 {<<\"own\">>,{git,\"https://example.com/own.git\",{ref,\"0123abcd\"}},1}]}.
[
{pkg_hash,[
 {<<\"cowboy\">>, <<\"AA\">>}]},
{pkg_hash_ext,[
 {<<\"cowboy\">>, <<\"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\">>}]}
].
";

    #[test]
    fn entries_and_their_hashes_are_read() {
        let facts = parsed(&UNIT, "rebar.lock", LOCK.as_bytes());
        let [cowboy, own] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*cowboy.name, &*cowboy.version), ("cowboy", "2.9.0"));
        assert_eq!(cowboy.hashes, [Digest::sha256(b"")]);
        assert_eq!(cowboy.places[0].line, Some(2));
        assert_eq!((&*own.name, &*own.version), ("own", "0123abcd"));
        assert!(facts.unread.is_empty());
    }

    #[test]
    fn old_forms_and_cut_files_are_read() {
        let old = b"[{<<\"a\">>,{pkg,<<\"a\">>,<<\"1.0\">>},0}].";
        let facts = parsed(&UNIT, "rebar.lock", old);
        assert_eq!(facts.packages.len(), 1);
        let cut = &LOCK[..LOCK.find("ref").unwrap()];
        let facts = parsed(&UNIT, "rebar.lock", cut.as_bytes());
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 1);
        assert_eq!(parsed(&UNIT, "rebar.lock", b"odd").unread.len(), 1);
    }
}
