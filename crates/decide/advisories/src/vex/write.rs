//! OpenVEX documents (specification 0.2.0) of our own.

use jiff::Timestamp;
use seaworthy_model::{Digest, StatementStatus};
use serde::Serialize;

/// A statement to be written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewStatement {
    /// The weakness.
    pub vulnerability: String,
    /// Its other ids.
    pub aliases: Vec<String>,
    /// The product: a package URL, or the name of the target.
    pub product: String,
    /// The packages of it that are meant.
    pub subcomponents: Vec<String>,
    /// What is stated; `affected` needs an action, `not_affected` a justification.
    pub status: Stated,
}

/// A status with what OpenVEX asks for beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stated {
    /// Not affected: the justification, and the impact in words.
    NotAffected {
        /// One of OpenVEX's five.
        justification: String,
        /// In words.
        impact: String,
    },
    /// Affected: what is done about it.
    Affected {
        /// In words.
        action: String,
    },
}

/// Writes a document. Its id is made from its statements, so that the same waivers make the same
/// document but for the moment.
#[must_use]
pub fn openvex(
    author: &str,
    tooling: &str,
    said: Timestamp,
    statements: &[NewStatement],
) -> String {
    let statements: Vec<OutStatement<'_>> = statements.iter().map(OutStatement::of).collect();
    // INVARIANT: the shapes below hold texts and lists only, which always become JSON.
    let body = serde_json::to_string(&statements).unwrap_or_default();
    let id = Digest::sha256(format!("{author}\n{body}").as_bytes());
    let document = OutDocument {
        context: "https://openvex.dev/ns/v0.2.0",
        id: format!("urn:{id}"),
        author,
        timestamp: said.to_string(),
        version: 1,
        tooling,
        statements,
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct OutDocument<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    #[serde(rename = "@id")]
    id: String,
    author: &'a str,
    timestamp: String,
    version: u32,
    tooling: &'a str,
    statements: Vec<OutStatement<'a>>,
}

#[derive(Serialize)]
struct OutStatement<'a> {
    vulnerability: OutVulnerability<'a>,
    products: [OutProduct<'a>; 1],
    status: StatementStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_statement: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_statement: Option<&'a str>,
}

#[derive(Serialize)]
struct OutVulnerability<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
}

#[derive(Serialize)]
struct OutProduct<'a> {
    #[serde(rename = "@id")]
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subcomponents: Vec<OutComponent<'a>>,
}

#[derive(Serialize)]
struct OutComponent<'a> {
    #[serde(rename = "@id")]
    id: &'a str,
}

impl<'a> OutStatement<'a> {
    fn of(new: &'a NewStatement) -> Self {
        let (status, justification, impact, action) = match &new.status {
            Stated::NotAffected {
                justification,
                impact,
            } => (
                StatementStatus::NotAffected,
                Some(justification.as_str()),
                Some(impact.as_str()),
                None,
            ),
            Stated::Affected { action } => {
                (StatementStatus::Affected, None, None, Some(action.as_str()))
            }
        };
        let parts = new.subcomponents.iter();
        OutStatement {
            vulnerability: OutVulnerability {
                name: &new.vulnerability,
                aliases: &new.aliases,
            },
            products: [OutProduct {
                id: &new.product,
                subcomponents: parts.map(|id| OutComponent { id }).collect(),
            }],
            status,
            justification,
            impact_statement: impact,
            action_statement: action,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let statements = [
            NewStatement {
                vulnerability: "CVE-2024-0001".into(),
                aliases: vec!["GHSA-a".into()],
                product: "pkg:oci/web".into(),
                subcomponents: vec!["pkg:npm/pad@1.0.0".into()],
                status: Stated::NotAffected {
                    justification: "component_not_present".into(),
                    impact: "not built".into(),
                },
            },
            NewStatement {
                vulnerability: "CVE-2024-0002".into(),
                aliases: Vec::new(),
                product: "web.tar".into(),
                subcomponents: Vec::new(),
                status: Stated::Affected {
                    action: "accepted until 2027-01-01".into(),
                },
            },
        ];
        let said: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let text = openvex("Team", "seaworthy 1", said, &statements);
        let document = crate::vex::read(text.as_bytes()).unwrap();
        assert_eq!(document.author, "Team");
        assert!(document.id.starts_with("urn:sha256:"));
        let [clear, affected] = document.statements.as_slice() else {
            panic!("{text}")
        };
        assert_eq!(clear.ids, ["CVE-2024-0001", "GHSA-a"]);
        assert_eq!(clear.products[0].parts[0].name, "pkg:npm/pad@1.0.0");
        assert_eq!(clear.said, Some(said));
        assert_eq!(affected.status, StatementStatus::Affected);
        assert_eq!(affected.text.as_deref(), Some("accepted until 2027-01-01"));
    }
}
