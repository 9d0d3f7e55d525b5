//! CycloneDX 1.2 to 1.7 in JSON (ECMA-424), component by component.
//!
//! Beside the standard members, the properties of three writers are understood: ours, Syft's and
//! Trivy's name the layer, the file and the source package.

use seaworthy_facts::{Distro, Package, Place, SourcePackage};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};
use serde_json::Value as Json;

use super::document::{Builder, Container, digest};
use super::{ReadBomError, purl};
use crate::found::FIELD_ENTRIES_MAX;
use crate::json::{Elements, Members, TakeMember, Value, read as read_json};

/// One component; the XML form is brought into the same shape.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Component {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) bom_ref: String,
    pub(super) name: String,
    pub(super) group: String,
    pub(super) version: String,
    pub(super) purl: String,
    pub(super) scope: String,
    pub(super) description: String,
    pub(super) supplier: Named,
    pub(super) hashes: Vec<Hash>,
    pub(super) licenses: Vec<Choice>,
    pub(super) evidence: Evidence,
    pub(super) properties: Vec<Property>,
    pub(super) components: Vec<Component>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Hash {
    pub(super) alg: String,
    pub(super) content: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    pub(super) license: Named,
    pub(super) expression: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Evidence {
    pub(super) occurrences: Vec<Occurrence>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Occurrence {
    pub(super) location: String,
    pub(super) line: Option<u32>,
    pub(super) additional_context: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Dependency {
    #[serde(rename = "ref")]
    pub(super) reference: String,
    pub(super) depends_on: Vec<String>,
}

/// Reads a document; returns its format with version.
pub(super) fn read(bytes: &[u8], builder: &mut Builder) -> Result<String, ReadBomError> {
    let mut document = Document {
        builder,
        version: String::new(),
        malformed: 0,
    };
    let result = read_json(bytes, Members(&mut document));
    let Document {
        builder,
        version,
        malformed,
    } = document;
    if malformed > 0 {
        builder.unread(format!(
            "{malformed} entries are malformed and were left out"
        ));
    }
    if let Err(error) = result {
        if builder.is_empty() {
            return Err(error.into());
        }
        builder.unread(format!("malformed, the rest was left out: {error}"));
    }
    Ok(format!("CycloneDX {version}").trim_end().to_owned())
}

struct Document<'b> {
    builder: &'b mut Builder,
    version: String,
    malformed: usize,
}

impl<'de> TakeMember<'de> for &mut Document<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "specVersion" => {
                if let Json::String(version) = value.read()? {
                    self.version = version.chars().take(20).collect();
                }
                Ok(())
            }
            "metadata" => {
                let mut metadata: Json = value.read()?;
                if let Some(found) = metadata.get_mut("component") {
                    match serde_json::from_value(found.take()) {
                        Ok(component) => target(component, self.builder),
                        Err(_) => self.malformed += 1,
                    }
                }
                Ok(())
            }
            "components" => value.seed(Elements::new(|one: Json| {
                match serde_json::from_value(one) {
                    Ok(found) => component(found, self.builder),
                    Err(_) => self.malformed += 1,
                }
            })),
            "dependencies" => value.seed(Elements::new(|one: Json| {
                match serde_json::from_value::<Dependency>(one) {
                    Ok(found) => self.builder.edge(&found.reference, found.depends_on),
                    Err(_) => self.malformed += 1,
                }
            })),
            _ => value.read::<IgnoredAny>().map(drop),
        }
    }
}

/// Takes what the bill describes.
pub(super) fn target(mut component: Component, builder: &mut Builder) {
    let nested = std::mem::take(&mut component.components);
    if is_package(&component) {
        component_alone(&component, builder);
    } else {
        builder.container(container(&component));
    }
    for inner in nested {
        self::component(inner, builder);
    }
}

/// Whether a component is itself a package: a bill of one library names it as its target.
fn is_package(component: &Component) -> bool {
    !matches!(
        component.kind.as_str(),
        "container" | "operating-system" | "file" | "device" | "firmware" | "platform"
    ) && !component.purl.is_empty()
        && purl::parse(&component.purl).is_ok()
}

/// Takes a component and those inside of it.
pub(super) fn component(component: Component, builder: &mut Builder) {
    let mut waiting = vec![component];
    while let Some(mut component) = waiting.pop() {
        waiting.append(&mut component.components);
        if !builder.count() {
            return;
        }
        component_alone(&component, builder);
    }
}

fn component_alone(component: &Component, builder: &mut Builder) {
    match component.kind.as_str() {
        "container" => builder.container(container(component)),
        "operating-system" => {
            let reference = component.bom_ref.clone();
            builder.distro(&reference, distro(component));
        }
        // What these name is no package of its own: files are evidence, the rest is no software.
        "file" | "data" | "device" | "cryptographic-asset" if component.purl.is_empty() => {}
        _ => package(component, builder),
    }
}

fn property<'c>(component: &'c Component, name: &str) -> Option<&'c str> {
    let found = component.properties.iter().find(|one| one.name == name)?;
    Some(found.value.as_str()).filter(|value| !value.is_empty())
}

fn values<'c>(component: &'c Component, name: &'c str) -> impl Iterator<Item = &'c str> {
    let found = component
        .properties
        .iter()
        .filter(move |one| one.name == name);
    found.map(|one| one.value.as_str())
}

/// Properties of ours that are JSON; what is malformed is as good as absent.
fn stated<'c, T: serde::de::DeserializeOwned>(
    component: &'c Component,
    name: &'c str,
) -> impl Iterator<Item = T> + use<'c, T> {
    values(component, name).filter_map(|json| serde_json::from_str(json).ok())
}

fn container(component: &Component) -> Container {
    let hash = component
        .hashes
        .iter()
        .find_map(|hash| digest(&hash.alg, &hash.content));
    let trivy_layers = values(component, "aquasecurity:trivy:DiffID");
    let layers = values(component, "seaworthy:image:layer")
        .chain(trivy_layers)
        .filter_map(|digest| digest.parse().ok());
    let config = property(component, "seaworthy:image:config")
        .or_else(|| property(component, "aquasecurity:trivy:ImageID"));
    Container {
        reference: component.bom_ref.clone(),
        name: Some(component.name.clone()).filter(|name| !name.is_empty()),
        is_container: component.kind == "container",
        has_reference: component.purl.starts_with("pkg:oci/"),
        digest: component.version.parse().ok().or(hash),
        config_digest: config.and_then(|digest| digest.parse().ok()),
        platform: property(component, "seaworthy:image:platform")
            .and_then(|platform| platform.parse().ok()),
        layers: layers.collect(),
        created_by: values(component, "seaworthy:image:createdBy")
            .map(str::to_owned)
            .collect(),
        stated_base: stated(component, "seaworthy:image:base").next(),
        changelogs: stated(component, "seaworthy:image:changelog").collect(),
        programs: stated(component, "seaworthy:image:program").collect(),
        ..Container::default()
    }
}

fn distro(component: &Component) -> Distro {
    let like = property(component, "seaworthy:distro:idLike")
        .or_else(|| property(component, "syft:distro:idLike:0"));
    let id = property(component, "syft:distro:id").unwrap_or(&component.name);
    let version = property(component, "syft:distro:versionID").unwrap_or(&component.version);
    let codename = property(component, "seaworthy:distro:codename")
        .or_else(|| property(component, "syft:distro:versionCodename"));
    Distro {
        id: id.to_ascii_lowercase(),
        id_like: like
            .map(|like| like.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        version_id: version.to_owned(),
        codename: codename.map(str::to_owned),
        pretty_name: Some(component.description.clone()).filter(|name| !name.is_empty()),
        support: values(component, "seaworthy:distro:support")
            .map(str::to_owned)
            .collect(),
        path: property(component, "seaworthy:distro:path")
            .unwrap_or_default()
            .to_owned(),
    }
}

fn package(component: &Component, builder: &mut Builder) {
    let shown = format!("{} {}", component.name, component.version);
    if component.purl.is_empty() {
        return builder.nameless(shown.trim());
    }
    let Some(mut package) = builder.begin(&component.purl, shown.trim()) else {
        return;
    };
    if package.version.is_empty() {
        package.version.clone_from(&component.version);
    }
    // The URL folds the case of some names; the component keeps it.
    if package.name.eq_ignore_ascii_case(&component.name) {
        package.name.clone_from(&component.name);
    }
    if let Some(space) = &mut package.namespace
        && space.eq_ignore_ascii_case(&component.group)
    {
        space.clone_from(&component.group);
    }
    package.vendor = Some(component.supplier.name.clone()).filter(|name| !name.is_empty());
    package.development = component.scope == "excluded";
    package.hashes = component
        .hashes
        .iter()
        .filter_map(|hash| digest(&hash.alg, &hash.content))
        .take(FIELD_ENTRIES_MAX)
        .collect();
    package.licences = component.licenses.iter().filter_map(licence).collect();
    properties(component, &mut package);
    package.places = places(component);
    builder.package(&component.bom_ref, package);
}

fn licence(choice: &Choice) -> Option<String> {
    let words = [&choice.expression, &choice.license.id, &choice.license.name];
    words.into_iter().find(|word| !word.is_empty()).cloned()
}

fn properties(component: &Component, package: &mut Package) {
    let text = |name: &str| property(component, name).map(str::to_owned);
    if let Some(cataloguer) = text("seaworthy:cataloguer").or_else(|| text("syft:package:foundBy"))
    {
        package.cataloguer = cataloguer;
    }
    // Ours states the version as the package does, the URL takes an epoch apart.
    if property(component, "seaworthy:cataloguer").is_some() && !component.version.is_empty() {
        package.version.clone_from(&component.version);
    }
    package.architecture = text("seaworthy:architecture").or(package.architecture.take());
    package.module = text("seaworthy:module")
        .or_else(|| text("syft:metadata:modularityLabel"))
        .or(package.module.take());
    package.owned_by = text("seaworthy:ownedBy");
    if let Some(name) = text("seaworthy:source:name") {
        let version = text("seaworthy:source:version").unwrap_or_default();
        package.source = Some(SourcePackage { name, version });
    } else if let Some(name) = text("aquasecurity:trivy:SrcName") {
        let mut version = text("aquasecurity:trivy:SrcVersion").unwrap_or_default();
        if let Some(release) = text("aquasecurity:trivy:SrcRelease") {
            version = format!("{version}-{release}");
        }
        if let Some(epoch) = text("aquasecurity:trivy:SrcEpoch").filter(|epoch| epoch != "0") {
            version = format!("{epoch}:{version}");
        }
        package.source = Some(SourcePackage { name, version });
    }
}

/// Where the component was seen: by occurrences, else as Syft and Trivy tell it.
fn places(component: &Component) -> Vec<Place> {
    let occurrences = component.evidence.occurrences.iter().map(|seen| {
        let mut words = seen.additional_context.split(' ');
        let layer = words
            .next()
            .filter(|word| *word == "layer")
            .and_then(|_| words.next()?.parse().ok());
        Place {
            path: seen.location.trim_start_matches('/').to_owned(),
            layer,
            diff_id: layer.and(words.next()).and_then(|word| word.parse().ok()),
            line: seen.line,
        }
    });
    let mut places: Vec<Place> = occurrences.take(FIELD_ENTRIES_MAX).collect();
    if places.is_empty() {
        let path = property(component, "syft:location:0:path")
            .or_else(|| property(component, "aquasecurity:trivy:FilePath"));
        let layer = property(component, "syft:location:0:layerID")
            .or_else(|| property(component, "aquasecurity:trivy:LayerDiffID"));
        if path.is_some() || layer.is_some() {
            places.push(Place {
                path: path.unwrap_or_default().trim_start_matches('/').to_owned(),
                layer: None,
                diff_id: layer.and_then(|digest| digest.parse().ok()),
                line: None,
            });
        }
    }
    places
}
