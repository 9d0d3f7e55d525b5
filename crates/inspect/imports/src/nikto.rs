//! The JSON report of Nikto: one host, or a list of hosts. Nikto rates nothing.

use seaworthy_facts::{ImportFormat, ImportedResult};
use seaworthy_model::Confidence;
use serde::Deserialize;

use crate::ReadImportError;
use crate::address;
use crate::draft::Draft;
use crate::limits::{ENTRIES_MAX, MESSAGE_CHARS_MAX, NAME_CHARS_MAX, RESULTS_MAX};
use crate::loose::{List, Object, Text, Texts, reason};
use crate::rating::Rating;
use crate::text::{first_link, line, vulnerabilities};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Host {
    host: Text,
    port: Text,
    vulnerabilities: List<Object<Item>, RESULTS_MAX>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Item {
    id: Text,
    method: Text,
    url: Text,
    msg: Text,
    references: Texts<ENTRIES_MAX>,
}

/// Reads a report.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let format = ImportFormat::Nikto;
    let hosts: List<Object<Host>, RESULTS_MAX> = serde_json::from_str(text).map_err(|error| {
        let reason = reason(&error);
        ReadImportError::Json { format, reason }
    })?;
    if !hosts.given {
        return Err(ReadImportError::OtherForm { format });
    }
    let tool = draft.tool("Nikto", "");
    if hosts.items.is_empty() {
        draft.unread(
            "",
            "there is no host in it: the application was not reached",
        );
    }
    for (number, host) in hosts.items.iter().enumerate() {
        let place = format!("[{number}]");
        let Some(host) = host.get() else {
            draft.unread(place, "it is no object");
            continue;
        };
        if !host.vulnerabilities.given {
            draft.unread(&place, "it has no list of vulnerabilities");
        }
        for (number, item) in host.vulnerabilities.items.iter().enumerate() {
            let place = format!("{place}.vulnerabilities[{number}]");
            match item.get() {
                Some(item) => read_item(item, host, &place, tool, draft),
                None => draft.unread(place, "it is no object"),
            }
        }
        draft.left_out(host.vulnerabilities.left_out);
    }
    draft.left_out(hosts.left_out);
    Ok(())
}

fn read_item(item: &Item, host: &Host, place: &str, tool: u32, draft: &mut Draft) {
    let message = line(&item.msg.0, MESSAGE_CHARS_MAX);
    if item.id.is_empty() {
        draft.unread(place, format!("it names no test: {}", line(&message, 100)));
        return;
    }
    let mut known = Vec::new();
    let texts = item.references.0.iter().chain([&message]);
    texts.for_each(|text| vulnerabilities(text, &mut known));
    let rating = Rating::none("not rated by Nikto");
    let references = item.references.0.join(" ");
    draft.result(ImportedResult {
        tool,
        rule: line(&item.id.0, NAME_CHARS_MAX),
        title: None,
        message: match message.is_empty() {
            true => "the tool says nothing more".to_owned(),
            false => message,
        },
        remedy: None,
        help: first_link(&references).map(|link| line(link, NAME_CHARS_MAX)),
        severity: rating.severity,
        rated: rating.rated,
        confidence: Confidence::Medium,
        weaknesses: Vec::new(),
        vulnerabilities: known,
        place: address::place(&target(host, &item.url.0), &item.method.0, ""),
        related: Vec::new(),
        identity: None,
        baseline: None,
        stated: None,
    });
}

/// The address of a test. Nikto names the port and not the scheme.
fn target(host: &Host, path: &str) -> String {
    if address::is_http(path) {
        return path.to_owned();
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    let name = &host.host.0;
    match host.port.as_str() {
        "443" => format!("https://{name}{slash}{path}"),
        "80" | "" => format!("http://{name}{slash}{path}"),
        port => format!("{name}:{port}{slash}{path}"),
    }
}
