//! `gitlab`: the container scanning report of GitLab (security report schemas 15.2).
//!
//! The report holds weaknesses of packages; GitLab's schema has no place for other findings there,
//! those go into `gitlab-codequality`. Settled findings are left out, as GitLab dismisses in its
//! own way.

use std::collections::HashMap;
use std::io;

use jiff::{SignedDuration, Timestamp};
use seaworthy_facts::{Facts, ImageFacts};
use seaworthy_model::{Assessment, Finding, Severity, Vulnerability};
use serde::Serialize;
use serde_json::{Value, json};

use crate::format::FormatUnit;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError, links, packages, place, scope, status, text, uuid};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "gitlab",
    media_type: "application/json",
    doc: "GitLab's container scanning report 15.2: the weaknesses of packages.",
    write,
};

/// LIMIT: characters of `name` and `operating_system` in the schema.
const NAME_CHARS_MAX: usize = 255;
/// LIMIT: identifiers of one entry in the schema.
const IDENTIFIERS_MAX: usize = 20;

#[derive(Serialize)]
struct Report<V> {
    version: &'static str,
    scan: Value,
    vulnerabilities: V,
    remediations: [Value; 0],
}

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let report = Report {
        version: "15.2.1",
        scan: scan(assessment),
        vulnerabilities: Lazy(|| {
            let mut seen: HashMap<&str, u32> = HashMap::new();
            assessment.findings.iter().filter_map(move |finding| {
                let weakness = finding.vulnerability.as_deref()?;
                if finding.is_settled() {
                    return None;
                }
                let nth = seen.entry(finding.fingerprint.as_str()).or_default();
                *nth += 1;
                Some(entry(assessment, finding, weakness, *nth))
            })
        }),
        remediations: [],
    };
    stream::write(FORMAT.id, &report, options.layout, out)
}

fn scan(assessment: &Assessment<Facts>) -> Value {
    let timing = &assessment.timing;
    let elapsed = SignedDuration::from_millis(i64::try_from(timing.elapsed_ms).unwrap_or(i64::MAX));
    let ended = timing.started.checked_add(elapsed);
    let tool = json!({
        "id": "seaworthy",
        "name": "Seaworthy",
        "version": assessment.tool.version,
        "vendor": { "name": "Seaworthy" },
    });
    json!({
        "analyzer": tool,
        "scanner": tool,
        "type": "container_scanning",
        "start_time": second(timing.started),
        "end_time": second(ended.unwrap_or(timing.started)),
        "status": "success",
    })
}

/// A time as the schema's pattern wants it: UTC to the second, without a zone.
fn second(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn entry(
    assessment: &Assessment<Facts>,
    finding: &Finding,
    weakness: &Vulnerability,
    nth: u32,
) -> Value {
    let within = scope::scope_name(assessment, finding);
    let image = assessment
        .facts
        .images
        .iter()
        .find(|image| place::names_image(image, within));
    // The same weakness of the same package is the same entry in the next scan.
    let key = format!("{}\n{within}\n{nth}", finding.fingerprint.as_str());
    let mut entry = json!({
        "id": uuid::of(&seaworthy_model::Digest::sha256(key.as_bytes())),
        "name": text::fit(&text::clean(&format!("{} in {}", weakness.id, weakness.package)),
            NAME_CHARS_MAX),
        "description": description(finding),
        "severity": severity(finding.severity),
        "solution": solution(finding, weakness),
        "identifiers": identifiers(weakness),
        "links": pages(weakness),
        "location": {
            "dependency": {
                "package": { "name": named(&weakness.package) },
                "version": named(&weakness.installed),
            },
            "operating_system": operating_system(image),
            "image": image_name(within),
        },
    });
    if weakness.known_exploited.is_some() || weakness.epss.is_some() {
        let mut properties = Vec::new();
        if let Some(day) = weakness.known_exploited {
            properties.push(format!("known to be exploited since {day}"));
        }
        if let Some(epss) = weakness.epss {
            properties.push(format!("EPSS {:.2} %", epss.score * 100.0));
        }
        entry["details"] = json!({
            "exploitation": {
                "type": "text",
                "name": "Exploitation",
                "value": properties.join("; "),
            }
        });
    }
    entry
}

fn description(finding: &Finding) -> String {
    let mut words = text::clean(&finding.message).into_owned();
    words.push_str(&format!(
        "; {}",
        text::clean(&place::describe(&finding.location))
    ));
    if let Some(origin) = finding.origin {
        words.push_str(&format!("; from the {}", status::origin(origin)));
    }
    if let Some(stated) = &finding.statement {
        words.push_str(&format!("; {}", text::clean(&status::statement(stated))));
    }
    words
}

fn solution(finding: &Finding, weakness: &Vulnerability) -> String {
    let words = match (packages::upgrade_of(finding, weakness), &finding.remedy) {
        (Some(to), _) => format!("Upgrade {} to {to}", weakness.package),
        (None, Some(remedy)) => remedy.action.clone(),
        (None, None) => "No fixed version is known".to_owned(),
    };
    text::clean(&words).into_owned()
}

/// The words of the schema.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Negligible => "Info",
        Severity::Unknown => "Unknown",
    }
}

fn identifiers(weakness: &Vulnerability) -> Vec<Value> {
    let ids = std::iter::once(&weakness.id).chain(&weakness.aliases);
    ids.take(IDENTIFIERS_MAX)
        .map(|id| {
            let prefix = id.split('-').next().unwrap_or_default();
            let mut identifier = json!({
                "type": match prefix {
                    "CVE" => "cve",
                    "GHSA" => "ghsa",
                    _ => "osv",
                },
                "name": named(id),
                "value": named(id),
            });
            if let Some(url) = links::of_weakness(id) {
                identifier["url"] = json!(url);
            }
            identifier
        })
        .collect()
}

fn pages(weakness: &Vulnerability) -> Vec<Value> {
    let url = links::of_weakness(&weakness.id);
    url.map(|url| json!({ "url": url })).into_iter().collect()
}

fn operating_system(image: Option<&ImageFacts>) -> String {
    let distro = image.and_then(|image| image.distro.as_ref());
    let words = distro.map(|distro| format!("{}:{}", distro.id, distro.version_id));
    named(words.as_deref().unwrap_or("unknown"))
}

/// The schema's pattern of an image asks for a tag; what has none is named by a folder or digest.
fn image_name(within: &str) -> String {
    let name = named(within);
    let last = name.rsplit('/').next().unwrap_or_default();
    if last.contains(':') {
        name
    } else {
        format!("{name}:latest")
    }
}

/// A name that is not empty, as the schema asks.
fn named(raw: &str) -> String {
    let name = text::fit(&text::clean(raw), NAME_CHARS_MAX);
    if name.is_empty() {
        "unnamed".to_owned()
    } else {
        name
    }
}
