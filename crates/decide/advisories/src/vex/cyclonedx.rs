//! CycloneDX 1.4 to 1.7, JSON or XML, as VEX: `vulnerabilities[].analysis` with `affects`.

mod xml;

use std::collections::HashMap;

use jiff::Timestamp;
use seaworthy_model::{FixState, StatementStatus};
use serde::Deserialize;
use serde_json::Value;

use super::product::{Component, Identity, Product};
use super::{ReadVexError, VexDocument, VexFormat, VexStatement, moment, nullable, one_line, purl};

/// LIMIT: components of a document; as many as products.
const COMPONENTS_MAX: usize = super::PRODUCTS_MAX;

pub(super) use xml::is_xml;

/// Reads a document in XML.
pub(super) fn read_xml(bytes: &[u8]) -> Result<VexDocument, ReadVexError> {
    document(xml::read(bytes)?)
}

/// Reads a document in JSON.
pub(super) fn read(value: Value) -> Result<VexDocument, ReadVexError> {
    let raw = serde_json::from_value(value).map_err(|source| ReadVexError::Shape {
        format: VexFormat::CycloneDx,
        source,
    })?;
    document(raw)
}

fn document(raw: RawDocument) -> Result<VexDocument, ReadVexError> {
    let said = moment(raw.metadata.timestamp.as_deref());
    let author = author(&raw.metadata);
    let main = raw.metadata.component.as_ref().map(component);
    let components = components(main.as_ref(), raw.components)?;
    let main = main.map(|(_, component)| component);
    let mut document = VexDocument {
        format: VexFormat::CycloneDx,
        id: raw.serial_number,
        author,
        attested: false,
        subjects: Vec::new(),
        statements: Vec::new(),
        remarks: Vec::new(),
    };
    for weakness in raw.vulnerabilities {
        // Without an analysis it is a finding of somebody, not a statement.
        let Some(analysis) = &weakness.analysis else {
            continue;
        };
        match statement(&weakness, analysis, &components, main.as_ref(), said) {
            Ok(statement) => document.statements.push(statement),
            Err(remark) => document.remarks.push(remark),
        }
    }
    Ok(document)
}

/// All components by their references.
fn components(
    main: Option<&(String, Component)>,
    raw: Vec<RawComponent>,
) -> Result<HashMap<String, Component>, ReadVexError> {
    let mut components: HashMap<String, Component> = HashMap::new();
    components.extend(main.cloned());
    let mut open = raw;
    while let Some(mut raw) = open.pop() {
        open.append(&mut raw.components);
        if components.len() >= COMPONENTS_MAX {
            return Err(ReadVexError::TooMany {
                what: "components",
                limit: COMPONENTS_MAX,
            });
        }
        let (id, component) = component(&raw);
        components.insert(id, component);
    }
    Ok(components)
}

/// One analysis, or why it cannot be used.
fn statement(
    weakness: &RawWeakness,
    analysis: &RawAnalysis,
    components: &HashMap<String, Component>,
    main: Option<&Component>,
    said: Option<Timestamp>,
) -> Result<VexStatement, String> {
    let others = weakness.references.iter().map(|reference| &reference.id);
    let ids: Vec<String> = std::iter::once(&weakness.id)
        .chain(others)
        .filter(|id| !id.is_empty())
        .cloned()
        .collect();
    let Some(first) = ids.first() else {
        return Err("a vulnerability has no id".to_owned());
    };
    let status = status(&analysis.state).ok_or_else(|| format!("{first} has no known state"))?;
    let mut products: Vec<Product> = weakness
        .affects
        .iter()
        .filter_map(|affected| product(affected, components, status))
        .collect();
    // Where nothing is named, what the document is about is meant; not where nothing fits.
    if weakness.affects.is_empty() {
        products.extend(main.map(|whole| Product {
            whole: whole.clone(),
            ..Product::default()
        }));
    }
    let will_not_fix = |response: &String| response == "will_not_fix";
    Ok(VexStatement {
        ids,
        status,
        justification: justification(&analysis.justification),
        text: one_line(&analysis.detail).or_else(|| response(&analysis.response)),
        said: moment(analysis.last_updated.as_deref())
            .or_else(|| moment(analysis.first_issued.as_deref()))
            .or_else(|| moment(weakness.updated.as_deref()))
            .or(said),
        fix_state: analysis
            .response
            .iter()
            .any(will_not_fix)
            .then_some(FixState::WillNotFix),
        products,
    })
}

/// What a component of the document, or of another one (a BOM-Link), is.
fn product(
    affected: &RawAffects,
    components: &HashMap<String, Component>,
    status: StatementStatus,
) -> Option<Product> {
    let reference = affected.reference.trim();
    let mut whole = match components.get(reference) {
        Some(component) => component.clone(),
        None => {
            // `urn:cdx:SERIAL/VERSION#REF`; references are mostly package URLs.
            let inner = reference
                .strip_prefix("urn:cdx:")
                .and_then(|link| link.split_once('#'))
                .map_or_else(|| reference.to_owned(), |(_, inner)| purl::decode(inner));
            components
                .get(&inner)
                .cloned()
                .unwrap_or_else(|| Component::of(&inner))
        }
    };
    // `status` of a version says whether that version is affected; without it, the analysis holds.
    let meant = |version: &RawVersion| match version.status.as_str() {
        "affected" => status == StatementStatus::Affected,
        "unaffected" => status.settles(),
        _ => true,
    };
    let versions: Vec<String> = affected
        .versions
        .iter()
        .filter(|version| meant(version))
        .filter_map(|version| version.version.clone().or_else(|| version.range.clone()))
        .collect();
    if versions.is_empty() && !affected.versions.is_empty() {
        return None;
    }
    whole.versions = versions;
    Some(Product {
        whole,
        ..Product::default()
    })
}

fn reference(raw: &RawComponent) -> String {
    let reference = Some(&raw.bom_ref).filter(|text| !text.is_empty());
    reference.unwrap_or(&raw.purl).clone()
}

fn component(raw: &RawComponent) -> (String, Component) {
    let id = reference(raw);
    let mut identities = Vec::new();
    if !raw.purl.is_empty() {
        identities.push(Identity::of(&raw.purl));
    }
    for hash in &raw.hashes {
        identities.extend(Identity::of_hash(&hash.alg, &hash.content));
    }
    let name = match (raw.name.is_empty(), raw.version.as_deref()) {
        (true, _) => id.clone(),
        (false, Some(version)) if raw.kind == "container" => match Identity::of(version) {
            Identity::Digest(_) => format!("{}@{version}", raw.name),
            _ if raw.name.contains(':') => raw.name.clone(),
            _ => format!("{}:{version}", raw.name),
        },
        (false, _) => raw.name.clone(),
    };
    if raw.kind == "container" {
        identities.push(Identity::of(&name));
    }
    let component = Component {
        name,
        identities,
        versions: Vec::new(),
    };
    (id, component)
}

fn author(metadata: &RawMetadata) -> String {
    let of = |raw: &Option<RawParty>| raw.as_ref().map(|party| party.name.clone());
    let authors = metadata.authors.first().map(|author| author.name.clone());
    of(&metadata.supplier)
        .or_else(|| of(&metadata.manufacturer))
        .or_else(|| of(&metadata.manufacture))
        .or(authors)
        .unwrap_or_default()
}

/// The states of the specification (`impactAnalysisState`).
fn status(state: &str) -> Option<StatementStatus> {
    Some(match state {
        "resolved" | "resolved_with_pedigree" => StatementStatus::Fixed,
        "exploitable" => StatementStatus::Affected,
        "in_triage" => StatementStatus::UnderInvestigation,
        "false_positive" | "not_affected" => StatementStatus::NotAffected,
        _ => return None,
    })
}

/// The justification in the words of OpenVEX, after CISA's comparison of the two.
fn justification(word: &str) -> Option<String> {
    let word = match word {
        "" => return None,
        "code_not_present" => "vulnerable_code_not_present",
        "code_not_reachable" => "vulnerable_code_not_in_execute_path",
        "requires_configuration" | "requires_dependency" | "requires_environment" => {
            "vulnerable_code_cannot_be_controlled_by_adversary"
        }
        "protected_by_compiler"
        | "protected_at_runtime"
        | "protected_at_perimeter"
        | "protected_by_mitigating_control" => "inline_mitigations_already_exist",
        other => return one_line(other),
    };
    Some(word.to_owned())
}

fn response(responses: &[String]) -> Option<String> {
    one_line(&responses.join(", ").replace('_', " "))
}

#[derive(Default, Deserialize)]
struct RawDocument {
    #[serde(default, rename = "serialNumber", deserialize_with = "nullable")]
    serial_number: String,
    #[serde(default, deserialize_with = "nullable")]
    metadata: RawMetadata,
    #[serde(default, deserialize_with = "nullable")]
    components: Vec<RawComponent>,
    #[serde(default, deserialize_with = "nullable")]
    vulnerabilities: Vec<RawWeakness>,
}

#[derive(Default, Deserialize)]
struct RawMetadata {
    timestamp: Option<String>,
    component: Option<RawComponent>,
    supplier: Option<RawParty>,
    manufacturer: Option<RawParty>,
    manufacture: Option<RawParty>,
    #[serde(default, deserialize_with = "nullable")]
    authors: Vec<RawParty>,
}

#[derive(Default, Deserialize)]
struct RawParty {
    #[serde(default)]
    name: String,
}

#[derive(Default, Deserialize)]
struct RawComponent {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default, rename = "bom-ref", deserialize_with = "nullable")]
    bom_ref: String,
    #[serde(default)]
    name: String,
    version: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    purl: String,
    #[serde(default, deserialize_with = "nullable")]
    hashes: Vec<RawHash>,
    #[serde(default, deserialize_with = "nullable")]
    components: Vec<RawComponent>,
}

#[derive(Default, Deserialize)]
struct RawHash {
    #[serde(default)]
    alg: String,
    #[serde(default)]
    content: String,
}

#[derive(Default, Deserialize)]
struct RawWeakness {
    #[serde(default, deserialize_with = "nullable")]
    id: String,
    #[serde(default, deserialize_with = "nullable")]
    references: Vec<RawReference>,
    updated: Option<String>,
    analysis: Option<RawAnalysis>,
    #[serde(default, deserialize_with = "nullable")]
    affects: Vec<RawAffects>,
}

#[derive(Default, Deserialize)]
struct RawReference {
    #[serde(default)]
    id: String,
}

#[derive(Default, Deserialize)]
struct RawAnalysis {
    #[serde(default, deserialize_with = "nullable")]
    state: String,
    #[serde(default, deserialize_with = "nullable")]
    justification: String,
    #[serde(default, deserialize_with = "nullable")]
    response: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    detail: String,
    #[serde(rename = "firstIssued")]
    first_issued: Option<String>,
    #[serde(rename = "lastUpdated")]
    last_updated: Option<String>,
}

#[derive(Default, Deserialize)]
struct RawAffects {
    #[serde(default, rename = "ref")]
    reference: String,
    #[serde(default, deserialize_with = "nullable")]
    versions: Vec<RawVersion>,
}

#[derive(Default, Deserialize)]
struct RawVersion {
    version: Option<String>,
    range: Option<String>,
    #[serde(default)]
    status: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn analyses_become_statements_about_components_and_links() {
        let document = super::super::read(
            br#"{"bomFormat":"CycloneDX","specVersion":"1.5","serialNumber":"urn:uuid:1",
              "metadata":{"timestamp":"2024-01-01T00:00:00Z","supplier":{"name":"Shop"},
                "component":{"type":"container","bom-ref":"web","name":"registry.example/web",
                  "version":"1.4"}},
              "components":[{"type":"library","bom-ref":"c1","name":"pad","version":"1.0.0",
                "purl":"pkg:npm/pad@1.0.0","components":[{"bom-ref":"c2","name":"in",
                  "purl":"pkg:npm/in@2.0.0"}]}],
              "vulnerabilities":[
                {"id":"CVE-2024-0001","references":[{"id":"GHSA-a","source":{"name":"x"}}],
                 "analysis":{"state":"not_affected","justification":"code_not_reachable",
                   "detail":"never called","lastUpdated":"2024-03-01T00:00:00Z"},
                 "affects":[{"ref":"c1"},{"ref":"urn:cdx:2/1#pkg%3Anpm%2Fother%401.0.0"},
                   {"ref":"c2","versions":[{"range":"vers:npm/<3.0.0","status":"unaffected"}]}]},
                {"id":"CVE-2024-0002","analysis":{"state":"exploitable",
                   "response":["will_not_fix"]}},
                {"id":"CVE-2024-0003","affects":[{"ref":"c1"}]},
                {"id":"CVE-2024-0004","analysis":{"state":"odd"}}]}"#,
        )
        .unwrap();
        assert_eq!(document.author, "Shop");
        let [clear, affected] = document.statements.as_slice() else {
            panic!("{document:?}")
        };
        assert_eq!(clear.ids, ["CVE-2024-0001", "GHSA-a"]);
        assert_eq!(
            clear.justification.as_deref(),
            Some("vulnerable_code_not_in_execute_path")
        );
        assert_eq!(clear.said, moment(Some("2024-03-01T00:00:00Z")));
        let names: Vec<&str> = clear
            .products
            .iter()
            .map(|p| p.whole.name.as_str())
            .collect();
        assert_eq!(names, ["pad", "pkg:npm/other@1.0.0", "in"]);
        assert_eq!(clear.products[2].whole.versions, ["vers:npm/<3.0.0"]);
        assert_eq!(affected.products[0].whole.name, "registry.example/web:1.4");
        assert_eq!(affected.text.as_deref(), Some("will not fix"));
        assert_eq!(document.remarks, ["CVE-2024-0004 has no known state"]);
    }
}
