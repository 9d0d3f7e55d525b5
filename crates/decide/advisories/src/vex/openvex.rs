//! OpenVEX documents, specification 0.0.1 (text ids) and 0.2.0 (objects), read leniently.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seaworthy_model::StatementStatus;
use serde::Deserialize;
use serde_json::Value;

use super::product::{Component, Identity, Product};
use super::{ReadVexError, VexDocument, VexFormat, VexStatement, moment, nullable, one_line};

/// Reads a document.
pub(super) fn read(value: Value) -> Result<VexDocument, ReadVexError> {
    let raw: RawDocument = serde_json::from_value(value).map_err(|source| ReadVexError::Shape {
        format: VexFormat::OpenVex,
        source,
    })?;
    let said = moment(raw.last_updated.as_deref()).or_else(|| moment(raw.timestamp.as_deref()));
    let mut remarks = Vec::new();
    let statements = raw
        .statements
        .into_iter()
        .enumerate()
        .filter_map(|(number, raw)| match statement(raw, said) {
            Ok(statement) => Some(statement),
            Err(reason) => {
                remarks.push(format!("statement {} {reason}", number + 1));
                None
            }
        })
        .collect();
    Ok(VexDocument {
        format: VexFormat::OpenVex,
        id: raw.id,
        author: raw.author,
        attested: false,
        subjects: Vec::new(),
        statements,
        remarks,
    })
}

fn statement(
    raw: RawStatement,
    document_said: Option<Timestamp>,
) -> Result<VexStatement, &'static str> {
    let ids = match raw.vulnerability {
        Some(RawVulnerability::Id(id)) => vec![last_part(&id)],
        Some(RawVulnerability::Object { id, name, aliases }) => {
            let main = if name.is_empty() {
                last_part(&id)
            } else {
                name
            };
            std::iter::once(main).chain(aliases).collect()
        }
        None => Vec::new(),
    };
    let ids: Vec<String> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Err("names no weakness");
    }
    let status = match raw.status.as_str() {
        "not_affected" => StatementStatus::NotAffected,
        "affected" => StatementStatus::Affected,
        "fixed" => StatementStatus::Fixed,
        "under_investigation" => StatementStatus::UnderInvestigation,
        _ => return Err("has a status that OpenVEX does not know"),
    };
    // 0.0.1 lists the parts beside the products; they belong to each of them.
    let shared: Vec<Component> = raw.subcomponents.into_iter().map(component).collect();
    let products = raw
        .products
        .into_iter()
        .map(|product| {
            let RawProduct { whole, parts } = product.into();
            let mut parts: Vec<Component> = parts.into_iter().map(component).collect();
            parts.extend(shared.iter().cloned());
            Product {
                whole: component(whole),
                platform: None,
                parts,
            }
        })
        .collect();
    let text = [
        &raw.impact_statement,
        &raw.action_statement,
        &raw.status_notes,
    ];
    Ok(VexStatement {
        ids,
        status,
        justification: one_line(&raw.justification),
        text: text.into_iter().find_map(|text| one_line(text)),
        said: moment(raw.last_updated.as_deref())
            .or_else(|| moment(raw.timestamp.as_deref()))
            .or(document_said),
        fix_state: None,
        products,
    })
}

/// An id may be the address of a page about the weakness; its last part is the id.
fn last_part(id: &str) -> String {
    let id = id.trim().trim_end_matches('/');
    if id.contains("://") {
        id.rsplit(['/', '#', '=']).next().unwrap_or(id).to_owned()
    } else {
        id.to_owned()
    }
}

fn component(raw: RawComponent) -> Component {
    let (id, identifiers, hashes) = match raw {
        RawComponent::Id(id) => return Component::of(&id),
        RawComponent::Object {
            id,
            identifiers,
            hashes,
            ..
        } => (id, identifiers, hashes),
    };
    let purl = identifiers.get("purl").map(String::as_str);
    let named = purl.filter(|_| id.is_empty()).unwrap_or(&id);
    let mut identities: Vec<Identity> = Vec::new();
    for text in [Some(id.as_str()), purl].into_iter().flatten() {
        let identity = Identity::of(text);
        if !text.is_empty() && !identities.contains(&identity) {
            identities.push(identity);
        }
    }
    identities.extend(
        hashes
            .iter()
            .filter_map(|(algorithm, hex)| Identity::of_hash(algorithm, hex)),
    );
    Component {
        name: named.to_owned(),
        identities,
        versions: Vec::new(),
    }
}

#[derive(Deserialize)]
struct RawDocument {
    #[serde(default, rename = "@id", deserialize_with = "nullable")]
    id: String,
    #[serde(default, deserialize_with = "nullable")]
    author: String,
    timestamp: Option<String>,
    last_updated: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    statements: Vec<RawStatement>,
}

#[derive(Deserialize)]
struct RawStatement {
    vulnerability: Option<RawVulnerability>,
    timestamp: Option<String>,
    last_updated: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    products: Vec<RawAnyProduct>,
    #[serde(default, deserialize_with = "nullable")]
    subcomponents: Vec<RawComponent>,
    #[serde(default, deserialize_with = "nullable")]
    status: String,
    #[serde(default, deserialize_with = "nullable")]
    status_notes: String,
    #[serde(default, deserialize_with = "nullable")]
    justification: String,
    #[serde(default, deserialize_with = "nullable")]
    impact_statement: String,
    #[serde(default, deserialize_with = "nullable")]
    action_statement: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawVulnerability {
    Id(String),
    Object {
        #[serde(default, rename = "@id", deserialize_with = "nullable")]
        id: String,
        #[serde(default, deserialize_with = "nullable")]
        name: String,
        #[serde(default, deserialize_with = "nullable")]
        aliases: Vec<String>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawComponent {
    Id(String),
    Object {
        #[serde(default, rename = "@id", deserialize_with = "nullable")]
        id: String,
        #[serde(default, deserialize_with = "nullable")]
        identifiers: BTreeMap<String, String>,
        #[serde(default, deserialize_with = "nullable")]
        hashes: BTreeMap<String, String>,
        #[serde(default, deserialize_with = "nullable")]
        subcomponents: Vec<RawComponent>,
    },
}

#[derive(Deserialize)]
#[serde(transparent)]
struct RawAnyProduct(RawComponent);

struct RawProduct {
    whole: RawComponent,
    parts: Vec<RawComponent>,
}

impl From<RawAnyProduct> for RawProduct {
    fn from(RawAnyProduct(mut whole): RawAnyProduct) -> Self {
        let parts = match &mut whole {
            RawComponent::Object { subcomponents, .. } => std::mem::take(subcomponents),
            RawComponent::Id(_) => Vec::new(),
        };
        RawProduct { whole, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_with_text_ids_is_read() {
        let document = super::super::read(
            br#"{"@context":"https://openvex.dev/ns","@id":"https://example.com/vex-1",
                "author":"A Team","timestamp":"2023-01-08T18:02:03-06:00","version":"1",
                "statements":[{"vulnerability":"CVE-2014-123456",
                    "products":["pkg:oci/web"],"subcomponents":["pkg:deb/debian/zlib1g"],
                    "status":"not_affected","justification":"component_not_present",
                    "impact_statement":"it is\nnot there"},
                  {"vulnerability":"CVE-2014-1","status":"perhaps"},{"status":"fixed"}]}"#,
        )
        .unwrap();
        assert_eq!(
            (document.id.as_str(), document.author.as_str()),
            ("https://example.com/vex-1", "A Team")
        );
        let [statement] = document.statements.as_slice() else {
            panic!("{document:?}")
        };
        assert_eq!(statement.status, StatementStatus::NotAffected);
        assert_eq!(
            statement.justification.as_deref(),
            Some("component_not_present")
        );
        assert_eq!(statement.text.as_deref(), Some("it is not there"));
        assert_eq!(statement.products[0].parts[0].name, "pkg:deb/debian/zlib1g");
        assert_eq!(document.remarks.len(), 2, "{:?}", document.remarks);
    }

    #[test]
    fn the_second_form_with_objects_is_read() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let text = format!(
            r#"{{"@context":"https://openvex.dev/ns/v0.2.0","@id":"i","author":"a",
                "timestamp":"2024-01-01T00:00:00Z","version":1,
                "statements":[{{"vulnerability":{{"@id":"https://nvd.example/vuln/detail/CVE-2024-1000",
                    "aliases":["GHSA-aaaa-bbbb-cccc"]}},
                  "timestamp":"2024-02-01T00:00:00Z",
                  "products":[{{"@id":"pkg:npm/left-pad@1.0.0",
                     "identifiers":{{"purl":"pkg:npm/left-pad@1.0.1","cpe23":"cpe:2.3:a:x"}},
                     "hashes":{{"sha-256":"{hex}","md5":"00"}},
                     "subcomponents":[{{"@id":"pkg:npm/inner"}}]}}],
                  "status":"affected","action_statement":"upgrade"}}]}}"#
        );
        let document = super::super::read(text.as_bytes()).unwrap();
        let statement = &document.statements[0];
        assert_eq!(statement.ids, ["CVE-2024-1000", "GHSA-aaaa-bbbb-cccc"]);
        assert_eq!(statement.said, moment(Some("2024-02-01T00:00:00Z")));
        let product = &statement.products[0];
        assert_eq!(product.whole.identities.len(), 3, "{product:?}");
        assert_eq!(product.parts[0].name, "pkg:npm/inner");
    }
}
