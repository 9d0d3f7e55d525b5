//! The JSON report of Wapiti: findings by category.
//!
//! `info`, requests and commands for curl quote what was sent and seen, and are not read.

use seaworthy_facts::{ImportFormat, ImportedResult};
use seaworthy_model::{Confidence, Severity};
use serde::Deserialize;

use crate::ReadImportError;
use crate::address;
use crate::draft::Draft;
use crate::limits::{MESSAGE_CHARS_MAX, NAME_CHARS_MAX, RESULTS_MAX};
use crate::loose::{List, Number, Object, Table, Text, reason};
use crate::rating::Rating;
use crate::text::{line, vulnerabilities};

/// LIMIT: categories of a report. Wapiti has about fifty.
const CATEGORIES_MAX: usize = 500;

type Categories = Table<List<Object<Item>, RESULTS_MAX>, CATEGORIES_MAX>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Report {
    classifications: Table<Object<Class>, CATEGORIES_MAX>,
    vulnerabilities: Categories,
    anomalies: Categories,
    additionals: Categories,
    infos: Object<Infos>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Class {
    sol: Text,
    #[serde(rename = "ref")]
    links: Table<Text, CATEGORIES_MAX>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Infos {
    target: Text,
    version: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Item {
    method: Text,
    path: Text,
    parameter: Text,
    level: Number,
}

/// Reads a report.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let format = ImportFormat::Wapiti;
    let report: Object<Report> = serde_json::from_str(text).map_err(|error| {
        let reason = reason(&error);
        ReadImportError::Json { format, reason }
    })?;
    let report = report.0.ok_or(ReadImportError::OtherForm { format })?;
    let infos = report
        .infos
        .get()
        .ok_or(ReadImportError::OtherForm { format })?;
    let version = infos.version.as_str();
    let tool = draft.tool("Wapiti", version.strip_prefix("Wapiti ").unwrap_or(version));
    if infos.target.is_empty() {
        draft.unread("infos", "it names no target: nothing tells what was tested");
    }
    for (section, categories) in [
        ("vulnerabilities", &report.vulnerabilities),
        ("anomalies", &report.anomalies),
        ("additionals", &report.additionals),
    ] {
        for (category, items) in &categories.0 {
            for (number, item) in items.items.iter().enumerate() {
                match item.get() {
                    Some(item) => read_item(item, category, &report, infos, tool, draft),
                    None => {
                        let place = format!("{section}.{category}[{number}]");
                        draft.unread(place, "it is no object");
                    }
                }
            }
            draft.left_out(items.left_out);
        }
    }
    Ok(())
}

fn read_item(
    item: &Item,
    category: &str,
    report: &Report,
    infos: &Infos,
    tool: u32,
    draft: &mut Draft,
) {
    let rule = line(category, NAME_CHARS_MAX);
    let class = report.classifications.find(category).and_then(Object::get);
    let remedy = class.map(|class| line(&class.sol.0, MESSAGE_CHARS_MAX));
    let links = class.into_iter().flat_map(|class| &class.links.0);
    let mut links = links.map(|(_, link)| link.as_str());
    let mut known = Vec::new();
    vulnerabilities(category, &mut known);
    let rating = rate(item.level.0);
    let parameter = line(&item.parameter.0, NAME_CHARS_MAX);
    draft.result(ImportedResult {
        tool,
        message: match parameter.is_empty() {
            true => rule.clone(),
            false => format!("{rule} in the parameter `{parameter}`"),
        },
        title: Some(rule.clone()),
        rule,
        remedy: remedy.filter(|remedy| !remedy.is_empty()),
        help: links
            .find(|link| address::is_http(link))
            .map(|link| line(link, NAME_CHARS_MAX)),
        severity: rating.severity,
        rated: rating.rated,
        confidence: Confidence::Medium,
        weaknesses: Vec::new(),
        vulnerabilities: known,
        place: address::place(
            &target(&infos.target.0, &item.path.0),
            &item.method.0,
            &parameter,
        ),
        related: Vec::new(),
        identity: None,
        baseline: None,
        stated: None,
    });
}

/// Wapiti's level, from 0 (information) to 4 (critical).
fn rate(level: Option<f64>) -> Rating {
    let severity = match level {
        Some(0.0) => Severity::Negligible,
        Some(1.0) => Severity::Low,
        Some(2.0) => Severity::Medium,
        Some(3.0) => Severity::High,
        Some(4.0) => Severity::Critical,
        _ => return Rating::none("no level"),
    };
    Rating::new(severity, format!("level {}", level.unwrap_or_default()))
}

/// The address of a request: the path is one of the target's host.
fn target(target: &str, path: &str) -> String {
    if address::is_http(path) {
        return path.to_owned();
    }
    let after = target.find("://").map_or(0, |at| at + 3);
    let rest = target.get(after..).unwrap_or_default();
    let host = rest.find('/').map_or(target.len(), |at| after + at);
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{}{slash}{path}", target.get(..host).unwrap_or(target))
}
