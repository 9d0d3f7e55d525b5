//! What SPDX 2.3 has no field for, and matching needs: an annotation (section 12) whose comment is
//! the word `seaworthy` and one JSON object, so that a scan of the document tells what the scan of
//! its target did. The reader of bills of materials in `inspect/packages` is its counterpart.

use seaworthy_facts::{
    ChangelogFact, Distro, Facts, ImageFacts, Package, Place, ProgramFact, SourcePackage,
    StatedBase,
};
use seaworthy_model::{Assessment, Digest};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cyclonedx::component;

/// How the comment begins.
const MARK: &str = "seaworthy ";

/// Of a package.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfPackage<'a> {
    cataloguer: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    architecture: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owned_by: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    development: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a SourcePackage>,
    places: &'a [Place],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    licences: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<&'a str>,
}

/// Of an image.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfImage<'a> {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reference: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<&'a Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<StatedBase>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<&'a Digest>,
    /// One for each layer, so that readers can pair them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    created_by: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[ChangelogFact]>::is_empty")]
    changelogs: &'a [ChangelogFact],
    #[serde(skip_serializing_if = "<[ProgramFact]>::is_empty")]
    programs: &'a [ProgramFact],
}

/// Of a distribution.
#[derive(Serialize)]
struct OfDistro<'a> {
    distro: &'a Distro,
}

pub(super) fn of_package(assessment: &Assessment<Facts>, package: &Package) -> Value {
    let ours = OfPackage {
        cataloguer: &package.cataloguer,
        name: &package.name,
        namespace: package.namespace.as_deref(),
        version: &package.version,
        architecture: package.architecture.as_deref(),
        module: package.module.as_deref(),
        vendor: package.vendor.as_deref(),
        owned_by: package.owned_by.as_deref(),
        development: package.development,
        source: package.source.as_ref(),
        places: &package.places,
        licences: &package.licences,
        licence: package.licence.as_deref(),
    };
    annotations(assessment, &ours)
}

pub(super) fn of_image(assessment: &Assessment<Facts>, image: &ImageFacts) -> Value {
    let layers = || image.layers.iter();
    let created_by = match layers().any(|layer| layer.created_by.is_some()) {
        true => layers()
            .map(|layer| layer.created_by.as_deref().unwrap_or_default())
            .collect(),
        false => Vec::new(),
    };
    let ours = OfImage {
        reference: image.has_reference,
        platform: image.platform.as_ref().map(ToString::to_string),
        config: image.config_digest.as_ref(),
        base: component::base(assessment, image),
        layers: layers().map(|layer| &layer.diff_id).collect(),
        created_by,
        changelogs: &image.changelogs,
        programs: &image.programs,
    };
    annotations(assessment, &ours)
}

pub(super) fn of_distro(assessment: &Assessment<Facts>, distro: &Distro) -> Value {
    annotations(assessment, &OfDistro { distro })
}

/// One annotation, with the time of the document as the standard asks.
fn annotations(assessment: &Assessment<Facts>, ours: &impl Serialize) -> Value {
    let created = assessment.timing.started.strftime("%Y-%m-%dT%H:%M:%SZ");
    // INVARIANT: structs of texts, numbers and lists become JSON.
    let ours = serde_json::to_string(ours).unwrap_or_default();
    json!([{
        "annotationType": "OTHER",
        "annotator": format!("Tool: {}-{}", assessment.tool.name, assessment.tool.version),
        "annotationDate": created.to_string(),
        "comment": format!("{MARK}{ours}"),
    }])
}
