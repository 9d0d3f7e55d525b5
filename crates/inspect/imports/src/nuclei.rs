//! Nuclei's results (`-jsonl`, `-json-export`): one object for each match.
//!
//! Requests, responses, extracted values and the command for curl are not read: they hold what the
//! template was after.

use seaworthy_facts::{ImportFormat, ImportedResult};
use seaworthy_model::{Confidence, Location};
use serde::Deserialize;

use crate::ReadImportError;
use crate::address;
use crate::draft::Draft;
use crate::limits::{ENTRIES_MAX, MESSAGE_CHARS_MAX, NAME_CHARS_MAX, RESULTS_MAX};
use crate::loose::{Flag, List, Number, Object, Text, Texts, reason};
use crate::rating::Rating;
use crate::text::{line, vulnerabilities, weaknesses};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Event {
    template_id: Text,
    template_url: Text,
    info: Object<Info>,
    matcher_name: Text,
    extractor_name: Text,
    #[serde(rename = "type")]
    protocol: Text,
    host: Text,
    url: Text,
    matched_at: Text,
    matcher_status: Flag,
    #[serde(rename = "fuzzing_method")]
    fuzzing_method: Text,
    #[serde(rename = "fuzzing_parameter")]
    fuzzing_parameter: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Info {
    name: Text,
    severity: Text,
    reference: Texts<ENTRIES_MAX>,
    remediation: Text,
    classification: Object<Classification>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Classification {
    cve_id: Texts<ENTRIES_MAX>,
    cwe_id: Texts<ENTRIES_MAX>,
    cvss_score: Number,
}

/// Reads the results, as a list or one a line.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let tool = draft.tool("Nuclei", "");
    if text.trim_start().starts_with('[') {
        return read_list(text, tool, draft);
    }
    let mut seen = false;
    for (line, number) in text.lines().zip(1_usize..) {
        if line.trim().is_empty() {
            continue;
        }
        seen = true;
        let place = format!("line {number}");
        match serde_json::from_str::<Object<Event>>(line) {
            Ok(Object(Some(event))) => read_event(&event, &place, tool, draft),
            Ok(Object(None)) => draft.unread(place, "it is no object"),
            Err(error) => draft.unread(place, reason(&error)),
        }
    }
    if !seen {
        draft.unread("", NOTHING);
    }
    Ok(())
}

fn read_list(text: &str, tool: u32, draft: &mut Draft) -> Result<(), ReadImportError> {
    let list: List<Object<Event>, RESULTS_MAX> =
        serde_json::from_str(text).map_err(|error| ReadImportError::Json {
            format: ImportFormat::Nuclei,
            reason: reason(&error),
        })?;
    if list.items.is_empty() {
        draft.unread("", NOTHING);
    }
    for (number, event) in list.items.iter().enumerate() {
        let place = format!("[{number}]");
        match event.get() {
            Some(event) => read_event(event, &place, tool, draft),
            None => draft.unread(place, "it is no object"),
        }
    }
    draft.left_out(list.left_out);
    Ok(())
}

/// What an empty file means: Nuclei writes only matches, so nothing tells that it ran.
const NOTHING: &str = "there is no result in it, and nothing tells that Nuclei ran to its end";

fn read_event(event: &Event, place: &str, tool: u32, draft: &mut Draft) {
    if event.matcher_status.0 == Some(false) {
        draft.passed();
        return;
    }
    let none = Info::default();
    let info = event.info.get().unwrap_or(&none);
    let name = line(&info.name.0, NAME_CHARS_MAX);
    if event.template_id.is_empty() {
        draft.unread(place, format!("it names no template: {name}"));
        return;
    }
    let matcher = match event.matcher_name.is_empty() {
        true => &event.extractor_name,
        false => &event.matcher_name,
    };
    // A template with several matchers is several rules, as Nuclei's own output writes them.
    let matcher = line(&matcher.0, NAME_CHARS_MAX);
    let rule = line(&event.template_id.0, NAME_CHARS_MAX);
    let rule = match matcher.is_empty() {
        true => rule,
        false => format!("{rule}:{matcher}"),
    };
    let named = match name.is_empty() {
        true => format!("template {rule} matches"),
        false => name.clone(),
    };
    let rating = rate(info);
    let (weaknesses, vulnerabilities) = ids(&rule, info);
    let link = info.reference.0.iter().map(String::as_str);
    let mut links = link.chain([event.template_url.as_str()]);
    draft.result(ImportedResult {
        tool,
        title: Some(name).filter(|name| !name.is_empty()),
        message: match matcher.is_empty() {
            true => named,
            false => format!("{named} ({matcher})"),
        },
        remedy: Some(line(&info.remediation.0, MESSAGE_CHARS_MAX)).filter(|text| !text.is_empty()),
        help: links
            .find(|link| address::is_http(link))
            .map(|link| line(link, NAME_CHARS_MAX)),
        severity: rating.severity,
        rated: rating.rated,
        // A template matches what the answer holds; it is written to be exact.
        confidence: Confidence::High,
        weaknesses,
        vulnerabilities,
        place: locate(event),
        related: Vec::new(),
        identity: None,
        baseline: None,
        stated: None,
        rule,
    });
}

/// The template's own word; its CVSS score where it says none.
fn rate(info: &Info) -> Rating {
    let score = || {
        let score = info.classification.get()?.cvss_score.0?;
        Rating::of_score("cvss-score", score).filter(|_| score > 0.0)
    };
    match Rating::of_word("severity", &info.severity.0) {
        Some(rating) if rating.severity != seaworthy_model::Severity::Unknown => rating,
        unrated => score()
            .or(unrated)
            .unwrap_or_else(|| Rating::none("no severity")),
    }
}

fn ids(rule: &str, info: &Info) -> (Vec<String>, Vec<String>) {
    let (mut kinds, mut known) = (Vec::new(), Vec::new());
    vulnerabilities(rule, &mut known);
    if let Some(classes) = info.classification.get() {
        classes
            .cwe_id
            .0
            .iter()
            .for_each(|id| weaknesses(id, &mut kinds));
        classes
            .cve_id
            .0
            .iter()
            .for_each(|id| vulnerabilities(id, &mut known));
    }
    (kinds, known)
}

fn locate(event: &Event) -> Option<Location> {
    let places = [&event.matched_at, &event.url, &event.host];
    let place = places.into_iter().find(|place| !place.is_empty())?;
    if event.protocol.as_str() == "file" {
        return Some(Location::file(line(place.as_str(), NAME_CHARS_MAX)));
    }
    address::place(
        &place.0,
        &event.fuzzing_method.0,
        &event.fuzzing_parameter.0,
    )
}
