//! One finding as a result: where, what, under which fingerprint, and whether it is waived.

use std::collections::HashMap;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Finding, Location, Patch};
use serde::Serialize;
use serde_json::{Value, json};

use super::rule::{self, level};
use super::uri;
use crate::scope;
use crate::status;
use crate::stream;

/// LIMIT: places of one result that GitHub shows; it refuses more than 1,000.
const LOCATIONS_MAX: usize = 100;

/// A result object (SARIF 2.1.0, section 3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_request: Option<Value>,
    properties: Value,
}

/// For each finding how many before it have its fingerprint, from 1.
pub(super) fn occurrences(findings: &[Finding]) -> Vec<u32> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    findings
        .iter()
        .map(|finding| {
            let times = seen.entry(finding.fingerprint.as_str()).or_default();
            *times += 1;
            *times
        })
        .collect()
}

/// A finding as a result of the rule at `rule_index`; `nth` of its fingerprint.
pub(super) fn result(
    assessment: &Assessment<Facts>,
    finding: &Finding,
    rule_index: usize,
    nth: u32,
) -> SarifResult {
    let within = scope::scope_name(assessment, finding);
    let related = finding.related.iter().take(LOCATIONS_MAX - 1);
    let patch = finding
        .remedy
        .as_ref()
        .and_then(|r| r.patch.as_ref().map(|p| (r, p)));
    SarifResult {
        rule_id: rule::rule_id(finding),
        rule_index,
        level: level(finding.severity),
        message: json!({ "text": rule::message(&words(finding)) }),
        locations: [location(&finding.location, within)],
        related_locations: related
            .zip(1..)
            .map(|(place, id): (_, u32)| {
                let mut related = location(place, within);
                related["id"] = json!(id);
                related
            })
            .collect(),
        partial_fingerprints: json!({
            "seaworthyFinding/v1": finding.fingerprint,
            // The one key that GitHub reads: a hash and which of its equals this is.
            "primaryLocationLineHash": format!("{}:{nth}", finding.fingerprint),
        }),
        suppressions: suppressions(finding),
        fixes: patch
            .map(|(remedy, patch)| fix(&remedy.action, patch))
            .into_iter()
            .collect(),
        web_request: request(&finding.location),
        properties: properties(finding, within),
    }
}

/// The address of a finding as a request (section 3.46).
fn request(place: &Location) -> Option<Value> {
    let Location::Url { url, method, .. } = place else {
        return None;
    };
    let mut request = json!({ "target": url });
    if let Some(method) = method {
        request["method"] = json!(method);
    }
    Some(request)
}

/// What is wrong and what to do, in one text.
fn words(finding: &Finding) -> String {
    match &finding.remedy {
        Some(remedy) => format!("{}\n{}", finding.message, remedy.action),
        None => finding.message.clone(),
    }
}

fn properties(finding: &Finding, within: &str) -> Value {
    let mut properties = json!({
        "check": finding.check,
        "control": finding.control,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "risk": stream::decimal(finding.risk.value()),
        "subject": finding.subject.name,
        "within": within,
    });
    if let Some(origin) = finding.origin {
        properties["origin"] = json!(origin);
    }
    if let Location::Url {
        parameter: Some(parameter),
        ..
    } = &finding.location
    {
        properties["parameter"] = json!(parameter);
    }
    if let Some(statement) = &finding.statement {
        properties["statement"] = json!({
            "status": statement.status,
            "justification": statement.justification,
            "author": statement.author,
            "source": statement.source,
            "text": statement.text,
        });
    }
    if let Some(weakness) = &finding.vulnerability {
        properties["purl"] = json!(weakness.purl);
        properties["installed"] = json!(weakness.installed);
        properties["fixed"] = json!(weakness.fixed);
        properties["fixState"] = json!(weakness.fix_state);
        if let Some(epss) = weakness.epss {
            properties["epss"] = stream::decimal(epss.score);
        }
        if let Some(day) = weakness.known_exploited {
            properties["knownExploited"] = json!(day);
        }
    }
    properties
}

/// A waiver, or a statement that settles the finding, as a suppression (section 3.35): decided
/// outside of the scanned text, and accepted.
fn suppressions(finding: &Finding) -> Vec<Value> {
    let settled = status::settled(finding);
    let suppression = settled.map(|words| {
        json!({
            "kind": "external",
            "status": "accepted",
            "justification": rule::message(&words),
        })
    });
    suppression.into_iter().collect()
}

/// A patch as a fix (section 3.55): whole lines go, others come.
fn fix(action: &str, patch: &Patch) -> Value {
    let removed = u32::try_from(patch.remove.len()).unwrap_or(u32::MAX);
    // A region without characters is a place to insert at (section 3.30.4).
    let region = match removed {
        0 => json!({ "startLine": patch.line, "startColumn": 1, "endColumn": 1 }),
        _ => json!({
            "startLine": patch.line,
            "startColumn": 1,
            "endLine": patch.line.saturating_add(removed),
            "endColumn": 1,
        }),
    };
    let mut inserted = patch.insert.join("\n");
    if !patch.insert.is_empty() {
        inserted.push('\n');
    }
    json!({
        "description": { "text": rule::message(action) },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri::of_path(&patch.path) },
            "replacements": [{
                "deletedRegion": region,
                "insertedContent": { "text": inserted },
            }],
        }],
    })
}

/// A place as a location (section 3.28). What has no file stands at the name of its image, because
/// services refuse a result without a file.
pub(super) fn location(place: &Location, within: &str) -> Value {
    match place {
        Location::File { path, line, column } => json!({
            "physicalLocation": physical(path, within, *line, *column),
        }),
        Location::Layer {
            index,
            diff_id,
            created_by,
            path,
            line,
            column,
        } => {
            let mut words = format!("layer {index} of {within}");
            if let Some(created_by) = created_by {
                let instruction = crate::place::instruction(created_by);
                words.push_str(&format!(": {instruction}"));
            }
            let path = path.as_deref().unwrap_or_default();
            json!({
                "physicalLocation": physical(path, within, *line, *column),
                "logicalLocations": [{
                    "name": format!("layer {index}"),
                    "fullyQualifiedName": format!("{within}/{diff_id}/{path}"),
                    "kind": "resource",
                }],
                "message": { "text": rule::message(&words) },
            })
        }
        // An address is no file: services would look for it in the sources.
        Location::Url { url, .. } => json!({
            "physicalLocation": physical("", within, None, None),
            "logicalLocations": [{
                "name": url,
                "fullyQualifiedName": place.to_string(),
                "kind": "resource",
            }],
        }),
        Location::Object { path } => json!({
            "physicalLocation": physical("", within, None, None),
            "logicalLocations": [{
                "name": path.rsplit('.').next().unwrap_or(path),
                "fullyQualifiedName": format!("{within}/{path}"),
                "kind": "member",
            }],
        }),
    }
}

fn physical(path: &str, within: &str, line: Option<u32>, column: Option<u32>) -> Value {
    let mut uri = uri::of_path(path);
    if uri.is_empty() {
        uri = uri::of_path(within);
    }
    if uri.is_empty() {
        uri.push_str("target");
    }
    let mut physical = json!({ "artifactLocation": { "uri": uri } });
    // Lines and columns count from 1; a zero from elsewhere is no place.
    if let Some(line) = line.filter(|line| *line > 0) {
        physical["region"] = match column.filter(|column| *column > 0) {
            Some(column) => json!({ "startLine": line, "startColumn": column }),
            None => json!({ "startLine": line }),
        };
    }
    physical
}
