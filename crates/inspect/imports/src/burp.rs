//! The XML export of issues of Burp Suite.
//!
//! Of a request only the method is read; details of an issue quote what was sent and seen, and are
//! not read either.

use seaworthy_facts::{ImportFormat, ImportedResult, SourceStatement};
use seaworthy_model::StatementStatus;

use crate::ReadImportError;
use crate::address;
use crate::draft::Draft;
use crate::limits::{MESSAGE_CHARS_MAX, NAME_CHARS_MAX};
use crate::rating::{self, Rating};
use crate::text::{first_link, line, plain, vulnerabilities, weaknesses};
use crate::xml::{self, Element, Step};

/// Reads an export. What stands before a damage is kept.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let format = ImportFormat::Burp;
    let mut export = Export::default();
    let result = xml::read(text, |step, path| match step {
        Step::Begin(element) => export.begin(element, draft),
        Step::End(element) => export.end(element, path, draft),
    });
    match (result, export.tool) {
        (Err(reason), None) => Err(ReadImportError::Xml { format, reason }),
        (Ok(()), None) => Err(ReadImportError::OtherForm { format }),
        (Err(reason), Some(_)) => {
            draft.unread("", format!("the rest cannot be read: {reason}"));
            Ok(())
        }
        (Ok(()), Some(_)) => Ok(()),
    }
}

#[derive(Default)]
struct Export {
    tool: Option<u32>,
    issues: usize,
    issue: Issue,
}

#[derive(Default)]
struct Issue {
    kind: String,
    name: String,
    host: String,
    path: String,
    location: String,
    severity: String,
    confidence: String,
    remedy: String,
    references: String,
    classes: String,
    method: String,
}

impl Export {
    fn begin(&mut self, element: &Element, draft: &mut Draft) {
        match element.name.as_str() {
            "issues" => {
                self.tool = Some(draft.tool("Burp Suite", element.attribute("burpVersion")));
            }
            "issue" => self.issue = Issue::default(),
            "request" if self.issue.method.is_empty() => {
                element
                    .attribute("method")
                    .clone_into(&mut self.issue.method);
            }
            _ => {}
        }
    }

    fn end(&mut self, element: &Element, path: &[String], draft: &mut Draft) {
        let issue = &mut self.issue;
        let within = path.last().map(String::as_str);
        let field = match (within, element.name.as_str()) {
            (Some("issue"), "type") => &mut issue.kind,
            (Some("issue"), "name") => &mut issue.name,
            (Some("issue"), "host") => &mut issue.host,
            (Some("issue"), "path") => &mut issue.path,
            (Some("issue"), "location") => &mut issue.location,
            (Some("issue"), "severity") => &mut issue.severity,
            (Some("issue"), "confidence") => &mut issue.confidence,
            (Some("issue"), "remediationBackground") => &mut issue.remedy,
            (Some("issue"), "references") => &mut issue.references,
            (Some("issue"), "vulnerabilityClassifications") => &mut issue.classes,
            (_, "issue") => {
                let issue = std::mem::take(issue);
                let place = format!("issue[{}]", self.issues);
                self.issues += 1;
                if let Some(tool) = self.tool {
                    issue.tell(&place, tool, draft);
                }
                return;
            }
            _ => return,
        };
        element.text.trim().clone_into(field);
    }
}

impl Issue {
    fn tell(&self, place: &str, tool: u32, draft: &mut Draft) {
        let name = line(&self.name, NAME_CHARS_MAX);
        if self.kind.is_empty() {
            draft.unread(place, format!("it names no type: {name}"));
            return;
        }
        let (mut kinds, mut known) = (Vec::new(), Vec::new());
        weaknesses(&self.classes, &mut kinds);
        vulnerabilities(&self.name, &mut known);
        let is_false = self.severity.eq_ignore_ascii_case("false positive");
        let rating = match Rating::of_word("severity", &self.severity) {
            Some(rating) => rating,
            None if is_false => Rating::none("severity false positive"),
            None => Rating::none("no severity"),
        };
        let remedy = line(&plain(&self.remedy), MESSAGE_CHARS_MAX);
        draft.result(ImportedResult {
            tool,
            rule: line(&self.kind, NAME_CHARS_MAX),
            title: Some(name.clone()).filter(|name| !name.is_empty()),
            message: match name.is_empty() {
                true => format!("issue of the type {}", line(&self.kind, NAME_CHARS_MAX)),
                false => name,
            },
            remedy: Some(remedy).filter(|remedy| !remedy.is_empty()),
            help: first_link(&self.references).map(|link| line(link, NAME_CHARS_MAX)),
            severity: rating.severity,
            rated: rating.rated,
            confidence: rating::confidence(&self.confidence),
            weaknesses: kinds,
            vulnerabilities: known,
            place: address::place(
                &format!("{}{}", self.host.trim_end_matches('/'), self.path),
                &self.method,
                parameter(&self.location),
            ),
            related: Vec::new(),
            identity: None,
            baseline: None,
            stated: is_false.then(|| SourceStatement {
                status: StatementStatus::NotAffected,
                text: Some("marked as a false positive".to_owned()),
            }),
        });
    }
}

/// What a location names in brackets behind the path: `/search [q parameter]`.
fn parameter(location: &str) -> &str {
    let bracket = location
        .rsplit_once(" [")
        .map_or("", |(_, bracket)| bracket);
    let name = bracket.strip_suffix(']').unwrap_or_default();
    name.strip_suffix(" parameter").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_names_the_parameter_in_brackets() {
        assert_eq!(parameter("/search [q parameter]"), "q");
        assert_eq!(parameter("/login [session cookie]"), "session cookie");
        assert_eq!(parameter("/a[1]"), "");
        assert_eq!(parameter(""), "");
    }
}
