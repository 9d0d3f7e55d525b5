//! One result of a SARIF log.

use seaworthy_facts::ImportedResult;
use seaworthy_model::{Confidence, Digest, Location};

use super::Context;
use super::document::{Bag, Message, ResultObject, Rule};
use super::{place, severity, statement};
use crate::draft::Draft;
use crate::limits::{MESSAGE_CHARS_MAX, NAME_CHARS_MAX, PLACES_MAX};
use crate::loose::Table;
use crate::rating;
use crate::text::{line, vulnerabilities, weaknesses};

/// Takes a result over, or says why it is none.
pub(super) fn read(result: &ResultObject, at: &str, context: &Context<'_>, draft: &mut Draft) {
    let (id, rule) = rule(result, context);
    if result.baseline_state.as_str() == "absent" {
        draft.passed();
        return;
    }
    match result.kind.as_str() {
        "" | "fail" => {}
        "pass" | "notApplicable" | "informational" => {
            draft.passed();
            return;
        }
        kind => {
            let words = match kind {
                "open" => "the tool could not decide",
                "review" => "the tool leaves it to a person to decide",
                _ => "it is of a kind that the standard does not know",
            };
            let place =
                locate(result, context).map_or(String::new(), |place| format!(" at {place}"));
            draft.unread(at, format!("{words}: rule `{id}`{place}"));
            return;
        }
    }
    if id.is_empty() {
        let words = line(&message(result, rule), 100);
        draft.unread(at, format!("it names no rule: {words}"));
        return;
    }
    let rating = severity::rate(result, rule);
    let (weaknesses, vulnerabilities) = ids(&id, result, rule);
    draft.result(ImportedResult {
        tool: context.tool,
        title: rule.and_then(title),
        message: line(&message(result, rule), MESSAGE_CHARS_MAX),
        remedy: remedy(result),
        help: rule.and_then(help),
        severity: rating.severity,
        rated: line(&rating.rated, 100),
        confidence: confidence(result, rule),
        weaknesses,
        vulnerabilities,
        place: locate(result, context),
        related: related(result, context),
        identity: identity(result),
        baseline: baseline(result),
        stated: statement::of(result),
        rule: id,
    });
}

/// The id of the rule, and its descriptor where the log has it (section 3.52.3).
fn rule<'r>(result: &'r ResultObject, context: &Context<'r>) -> (String, Option<&'r Rule>) {
    let reference = result.rule.get();
    let component = reference.and_then(|reference| reference.tool_component.get());
    let component = match component {
        // The first of the components is the driver.
        Some(component) => place::index(component.index)
            .map(|index| index + 1)
            .or_else(|| named(context, component.name.as_str())),
        None => None,
    };
    let component = component.unwrap_or(0);
    let given = [
        result.rule_id.as_str(),
        reference.map_or("", |one| one.id.as_str()),
    ];
    let given = given.into_iter().find(|id| !id.is_empty()).unwrap_or("");
    let index = place::index(result.rule_index)
        .or_else(|| reference.and_then(|reference| place::index(reference.index)));
    let by_index = || {
        let component = Context::components(context.run).get(component).copied()??;
        component.rules.items.get(index?)?.get()
    };
    let by_id = || {
        let rules = context.rules.get(component)?;
        // An id may be that of a rule with a part behind it (section 3.27.5).
        let parent = given.rsplit_once('/').map_or(given, |(parent, _)| parent);
        rules.get(given).or_else(|| rules.get(parent)).copied()
    };
    let rule = match given.is_empty() {
        true => by_index(),
        false => by_id().or_else(by_index),
    };
    let id = match (given, rule) {
        ("", Some(rule)) => rule.id.as_str(),
        (id, _) => id,
    };
    (line(id, NAME_CHARS_MAX), rule)
}

fn named(context: &Context<'_>, name: &str) -> Option<usize> {
    let components = Context::components(context.run);
    let is = |one: &Option<&super::Component>| one.is_some_and(|one| one.name.as_str() == name);
    components.iter().position(is).filter(|_| !name.is_empty())
}

/// The message: its own text, or that of the rule with its arguments put in (section 3.11.5).
fn message(result: &ResultObject, rule: Option<&Rule>) -> String {
    let own = result.message.get();
    let text = own.map_or("", |message| match message.text.is_empty() {
        true => message.markdown.as_str(),
        false => message.text.as_str(),
    });
    let strings = rule.map(|rule| &rule.message_strings);
    let of_rule = own.filter(|_| text.is_empty()).and_then(|message| {
        let strings: &Table<_, _> = strings?;
        let found: &Message = strings.find(message.id.as_str())?.get()?;
        Some(found.text.as_str())
    });
    let arguments: &[String] = own.map_or(&[], |message| &message.arguments.0);
    let words = fill(of_rule.unwrap_or(text), arguments);
    if !words.trim().is_empty() {
        return words;
    }
    let words = rule.and_then(title).unwrap_or_default();
    match words.is_empty() {
        true => "the tool says nothing more".to_owned(),
        false => words,
    }
}

/// Puts arguments in the place of `{0}`; a doubled brace is a brace.
fn fill(text: &str, arguments: &[String]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let number = from
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
            .and_then(|(number, behind)| Some((number.parse::<usize>().ok()?, behind)));
        rest = match number.map(|(number, behind)| (arguments.get(number), behind)) {
            Some((Some(argument), behind)) => {
                filled.push_str(argument);
                behind
            }
            _ => {
                let (brace, behind) = from.split_at(1);
                filled.push_str(brace);
                behind.strip_prefix(brace).unwrap_or(behind)
            }
        };
        // LIMIT: a message grows no longer than what is kept of it; arguments repeat at will.
        if filled.len() > 8 * MESSAGE_CHARS_MAX {
            return filled;
        }
    }
    filled.push_str(rest);
    filled
}

fn title(rule: &Rule) -> Option<String> {
    let short = rule.short_description.get();
    let full = rule.full_description.get();
    let texts = [short, full]
        .into_iter()
        .flatten()
        .map(|text| text.text.as_str());
    texts
        .chain([rule.name.as_str()])
        .map(|text| line(text, NAME_CHARS_MAX))
        .find(|text| !text.is_empty())
}

fn help(rule: &Rule) -> Option<String> {
    let link = rule.help_uri.as_str();
    crate::address::is_http(link).then(|| line(link, NAME_CHARS_MAX))
}

fn remedy(result: &ResultObject) -> Option<String> {
    let fix = result.fixes.objects().next()?.description.get()?;
    Some(line(fix.text.as_str(), MESSAGE_CHARS_MAX)).filter(|text| !text.is_empty())
}

fn confidence(result: &ResultObject, rule: Option<&Rule>) -> Confidence {
    let mut words =
        bags(result, rule).map(|bag| bag.first(&["confidence", "issue_confidence", "precision"]));
    rating::confidence(words.find(|word| !word.is_empty()).unwrap_or_default())
}

/// The properties of the result and of its rule.
pub(super) fn bags<'r>(
    result: &'r ResultObject,
    rule: Option<&'r Rule>,
) -> impl Iterator<Item = &'r Bag> {
    std::iter::once(&result.properties).chain(rule.map(|rule| &rule.properties))
}

/// What kinds of weakness, and which known weaknesses, the result is about.
fn ids(id: &str, result: &ResultObject, rule: Option<&Rule>) -> (Vec<String>, Vec<String>) {
    let (mut kinds, mut known) = (Vec::new(), Vec::new());
    vulnerabilities(id, &mut known);
    for bag in bags(result, rule) {
        let texts = bag.all(&["tags", "cwe", "CWE", "cwes", "cweIds"]);
        texts.for_each(|text| weaknesses(text, &mut kinds));
        let texts = bag.all(&["tags", "cve", "CVE", "cves", "cveIds"]);
        texts.for_each(|text| vulnerabilities(text, &mut known));
    }
    let relations = rule
        .into_iter()
        .flat_map(|rule| rule.relationships.objects());
    let targets = relations.filter_map(|relation| relation.target.get());
    for target in targets.chain(result.taxa.objects()) {
        let taxonomy = target
            .tool_component
            .get()
            .map_or("", |one| one.name.as_str());
        if taxonomy.eq_ignore_ascii_case("cwe") {
            let number = target
                .id
                .as_str()
                .trim_start_matches(['C', 'W', 'E', 'c', 'w', 'e', '-']);
            weaknesses(&format!("CWE-{number}"), &mut kinds);
        }
    }
    if let Some(name) = rule.and_then(title) {
        vulnerabilities(&name, &mut known);
    }
    (kinds, known)
}

/// The first place that can be read.
fn locate(result: &ResultObject, context: &Context<'_>) -> Option<Location> {
    let mut places = result.locations.objects();
    let place = places.find_map(|one| place::read(one, result, context));
    // A request is a better place than none, and than a file that stands for the image.
    match (place::of_request(result), place) {
        (Some(request), None | Some(Location::File { .. } | Location::Object { .. })) => {
            Some(request)
        }
        (_, place) => place,
    }
}

fn related(result: &ResultObject, context: &Context<'_>) -> Vec<Location> {
    let first = locate(result, context);
    let places = result
        .locations
        .objects()
        .chain(result.related_locations.objects());
    let mut related: Vec<Location> = Vec::new();
    for place in places.filter_map(|one| place::read(one, result, context)) {
        let is_new = Some(&place) != first.as_ref() && !related.contains(&place);
        if is_new && related.len() < PLACES_MAX && !context.ours {
            related.push(place);
        }
    }
    related
}

/// By what the tool knows the result again (sections 3.27.17 and 3.27.18). The hash of a line that
/// GitHub computes names no result by itself, so it counts only where there is nothing else.
fn identity(result: &ResultObject) -> Option<String> {
    const OF_LINE: &str = "primaryLocationLineHash";
    let full = result.fingerprints.0.iter();
    let parts = result.partial_fingerprints.0.iter();
    let (of_line, parts): (Vec<_>, Vec<_>) = parts.partition(|(key, _)| key.starts_with(OF_LINE));
    let mut all = full.chain(parts).chain(of_line);
    let (key, value) = all.find(|(_, value)| !value.is_empty())?;
    // What tools put there may quote what they found; its hash tells it apart as well.
    let hash = Digest::sha256(value.0.as_bytes());
    Some(format!("{}={}", line(key, 100), hash.short()))
}

fn baseline(result: &ResultObject) -> Option<String> {
    let known = ["new", "unchanged", "updated"];
    let state = result.baseline_state.as_str();
    known.contains(&state).then(|| state.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_put_in_and_braces_stay() {
        let arguments = ["a".to_owned(), "b".to_owned()];
        assert_eq!(
            fill("{0} and {1}, {{0}} {2} {x}", &arguments),
            "a and b, {0} {2} {x}"
        );
        assert_eq!(fill("{", &arguments), "{");
        let endless = fill(&"{0}".repeat(100_000), &["x".repeat(1000)]);
        assert!(endless.len() < 16 * MESSAGE_CHARS_MAX);
    }
}
