//! Packages of the final file system: since which layer, where, and owned by whom.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use seaworthy_facts::{Package, PackageKind, Place, hash_path};

use super::sieve::Sieve;
use super::{MergeLayer, View};

/// Merges the packages of all layers.
pub(super) fn merge(layers: &[MergeLayer<'_>], view: &View<'_>) -> Vec<Package> {
    let mut packages = present(layers, view);
    own(&mut packages, layers, view);
    // The package that owns a program says more of it than the program itself.
    packages.retain(|package| package.kind != PackageKind::Generic || package.owned_by.is_none());
    license(&mut packages, layers);
    unite(packages)
}

/// Gives packages that state no licence those of the files beside the database. A later layer that
/// brings the file again speaks last; a file that is deleted (as slim images do with documentation)
/// still said under what terms the package came.
fn license(packages: &mut [Package], layers: &[MergeLayer<'_>]) {
    let facts = layers.iter().flat_map(|layer| &layer.facts.licences);
    let said: HashMap<(PackageKind, &str), &Vec<String>> = facts
        .map(|fact| ((fact.kind, fact.package.as_str()), &fact.licences))
        .collect();
    for package in packages
        .iter_mut()
        .filter(|package| package.licences.is_empty())
    {
        if let Some(licences) = said.get(&(package.kind, package.name.as_str())) {
            package.licences.clone_from(licences);
        }
    }
}

/// What one file says of packages, in one layer.
type Said<'a> = (u32, Vec<&'a Package>);

/// Packages whose evidence is still there, each with the layer since which it has been there.
fn present(layers: &[MergeLayer<'_>], view: &View<'_>) -> Vec<Package> {
    let mut files: Vec<(String, Vec<Said<'_>>)> = Vec::new();
    let mut by_path: HashMap<String, usize> = HashMap::new();
    for (number, layer) in (0_u32..).zip(layers) {
        let mut known: HashMap<&str, usize> = HashMap::new();
        for package in &layer.facts.packages {
            let Some(place) = package.places.first() else {
                continue;
            };
            let at = *known.entry(place.path.as_str()).or_insert_with(|| {
                let canonical = view.canonical(&place.path, number).into_owned();
                *by_path.entry(canonical).or_insert_with_key(|canonical| {
                    files.push((canonical.clone(), Vec::new()));
                    files.len() - 1
                })
            });
            let Some((_, said)) = files.get_mut(at) else {
                continue;
            };
            match said.last_mut() {
                Some((last, all)) if *last == number => all.push(package),
                _ => said.push((number, vec![package])),
            }
        }
    }
    files.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut found = Vec::new();
    for (file, said) in &files {
        let Some((last, all)) = said.last() else {
            continue;
        };
        if view.hidden_by(file, *last).is_some() {
            continue;
        }
        // What one layer alone says has been there since that layer.
        let since = (said.len() > 1).then(|| since(file, said, view));
        for package in all {
            let origin = since
                .as_ref()
                .and_then(|since| since.get(&identity(package)));
            let origin = origin.copied().unwrap_or(*last);
            let diff_id = layers.get(origin as usize).and_then(|layer| layer.diff_id);
            let mut package = (*package).clone();
            for place in &mut package.places {
                place.layer = Some(origin);
                place.diff_id = diff_id.cloned();
            }
            found.push(package);
        }
    }
    found
}

type Identity<'a> = (
    PackageKind,
    Option<&'a str>,
    &'a str,
    &'a str,
    Option<&'a str>,
);

fn identity(package: &Package) -> Identity<'_> {
    (
        package.kind,
        package.namespace.as_deref(),
        &package.name,
        &package.version,
        package.architecture.as_deref(),
    )
}

/// For the packages of the newest form of a file: the first layer of an unbroken row of forms of
/// this file that all have it. A deletion in between breaks the row.
fn since<'a>(file: &str, said: &[Said<'a>], view: &View<'_>) -> HashMap<Identity<'a>, u32> {
    let mut since = HashMap::new();
    let mut before = None;
    for (number, all) in said {
        let unbroken = before.is_some_and(|last| view.hidden_by(file, last) == Some(*number));
        let mut now = HashMap::with_capacity(all.len());
        for package in all {
            let identity = identity(package);
            let earlier = since.get(&identity).copied().filter(|_| unbroken);
            now.insert(identity, earlier.unwrap_or(*number));
        }
        since = now;
        before = Some(*number);
    }
    since
}

/// Names the OS package that owns the evidence of a language package, whichever layer says so.
fn own(packages: &mut [Package], layers: &[MergeLayer<'_>], view: &View<'_>) {
    if layers.iter().all(|layer| layer.facts.owned.is_empty()) {
        return;
    }
    let owners: HashMap<u64, String> = packages
        .iter()
        .filter(|package| package.kind.is_os())
        .map(|package| (hash_path(&package.name), package.name.clone()))
        .collect();
    if owners.is_empty() {
        return;
    }
    // A place may be known to the database under another name: `lib/x` where it is `usr/lib/x`.
    let names = |package: &Package| -> Vec<u64> {
        let Some(place) = package.places.first() else {
            return Vec::new();
        };
        let canonical = view.canonical(&place.path, place.layer.unwrap_or(0));
        let aliases = view.aliases(&canonical).into_iter();
        let aliases = aliases.map(|alias| hash_path(&alias));
        let written = match &canonical {
            Cow::Owned(_) => Some(hash_path(super::evidence_file(&place.path))),
            Cow::Borrowed(_) => None,
        };
        let canonical = hash_path(&canonical);
        aliases.chain([canonical]).chain(written).collect()
    };
    let mut asked: Vec<(usize, Vec<u64>)> = Vec::new();
    for (number, package) in packages.iter().enumerate() {
        if !package.kind.is_os() {
            asked.push((number, names(package)));
        }
    }
    let wanted: HashSet<u64> = asked
        .iter()
        .flat_map(|(_, hashes)| hashes)
        .copied()
        .collect();
    let sieve = Sieve::of(wanted.iter().copied());
    let owned = layers.iter().flat_map(|layer| &layer.facts.owned);
    let owned: HashMap<u64, u64> = owned
        .filter(|file| sieve.may_have(file.path))
        .filter(|file| wanted.contains(&file.path) && owners.contains_key(&file.owner))
        .map(|file| (file.path, file.owner))
        .collect();
    for (number, hashes) in asked {
        let owner = hashes.iter().find_map(|hash| owners.get(owned.get(hash)?));
        if let (Some(owner), Some(package)) = (owner, packages.get_mut(number)) {
            package.owned_by = Some(owner.clone());
        }
    }
}

/// Makes one of packages that are the same but for their place, in the order of what tells them
/// apart.
fn unite(mut packages: Vec<Package>) -> Vec<Package> {
    // Stable: what was found first stays, and the others are added in their order. Packages are
    // large, so that each is moved once.
    let mut order: Vec<usize> = (0..packages.len()).collect();
    order.sort_by(|one, other| {
        let (one, other) = (packages.get(*one), packages.get(*other));
        one.map(distinct).cmp(&other.map(distinct))
    });
    arrange(&mut packages, order);
    packages.dedup_by(|package, last| {
        let same = distinct(last) == distinct(package);
        if same {
            // What is left of it is taken out.
            join(last, package);
        }
        same
    });
    for package in &mut packages {
        package
            .places
            .sort_by(|one, other| order_of(one).cmp(&order_of(other)));
        package.places.dedup();
    }
    packages
}

/// Puts what was at `order[n]` at `n`, for every `n`. INVARIANT: `order` has each place once.
fn arrange<T>(all: &mut [T], mut order: Vec<usize>) {
    for start in 0..order.len() {
        // One swap after the other along the ring of places that `start` belongs to.
        let mut at = start;
        while let Some(from) = order.get_mut(at).map(|from| std::mem::replace(from, at)) {
            if from == at || from == start {
                break;
            }
            all.swap(at, from);
            at = from;
        }
    }
}

/// What tells packages apart.
fn distinct(package: &Package) -> impl Ord {
    (
        package.kind,
        package.namespace.as_deref(),
        &*package.name,
        &*package.version,
        package.architecture.as_deref(),
        package.owned_by.as_deref(),
        &*package.purl,
    )
}

/// The lowest layer first: that is where it comes from.
fn order_of(place: &Place) -> (Option<u32>, &str, Option<u32>) {
    (place.layer, &place.path, place.line)
}

fn join(package: &mut Package, other: &mut Package) {
    package.places.append(&mut other.places);
    package.development &= other.development;
    for licence in other.licences.drain(..) {
        if !package.licences.contains(&licence) {
            package.licences.push(licence);
        }
    }
    for name in other.depends.drain(..) {
        if !package.depends.contains(&name) {
            package.depends.push(name);
        }
    }
    package.source = package.source.take().or(other.source.take());
    package.vendor = package.vendor.take().or(other.vendor.take());
    package.module = package.module.take().or(other.module.take());
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::{LayerFacts, LicenceFact};

    use super::*;
    use crate::merge::Links;

    #[test]
    fn things_are_arranged_in_any_order() {
        for number in 0..5 * 4 * 3 * 2 {
            let (mut rest, mut left) = (number, vec![0, 1, 2, 3, 4]);
            let order: Vec<usize> = (1..=5)
                .rev()
                .map(|of| {
                    let place = left.remove(rest % of);
                    rest /= of;
                    place
                })
                .collect();
            let mut all = ["a", "b", "c", "d", "e"];
            let expected: Vec<&str> = order.iter().map(|from| all[*from]).collect();
            arrange(&mut all, order);
            assert_eq!(all[..], expected);
        }
    }

    #[test]
    fn a_program_that_a_package_owns_is_not_named_by_itself() {
        let status = "var/lib/dpkg/status";
        let program =
            |path: &str| Package::new(PackageKind::Generic, "nginx", "1.22.1", path, "program");
        let facts = LayerFacts {
            packages: vec![
                Package::new(PackageKind::Deb, "nginx", "1.22.1-9", status, "dpkg"),
                program("usr/sbin/nginx"),
                program("opt/one/nginx"),
                program("opt/two/nginx"),
            ],
            owned: vec![seaworthy_facts::OwnedFile {
                path: hash_path("usr/sbin/nginx"),
                owner: hash_path("nginx"),
            }],
            ..LayerFacts::default()
        };
        let layers = [MergeLayer {
            facts: &facts,
            diff_id: None,
        }];
        let links = Links::new(std::iter::once(&facts));
        let merged = crate::merge::merge(&layers, &links);
        let [deb, own] = &merged.packages[..] else {
            panic!("{:?}", merged.packages)
        };
        assert_eq!(
            (deb.kind, own.kind),
            (PackageKind::Deb, PackageKind::Generic)
        );
        let places: Vec<&str> = own.places.iter().map(|place| &*place.path).collect();
        assert_eq!(places, ["opt/one/nginx", "opt/two/nginx"]);
    }

    #[test]
    fn a_package_without_a_licence_takes_the_last_one_that_a_file_states() {
        let fact = |licence: &str| LicenceFact {
            path: "usr/share/doc/zlib1g/copyright".into(),
            kind: PackageKind::Deb,
            package: "zlib1g".into(),
            licences: vec![licence.into()],
        };
        let status = "var/lib/dpkg/status";
        let lower = LayerFacts {
            packages: vec![Package::new(
                PackageKind::Deb,
                "zlib1g",
                "1",
                status,
                "dpkg",
            )],
            licences: vec![fact("MIT")],
            ..LayerFacts::default()
        };
        let upper = LayerFacts {
            licences: vec![fact("Zlib")],
            ..LayerFacts::default()
        };
        let layers = [&lower, &upper].map(|facts| MergeLayer {
            facts,
            diff_id: None,
        });
        let links = Links::new([&lower, &upper].into_iter());
        let merged = crate::merge::merge(&layers, &links);
        assert_eq!(merged.packages[0].licences, ["Zlib"]);
    }
}
