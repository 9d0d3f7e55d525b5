//! The traditional JSON report of ZAP, and what its XML report shares with it.
//!
//! An alert is one rule with the requests at which it was raised. What was sent and seen there
//! (`attack`, `evidence`, `otherinfo`) may be a secret and is not read.

use seaworthy_facts::{ImportFormat, ImportedResult, SourceStatement};
use seaworthy_model::{Confidence, Severity, StatementStatus};
use serde::Deserialize;

use crate::ReadImportError;
use crate::address;
use crate::draft::Draft;
use crate::limits::{MESSAGE_CHARS_MAX, NAME_CHARS_MAX, RESULTS_MAX};
use crate::loose::{List, Number, Object, Text, reason};
use crate::rating::Rating;
use crate::text::{first_link, line, plain, vulnerabilities};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Report {
    #[serde(rename = "@programName")]
    program: Text,
    #[serde(rename = "@version")]
    version: Text,
    site: List<Object<Site>, RESULTS_MAX>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Site {
    #[serde(rename = "@name")]
    name: Text,
    alerts: List<Object<Alert>, RESULTS_MAX>,
}

/// A rule that was raised.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Alert {
    pub(crate) pluginid: Text,
    #[serde(rename = "alertRef")]
    pub(crate) alert_ref: Text,
    pub(crate) alert: Text,
    pub(crate) name: Text,
    pub(crate) riskcode: Number,
    pub(crate) confidence: Number,
    pub(crate) solution: Text,
    pub(crate) reference: Text,
    pub(crate) cweid: Number,
    pub(crate) instances: List<Object<Instance>, RESULTS_MAX>,
}

/// A request at which it was raised.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Instance {
    pub(crate) uri: Text,
    pub(crate) method: Text,
    pub(crate) param: Text,
}

/// Reads a report.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let format = ImportFormat::ZapJson;
    let report: Object<Report> = serde_json::from_str(text).map_err(|error| {
        let reason = reason(&error);
        ReadImportError::Json { format, reason }
    })?;
    let report = report.0.ok_or(ReadImportError::OtherForm { format })?;
    if report.program.is_empty() && !report.site.given {
        return Err(ReadImportError::OtherForm { format });
    }
    let tool = tool(&report.program.0, &report.version.0, draft);
    if report.site.items.is_empty() {
        draft.unread("site", NO_SITE);
    }
    for (number, site) in report.site.items.iter().enumerate() {
        let place = format!("site[{number}]");
        let Some(site) = site.get() else {
            draft.unread(place, "it is no object");
            continue;
        };
        if !site.alerts.given {
            draft.unread(&place, "it has no list of alerts");
        }
        for (number, alert) in site.alerts.items.iter().enumerate() {
            let place = format!("{place}.alerts[{number}]");
            match alert.get() {
                Some(alert) => read_alert(alert, &site.name.0, &place, tool, draft),
                None => draft.unread(place, "it is no object"),
            }
        }
        draft.left_out(site.alerts.left_out);
    }
    Ok(())
}

/// What a report without a site means.
pub(crate) const NO_SITE: &str = "there is no site in it: the application was not reached";

/// ZAP's number in the report, under the name that it has today.
pub(crate) fn tool(program: &str, version: &str, draft: &mut Draft) -> u32 {
    let name = match program {
        "" | "OWASP ZAP" | "ZAP" => "ZAP",
        other => other,
    };
    draft.tool(name, version)
}

/// One result for each request of an alert, or one for the site where no request is named.
pub(crate) fn read_alert(alert: &Alert, site: &str, place: &str, tool: u32, draft: &mut Draft) {
    let ids = [&alert.alert_ref, &alert.pluginid];
    let rule = ids.into_iter().find(|id| !id.is_empty());
    let names = [&alert.name, &alert.alert];
    let name = names.into_iter().find(|name| !name.is_empty());
    let name = name.map_or(String::new(), |name| line(&name.0, NAME_CHARS_MAX));
    let Some(rule) = rule else {
        draft.unread(place, format!("it names no rule: {name}"));
        return;
    };
    let rating = rate(alert.riskcode.0);
    let (confidence, stated) = confidence(alert.confidence.0);
    let mut known = Vec::new();
    vulnerabilities(&name, &mut known);
    let weakness = alert.cweid.0.filter(|id| (1.0..1e6).contains(id));
    let remedy = line(&plain(&alert.solution.0), MESSAGE_CHARS_MAX);
    let of = |uri: &str, method: &str, parameter: &str| ImportedResult {
        tool,
        rule: line(&rule.0, NAME_CHARS_MAX),
        title: Some(name.clone()).filter(|name| !name.is_empty()),
        message: match name.is_empty() {
            true => format!("rule {} was raised", line(&rule.0, NAME_CHARS_MAX)),
            false => name.clone(),
        },
        remedy: Some(remedy.clone()).filter(|remedy| !remedy.is_empty()),
        help: first_link(&alert.reference.0).map(|link| line(link, NAME_CHARS_MAX)),
        severity: rating.severity,
        rated: rating.rated.clone(),
        confidence,
        weaknesses: weakness
            .map(|id| format!("CWE-{id:.0}"))
            .into_iter()
            .collect(),
        vulnerabilities: known.clone(),
        place: address::place(uri, method, parameter),
        related: Vec::new(),
        identity: None,
        baseline: None,
        stated: stated.clone(),
    };
    if alert.instances.items.is_empty() {
        draft.result(of(site, "", ""));
    }
    for (number, instance) in alert.instances.items.iter().enumerate() {
        match instance.get() {
            Some(one) => draft.result(of(&one.uri.0, &one.method.0, &one.param.0)),
            None => draft.unread(format!("{place}.instances[{number}]"), "it is no object"),
        }
    }
    draft.left_out(alert.instances.left_out);
}

/// ZAP's risk, from 0 (informational) to 3 (high). It knows no critical.
fn rate(code: Option<f64>) -> Rating {
    let severity = match code {
        Some(0.0) => Severity::Negligible,
        Some(1.0) => Severity::Low,
        Some(2.0) => Severity::Medium,
        Some(3.0) => Severity::High,
        _ => return Rating::none("no riskcode"),
    };
    Rating::new(severity, format!("riskcode {}", code.unwrap_or_default()))
}

/// ZAP's confidence, from 0 (a person called it a false positive) to 4 (confirmed).
fn confidence(code: Option<f64>) -> (Confidence, Option<SourceStatement>) {
    match code {
        Some(0.0) => {
            let stated = SourceStatement {
                status: StatementStatus::NotAffected,
                text: Some("marked as a false positive".to_owned()),
            };
            (Confidence::Low, Some(stated))
        }
        Some(1.0) => (Confidence::Low, None),
        Some(3.0 | 4.0) => (Confidence::High, None),
        _ => (Confidence::Medium, None),
    }
}
