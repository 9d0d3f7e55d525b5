//! Components and their relations: images, distributions, packages.

use std::collections::{BTreeSet, HashMap};

use seaworthy_facts::{Distro, Facts, ImageFacts, Package, PackageKind, Place, StatedBase};
use seaworthy_model::{Algorithm, Assessment, Digest, TargetKind};
use serde_json::{Value, json};

use super::refs::{self, Refs};
use super::{licence, purl};

/// The component that the bill is about.
pub(super) fn target(assessment: &Assessment<Facts>, refs: &Refs<'_>) -> Value {
    let facts = &assessment.facts;
    if let ([only], None) = (facts.images.as_slice(), &facts.tree) {
        return image(assessment, only, refs.target());
    }
    let kind = match assessment.target.kind {
        TargetKind::Image | TargetKind::Import | TargetKind::Rootfs => "container",
        TargetKind::Folder | TargetKind::Sbom => "application",
        TargetKind::File => "file",
    };
    let mut component = json!({
        "type": kind,
        "bom-ref": refs.target(),
        "name": assessment.target.name,
    });
    if let Some(digest) = &assessment.target.digest {
        component["hashes"] = json!([hash(digest)]);
    }
    component
}

/// Every other component: several images, their distributions, every package.
pub(super) fn components<'a>(
    assessment: &'a Assessment<Facts>,
    refs: &'a Refs<'_>,
) -> impl Iterator<Item = Value> + 'a {
    let facts = &assessment.facts;
    let images = facts
        .images
        .iter()
        .enumerate()
        .filter_map(move |(n, facts)| {
            let reference = refs.container(n);
            (reference != refs.target()).then(|| image(assessment, facts, reference))
        });
    let distros = facts
        .images
        .iter()
        .enumerate()
        .filter_map(move |(n, facts)| {
            let found = facts.distro.as_ref()?;
            Some(distro(found, refs.container(n)))
        });
    let packages = refs::lists(facts).enumerate().flat_map(move |(n, list)| {
        let references = refs.packages(n).iter();
        list.iter()
            .zip(references)
            .map(|(package, reference)| self::package(package, reference))
    });
    images.chain(distros).chain(packages)
}

/// Which component is known to need which. That an image holds a package is told as a dependency of
/// the image, as the specification has no other word for it that tools read.
pub(super) fn dependencies<'a>(
    assessment: &'a Assessment<Facts>,
    refs: &'a Refs<'_>,
) -> impl Iterator<Item = Value> + 'a {
    let facts = &assessment.facts;
    let images = || (0..facts.images.len()).map(|n| refs.container(n));
    let mut held: BTreeSet<&str> = images().filter(|image| *image != refs.target()).collect();
    if let Some(last) = facts.tree.as_ref().map(|_| facts.images.len()) {
        held.extend(refs.packages(last).iter().map(String::as_str));
    }
    let root = (facts.tree.is_some() || facts.images.len() != 1)
        .then(|| json!({ "ref": refs.target(), "dependsOn": held }));
    let contents = facts.images.iter().enumerate().map(move |(n, image)| {
        let reference = refs.container(n);
        let mut held: BTreeSet<String> = refs.packages(n).iter().cloned().collect();
        held.extend(image.distro.as_ref().map(|_| distro_ref(reference)));
        json!({ "ref": reference, "dependsOn": held })
    });
    let edges = refs::lists(facts)
        .enumerate()
        .flat_map(move |(n, list)| edges(list, refs.packages(n)))
        .map(|(from, to)| json!({ "ref": from, "dependsOn": to }));
    root.into_iter().chain(contents).chain(edges)
}

/// The edges between the packages of one container, as far as names resolve within it.
pub(crate) fn edges<'a>(
    list: &[Package],
    references: &'a [String],
) -> Vec<(&'a String, BTreeSet<&'a String>)> {
    let mut by_name: HashMap<(PackageKind, String), Vec<&String>> = HashMap::new();
    for (package, reference) in list.iter().zip(references) {
        let key = (package.kind, package.full_name());
        by_name.entry(key).or_default().push(reference);
    }
    let needs = |package: &Package, needed: &str| {
        let found = |name: &str| by_name.get(&(package.kind, name.to_owned()));
        found(needed).or_else(|| found(bare_name(needed)))
    };
    list.iter()
        .zip(references)
        .filter_map(|(package, reference)| {
            let needed: BTreeSet<&'a String> = package
                .depends
                .iter()
                .filter_map(|needed| needs(package, needed))
                .flatten()
                .copied()
                .filter(|needed| *needed != reference)
                .collect();
            (!needed.is_empty()).then_some((reference, needed))
        })
        .collect()
}

/// The name in a dependency as written: without version, alternatives or architecture.
fn bare_name(written: &str) -> &str {
    let written = written.trim();
    let end = written.find([' ', '(', '<', '>', '=', '|', ';', '[', '~', '!', ':']);
    written
        .get(..end.unwrap_or(written.len()))
        .unwrap_or(written)
}

fn image(assessment: &Assessment<Facts>, image: &ImageFacts, reference: &str) -> Value {
    let mut component = json!({
        "type": "container",
        "bom-ref": reference,
        "name": image.name,
    });
    if let Some(digest) = &image.digest {
        component["version"] = json!(digest);
        component["hashes"] = json!([hash(digest)]);
    }
    if let Some(purl) = purl::of_image(image) {
        component["purl"] = json!(purl);
    }
    let mut properties = Vec::new();
    if let Some(platform) = &image.platform {
        properties.push(property("seaworthy:image:platform", platform.to_string()));
    }
    if let Some(digest) = &image.config_digest {
        properties.push(property("seaworthy:image:config", digest.as_str()));
    }
    properties.extend(
        image
            .layers
            .iter()
            .map(|layer| property("seaworthy:image:layer", layer.diff_id.as_str())),
    );
    if image.layers.iter().any(|layer| layer.created_by.is_some()) {
        // One for each layer, so that readers can pair them.
        properties.extend(image.layers.iter().map(|layer| {
            let created_by = layer.created_by.as_deref().unwrap_or_default();
            property("seaworthy:image:createdBy", created_by)
        }));
    }
    properties.extend(evidence(assessment, image));
    if !properties.is_empty() {
        component["properties"] = json!(properties);
    }
    component
}

/// What findings rest on beside the packages, as JSON: the base, changelogs that prove fixes, and
/// the functions of programs.
fn evidence(assessment: &Assessment<Facts>, image: &ImageFacts) -> Vec<Value> {
    // INVARIANT: structs of texts, numbers and lists become JSON.
    let base = base(assessment, image)
        .and_then(|base| serde_json::to_string(&base).ok())
        .map(|base| property("seaworthy:image:base", base));
    let changelogs = image
        .changelogs
        .iter()
        .filter_map(|fact| serde_json::to_string(fact).ok())
        .map(|fact| property("seaworthy:image:changelog", fact));
    let programs = image
        .programs
        .iter()
        .filter_map(|fact| serde_json::to_string(fact).ok())
        .map(|fact| property("seaworthy:image:program", fact));
    base.into_iter().chain(changelogs).chain(programs).collect()
}

/// The base of an image, as it was recognised.
pub(crate) fn base(assessment: &Assessment<Facts>, image: &ImageFacts) -> Option<StatedBase> {
    let mut bases = assessment.advice.bases.iter();
    let base = bases.find(|base| base.within == image.name)?;
    Some(StatedBase {
        name: base.name.clone(),
        digest: base.digest.clone(),
        layers: base.layers,
        found_by: base.found_by,
        confidence: base.confidence,
    })
}

fn distro_ref(container: &str) -> String {
    format!("{container}#os")
}

fn distro(distro: &Distro, container: &str) -> Value {
    let mut component = json!({
        "type": "operating-system",
        "bom-ref": distro_ref(container),
        "name": distro.id,
    });
    if !distro.version_id.is_empty() {
        component["version"] = json!(distro.version_id);
    }
    if let Some(name) = &distro.pretty_name {
        component["description"] = json!(name);
    }
    let mut properties = Vec::new();
    if !distro.id_like.is_empty() {
        let like = distro.id_like.join(" ");
        properties.push(property("seaworthy:distro:idLike", like));
    }
    if let Some(codename) = &distro.codename {
        properties.push(property("seaworthy:distro:codename", codename.as_str()));
    }
    for stream in &distro.support {
        properties.push(property("seaworthy:distro:support", stream.as_str()));
    }
    if !distro.path.is_empty() {
        properties.push(property("seaworthy:distro:path", distro.path.as_str()));
    }
    if !properties.is_empty() {
        component["properties"] = json!(properties);
    }
    component
}

fn package(package: &Package, reference: &str) -> Value {
    let kind = match package.kind {
        PackageKind::Generic => "application",
        _ => "library",
    };
    let mut component = json!({
        "type": kind,
        "bom-ref": reference,
        "name": package.name,
    });
    if let (Some(group), false) = (&package.namespace, package.kind.is_os()) {
        component["group"] = json!(group);
    }
    if !package.version.is_empty() {
        component["version"] = json!(package.version);
    }
    if let Some(vendor) = &package.vendor {
        component["supplier"] = json!({ "name": vendor });
    }
    if package.development {
        component["scope"] = json!("excluded");
    }
    if !package.hashes.is_empty() {
        let hashes: Vec<Value> = package.hashes.iter().map(hash).collect();
        component["hashes"] = json!(hashes);
    }
    // The one expression says what the words of the package mean; what no list knows stands in it
    // as a reference.
    let licences = match &package.licence {
        Some(expression) => licence::choices(std::slice::from_ref(expression)),
        None => licence::choices(&package.licences),
    };
    if !licences.is_empty() {
        component["licenses"] = json!(licences);
    }
    if !package.purl.is_empty() {
        component["purl"] = json!(package.purl);
    }
    let occurrences: Vec<Value> = package.places.iter().map(occurrence).collect();
    component["evidence"] = json!({ "occurrences": occurrences });
    component["properties"] = json!(properties(package));
    component
}

/// One place as an occurrence; the layer goes where tools show it.
fn occurrence(place: &Place) -> Value {
    let mut occurrence = json!({ "location": format!("/{}", place.path) });
    if let Some(line) = place.line {
        occurrence["line"] = json!(line);
    }
    if let (Some(layer), Some(diff_id)) = (place.layer, &place.diff_id) {
        occurrence["additionalContext"] = json!(format!("layer {layer} {diff_id}"));
    }
    occurrence
}

/// What the standard has no field for, and matching needs.
fn properties(package: &Package) -> Vec<Value> {
    let mut properties = vec![property(
        "seaworthy:cataloguer",
        package.cataloguer.as_str(),
    )];
    if let Some(place) = package.places.first() {
        if let Some(layer) = place.layer {
            properties.push(property("seaworthy:layer:index", layer.to_string()));
        }
        if let Some(diff_id) = &place.diff_id {
            properties.push(property("seaworthy:layer:diffId", diff_id.as_str()));
        }
    }
    if let Some(source) = &package.source {
        properties.push(property("seaworthy:source:name", source.name.as_str()));
        properties.push(property(
            "seaworthy:source:version",
            source.version.as_str(),
        ));
    }
    let optional = [
        ("seaworthy:architecture", &package.architecture),
        ("seaworthy:module", &package.module),
        ("seaworthy:ownedBy", &package.owned_by),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            properties.push(property(name, value.as_str()));
        }
    }
    properties
}

/// A named value in our own namespace of the property taxonomy.
pub(super) fn property(name: &str, value: impl Into<String>) -> Value {
    json!({ "name": name, "value": value.into() })
}

fn hash(digest: &Digest) -> Value {
    let algorithm = match digest.algorithm() {
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512",
    };
    json!({ "alg": algorithm, "content": digest.hex() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_found_by_its_bare_name() {
        for (written, name) in [
            ("libc6 (>= 2.34)", "libc6"),
            ("libssl3:any", "libssl3"),
            ("a | b", "a"),
            ("musl>=1.2", "musl"),
            ("@babel/core", "@babel/core"),
            ("requests[socks] ; python_version > '3'", "requests"),
        ] {
            assert_eq!(bare_name(written), name);
        }
    }
}
