//! Which objects a patch, a replacement or an image change is for.

use regex::{Regex, RegexBuilder};

use super::node::Node;
use super::problem::{Fault, Outcome};
use super::resource::{Gvk, Id, Resource};

/// LIMIT: bytes that a compiled expression may take. Names are selected with a few wildcards.
const EXPRESSION_BYTES_MAX: usize = 1 << 20;
/// LIMIT: requirements of a selector of labels. Real ones have two or three.
const REQUIREMENTS_MAX: usize = 100;

/// Selects objects by expressions and labels.
#[derive(Debug)]
pub(super) struct Selector {
    group: Option<Regex>,
    version: Option<Regex>,
    kind: Option<Regex>,
    name: Option<Regex>,
    namespace: Option<Regex>,
    labels: Vec<Requirement>,
    annotations: Vec<Requirement>,
}

/// A condition on labels or annotations.
#[derive(Debug)]
struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Exists,
    Absent,
    In,
    NotIn,
    Above,
    Below,
}

impl Selector {
    pub(super) fn read(node: &Node) -> Outcome<Self> {
        Ok(Selector {
            group: expression(node, "group")?,
            version: expression(node, "version")?,
            kind: expression(node, "kind")?,
            name: expression(node, "name")?,
            namespace: expression(node, "namespace")?,
            labels: requirements(node.text_of("labelSelector"))?,
            annotations: requirements(node.text_of("annotationSelector"))?,
        })
    }

    /// Whether no name, kind or namespace is asked for.
    pub(super) fn has_no_id(&self) -> bool {
        let Selector {
            group,
            version,
            kind,
            name,
            namespace,
            ..
        } = self;
        [group, version, kind, name, namespace]
            .into_iter()
            .all(Option::is_none)
    }

    pub(super) fn has_no_labels(&self) -> bool {
        self.labels.is_empty() && self.annotations.is_empty()
    }

    /// Whether a patch with this target is for the object: its first or its present name counts.
    pub(super) fn selects(&self, resource: &Resource) -> bool {
        let (now, first) = (resource.id(), resource.original_id());
        let either = |expression: &Option<Regex>, one: &str, two: &str| {
            fits(expression, one) || fits(expression, two)
        };
        either(&self.namespace, &first.namespace, &now.namespace)
            && either(&self.name, &first.name, &now.name)
            && self.fits_gvk(&now.gvk)
            && self.fits_labels(resource)
    }

    fn fits_gvk(&self, gvk: &Gvk) -> bool {
        fits(&self.group, &gvk.group)
            && fits(&self.version, &gvk.version)
            && fits(&self.kind, &gvk.kind)
    }

    /// Whether an id fits; `namespace` is what is written, which may be nothing.
    pub(super) fn fits_id(&self, id: &Id, namespace: &str) -> bool {
        self.fits_gvk(&id.gvk) && fits(&self.name, &id.name) && fits(&self.namespace, namespace)
    }

    pub(super) fn fits_labels(&self, resource: &Resource) -> bool {
        hold(&self.labels, resource, "labels") && hold(&self.annotations, resource, "annotations")
    }
}

fn fits(expression: &Option<Regex>, text: &str) -> bool {
    expression
        .as_ref()
        .is_none_or(|expression| expression.is_match(text))
}

/// An expression for the whole of a text; nothing where none is written.
fn expression(node: &Node, key: &str) -> Outcome<Option<Regex>> {
    let text = node.text_of(key);
    if text.is_empty() {
        return Ok(None);
    }
    compile(&format!("^(?:{text})$")).map(Some)
}

/// An expression in the syntax of Go.
pub(super) fn compile(pattern: &str) -> Outcome<Regex> {
    let built = RegexBuilder::new(pattern)
        .size_limit(EXPRESSION_BYTES_MAX)
        .build();
    built.map_err(|_| Fault::refused(format!("`{pattern}` is no regular expression")))
}

fn hold(requirements: &[Requirement], resource: &Resource, field: &str) -> bool {
    if requirements.is_empty() {
        return true;
    }
    let held = resource.texts(field);
    requirements
        .iter()
        .all(|requirement| requirement.holds(&held))
}

impl Requirement {
    fn holds(&self, held: &[(&str, &str)]) -> bool {
        let found = held.iter().find(|(key, _)| *key == self.key);
        let value = found.map(|(_, value)| *value);
        let is_listed = |value: &str| self.values.iter().any(|wanted| wanted == value);
        let number = |text: &str| text.parse::<i64>().ok();
        let wanted = self.values.first().and_then(|text| number(text));
        let ordered = |fits: fn(i64, i64) -> bool| {
            let held = value.and_then(number);
            held.zip(wanted)
                .is_some_and(|(held, wanted)| fits(held, wanted))
        };
        match self.operator {
            Operator::Exists => value.is_some(),
            Operator::Absent => value.is_none(),
            Operator::In => value.is_some_and(is_listed),
            Operator::NotIn => !value.is_some_and(is_listed),
            Operator::Above => ordered(|held, wanted| held > wanted),
            Operator::Below => ordered(|held, wanted| held < wanted),
        }
    }
}

/// `key`, `!key`, `key=value`, `key!=value`, `key in (a, b)`, `key notin (a)`, `key>1`, with commas
/// between them.
fn requirements(text: &str) -> Outcome<Vec<Requirement>> {
    let mut found = Vec::new();
    for part in parts(text) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        let read = requirement(part);
        let fault = || Fault::refused(format!("`{part}` is no selector of labels"));
        found.push(read.ok_or_else(fault)?);
        if found.len() > REQUIREMENTS_MAX {
            return Err(Fault::refused(format!(
                "the selector has more than {REQUIREMENTS_MAX} parts"
            )));
        }
    }
    Ok(found)
}

/// What stands between commas outside of parentheses.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_u32, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

fn requirement(text: &str) -> Option<Requirement> {
    let made = |key: &str, operator, values: Vec<String>| {
        let key = key.trim();
        let is_key = !key.is_empty() && !key.contains(char::is_whitespace);
        is_key.then(|| Requirement {
            key: key.to_owned(),
            operator,
            values,
        })
    };
    if let Some(key) = text.strip_prefix('!') {
        return made(key, Operator::Absent, Vec::new());
    }
    if let Some((head, list)) = text.split_once('(') {
        let list = list.trim_end().strip_suffix(')')?;
        let values = list
            .split(',')
            .map(|value| value.trim().to_owned())
            .collect();
        let (key, word) = head.trim().rsplit_once(char::is_whitespace)?;
        return match word {
            "in" => made(key, Operator::In, values),
            "notin" => made(key, Operator::NotIn, values),
            _ => None,
        };
    }
    let operators = [
        ("!=", Operator::NotIn),
        ("==", Operator::In),
        ("=", Operator::In),
        (">", Operator::Above),
        ("<", Operator::Below),
    ];
    for (sign, operator) in operators {
        if let Some((key, value)) = text.split_once(sign) {
            return made(key, operator, vec![value.trim().to_owned()]);
        }
    }
    made(text, Operator::Exists, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(selector: &str, labels: &[(&str, &str)]) -> bool {
        let read = requirements(selector).unwrap();
        read.iter().all(|requirement| requirement.holds(labels))
    }

    #[test]
    fn labels_are_selected_by_every_operator() {
        let labels = [("app", "web"), ("tier", "front"), ("n", "5")];
        for selector in [
            "",
            "app",
            "app=web",
            "app == web, tier!=back",
            "app in (api, web),tier notin (back)",
            "!gone",
            "gone!=x",
            "n>4,n<6",
        ] {
            assert!(fits(selector, &labels), "{selector}");
        }
        for selector in ["gone", "app=api", "!app", "app notin (web)", "n>5", "app>1"] {
            assert!(!fits(selector, &labels), "{selector}");
        }
        for selector in ["app in", "app within (x)", "a b", "app in (x"] {
            assert!(requirements(selector).is_err(), "{selector}");
        }
    }

    #[test]
    fn a_selector_of_too_many_parts_is_refused() {
        let many = vec!["a"; REQUIREMENTS_MAX + 1].join(",");
        assert!(requirements(&many).is_err());
        assert!(requirements(&vec!["a"; REQUIREMENTS_MAX].join(",")).is_ok());
    }

    #[test]
    fn an_expression_that_grows_is_refused() {
        assert!(compile("^(?:web-.*)$").is_ok());
        assert!(compile("^(?:(a{1000}){1000})$").is_err());
        assert!(compile("^(?:()$").is_err());
    }
}
