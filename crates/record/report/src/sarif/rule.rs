//! Rules of a run: one for each check, each kind of secret and each weakness that was found.

use std::borrow::Cow;
use std::collections::HashMap;

use seaworthy_model::{Finding, Severity, Vulnerability};
use serde_json::{Value, json};

use crate::kind::Kind;
use crate::markup::markdown;
use crate::text;
use crate::{RuleDoc, links, packages};

/// LIMIT: rules of one run that GitHub accepts.
const RULES_MAX: usize = 25_000;
/// LIMIT: characters of a rule's short and full description that GitHub accepts.
const DESCRIPTION_CHARS_MAX: usize = 1_024;
/// LIMIT: characters of a rule's id and name that GitHub accepts.
const NAME_CHARS_MAX: usize = 255;

type Docs<'a> = &'a dyn Fn(&str) -> Option<RuleDoc>;

/// The rules of a run, in the order in which findings first need them.
pub(super) struct Rules<'a> {
    docs: Docs<'a>,
    rules: Vec<Rule<'a>>,
    index: HashMap<String, usize>,
}

struct Rule<'a> {
    id: String,
    /// The worst finding of the rule.
    finding: &'a Finding,
}

impl<'a> Rules<'a> {
    /// Gathers the rules of some findings.
    pub(super) fn of(findings: &'a [Finding], docs: Docs<'a>) -> Self {
        let mut rules: Vec<Rule<'a>> = Vec::new();
        let mut index = HashMap::new();
        for finding in findings {
            let id = rule_id(finding);
            if let Some(rule) = index.get(&id).and_then(|n: &usize| rules.get_mut(*n)) {
                if finding.severity > rule.finding.severity {
                    rule.finding = finding;
                }
            } else if rules.len() < RULES_MAX {
                index.insert(id.clone(), rules.len());
                rules.push(Rule { id, finding });
            }
        }
        Rules { docs, rules, index }
    }

    /// The position of a finding's rule; none if the run has no room for it.
    pub(super) fn index(&self, finding: &Finding) -> Option<usize> {
        self.index.get(&rule_id(finding)).copied()
    }

    /// The descriptors, in order.
    pub(super) fn descriptors(&self) -> Vec<Value> {
        let describe = |rule| self.descriptor(rule);
        self.rules.iter().map(describe).collect()
    }

    fn descriptor(&self, rule: &Rule<'_>) -> Value {
        let finding = rule.finding;
        let doc = (self.docs)(&finding.check).unwrap_or_default();
        let (short, full) = descriptions(finding, &doc);
        let mut properties = json!({
            "tags": tags(finding),
            "precision": match finding.confidence {
                seaworthy_model::Confidence::High => "very-high",
                seaworthy_model::Confidence::Medium => "medium",
                seaworthy_model::Confidence::Low => "low",
            },
            "problem.severity": problem_severity(finding.severity),
        });
        if let Some(score) = security_severity(finding) {
            properties["security-severity"] = json!(format!("{score:.1}"));
        }
        let (plain, markdown) = help(finding, &doc);
        let mut descriptor = json!({
            "id": rule.id,
            "name": text::fit(&pascal_case(&finding.check), NAME_CHARS_MAX),
            "shortDescription": { "text": cut(&short) },
            "fullDescription": { "text": cut(&full) },
            "help": { "text": plain, "markdown": markdown },
            "defaultConfiguration": { "level": level(finding.severity) },
            "properties": properties,
        });
        if let Some(uri) = finding
            .vulnerability
            .as_ref()
            .and_then(|w| links::of_weakness(&w.id))
        {
            descriptor["helpUri"] = json!(uri);
        }
        descriptor
    }
}

/// The id of a finding's rule. A weakness is a rule by itself; what another rule found is a
/// sub-rule of its check.
pub(super) fn rule_id(finding: &Finding) -> String {
    let id = match (&finding.vulnerability, &finding.rule) {
        (Some(weakness), _) => weakness.id.clone(),
        (None, Some(rule)) => format!("{}/{rule}", finding.check),
        (None, None) => finding.check.clone(),
    };
    text::fit(&text::clean(&id), NAME_CHARS_MAX)
}

/// The level of a severity. What nobody rated is not harmless.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Unknown => "warning",
        Severity::Low | Severity::Negligible => "note",
    }
}

/// The words that CodeQL gave to the property.
fn problem_severity(severity: Severity) -> &'static str {
    match level(severity) {
        "note" => "recommendation",
        level => level,
    }
}

/// GitHub's `security-severity`: a score that falls into the band of our severity. A published
/// score is taken where it agrees; else the middle of the band, so that the vendor's word stays the
/// word.
fn security_severity(finding: &Finding) -> Option<f32> {
    let scores = finding.vulnerability.iter().flat_map(|w| &w.scores);
    let published = scores
        .filter_map(|score| score.cvss.as_ref().map(|cvss| cvss.score))
        .find(|score| Severity::of_cvss(*score) == finding.severity);
    let middle = match finding.severity {
        Severity::Critical => 9.5,
        Severity::High => 8.0,
        Severity::Medium => 5.5,
        Severity::Low => 2.0,
        Severity::Negligible => 0.1,
        Severity::Unknown => return None,
    };
    Some(published.filter(|score| *score > 0.0).unwrap_or(middle))
}

fn tags(finding: &Finding) -> Vec<Cow<'static, str>> {
    vec![
        "security".into(),
        Kind::of(finding).word().into(),
        finding.control.to_string().into(),
        finding.check.clone().into(),
    ]
}

fn descriptions(finding: &Finding, doc: &RuleDoc) -> (String, String) {
    match &finding.vulnerability {
        Some(weakness) => (
            message(&format!("{} in {}", weakness.id, weakness.package)),
            message(&finding.message),
        ),
        None if doc.title.is_empty() => (message(&finding.message), message(&finding.message)),
        None if finding.rule.is_some() => (message(&finding.message), message(&doc.title)),
        None => (message(&doc.title), message(&doc.why)),
    }
}

/// The help of a rule as plain text and as Markdown.
fn help(finding: &Finding, doc: &RuleDoc) -> (String, String) {
    let mut parts: Vec<(&str, String)> = Vec::new();
    if let Some(weakness) = &finding.vulnerability {
        parts.push(("Weakness", weakness_words(weakness)));
    }
    if !doc.why.is_empty() {
        parts.push(("Why", text::clean(&doc.why).into_owned()));
    }
    let fix = match (&finding.vulnerability, &finding.remedy, &doc.fix) {
        (Some(weakness), remedy, _) => match (packages::upgrade_of(finding, weakness), remedy) {
            (Some(to), _) => format!("Upgrade {} to {to}.", weakness.package),
            (None, Some(remedy)) => remedy.action.clone(),
            (None, None) => "No fixed version is known.".to_owned(),
        },
        (None, _, fix) if !fix.is_empty() => fix.to_string(),
        (None, Some(remedy), _) => remedy.action.clone(),
        (None, None, _) => String::new(),
    };
    if !fix.is_empty() {
        parts.push(("Fix", text::clean(&fix).into_owned()));
    }
    if !doc.see.is_empty() {
        parts.push(("See", text::clean(&doc.see.join("; ")).into_owned()));
    }
    if parts.is_empty() {
        parts.push(("What", text::clean(&finding.message).into_owned()));
    }
    let plain: Vec<String> = parts
        .iter()
        .map(|(head, body)| format!("{head}: {body}"))
        .collect();
    let marked: Vec<String> = parts
        .iter()
        .map(|(head, body)| format!("**{head}**\n\n{}", markdown(body)))
        .collect();
    (message(&plain.join("\n\n")), marked.join("\n\n"))
}

fn weakness_words(weakness: &Vulnerability) -> String {
    let mut words = weakness.id.clone();
    if !weakness.aliases.is_empty() {
        words.push_str(&format!(" ({})", weakness.aliases.join(", ")));
    }
    for score in &weakness.scores {
        words.push_str(&format!("; {} by {}", score.severity, score.source));
        if let Some(cvss) = &score.cvss {
            words.push_str(&format!(", CVSS {:.1} {}", cvss.score, cvss.vector));
        }
    }
    if let Some(epss) = &weakness.epss {
        words.push_str(&format!("; EPSS {:.2} %", epss.score * 100.0));
    }
    if let Some(day) = weakness.known_exploited {
        words.push_str(&format!("; known to be exploited since {day}"));
    }
    text::clean(&words).into_owned()
}

/// A text as a message string: cleaned line by line, with what section 3.11 would read as a
/// placeholder or an embedded link taken apart.
pub(super) fn message(raw: &str) -> String {
    let lines: Vec<Cow<'_, str>> = raw.split('\n').map(text::clean).collect();
    let text = lines.join("\n").replace("](", "] (");
    let mut apart = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at + 1);
        apart.push_str(before);
        let number = after.split_once('}').map_or("", |(number, _)| number);
        if !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()) {
            apart.push('{');
        }
        rest = after;
    }
    apart.push_str(rest);
    apart
}

fn cut(description: &str) -> String {
    if description.chars().count() <= DESCRIPTION_CHARS_MAX {
        return description.to_owned();
    }
    let mut cut: String = description
        .chars()
        .take(DESCRIPTION_CHARS_MAX - 1)
        .collect();
    cut.push('…');
    cut
}

/// `root-user` as `RootUser`, the form that section 3.49.7 asks of names.
fn pascal_case(check: &str) -> String {
    text::clean(check)
        .split('-')
        .filter_map(|word| {
            let mut letters = word.chars();
            let first = letters.next()?.to_ascii_uppercase();
            Some(std::iter::once(first).chain(letters).collect::<String>())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_no_template_and_has_no_links() {
        assert_eq!(
            message("uses {0} and [x](http://e)"),
            "uses {{0} and [x] (http://e)"
        );
        assert_eq!(message("{a} \u{1b}"), "{a} \\u{1b}");
    }

    #[test]
    fn names_are_in_pascal_case() {
        assert_eq!(pascal_case("vulnerable-package"), "VulnerablePackage");
    }
}
