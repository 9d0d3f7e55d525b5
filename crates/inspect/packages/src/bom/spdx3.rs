//! SPDX 3.0 in JSON-LD: the elements of one graph, each with its type.
//!
//! Both spellings of members are read: with the prefix of the profile (`software_packageUrl`), as
//! the published context writes them, and bare.

use std::collections::HashMap;

use seaworthy_facts::Distro;
use serde::de::{IgnoredAny, MapAccess};
use serde_json::Value as Json;

use super::ReadBomError;
use super::document::{Builder, Container, digest};
use crate::json::{Elements, Members, TakeMember, Value, read as read_json};

/// Reads a document; returns its format with version.
pub(super) fn read(bytes: &[u8], builder: &mut Builder) -> Result<String, ReadBomError> {
    let mut document = Document {
        builder,
        version: "3.0".to_owned(),
        packages: Vec::new(),
        roots: Vec::new(),
        licences: HashMap::new(),
        declared: Vec::new(),
    };
    let result = read_json(bytes, Members(&mut document));
    let Document {
        builder,
        version,
        packages,
        roots,
        licences,
        declared,
    } = document;
    if let Err(error) = result {
        if packages.is_empty() {
            return Err(error.into());
        }
        builder.unread(format!("malformed, the rest was left out: {error}"));
    }
    let declared: HashMap<&str, &str> = declared
        .iter()
        .filter_map(|(from, to)| Some((from.as_str(), licences.get(to)?.as_str())))
        .collect();
    for package in &packages {
        take(package, &roots, &declared, builder);
    }
    Ok(format!("SPDX {version}"))
}

struct Document<'b> {
    builder: &'b mut Builder,
    version: String,
    packages: Vec<Json>,
    roots: Vec<String>,
    /// Expressions of licence elements, by their id.
    licences: HashMap<String, String>,
    /// Which package declares which licence element.
    declared: Vec<(String, String)>,
}

impl<'de> TakeMember<'de> for &mut Document<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "@context" => {
                let context: Json = value.read()?;
                let text = context.as_str().unwrap_or_default();
                if let Some((_, rest)) = text.split_once("/rdf/") {
                    let version = rest.split('/').next().unwrap_or_default();
                    self.version = version.chars().take(20).collect();
                }
                Ok(())
            }
            "@graph" => value.seed(Elements::new(|element: Json| self.element(element))),
            _ => value.read::<IgnoredAny>().map(drop),
        }
    }
}

impl Document<'_> {
    fn element(&mut self, element: Json) {
        if !self.builder.count() {
            return;
        }
        let kind = text(&element, &["type", "@type"]).unwrap_or_default();
        // Prefixes of profiles are written with an underscore or a slash.
        match kind.rsplit(['_', '/']).next().unwrap_or_default() {
            "Package" => self.packages.push(element),
            "Relationship" | "LifecycleScopedRelationship" => self.relate(&element),
            "SpdxDocument" | "Sbom" => self.roots.extend(texts(&element, "rootElement")),
            "LicenseExpression" => {
                let expression = text(
                    &element,
                    &["simplelicensing_licenseExpression", "licenseExpression"],
                );
                if let (Some(id), Some(expression)) = (id(&element), expression) {
                    self.licences.insert(id, expression);
                }
            }
            _ => {}
        }
    }

    fn relate(&mut self, element: &Json) {
        let Some(from) = text(element, &["from"]) else {
            return;
        };
        let to = texts(element, "to");
        match text(element, &["relationshipType"]).as_deref() {
            Some("dependsOn" | "contains") => self.builder.edge(&from, to),
            Some("hasDeclaredLicense" | "hasConcludedLicense") => {
                self.declared
                    .extend(to.into_iter().map(|to| (from.clone(), to)));
            }
            _ => {}
        }
    }
}

fn take(element: &Json, roots: &[String], declared: &HashMap<&str, &str>, builder: &mut Builder) {
    let id = id(element).unwrap_or_default();
    let name = text(element, &["name"]).unwrap_or_default();
    let version = text(element, &["software_packageVersion", "packageVersion"]).unwrap_or_default();
    let purpose = text(element, &["software_primaryPurpose", "primaryPurpose"]);
    let url = package_url(element);
    let is_container = purpose.as_deref() == Some("container")
        || url
            .as_deref()
            .is_some_and(|url| url.starts_with("pkg:oci/"));
    if matches!(purpose.as_deref(), Some("operatingSystem")) {
        let distro = Distro {
            id: name.to_ascii_lowercase(),
            version_id: version,
            ..Distro::default()
        };
        return builder.distro(&id, distro);
    }
    if is_container || (roots.contains(&id) && url.is_none()) {
        return builder.container(Container {
            reference: id,
            name: Some(name).filter(|name| !name.is_empty()),
            is_container,
            has_reference: url.is_some(),
            digest: version.parse().ok().or_else(|| hashes(element).next()),
            ..Container::default()
        });
    }
    let shown = format!("{name} {version}");
    let Some(url) = url else {
        return builder.nameless(shown.trim());
    };
    let Some(mut package) = builder.begin(&url, shown.trim()) else {
        return;
    };
    if package.version.is_empty() {
        package.version = version;
    }
    package.hashes = hashes(element).collect();
    let licence = declared.get(id.as_str());
    package
        .licences
        .extend(licence.map(|licence| (*licence).to_owned()));
    builder.package(&id, package);
}

/// The package URL: a member of its own, else an external identifier.
fn package_url(element: &Json) -> Option<String> {
    let own = text(element, &["software_packageUrl", "packageUrl"]);
    own.or_else(|| {
        let others = element.get("externalIdentifier")?.as_array()?;
        others
            .iter()
            .filter_map(|one| text(one, &["identifier"]))
            .find(|identifier| identifier.starts_with("pkg:"))
    })
}

fn hashes(element: &Json) -> impl Iterator<Item = seaworthy_model::Digest> {
    let methods = element.get("verifiedUsing").and_then(Json::as_array);
    methods.into_iter().flatten().filter_map(|method| {
        let algorithm = text(method, &["algorithm"])?;
        digest(&algorithm, &text(method, &["hashValue"])?)
    })
}

fn id(element: &Json) -> Option<String> {
    text(element, &["spdxId", "@id"])
}

/// The first of these members that is a text.
fn text(element: &Json, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| element.get(name)?.as_str())
        .map(str::to_owned)
}

/// The texts of a member that is a text or a list of such.
fn texts(element: &Json, name: &str) -> Vec<String> {
    match element.get(name) {
        Some(Json::String(text)) => vec![text.clone()],
        Some(Json::Array(all)) => all
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}
