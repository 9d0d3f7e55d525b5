//! Elixir's lock files: `mix.lock`.
//!
//! Format: an Elixir map that Mix writes (`Mix.Dep.Lock`, and Hex's `Hex.Utils.lock`): for Hex
//! `{:hex, name, version, inner checksum, managers, needs, repository, outer checksum}`, for Git
//! `{:git, url, commit, options}`. The outer checksum is the SHA-256 of the archive.

use seaworthy_facts::{Package, PackageKind};
use seaworthy_model::Digest;

use crate::found::Found;
use crate::lines::LineFinder;
use crate::terms::{Term, Terms};
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "mix-lock",
    title: "Elixir lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("mix.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest umbrella projects have 100 kB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut terms = Terms::elixir(content);
    let mut lines = LineFinder::new(content);
    if !terms.enter() {
        return found.unread("not a map as Mix writes it");
    }
    while !found.is_full() {
        let line = lines.at(terms.offset());
        let read = terms.next().and_then(|key| match key {
            Some(_) => Ok(Some(terms.next()?)),
            None => Ok(None),
        });
        match read {
            Ok(Some(Some(entry))) => match package(&entry, found) {
                Some(package) => found.push_on(package, Some(line)),
                None => found.unread(format!("the entry on line {line} is of an unknown form")),
            },
            Ok(Some(None)) => return found.unread("the text ends inside of an entry"),
            Ok(None) => return,
            Err(error) => {
                return found.unread(format!("the entry on line {line}: {error}"));
            }
        }
    }
}

fn package(entry: &Term<'_>, found: &Found<'_>) -> Option<Package> {
    let members = entry.members();
    let word = |at: usize| members.get(at).and_then(Term::word);
    match word(0)? {
        "hex" => {
            let mut package = found.new_package(PackageKind::Hex, word(1)?, word(2)?);
            let needs = members.get(5).map(Term::members).unwrap_or_default();
            // A need is `{app, requirement, options}`; the options name the package.
            package.depends = needs
                .iter()
                .filter_map(|need| {
                    let options = need.members().get(2).map(Term::members);
                    let mut pairs = options.unwrap_or_default().chunks(2);
                    let hex = pairs.find(|pair| pair.first().and_then(Term::word) == Some("hex"));
                    let name = hex.and_then(|pair| pair.get(1)).and_then(Term::word);
                    name.or(need.members().first().and_then(Term::word))
                        .map(str::to_owned)
                })
                .collect();
            // A private repository is `hexpm:ORGANISATION`.
            let organisation = word(6).and_then(|repo| repo.split_once(':'));
            package.namespace = organisation.map(|(_, name)| name.to_owned());
            let digest = word(7).map(|hex| format!("sha256:{}", hex.to_ascii_lowercase()));
            let digest = digest.and_then(|text| text.parse::<Digest>().ok());
            package.hashes.extend(digest);
            Some(package)
        }
        "git" => {
            let url = word(1)?.trim_end_matches('/').trim_end_matches(".git");
            let name = url.rsplit(['/', ':']).next()?;
            Some(found.new_package(PackageKind::Hex, name, word(2)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
%{
  \"cowboy\": {:hex, :cowboy, \"2.9.0\", \"00\", [:make, :rebar3], \
[{:cowlib, \"2.11.0\", [hex: :cowlib, repo: \"hexpm\", optional: false]}, \
{:own, \"~> 1.0\", [optional: true, hex: :other]}], \"hexpm\", \
\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},
  \"inner\": {:hex, :inner, \"1.0.0\", \"00\", [:mix], [], \"hexpm:acme\"},
  \"tool\": {:git, \"https://example.com/a/tool.git\", \"0123abcd\", [tag: \"v1\"]},
}
";

    #[test]
    fn entries_of_hex_and_git_are_read() {
        let facts = parsed(&UNIT, "mix.lock", LOCK.as_bytes());
        let [cowboy, inner, tool] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*cowboy.name, &*cowboy.version), ("cowboy", "2.9.0"));
        assert_eq!(cowboy.depends, ["cowlib", "other"]);
        assert_eq!(cowboy.hashes, [Digest::sha256(b"")]);
        assert_eq!(cowboy.places[0].line, Some(2));
        assert_eq!(inner.full_name(), "acme/inner");
        assert_eq!((&*tool.name, &*tool.version), ("tool", "0123abcd"));
        assert!(facts.unread.is_empty());
    }

    #[test]
    fn entries_before_the_damage_are_kept() {
        let cut = &LOCK[..LOCK.find("hexpm:acme").unwrap()];
        let facts = parsed(&UNIT, "mix.lock", cut.as_bytes());
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 1);
        let odd = b"%{\"a\": {:path, \"x\"},\n\"b\": 7}";
        assert_eq!(parsed(&UNIT, "mix.lock", odd).unread.len(), 2);
    }

    #[test]
    fn a_hundred_thousand_entries_are_read_and_no_more() {
        let mut lock = String::from("%{");
        for number in 0..100_010 {
            lock.push_str(&format!(
                "\"p{number}\": {{:hex, :p{number}, \"1.0.0\"}},\n"
            ));
        }
        lock.push('}');
        let facts = parsed(&UNIT, "mix.lock", lock.as_bytes());
        assert_eq!(facts.packages.len(), 100_000);
        assert_eq!(facts.unread.len(), 1);
    }
}
