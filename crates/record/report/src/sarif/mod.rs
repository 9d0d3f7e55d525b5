//! `sarif`: findings for code scanning services and editors (OASIS SARIF 2.1.0).
//!
//! One run. A rule is a check; a weakness is a rule by itself (`CVE-2024-5535`), because services
//! show, group and dismiss by rule; a secret is a sub-rule of its check (`check/rule`, section
//! 3.5.4 of the standard). Waived findings are results with a suppression, and what could not be
//! read is a notification of the tool. Limits are those that GitHub publishes for uploads.

mod result;
mod rule;
mod size;
mod uri;

use std::io;

use jiff::{SignedDuration, Timestamp};
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Unknown};
use serde::Serialize;
use serde_json::{Value, json};

use crate::format::FormatUnit;
use crate::stream::{self, Lazy};
use crate::{RenderOptions, WriteReportError};
use rule::Rules;

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "sarif",
    media_type: "application/sarif+json",
    doc: "SARIF 2.1.0: findings with rule help and fingerprints for code scanning and editors.",
    write,
};

/// LIMIT: results of one run that GitHub accepts; it shows the 5,000 worst. Findings are sorted the
/// worst first, so those that stay are the ones that it would show.
const RESULTS_MAX: usize = 25_000;
/// LIMIT: results that are written without measuring them: so many do not reach the bytes below.
const RESULTS_UNMEASURED: usize = 1_000;
/// LIMIT: bytes of the results once compressed. GitHub takes 10 MB of gzip for a file; the rest is
/// for rules and notifications.
const RESULTS_GZIP_BYTES_MAX: u64 = 7_000_000;
/// LIMIT: notifications of one run. Beyond, their number tells as much as they do.
const NOTIFICATIONS_MAX: usize = 1_000;

const SCHEMA_URI: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Value,
    automation_details: Value,
    invocations: [Value; 1],
    column_kind: &'static str,
    results: R,
    properties: Value,
}

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let rules = Rules::of(&assessment.findings, options.docs);
    let occurrences = result::occurrences(&assessment.findings);
    let all = || {
        let findings = assessment.findings.iter().zip(&occurrences);
        findings
            .filter_map(|(finding, nth)| {
                let index = rules.index(finding)?;
                Some(result::result(assessment, finding, index, *nth))
            })
            .take(RESULTS_MAX)
    };
    let kept = size::fitting(all(), RESULTS_UNMEASURED, RESULTS_GZIP_BYTES_MAX);
    let results = Lazy(|| all().take(kept));
    let log = Log {
        schema: SCHEMA_URI,
        version: "2.1.0",
        runs: [Run {
            tool: json!({ "driver": {
                "name": "Seaworthy",
                "version": assessment.tool.version,
                "semanticVersion": assessment.tool.version,
                "rules": rules.descriptors(),
            }}),
            // GitHub keeps the results of each category apart: one for each target.
            automation_details: json!({
                "id": format!("seaworthy/{}/", assessment.target.name),
            }),
            invocations: [invocation(assessment, assessment.findings.len() - kept)],
            column_kind: "unicodeCodePoints",
            results,
            properties: properties(assessment),
        }],
    };
    stream::write(FORMAT.id, &log, options.layout, out)
}

/// What the run decided, and about which image: who imports the log can tell whether it is of the
/// image that they have.
fn properties(assessment: &Assessment<Facts>) -> Value {
    let mut properties = json!({
        "verdict": assessment.verdict.decision,
        "gate": assessment.verdict.gate,
        "policy": assessment.verdict.policy,
        "data": assessment.data,
    });
    if let Some(digest) = &assessment.target.digest {
        properties["imageDigest"] = json!(digest);
    }
    if let ([image], None) = (&*assessment.facts.images, &assessment.facts.tree)
        && let Some(digest) = &image.config_digest
    {
        properties["imageID"] = json!(digest);
    }
    properties
}

/// How the scan went. Findings do not make it unsuccessful; that it read less than all is told.
fn invocation(assessment: &Assessment<Facts>, left_out: usize) -> Value {
    let timing = &assessment.timing;
    let elapsed = SignedDuration::from_millis(i64::try_from(timing.elapsed_ms).unwrap_or(i64::MAX));
    let ended = timing
        .started
        .checked_add(elapsed)
        .unwrap_or(timing.started);
    let unknowns = &assessment.unknowns;
    let mut notifications: Vec<Value> = unknowns
        .iter()
        .take(NOTIFICATIONS_MAX)
        .map(|unknown| unknown_notification(assessment, unknown))
        .collect();
    let mut tell = |text: String| {
        notifications.push(json!({ "level": "warning", "message": { "text": text } }));
    };
    if unknowns.len() > NOTIFICATIONS_MAX {
        let more = unknowns.len() - NOTIFICATIONS_MAX;
        tell(format!(
            "{more} more things could not be read; the json format names them"
        ));
    }
    if left_out > 0 {
        tell(format!(
            "{left_out} of the least severe findings are left out: services take {RESULTS_MAX} \
             results and 10 MB of gzip; the json format holds all"
        ));
    }
    for source in assessment
        .data
        .sources
        .iter()
        .filter(|source| !source.covered)
    {
        tell(rule::message(&format!(
            "no advisory data for {}: its packages were not matched",
            source.ecosystem
        )));
    }
    json!({
        "executionSuccessful": true,
        "startTimeUtc": utc(timing.started),
        "endTimeUtc": utc(ended),
        "toolExecutionNotifications": notifications,
    })
}

fn unknown_notification(assessment: &Assessment<Facts>, unknown: &Unknown) -> Value {
    let text = rule::message(&format!("{}: {}", unknown.what, unknown.reason));
    let mut notification = json!({ "level": "warning", "message": { "text": text } });
    if let Some(location) = &unknown.location {
        let within = unknown.within.as_deref().unwrap_or(&assessment.target.name);
        notification["locations"] = json!([result::location(location, within)]);
    }
    notification
}

/// A time as the standard's section 3.9 wants it: UTC, whole milliseconds at most.
fn utc(time: Timestamp) -> String {
    let whole = Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time);
    whole.to_string()
}
