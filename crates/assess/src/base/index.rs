//! The images that were scanned before, as possible bases of others: one small file each, named by
//! its layers, so that a base is found by opening as many names as an image has layers.
//!
//! The file is JSON (`seaworthy.base/v1`): names, digest, diff ids, and a hash of each package. It
//! is written beside its place and renamed, so that any number of processes may read and write.
//! An empty file in the folder `packages` beside it has the first hashes in its name, so that
//! images whose packages cannot all be in another are passed over without being opened.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use seaworthy_facts::{ImageFacts, Package, PathHash};
use seaworthy_model::Digest;
use serde::{Deserialize, Serialize};

const SCHEMA: &str = "seaworthy.base/v1";
/// LIMIT: bytes of one file; a base with 5,000 packages has 110 KB.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// LIMIT: images that are remembered; more are not taken up.
const FILES_MAX: usize = 5_000;
/// LIMIT: packages of one image that are remembered; larger ones are no base for squashed images.
const PACKAGES_MAX: usize = 5_000;
/// LIMIT: names under which one image is known, the newest kept.
const NAMES_MAX: usize = 8;
/// Packages that a base must have to be recognised by them: fewer occur together by chance.
const PACKAGES_MIN: usize = 20;
/// Hashes in the name of a mark: one that an image lacks is enough to pass over.
const MARK_HASHES: usize = 4;
/// Layers that an image may have to be taken for squashed.
const SQUASHED_LAYERS_MAX: usize = 2;

/// An image that may be a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) names: Vec<String>,
    pub(super) digest: Option<Digest>,
    pub(super) layers: Vec<Digest>,
    /// Hashes of its packages, sorted.
    pub(super) packages: Vec<u64>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    schema: String,
    names: Vec<String>,
    digest: Option<Digest>,
    layers: Vec<Digest>,
    packages: Vec<u64>,
}

/// The longest remembered image whose layers are the lowest ones, and not all, of an image.
pub(super) fn by_chain(folder: &Path, chain: &[&Digest]) -> Option<Known> {
    (1..chain.len()).rev().find_map(|length| {
        let below = chain.get(..length)?;
        let known = read(&place(folder, below))?;
        // The name of the file is not believed.
        super::is_below(&known.layers, chain).then_some(known)
    })
}

/// The remembered image with the most packages that are all in a squashed image.
pub(super) fn by_packages(folder: &Path, image: &ImageFacts) -> Option<Known> {
    if image.layers.len() > SQUASHED_LAYERS_MAX {
        return None;
    }
    let own = hashes(image);
    let mut best: Option<Known> = None;
    for entry in fs::read_dir(folder.join(MARKS)).ok()?.take(FILES_MAX) {
        let Some(name) = entry
            .ok()
            .and_then(|entry| entry.file_name().into_string().ok())
        else {
            continue;
        };
        let Some((first, chain)) = marked(&name) else {
            continue;
        };
        if !first.iter().all(|hash| own.binary_search(hash).is_ok()) {
            continue;
        }
        let Some(known) = read(&folder.join(format!("{chain}.json"))) else {
            continue;
        };
        let count = known.packages.len();
        let larger = best.as_ref().is_none_or(|best| count > best.packages.len());
        let all = || {
            let has = |hash: &u64| own.binary_search(hash).is_ok();
            known.packages.iter().all(has)
        };
        let same = known
            .layers
            .iter()
            .eq(image.layers.iter().map(|layer| &layer.diff_id));
        if count >= PACKAGES_MIN && count < own.len() && larger && !same && all() {
            best = Some(known);
        }
    }
    best
}

/// Remembers an image by its layers. One without a name of its own is no base for anybody.
pub(super) fn remember(folder: &Path, image: &ImageFacts) -> io::Result<()> {
    if !image.has_reference || image.layers.is_empty() {
        return Ok(());
    }
    let chain: Vec<&Digest> = image.layers.iter().map(|layer| &layer.diff_id).collect();
    let place = place(folder, &chain);
    let known = read(&place);
    let mut names = vec![image.name.clone()];
    if let Some(known) = &known {
        if known.names.first() == Some(&image.name) && known.digest == image.digest {
            return mark(folder, &place, &known.packages);
        }
        let others = known.names.iter().filter(|name| **name != image.name);
        names.extend(others.take(NAMES_MAX - 1).cloned());
    } else {
        fs::create_dir_all(folder)?;
        if fs::read_dir(folder)?.count() >= FILES_MAX {
            return Ok(());
        }
    }
    let mut packages = hashes(image);
    if packages.len() > PACKAGES_MAX {
        packages.clear();
    }
    mark(folder, &place, &packages)?;
    let stored = Stored {
        schema: SCHEMA.to_owned(),
        names,
        digest: image.digest.clone(),
        layers: chain.into_iter().cloned().collect(),
        packages,
    };
    let part = place.with_extension(format!("{}.part", std::process::id()));
    fs::write(&part, serde_json::to_vec(&stored)?)?;
    fs::rename(&part, &place).inspect_err(|_| {
        // What is left of a failed write helps nobody; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&part);
    })
}

/// The folder of the marks.
const MARKS: &str = "packages";

/// Leaves the mark of an image, unless it is there or its packages are no reason to find it.
fn mark(folder: &Path, place: &Path, packages: &[u64]) -> io::Result<()> {
    let (Some(first), Some(chain)) = (packages.first_chunk::<MARK_HASHES>(), place.file_stem())
    else {
        return Ok(());
    };
    if packages.len() < PACKAGES_MIN {
        return Ok(());
    }
    let hashes: String = first.iter().map(|hash| format!("{hash:016x}")).collect();
    let marks = folder.join(MARKS);
    let path = marks.join(format!("{hashes}-{}", chain.to_string_lossy()));
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(&marks)?;
    File::create(path).map(drop)
}

/// The hashes and the chain in the name of a mark.
fn marked(name: &str) -> Option<([u64; MARK_HASHES], &str)> {
    let (hashes, chain) = name.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if hashes.len() != MARK_HASHES * 16 || chain.len() != 64 || !digits(hashes) || !digits(chain) {
        return None;
    }
    let mut first = [0; MARK_HASHES];
    for (number, hash) in first.iter_mut().enumerate() {
        *hash = u64::from_str_radix(hashes.get(number * 16..)?.get(..16)?, 16).ok()?;
    }
    Some((first, chain))
}

fn read(path: &Path) -> Option<Known> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return None;
    }
    let stored: Stored = serde_json::from_slice(&bytes).ok()?;
    (stored.schema == SCHEMA).then_some(Known {
        names: stored.names,
        digest: stored.digest,
        layers: stored.layers,
        packages: stored.packages,
    })
}

/// The file of some layers, lowest first.
fn place(folder: &Path, layers: &[&Digest]) -> PathBuf {
    let text: Vec<String> = layers.iter().map(ToString::to_string).collect();
    let digest = Digest::sha256(text.join(" ").as_bytes()).to_string();
    let name = digest
        .split_once(':')
        .map_or(digest.as_str(), |(_, hex)| hex);
    folder.join(format!("{name}.json"))
}

/// What identifies a package: kind, name and version.
pub(super) fn package_hash(package: &Package) -> u64 {
    let mut hash = PathHash::default();
    for part in [
        package.kind.as_str(),
        "/",
        &package.full_name(),
        "@",
        &package.version,
    ] {
        hash.add(part.as_bytes());
    }
    hash.value()
}

fn hashes(image: &ImageFacts) -> Vec<u64> {
    let mut hashes: Vec<u64> = image.packages.iter().map(package_hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::PackageKind;

    use super::super::tests::image;
    use super::*;

    fn chain(image: &ImageFacts) -> Vec<&Digest> {
        image.layers.iter().map(|layer| &layer.diff_id).collect()
    }

    #[test]
    fn one_image_under_several_names_is_one_file() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["debian:12", "debian:bookworm", "debian:12"] {
            remember(folder.path(), &image(name, &["a"])).unwrap();
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let app = image("app", &["a", "b"]);
        let known = by_chain(folder.path(), &chain(&app)).unwrap();
        assert_eq!(known.names, ["debian:12", "debian:bookworm"]);
    }

    #[test]
    fn the_mark_of_an_image_names_it_and_comes_back_where_it_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let mut base = image("debian:12", &["a"]);
        let package =
            |number: usize| Package::new(PackageKind::Deb, format!("p{number}"), "1", "p", "dpkg");
        base.packages = (0..PACKAGES_MIN).map(package).collect();
        let marks = folder.path().join(MARKS);
        for _ in 0..2 {
            remember(folder.path(), &base).unwrap();
            let names: Vec<String> = fs::read_dir(&marks)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            let [name] = names.as_slice() else {
                panic!("{names:?}")
            };
            let (first, chain_of) = marked(name).unwrap();
            assert_eq!(first[..], hashes(&base)[..MARK_HASHES]);
            let place = place(folder.path(), &chain(&base));
            assert_eq!(place, folder.path().join(format!("{chain_of}.json")));
            fs::remove_dir_all(&marks).unwrap();
        }
        for name in [
            "",
            "-",
            "0-0",
            &format!("{}-{}", "é".repeat(32), "0".repeat(64)),
        ] {
            assert_eq!(marked(name), None, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_damaged_or_lies_is_no_base() {
        let folder = tempfile::tempdir().unwrap();
        let base = image("debian:12", &["a"]);
        remember(folder.path(), &base).unwrap();
        let app = image("app", &["a", "b"]);
        let file = place(folder.path(), &chain(&base));
        let text = fs::read_to_string(&file).unwrap();
        let other = Digest::sha256(b"other").to_string();
        let lie = text.replace(&base.layers[0].diff_id.to_string(), &other);
        let long = " ".repeat(FILE_BYTES_MAX as usize + 1);
        for damaged in [lie.as_str(), "", "{}", &text[..text.len() / 2], &long] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(by_chain(folder.path(), &chain(&app)), None);
        }
        assert_eq!(by_chain(&folder.path().join("nowhere"), &chain(&app)), None);
    }
}
