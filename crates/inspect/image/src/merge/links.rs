//! Symbolic and hard links over the layers, and which of them hide evidence from the first pass.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use seaworthy_facts::{Analyser, FileHead, Interest, LayerFacts, LinkFact, clean_path, hash_path};

use super::cover::{Cover, hashed_prefixes};
use super::sieve::Sieve;
use crate::layer::Wanted;
use crate::limits::{LINK_HOPS_MAX, Limits};

/// LIMIT: names of one file through links to folders; a merged /usr gives one.
const ALIASES_MAX: usize = 8;

/// Folders of package databases and accounts: if one of them is behind a link to a place that no
/// analyser knows, what lies there is looked at under the known name.
const KNOWN_FOLDERS: [&str; 7] = [
    "etc",
    "lib/apk/db",
    "usr/lib/apk/db",
    "usr/lib/sysimage/rpm",
    "usr/share/rpm",
    "var/lib/dpkg",
    "var/lib/rpm",
];

struct Link<'a> {
    layer: u32,
    fact: &'a LinkFact,
    /// Where it leads in the end (see [`Links::resolve`]).
    leads: Option<(String, u32)>,
}

/// The links of the final file system.
pub(crate) struct Links<'a> {
    by_path: HashMap<&'a str, Link<'a>>,
    /// Symbolic links by the canonical path that they lead to.
    by_target: HashMap<String, Vec<&'a str>>,
    /// The keys of both.
    paths: Sieve,
    targets: Sieve,
}

impl<'a> Links<'a> {
    /// Collects the links of layers in rising order; those that a later layer hides are left out.
    pub(crate) fn new(layers: impl Iterator<Item = &'a LayerFacts> + Clone) -> Self {
        let count = layers.clone().map(|facts| facts.links.len()).sum();
        let mut by_path: HashMap<&str, Link<'a>> = HashMap::with_capacity(count);
        for (layer, facts) in (0_u32..).zip(layers.clone()) {
            let link = |fact: &'a LinkFact| Link {
                layer,
                fact,
                leads: None,
            };
            by_path.extend(facts.links.iter().map(|fact| (&*fact.path, link(fact))));
        }
        let cover = Cover::of_upper(layers, |cover| {
            by_path.keys().for_each(|path| cover.register(path));
        });
        by_path.retain(|path, link| cover.hidden_by(path, link.layer).is_none());
        let mut links = Links {
            paths: Sieve::of(by_path.keys().map(|path| hash_path(path))),
            by_path,
            by_target: HashMap::new(),
            targets: Sieve::default(),
        };
        let paths = links.by_path.keys();
        let leads: Vec<(&str, _)> = paths.map(|path| (*path, links.resolve(path))).collect();
        for (path, leads) in leads {
            let Some(link) = links.by_path.get_mut(path) else {
                continue;
            };
            if !link.fact.hard
                && let Some((target, _)) = leads.as_ref().filter(|(target, _)| !target.is_empty())
            {
                match links.by_target.get_mut(target) {
                    Some(paths) => paths.push(path),
                    None => drop(links.by_target.insert(target.clone(), vec![path])),
                }
            }
            link.leads = leads;
        }
        for paths in links.by_target.values_mut() {
            paths.sort_unstable();
            paths.truncate(ALIASES_MAX);
        }
        links.targets = Sieve::of(links.by_target.keys().map(|path| hash_path(path)));
        links
    }

    /// A path with the links among its folders followed; the last component stays as it is. Links
    /// of layers above `layer` did not exist when it was written.
    pub(crate) fn canonical<'p>(&self, path: &'p str, layer: u32) -> Cow<'p, str> {
        let mut path = Cow::Borrowed(path);
        for _ in 0..LINK_HOPS_MAX {
            let found = hashed_prefixes(&path).find_map(|(prefix, hash)| {
                let link = Some(hash).filter(|hash| self.paths.may_have(*hash));
                let link = link.and_then(|_| self.by_path.get(prefix))?;
                (!link.fact.hard && link.layer <= layer).then_some((prefix, link))
            });
            let Some((prefix, link)) = found else {
                return path;
            };
            let rest = path.get(prefix.len()..).unwrap_or_default();
            let moved = format!("{}{rest}", target_of(prefix, &link.fact.target));
            path = Cow::Owned(moved.trim_start_matches('/').to_owned());
        }
        path
    }

    /// Other names of a canonical path: the link to a folder above it, and the name.
    pub(crate) fn aliases(&self, canonical: &str) -> Vec<(&'a str, String)> {
        if self.by_target.is_empty() {
            return Vec::new();
        }
        let folders = hashed_prefixes(canonical)
            .filter(|(prefix, hash)| !prefix.is_empty() && self.targets.may_have(*hash));
        let found = folders.flat_map(|(folder, _)| {
            let rest = canonical.get(folder.len()..).unwrap_or_default();
            let links = self.by_target.get(folder).into_iter().flatten();
            links.map(move |link| (*link, format!("{link}{rest}")))
        });
        found.take(ALIASES_MAX).collect()
    }

    /// Where a path leads in the end, and the topmost layer whose content it shows: a hard link
    /// keeps the content of its own layer. `None` for loops.
    fn resolve(&self, path: &str) -> Option<(String, u32)> {
        let mut newest = u32::MAX;
        let mut path = self.canonical(path, newest).into_owned();
        for _ in 0..LINK_HOPS_MAX {
            let Some(link) = self.by_path.get(path.as_str()) else {
                return Some((path, newest));
            };
            if link.fact.hard {
                newest = newest.min(link.layer);
                path.clone_from(&link.fact.target);
            } else {
                path = target_of(&path, &link.fact.target);
            }
            path = self.canonical(&path, newest).into_owned();
        }
        None
    }
}

/// Where a symbolic link leads, seen from the root of the image: `..` stops at the root, as in a
/// container.
fn target_of(link: &str, target: &str) -> String {
    let folder = link.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    let start = if target.starts_with('/') { "" } else { folder };
    for part in start.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// What is to be read a second time.
pub(crate) struct Follow {
    /// The layer that holds the content.
    pub(crate) read: u32,
    /// The layer since which the link shows it: the facts are those of this layer.
    pub(crate) shown: u32,
    pub(crate) wanted: Wanted,
}

/// Finds links whose path matters to an analyser more than the path of their target, so that the
/// first pass did not look at the content. The flag tells that there are more than the limit.
pub(crate) fn follow(
    links: &Links<'_>,
    layers: &[&LayerFacts],
    analysers: &[&dyn Analyser],
    limits: &Limits,
) -> (Vec<Follow>, bool) {
    let mut chosen: Vec<(&str, u32, &str, u32)> = links
        .by_path
        .iter()
        .filter_map(|(path, link)| {
            let (target, newest) = link.leads.as_ref()?;
            let more = analysers.iter().any(|analyser| {
                let own = interest(*analyser, path);
                let known = own > Interest::None && own > interest(*analyser, target);
                known && {
                    let canonical = links.canonical(path, u32::MAX);
                    interest(*analyser, &canonical) > interest(*analyser, target)
                }
            });
            more.then_some((*path, link.layer, target.as_str(), *newest))
        })
        .collect();
    chosen.sort_unstable();
    let too_many = chosen.len() > limits.followed_links_max;
    chosen.truncate(limits.followed_links_max);
    let mut cover = Cover::default();
    for (_, _, target, _) in &chosen {
        cover.register(target);
    }
    for (number, facts) in (0_u32..).zip(layers) {
        cover.note(number, facts);
    }
    let mut follows: BTreeMap<(u32, u32), Wanted> = BTreeMap::new();
    for (path, layer, target, newest) in chosen {
        let Some(holder) = cover.holder(target, newest) else {
            continue;
        };
        if newest == u32::MAX && cover.hidden_by(target, holder).is_some() {
            continue;
        }
        let wanted = follows.entry((holder, holder.max(layer))).or_default();
        wanted
            .files
            .entry(target.to_owned())
            .or_default()
            .push(path.to_owned());
    }
    for folder in KNOWN_FOLDERS {
        // The last component may be the link itself.
        let inside = format!("{folder}/x");
        let inside = links.canonical(&inside, u32::MAX);
        let Some(real) = inside.strip_suffix("/x").filter(|real| *real != folder) else {
            continue;
        };
        if KNOWN_FOLDERS.contains(&real) || clean_path(real).as_deref() != Ok(real) {
            continue;
        }
        for (number, _) in (0_u32..).zip(layers) {
            let wanted = follows.entry((number, number)).or_default();
            wanted.folders.push((real.to_owned(), folder.to_owned()));
        }
    }
    let follow = |((read, shown), wanted)| Follow {
        read,
        shown,
        wanted,
    };
    (follows.into_iter().map(follow).collect(), too_many)
}

/// What an analyser wants of a path whose content is not known.
fn interest(analyser: &dyn Analyser, path: &str) -> Interest {
    let size_bytes = 64 * 1024;
    analyser.interest(&FileHead {
        path,
        size_bytes,
        mode: 0o755,
        uid: 0,
        gid: 0,
        head: &[],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(links: &[(&str, &str, bool)]) -> LayerFacts {
        let link = |(path, target, hard): &(&str, &str, bool)| LinkFact {
            path: (*path).to_owned(),
            target: (*target).to_owned(),
            hard: *hard,
        };
        LayerFacts {
            links: links.iter().map(link).collect(),
            ..LayerFacts::default()
        }
    }

    #[test]
    fn targets_stay_inside_the_image() {
        assert_eq!(
            target_of("etc/os-release", "../usr/lib/os-release"),
            "usr/lib/os-release"
        );
        assert_eq!(target_of("a/b", "/etc/x"), "etc/x");
        assert_eq!(target_of("a", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(target_of("lib", "usr/lib/"), "usr/lib");
    }

    #[test]
    fn folders_behind_links_are_followed_and_loops_end() {
        let all = [layer(&[
            ("lib", "usr/lib", false),
            ("a", "b", false),
            ("b", "a", false),
        ])];
        let links = Links::new(all.iter());
        assert_eq!(
            links.canonical("lib/apk/db/installed", 0),
            "usr/lib/apk/db/installed"
        );
        assert_eq!(links.aliases("usr/lib/x"), [("lib", "lib/x".to_owned())]);
        assert_eq!(links.resolve("a"), None);
        assert!(links.canonical("a/x", 0).ends_with("/x"));
    }

    #[test]
    fn links_that_came_later_do_not_move_older_files() {
        let all = [layer(&[]), layer(&[("lib", "usr/lib", false)])];
        let links = Links::new(all.iter());
        assert_eq!(links.canonical("lib/x", 0), "lib/x");
        assert_eq!(links.canonical("lib/x", 1), "usr/lib/x");
    }
}
