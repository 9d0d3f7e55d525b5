//! Packages and their relationships (sections 7 and 11).

use std::collections::BTreeSet;

use seaworthy_facts::{Distro, Facts, ImageFacts, Package, PackageKind};
use seaworthy_model::{Algorithm, Assessment, Digest, TargetKind};
use serde_json::{Value, json};

use super::annotation;
use super::ids::{self, Ids};
use super::licence::Extracted;
use crate::cyclonedx::component;
use crate::cyclonedx::purl;
use crate::cyclonedx::refs::{Refs, lists};

/// Every package of the document: the target, its images and distributions, and what they hold.
pub(super) fn packages<'a>(
    assessment: &'a Assessment<Facts>,
    ids: &'a Ids,
    extracted: &'a Extracted,
) -> impl Iterator<Item = Value> + 'a {
    let facts = &assessment.facts;
    let single = facts.tree.is_none() && facts.images.len() == 1;
    let target = (!single).then(|| target(assessment, ids));
    let images = facts.images.iter().enumerate();
    let images = images.map(move |(n, facts)| image(assessment, facts, ids.container(n)));
    let distros = facts
        .images
        .iter()
        .enumerate()
        .filter_map(move |(n, image)| {
            let found = image.distro.as_ref()?;
            Some(distro(assessment, found, ids.container(n)))
        });
    let held = lists(facts).enumerate().flat_map(move |(n, list)| {
        let ids = ids.packages(n).iter();
        list.iter()
            .zip(ids)
            .map(move |(held, id)| package(assessment, held, id, extracted))
    });
    target.into_iter().chain(images).chain(distros).chain(held)
}

/// What the document describes, what holds what, and what needs what.
pub(super) fn relationships<'a>(
    assessment: &'a Assessment<Facts>,
    ids: &'a Ids,
    refs: &'a Refs<'_>,
) -> impl Iterator<Item = Value> + 'a {
    let facts = &assessment.facts;
    let describes = relationship(ids::DOCUMENT, "DESCRIBES", &ids.target());
    let target = ids.target();
    let images = (0..facts.images.len()).filter_map(move |n| {
        let image = ids.container(n);
        (image != target).then(|| relationship(&target, "CONTAINS", image))
    });
    let distros = facts
        .images
        .iter()
        .enumerate()
        .filter_map(move |(n, image)| {
            image.distro.as_ref()?;
            let holder = ids.container(n);
            Some(relationship(holder, "CONTAINS", &distro_id(holder)))
        });
    let held = (0..lists(facts).count()).flat_map(move |n| {
        let holder = ids.container(n);
        let held = ids.packages(n).iter();
        held.map(move |package| relationship(holder, "CONTAINS", package))
    });
    let needs = lists(facts).enumerate().flat_map(move |(n, list)| {
        let edges = component::edges(list, refs.packages(n));
        edges.into_iter().flat_map(move |(from, to)| {
            let to: BTreeSet<&str> = to.iter().filter_map(|to| ids.by_reference(to)).collect();
            let from = ids.by_reference(from);
            let edge = move |to| from.map(|from| relationship(from, "DEPENDS_ON", to));
            to.into_iter().filter_map(edge).collect::<Vec<Value>>()
        })
    });
    std::iter::once(describes)
        .chain(images)
        .chain(distros)
        .chain(held)
        .chain(needs)
}

fn relationship(from: &str, kind: &str, to: &str) -> Value {
    json!({
        "spdxElementId": from,
        "relationshipType": kind,
        "relatedSpdxElement": to,
    })
}

/// What every package must state.
fn base(id: &str, name: &str, version: &str) -> Value {
    let mut package = json!({
        "SPDXID": id,
        "name": if name.is_empty() { "unnamed" } else { name },
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
    });
    if !version.is_empty() {
        package["versionInfo"] = json!(version);
    }
    package
}

fn target(assessment: &Assessment<Facts>, ids: &Ids) -> Value {
    let mut package = base(&ids.target(), &assessment.target.name, "");
    package["primaryPackagePurpose"] = json!(match assessment.target.kind {
        TargetKind::Image | TargetKind::Import | TargetKind::Rootfs => "CONTAINER",
        TargetKind::Folder => "SOURCE",
        TargetKind::Sbom => "OTHER",
        TargetKind::File => "FILE",
    });
    package
}

fn image(assessment: &Assessment<Facts>, image: &ImageFacts, id: &str) -> Value {
    let version = image.digest.as_ref().map_or("", Digest::as_str);
    let mut package = base(id, &image.name, version);
    package["primaryPackagePurpose"] = json!("CONTAINER");
    if let Some(digest) = &image.digest {
        package["checksums"] = json!([checksum(digest)]);
    }
    if let Some(purl) = purl::of_image(image) {
        package["externalRefs"] = json!([external(&purl)]);
    }
    let layers = image.layers.iter().enumerate();
    let layers: Vec<String> = layers
        .map(|(n, layer)| format!("layer {n}: {}", layer.diff_id))
        .collect();
    if !layers.is_empty() {
        package["comment"] = json!(layers.join("\n"));
    }
    package["annotations"] = annotation::of_image(assessment, image);
    package
}

fn distro_id(container: &str) -> String {
    format!("{container}-os")
}

fn distro(assessment: &Assessment<Facts>, distro: &Distro, container: &str) -> Value {
    let mut package = base(&distro_id(container), &distro.id, &distro.version_id);
    package["primaryPackagePurpose"] = json!("OPERATING-SYSTEM");
    if let Some(name) = &distro.pretty_name {
        package["description"] = json!(name);
    }
    package["annotations"] = annotation::of_distro(assessment, distro);
    package
}

fn package(
    assessment: &Assessment<Facts>,
    held: &Package,
    id: &str,
    extracted: &Extracted,
) -> Value {
    let mut package = base(id, &held.full_name(), &held.version);
    package["primaryPackagePurpose"] = json!(match held.kind {
        PackageKind::Generic => "APPLICATION",
        _ => "LIBRARY",
    });
    package["licenseDeclared"] = json!(extracted.declared(held));
    package["supplier"] = json!(match &held.vendor {
        Some(vendor) if !vendor.trim().is_empty() => format!("Organization: {}", vendor.trim()),
        _ => "NOASSERTION".to_owned(),
    });
    if !held.purl.is_empty() {
        package["externalRefs"] = json!([external(&held.purl)]);
    }
    if !held.hashes.is_empty() {
        package["checksums"] = held.hashes.iter().map(checksum).collect();
    }
    let places: Vec<String> = held
        .places
        .iter()
        .map(|place| match place.layer {
            Some(layer) => format!("/{} (layer {layer})", place.path),
            None => place.path.clone(),
        })
        .collect();
    package["sourceInfo"] = json!(format!("seen in {}", places.join(", ")));
    package["annotations"] = annotation::of_package(assessment, held);
    package
}

fn external(purl: &str) -> Value {
    json!({
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": purl,
    })
}

fn checksum(digest: &Digest) -> Value {
    let algorithm = match digest.algorithm() {
        Algorithm::Sha256 => "SHA256",
        Algorithm::Sha512 => "SHA512",
    };
    json!({ "algorithm": algorithm, "checksumValue": digest.hex() })
}
