//! `openvex`: what is known of each weakness in the target, as an OpenVEX document (specification
//! 0.2.0).
//!
//! A statement that came with the image or from the user keeps its status, justification and words.
//! A waiver is *affected* with the waiver as action: somebody looked and bears it. A match that
//! nobody has looked at is *under investigation*: that a version lies in an advisory's range is no
//! analysis, and this document does not pretend that it is one.

use std::collections::HashMap;
use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest, Finding, StatementStatus, Vulnerability};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cyclonedx::purl;
use crate::format::FormatUnit;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError, packages, place, scope, status, uuid};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "openvex",
    media_type: "application/json",
    doc: "OpenVEX 0.2.0: what is stated, accepted or still open of each weakness.",
    write,
};

#[derive(Serialize)]
struct Document<S> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    id: String,
    author: String,
    timestamp: String,
    version: u32,
    tooling: String,
    statements: S,
}

/// Weaknesses with the same answer for the same product are one statement.
struct Group<'a> {
    product: String,
    weakness: &'a Vulnerability,
    findings: Vec<(&'a Finding, &'a Vulnerability)>,
}

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let groups = groups(assessment);
    let tool = format!("{} {}", assessment.tool.name, assessment.tool.version);
    let mut key = format!("{}\n{tool}\n", assessment.target.name);
    for finding in &assessment.findings {
        key.push_str(finding.fingerprint.as_str());
        key.push_str(status::word(finding));
    }
    let document = Document {
        context: "https://openvex.dev/ns/v0.2.0",
        id: format!("urn:uuid:{}", uuid::of(&Digest::sha256(key.as_bytes()))),
        author: tool.clone(),
        timestamp: assessment.timing.started.to_string(),
        version: 1,
        tooling: tool,
        statements: Lazy(|| groups.iter().map(statement)),
    };
    stream::write(FORMAT.id, &document, options.layout, out)
}

fn groups(assessment: &Assessment<Facts>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known = HashMap::new();
    for finding in &assessment.findings {
        let Some(weakness) = finding.vulnerability.as_deref() else {
            continue;
        };
        let answer = (
            finding.waived.as_ref().map(|w| (&w.owner, &w.reason)),
            finding.statement.as_deref().map(status::statement),
        );
        let product = product(assessment, finding);
        let key = (product.clone(), &weakness.id, answer);
        let n = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(n) {
            Some(group) => group.findings.push((finding, weakness)),
            None => groups.push(Group {
                product,
                weakness,
                findings: vec![(finding, weakness)],
            }),
        }
    }
    groups
}

/// The image by its package URL, else by its name.
fn product(assessment: &Assessment<Facts>, finding: &Finding) -> String {
    let within = scope::scope_name(assessment, finding);
    let mut images = assessment.facts.images.iter();
    let image = images.find(|image| place::names_image(image, within));
    image
        .and_then(purl::of_image)
        .unwrap_or_else(|| within.to_owned())
}

fn statement(group: &Group<'_>) -> Value {
    let mut parts: Vec<&str> = group
        .findings
        .iter()
        .map(|(_, w)| w.purl.as_str())
        .collect();
    parts.sort_unstable();
    parts.dedup();
    let mut product = json!({ "@id": group.product });
    if group.product.starts_with("pkg:") {
        product["identifiers"] = json!({ "purl": group.product });
    }
    product["subcomponents"] = parts.iter().map(|purl| json!({ "@id": purl })).collect();
    let mut vulnerability = json!({ "name": group.weakness.id });
    if !group.weakness.aliases.is_empty() {
        vulnerability["aliases"] = json!(group.weakness.aliases);
    }
    let mut entry = json!({ "vulnerability": vulnerability, "products": [product] });
    // A group is made with its first finding, and all have the same answer.
    if let Some((finding, weakness)) = group.findings.first() {
        answer(&mut entry, finding, weakness);
    }
    entry
}

fn answer(entry: &mut Value, finding: &Finding, weakness: &Vulnerability) {
    if let Some(stated) = finding.statement.as_deref() {
        entry["status"] = json!(stated.status);
        entry["status_notes"] = json!(status::statement(stated));
        if let Some(said) = stated.said {
            entry["timestamp"] = json!(said);
        }
        let text = || {
            stated
                .text
                .clone()
                .unwrap_or_else(|| status::statement(stated))
        };
        match stated.status {
            // One of the two must stand there.
            StatementStatus::NotAffected => match &stated.justification {
                Some(word) if JUSTIFICATIONS.contains(&word.as_str()) => {
                    entry["justification"] = json!(word);
                    if let Some(text) = &stated.text {
                        entry["impact_statement"] = json!(text);
                    }
                }
                _ => entry["impact_statement"] = json!(text()),
            },
            StatementStatus::Affected => entry["action_statement"] = json!(text()),
            StatementStatus::Fixed
            | StatementStatus::UnderInvestigation
            | StatementStatus::Accepted => {}
        }
        return;
    }
    if let Some(waiver) = &finding.waived {
        entry["status"] = json!("affected");
        entry["action_statement"] = json!(status::waiver(waiver));
        return;
    }
    entry["status"] = json!("under_investigation");
    entry["status_notes"] = json!(match packages::upgrade_of(finding, weakness) {
        Some(to) => format!("{}; fixed in {to}", finding.message),
        None => format!("{}; no fixed version is known", finding.message),
    });
}

/// The status justifications of the specification.
const JUSTIFICATIONS: [&str; 5] = [
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
];
