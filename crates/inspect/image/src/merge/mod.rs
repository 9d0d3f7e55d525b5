//! From the facts of layers to the facts of the image: what lies in the final file system, since
//! which layer, and what only lower layers hold.

mod cover;
mod hidden;
mod links;
mod packages;
mod secrets;
mod sieve;

use std::borrow::Cow;
use std::collections::BTreeMap;

use seaworthy_facts::{
    Account, ChangelogFact, Distro, FileFact, HiddenBytes, ImageCache, ImageFile, LayerFacts,
    Package, PasswordFact, ProgramFact, SecretFact,
};
use seaworthy_model::Digest;

use crate::filesystem::distro;

pub(crate) use cover::Cover;
pub(crate) use links::{Links, follow};

/// A layer to be merged.
#[derive(Clone, Copy)]
pub(crate) struct MergeLayer<'a> {
    pub(crate) facts: &'a LayerFacts,
    /// Digest of its tar; a root file system has none.
    pub(crate) diff_id: Option<&'a Digest>,
}

/// What the final file system holds.
#[derive(Default)]
pub(crate) struct Merged {
    pub(crate) packages: Vec<Package>,
    pub(crate) files: Vec<ImageFile>,
    pub(crate) programs: Vec<ProgramFact>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) groups: Vec<Account>,
    pub(crate) passwords: Vec<PasswordFact>,
    pub(crate) caches: Vec<ImageCache>,
    pub(crate) hidden: Vec<HiddenBytes>,
    pub(crate) changelogs: Vec<ChangelogFact>,
    pub(crate) distro: Option<Distro>,
    pub(crate) secrets: Vec<SecretFact>,
}

/// Merges layers, the bottom one first. `links` are those of these layers.
pub(crate) fn merge(layers: &[MergeLayer<'_>], links: &Links<'_>) -> Merged {
    let view = View::new(layers, links);
    Merged {
        packages: packages::merge(layers, &view),
        files: files(layers, &view),
        programs: programs(layers, &view),
        accounts: newest(
            layers,
            &view,
            |facts| &facts.accounts,
            |account| &account.path,
        ),
        groups: newest(layers, &view, |facts| &facts.groups, |group| &group.path),
        passwords: newest(
            layers,
            &view,
            |facts| &facts.passwords,
            |password| &password.path,
        ),
        caches: caches(layers),
        hidden: hidden::merge(layers, &view),
        changelogs: newest(
            layers,
            &view,
            |facts| &facts.changelogs,
            |changelog| &changelog.path,
        ),
        distro: first_distro(layers, &view),
        secrets: secrets::merge(layers, &view),
    }
}

/// How paths of evidence stand to each other over the layers.
pub(crate) struct View<'a> {
    links: &'a Links<'a>,
    cover: Cover,
}

/// Where a piece of evidence lies: the file itself, not what is inside an archive.
pub(crate) fn evidence_file(path: &str) -> &str {
    // One byte is found faster than two, and few paths have it.
    if !path.contains('!') {
        return path;
    }
    path.split_once("!/").map_or(path, |(file, _)| file)
}

impl<'a> View<'a> {
    fn new(layers: &[MergeLayer<'_>], links: &'a Links<'a>) -> Self {
        let all = layers.iter().map(|layer| layer.facts);
        let cover = Cover::of_upper(all.clone(), |cover| {
            for (number, facts) in (0_u32..).zip(all) {
                let mut last = None;
                // Of a database there are as many packages as it lists, all with one path.
                for path in evidence(facts).filter(|path| last.replace(*path) != Some(*path)) {
                    let canonical = links.canonical(path, number);
                    for (_, alias) in links.aliases(&canonical) {
                        cover.register(&alias);
                    }
                    cover.register(&canonical);
                }
            }
        });
        View { links, cover }
    }

    /// The path behind links to folders, as layers up to `layer` have them.
    pub(crate) fn canonical<'p>(&self, path: &'p str, layer: u32) -> Cow<'p, str> {
        self.links.canonical(evidence_file(path), layer)
    }

    /// Other names of a canonical path, through links to folders.
    pub(crate) fn aliases(&self, canonical: &str) -> Vec<String> {
        self.links
            .aliases(canonical)
            .into_iter()
            .map(|(_, alias)| alias)
            .collect()
    }

    /// The first layer above `layer` that deletes, replaces or hides a canonical path.
    pub(crate) fn hidden_by(&self, canonical: &str, layer: u32) -> Option<u32> {
        if self.cover.is_empty() {
            return None;
        }
        let direct = self.cover.hidden_by(canonical, layer);
        let aliases = self.links.aliases(canonical);
        let through = aliases
            .iter()
            .filter_map(|(link, alias)| self.cover.hidden_through(link, alias, layer));
        direct.into_iter().chain(through).min()
    }
}

/// Paths that say something of a layer.
fn evidence(facts: &LayerFacts) -> impl Iterator<Item = &str> {
    let packages = facts.packages.iter().flat_map(|package| &package.places);
    let packages = packages.map(|place| evidence_file(&place.path));
    let secrets = facts
        .secrets
        .iter()
        .filter_map(secrets::path)
        .map(evidence_file);
    let accounts = facts
        .accounts
        .iter()
        .chain(&facts.groups)
        .map(|account| account.path.as_str());
    let distros = facts.distros.iter().map(|distro| distro.path.as_str());
    let support = facts.support.iter().map(|fact| fact.path.as_str());
    let passwords = facts.passwords.iter().map(|fact| fact.path.as_str());
    let files = facts.files.iter().map(|file| file.path.as_str());
    let large = facts.large.iter().map(|file| file.path.as_str());
    let programs = facts.programs.iter().map(|one| one.path.as_str());
    let changelogs = facts.changelogs.iter().map(|fact| fact.path.as_str());
    packages
        .chain(changelogs)
        .chain(secrets)
        .chain(accounts)
        .chain(distros)
        .chain(support)
        .chain(passwords)
        .chain(files)
        .chain(large)
        .chain(programs)
}

/// Caches of all layers: what a later layer deletes is stored all the same.
fn caches(layers: &[MergeLayer<'_>]) -> Vec<ImageCache> {
    let numbered = (0_u32..).zip(layers);
    let all = numbered.flat_map(|(number, layer)| {
        let caches = layer.facts.caches.iter();
        caches.map(move |cache| ImageCache {
            cache: cache.clone(),
            layer: number,
        })
    });
    all.collect()
}

fn files(layers: &[MergeLayer<'_>], view: &View<'_>) -> Vec<ImageFile> {
    let mut files: BTreeMap<String, (u32, &FileFact)> = BTreeMap::new();
    for (number, layer) in (0_u32..).zip(layers) {
        for file in &layer.facts.files {
            let path = view.canonical(&file.path, number);
            if view.hidden_by(&path, number).is_none() {
                files.insert(path.into_owned(), (number, file));
            }
        }
    }
    let file = |(layer, file): (u32, &FileFact)| ImageFile {
        file: file.clone(),
        layer,
    };
    files.into_values().map(file).collect()
}

fn programs(layers: &[MergeLayer<'_>], view: &View<'_>) -> Vec<ProgramFact> {
    let mut programs: BTreeMap<String, ProgramFact> = BTreeMap::new();
    for (number, layer) in (0_u32..).zip(layers) {
        for program in &layer.facts.programs {
            let path = view.canonical(&program.path, number);
            if view.hidden_by(&path, number).is_none() {
                let program = ProgramFact {
                    layer: Some(number),
                    ..program.clone()
                };
                programs.insert(path.into_owned(), program);
            }
        }
    }
    programs.into_values().collect()
}

/// Entries of the newest of each file that is still there. A file whose newest form has none of
/// them is hidden by that form.
fn newest<T: Clone>(
    layers: &[MergeLayer<'_>],
    view: &View<'_>,
    entries: impl Fn(&LayerFacts) -> &Vec<T>,
    path: impl Fn(&T) -> &String,
) -> Vec<T> {
    let mut found = Vec::new();
    for (number, layer) in (0_u32..).zip(layers) {
        let mut known: Option<(&str, bool)> = None;
        for entry in entries(layer.facts) {
            // All entries of one file stand together, so one answer serves many.
            let path = path(entry).as_str();
            let stays = match known {
                Some((last, stays)) if last == path => stays,
                _ => view
                    .hidden_by(&view.canonical(path, number), number)
                    .is_none(),
            };
            known = Some((path, stays));
            if stays {
                found.push(entry.clone());
            }
        }
    }
    found
}

/// The distribution by the file that counts most, with the support that other files name.
fn first_distro(layers: &[MergeLayer<'_>], view: &View<'_>) -> Option<Distro> {
    let all = newest(layers, view, |facts| &facts.distros, |distro| &distro.path);
    let rank = |found: &Distro| distro::PATHS.iter().position(|path| *path == found.path);
    let mut first = all
        .into_iter()
        .min_by_key(|found| rank(found).unwrap_or(usize::MAX))?;
    let support = newest(layers, view, |facts| &facts.support, |fact| &fact.path);
    first.support = support.into_iter().map(|fact| fact.stream).collect();
    first.support.sort_unstable();
    first.support.dedup();
    Some(first)
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::SymbolFilter;

    use super::*;
    use crate::layer::presence;

    fn layer(programs: &[(&str, &str)], gone: &[&str]) -> LayerFacts {
        let program = |(path, symbol): &(&str, &str)| {
            let mut symbols = SymbolFilter::for_symbols(1);
            symbols.insert(symbol);
            ProgramFact {
                path: (*path).to_owned(),
                layer: None,
                symbols,
            }
        };
        LayerFacts {
            programs: programs.iter().map(program).collect(),
            present: programs
                .iter()
                .map(|(path, _)| presence(path, false))
                .collect(),
            whiteouts: gone.iter().map(|path| (*path).to_owned()).collect(),
            ..LayerFacts::default()
        }
    }

    #[test]
    fn the_functions_of_a_program_are_those_of_its_newest_form() {
        let lower = layer(
            &[("bin/a", "a.Old"), ("bin/b", "b.F"), ("bin/c", "c.F")],
            &[],
        );
        let upper = layer(&[("bin/a", "a.New")], &["bin/b"]);
        let layers = [&lower, &upper].map(|facts| MergeLayer {
            facts,
            diff_id: None,
        });
        let merged = merge(&layers, &Links::new([&lower, &upper].into_iter()));
        let [a, c] = &merged.programs[..] else {
            panic!("{:?}", merged.programs)
        };
        assert_eq!((&*a.path, a.layer), ("bin/a", Some(1)));
        assert!(a.symbols.contains("a", "New") && !a.symbols.contains("a", "Old"));
        assert_eq!((&*c.path, c.layer), ("bin/c", Some(0)));
    }
}
