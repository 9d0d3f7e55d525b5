//! SPDX 2.2 and 2.3 in JSON (ISO/IEC 5962).
//!
//! Our own documents carry what SPDX has no member for as a JSON object in an annotation; of Trivy
//! the remark on the source package is understood.

use seaworthy_facts::{ChangelogFact, Distro, Place, ProgramFact, SourcePackage, StatedBase};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};
use serde_json::Value as Json;

use super::ReadBomError;
use super::document::{Builder, Container, digest};
use crate::found::FIELD_ENTRIES_MAX;
use crate::json::{Elements, Members, TakeMember, Value, read as read_json};
use crate::licence::spdx_expression;

/// How our own annotations begin; a JSON object follows.
pub(super) const ANNOTATION: &str = "seaworthy ";

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SpdxPackage {
    #[serde(rename = "SPDXID")]
    id: String,
    name: String,
    version_info: String,
    supplier: String,
    license_concluded: String,
    license_declared: String,
    primary_package_purpose: String,
    source_info: String,
    checksums: Vec<Checksum>,
    external_refs: Vec<ExternalRef>,
    annotations: Vec<Annotation>,
    attribution_texts: Vec<String>,
    #[serde(skip)]
    ours: Ours,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Checksum {
    algorithm: String,
    checksum_value: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ExternalRef {
    reference_type: String,
    reference_locator: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Annotation {
    comment: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: String,
    relationship_type: String,
    related_spdx_element: String,
}

/// What our annotations hold of a package, an image or a distribution; all optional.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Ours {
    cataloguer: Option<String>,
    name: Option<String>,
    namespace: Option<String>,
    version: Option<String>,
    architecture: Option<String>,
    module: Option<String>,
    vendor: Option<String>,
    owned_by: Option<String>,
    development: bool,
    source: Option<SourcePackage>,
    places: Vec<Place>,
    licences: Option<Vec<String>>,
    licence: Option<String>,
    distro: Option<Distro>,
    layers: Vec<String>,
    created_by: Vec<String>,
    platform: Option<String>,
    config: Option<String>,
    reference: bool,
    base: Option<StatedBase>,
    changelogs: Vec<ChangelogFact>,
    programs: Vec<ProgramFact>,
}

/// Reads a document; returns its format with version.
pub(super) fn read(bytes: &[u8], builder: &mut Builder) -> Result<String, ReadBomError> {
    let mut document = Document {
        builder,
        version: String::new(),
        described: Vec::new(),
        packages: Vec::new(),
        relationships: Vec::new(),
        malformed: 0,
        remarks: 0,
    };
    let result = read_json(bytes, Members(&mut document));
    let Document {
        builder,
        version,
        mut described,
        packages,
        relationships,
        malformed,
        remarks,
    } = document;
    if malformed > 0 {
        builder.unread(format!(
            "{malformed} entries are malformed and were left out"
        ));
    }
    if remarks > 0 {
        builder.unread(format!(
            "{remarks} of our own annotations are malformed: places, sources and layers are \
             missing there"
        ));
    }
    if let Err(error) = result {
        if packages.is_empty() {
            return Err(error.into());
        }
        builder.unread(format!("malformed, the rest was left out: {error}"));
    }
    for relation in &relationships {
        relate(relation, builder, &mut described);
    }
    for package in packages {
        take(package, &described, builder);
    }
    Ok(version.replace("SPDX-", "SPDX "))
}

struct Document<'b> {
    builder: &'b mut Builder,
    version: String,
    described: Vec<String>,
    packages: Vec<SpdxPackage>,
    relationships: Vec<Relationship>,
    malformed: usize,
    /// Annotations of ours that are malformed.
    remarks: usize,
}

impl<'de> TakeMember<'de> for &mut Document<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "spdxVersion" => {
                if let Json::String(version) = value.read()? {
                    self.version = version.chars().take(20).collect();
                }
                Ok(())
            }
            "documentDescribes" => value.seed(Elements::new(|one: Json| {
                self.described.extend(one.as_str().map(str::to_owned));
            })),
            "packages" => value.seed(Elements::new(|one: Json| {
                if !self.builder.count() {
                    return;
                }
                match serde_json::from_value::<SpdxPackage>(one) {
                    Ok(mut package) => {
                        match ours(&package) {
                            Ok(ours) => package.ours = ours,
                            Err(_) => self.remarks += 1,
                        }
                        self.packages.push(package);
                    }
                    Err(_) => self.malformed += 1,
                }
            })),
            "relationships" => {
                value.seed(Elements::new(|one: Json| {
                    match serde_json::from_value(one) {
                        Ok(relation) if self.relationships.len() < super::COMPONENTS_MAX * 4 => {
                            self.relationships.push(relation);
                        }
                        Ok(_) => {}
                        Err(_) => self.malformed += 1,
                    }
                }))
            }
            _ => value.read::<IgnoredAny>().map(drop),
        }
    }
}

/// Edges, in whichever direction the document writes them.
fn relate(relation: &Relationship, builder: &mut Builder, described: &mut Vec<String>) {
    let (a, b) = (&relation.spdx_element_id, &relation.related_spdx_element);
    let (from, to) = match relation.relationship_type.as_str() {
        "DESCRIBES" => return described.push(b.clone()),
        "DESCRIBED_BY" => return described.push(a.clone()),
        "DEPENDS_ON" | "CONTAINS" => (a, b),
        "DEPENDENCY_OF"
        | "CONTAINED_BY"
        | "RUNTIME_DEPENDENCY_OF"
        | "DEV_DEPENDENCY_OF"
        | "BUILD_DEPENDENCY_OF" => (b, a),
        _ => return,
    };
    builder.edge(from, [to.clone()]);
}

fn take(mut found: SpdxPackage, described: &[String], builder: &mut Builder) {
    let ours = std::mem::take(&mut found.ours);
    let url = |kind: &str| {
        let refs = found.external_refs.iter();
        refs.filter(|one| one.reference_locator.starts_with(kind))
            .map(|one| one.reference_locator.clone())
            .next()
    };
    let purpose = found.primary_package_purpose.as_str();
    let image_url = url("pkg:oci/").or_else(|| url("pkg:docker/"));
    if purpose == "OPERATING-SYSTEM" || purpose == "OPERATING_SYSTEM" {
        let distro = ours.distro.unwrap_or_else(|| Distro {
            id: found.name.to_ascii_lowercase(),
            version_id: found.version_info.clone(),
            ..Distro::default()
        });
        return builder.distro(&found.id, distro);
    }
    let is_container = purpose == "CONTAINER" || image_url.is_some();
    if is_container || (described.contains(&found.id) && url("pkg:").is_none()) {
        if let Some(distro) = ours.distro.clone() {
            builder.distro(&found.id, distro);
        }
        return builder.container(container(&found, ours, is_container));
    }
    package(&found, ours, url("pkg:"), builder);
}

fn container(found: &SpdxPackage, ours: Ours, is_container: bool) -> Container {
    let sum = found
        .checksums
        .iter()
        .find_map(|sum| digest(&sum.algorithm, &sum.checksum_value));
    // Trivy lists the layers of an image among its attributions.
    let trivy = found
        .attribution_texts
        .iter()
        .map(String::as_str)
        .chain(found.annotations.iter().map(|one| one.comment.as_str()))
        .filter_map(|text| text.strip_prefix("DiffID: "));
    Container {
        reference: found.id.clone(),
        name: Some(found.name.clone()).filter(|name| !name.is_empty()),
        is_container,
        has_reference: ours.reference,
        digest: found.version_info.parse().ok().or(sum),
        config_digest: ours.config.as_ref().and_then(|digest| digest.parse().ok()),
        platform: ours.platform.as_ref().and_then(|text| text.parse().ok()),
        layers: ours
            .layers
            .iter()
            .map(String::as_str)
            .chain(trivy)
            .filter_map(|digest| digest.parse().ok())
            .collect(),
        created_by: ours.created_by,
        stated_base: ours.base,
        changelogs: ours.changelogs,
        programs: ours.programs,
        ..Container::default()
    }
}

fn package(found: &SpdxPackage, ours: Ours, url: Option<String>, builder: &mut Builder) {
    let shown = format!("{} {}", found.name, found.version_info);
    let Some(url) = url else {
        return builder.nameless(shown.trim());
    };
    let Some(mut package) = builder.begin(&url, shown.trim()) else {
        return;
    };
    if package.version.is_empty() {
        package.version.clone_from(&found.version_info);
    }
    let supplier = found.supplier.split_once(": ");
    package.vendor = ours
        .vendor
        .or_else(|| supplier.map(|(_, name)| name.trim().to_owned()));
    package.licences = match ours.licences {
        Some(licences) => licences,
        None => licences(found),
    };
    package.hashes = found
        .checksums
        .iter()
        .filter_map(|sum| digest(&sum.algorithm, &sum.checksum_value))
        .take(FIELD_ENTRIES_MAX)
        .collect();
    // "built package from: NAME VERSION", as Trivy remarks.
    let built = found.source_info.strip_prefix("built package from: ");
    let built = built.and_then(|text| text.split_once(' '));
    let built = built.map(|(name, version)| SourcePackage {
        name: name.to_owned(),
        version: version.to_owned(),
    });
    package.source = ours.source.or(built).or(package.source.take());
    package.architecture = ours.architecture.or(package.architecture.take());
    package.module = ours.module.or(package.module.take());
    package.owned_by = ours.owned_by;
    package.development = ours.development;
    package.places = ours.places;
    package.places.truncate(FIELD_ENTRIES_MAX);
    // The URL folds the case of some names, and takes an epoch out of the version; what is another
    // package altogether is not believed.
    if let Some(name) = ours.name
        && name.eq_ignore_ascii_case(&package.name)
    {
        package.name = name;
    }
    if let (Some(space), Some(known)) = (ours.namespace, &package.namespace)
        && space.eq_ignore_ascii_case(known)
    {
        package.namespace = Some(space);
    }
    if let Some(version) = ours.version {
        package.version = version;
    }
    // An expression that is none would be a licence of its own.
    let stated = ours.licence.map(|licence| [licence]);
    package.licence = stated.and_then(|stated| spdx_expression(&stated, false));
    if let Some(cataloguer) = ours.cataloguer {
        package.cataloguer = cataloguer;
    }
    builder.package(&found.id, package);
}

fn licences(found: &SpdxPackage) -> Vec<String> {
    let said = [&found.license_declared, &found.license_concluded];
    said.into_iter()
        .find(|text| !matches!(text.as_str(), "" | "NOASSERTION" | "NONE"))
        .map(|text| vec![text.clone()])
        .unwrap_or_default()
}

/// What our own annotation says, where there is one.
fn ours(found: &SpdxPackage) -> Result<Ours, serde_json::Error> {
    let comments = found.annotations.iter().map(|one| one.comment.as_str());
    let json = comments.filter_map(|comment| comment.strip_prefix(ANNOTATION));
    json.map(serde_json::from_str)
        .next()
        .unwrap_or_else(|| Ok(Ours::default()))
}
