//! From the text of a policy to a policy that can decide, or to all that is wrong with it.

mod licences;
mod rules;

use seaworthy_model::{Digest, Gate, Waiver};
use serde::Deserialize;

use crate::checks;
use crate::document::PolicyDocument;
use crate::limits::{ERRORS_MAX, PATTERNS_MAX, WAIVERS_MAX};
use crate::node::Node;
use crate::pattern::{Comparison, Patterns};
use crate::place::Place;
use crate::policy::{DeniedCve, Known, Policy, Trusted};
use crate::problem::{PolicyError, PolicyErrors, Position, Problem, closest};
use crate::typed::{ReadError, quoted};
use crate::waiver::Waived;

/// Reads, checks and merges. Without `known`, names are not checked. `origin` is put before the
/// paths of rules, so that an inherited one is known by its policy.
pub(crate) fn compile(
    text: &str,
    name: &str,
    known: Option<&Known>,
    origin: &str,
) -> Result<Policy, PolicyErrors> {
    let mut errors = Vec::new();
    let policy = read(text, &mut errors).and_then(|(node, document)| {
        let known = known.map(|known| Known {
            checks: check_names(known),
            controls: known.controls.clone(),
        });
        let mut compiler = Compiler {
            text,
            node: &node,
            origin,
            known,
            errors: &mut errors,
        };
        let policy = compiler.policy(&document, name);
        errors.is_empty().then_some(policy)
    });
    match policy {
        Some(policy) => Ok(policy),
        None => {
            errors.sort_by_key(|error| (error.line, error.column));
            errors.dedup();
            if errors.len() > ERRORS_MAX {
                errors.truncate(ERRORS_MAX);
                let last = errors.last().map_or(Position::START, |last| Position {
                    line: last.line,
                    column: last.column,
                });
                errors.push(PolicyError::new(
                    last,
                    &Place::default(),
                    Problem::TooManyErrors,
                ));
            }
            Err(PolicyErrors {
                policy: name.to_owned(),
                errors,
            })
        }
    }
}

/// Reads the document. A refused value is noted and taken out, and the rest is read again, so that
/// one run shows all errors.
fn read(text: &str, errors: &mut Vec<PolicyError>) -> Option<(Node, PolicyDocument)> {
    let mut node = match Node::parse(text) {
        Ok(node) => node,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    loop {
        let error = match PolicyDocument::deserialize(&node) {
            Ok(document) => return Some((node, document)),
            Err(error) => error,
        };
        let place = error.place();
        let error = located(&node, &place, error);
        if !follows(&error, errors) {
            errors.push(error);
        }
        if errors.len() > ERRORS_MAX || !node.prune(&place) {
            return None;
        }
    }
}

fn located(node: &Node, place: &Place, error: ReadError) -> PolicyError {
    let at = match error.problem {
        Problem::UnknownField { .. } => node.key_position(place),
        _ => None,
    };
    let at = at.unwrap_or_else(|| node.position(place));
    let is_date = place.steps().last() == Place::default().key("expires").steps().last();
    let problem = match error.problem {
        Problem::Invalid(_) if is_date => Problem::Date(node.text(place)),
        other => other,
    };
    PolicyError::new(at, &node.as_written(place), problem)
}

/// Whether an error is only there because a refused value was taken out.
fn follows(error: &PolicyError, errors: &[PolicyError]) -> bool {
    let under = |other: &PolicyError, path: &str| {
        other
            .path
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    match &error.problem {
        Problem::MissingField(field) => {
            let path = match error.path.as_str() {
                "" => field.clone(),
                above => format!("{above}.{field}"),
            };
            errors.iter().any(|other| under(other, &path))
        }
        Problem::EmptyRule | Problem::AimlessWaiver => {
            errors.iter().any(|other| under(other, &error.path))
        }
        _ => false,
    }
}

/// The checks that a policy may name: those given and the policy's own.
pub(crate) fn check_names(known: &Known) -> Vec<String> {
    let mut names = known.checks.clone();
    names.extend(checks::IDS.into_iter().map(str::to_owned));
    names.sort();
    names.dedup();
    names
}

/// Whether a pattern matches a name.
pub(crate) fn names_any(pattern: &str, names: &[String]) -> bool {
    let list = [pattern.to_owned()];
    Patterns::new(&list, Comparison::Exact)
        .is_ok_and(|patterns| names.iter().any(|name| patterns.matches(name)))
}

/// Turns a document into a policy, noting what is wrong.
struct Compiler<'a> {
    text: &'a str,
    node: &'a Node,
    origin: &'a str,
    known: Option<Known>,
    errors: &'a mut Vec<PolicyError>,
}

impl Compiler<'_> {
    fn policy(&mut self, document: &PolicyDocument, name: &str) -> Policy {
        let root = Place::default();
        match document.version {
            Some(1) => {}
            Some(other) => self.refuse(&root.key("version"), Problem::Version(other)),
            None => self.refuse(&root, Problem::MissingField("version".to_owned())),
        }
        let base = document.extends.map(Policy::builtin);
        let policy = Policy {
            name: name.to_owned(),
            digest: Digest::sha256(self.text.as_bytes()),
            description: document.description.clone(),
            inherits: document.extends.into_iter().collect(),
            gates: self.gates(&document.gates, base.as_ref()),
            denied_cves: self.denied_cves(document),
            trusted: self.trusted(document),
            licences: self.licences(document),
            waivers: self.waivers(document),
            secrets: document.secrets.allow.clone(),
        };
        self.secrets(document);
        match base {
            Some(base) => policy.inherit(&base),
            None => policy,
        }
    }

    fn refuse(&mut self, place: &Place, problem: Problem) {
        self.refuse_at(self.node.position(place), place, problem);
    }

    fn refuse_at(&mut self, at: Position, place: &Place, problem: Problem) {
        let error = PolicyError::new(at, &self.node.as_written(place), problem);
        if !follows(&error, self.errors) {
            self.errors.push(error);
        }
    }

    fn denied_cves(&mut self, document: &PolicyDocument) -> Vec<DeniedCve> {
        let list = Place::default().key("cves").key("deny");
        self.limit(&list, document.cves.deny.len(), WAIVERS_MAX, "denied CVEs");
        let mut denied = Vec::new();
        for (index, id) in document.cves.deny.iter().enumerate() {
            let place = list.index(index);
            self.filled(&place, id, "id");
            denied.push(DeniedCve {
                id: id.clone(),
                path: self.path(&place),
            });
        }
        denied
    }

    fn trusted(&mut self, document: &PolicyDocument) -> Vec<Trusted> {
        let place = Place::default().key("registries").key("trusted");
        // A host alone stands for all of it.
        let texts: Vec<String> = document
            .registries
            .trusted
            .iter()
            .map(|text| match text.contains('/') || text.is_empty() {
                true => text.clone(),
                false => format!("{text}/**"),
            })
            .collect();
        let patterns = self.patterns(&place, &texts, Comparison::Exact);
        let path = self.path(&place);
        patterns
            .map(|patterns| Trusted { patterns, path })
            .into_iter()
            .collect()
    }

    fn secrets(&mut self, document: &PolicyDocument) {
        let place = Place::default().key("secrets").key("allow");
        let allow = &document.secrets.allow;
        self.patterns(&place.key("paths"), &allow.paths, Comparison::Path);
        for (list, texts) in [
            ("rules", &allow.rules),
            ("fingerprints", &allow.fingerprints),
        ] {
            for (index, text) in texts.iter().enumerate() {
                self.filled(&place.key(list).index(index), text, "entry");
            }
        }
    }

    fn waivers(&mut self, document: &PolicyDocument) -> Vec<Waived> {
        let root = Place::default();
        let count = document.waivers.len() + document.cves.allow.len();
        self.limit(
            &root.key("waivers"),
            count,
            WAIVERS_MAX,
            "waivers and allowed CVEs",
        );
        let mut waivers = Vec::new();
        for (index, waiver) in document.waivers.iter().enumerate() {
            let place = root.key("waivers").index(index);
            self.waiver_names(&place, waiver, document);
            waivers.extend(self.waiver(&place, waiver.clone()));
        }
        for (index, allowed) in document.cves.allow.iter().enumerate() {
            let place = root.key("cves").key("allow").index(index);
            self.filled(&place.key("id"), &allowed.id, "id");
            self.not_denied(&place.key("id"), &allowed.id, document);
            let waiver = Waiver {
                check: None,
                cve: Some(allowed.id.clone()),
                scope: seaworthy_model::WaiverScope::default(),
                reason: allowed.reason.clone(),
                justification: None,
                owner: allowed.owner.clone(),
                expires: allowed.expires,
            };
            waivers.extend(self.waiver(&place, waiver));
        }
        waivers
    }

    fn waiver_names(&mut self, place: &Place, waiver: &Waiver, document: &PolicyDocument) {
        match (&waiver.check, &waiver.cve) {
            (None, None) => self.refuse(place, Problem::AimlessWaiver),
            (Some(check), _) => self.check_exists(&place.key("check"), check),
            (None, Some(_)) => {}
        }
        if let Some(cve) = &waiver.cve {
            self.filled(&place.key("cve"), cve, "cve");
            self.not_denied(&place.key("cve"), cve, document);
        }
        let scope = &waiver.scope;
        let lists = [
            ("images", &scope.images),
            ("packages", &scope.packages),
            ("paths", &scope.paths),
            ("fingerprints", &scope.fingerprints),
        ];
        for (list, texts) in lists {
            self.limit(
                &place.key("scope").key(list),
                texts.len(),
                PATTERNS_MAX,
                "patterns",
            );
        }
    }

    fn waiver(&mut self, place: &Place, waiver: Waiver) -> Option<Waived> {
        self.filled(&place.key("reason"), &waiver.reason, "reason");
        self.filled(&place.key("owner"), &waiver.owner, "owner");
        let line = self.node.position(place).line;
        match Waived::new(waiver, self.path(place), line) {
            Ok(waived) => Some(waived),
            Err((list, index, problem)) => {
                self.refuse(&place.key("scope").key(list).index(index), problem);
                None
            }
        }
    }

    /// What is denied cannot be accepted in the same file.
    fn not_denied(&mut self, place: &Place, id: &str, document: &PolicyDocument) {
        if document
            .cves
            .deny
            .iter()
            .any(|denied| denied.eq_ignore_ascii_case(id))
        {
            let text = format!("`{}` is on the deny list too", quoted(id));
            self.refuse(place, Problem::Conflict(text));
        }
    }

    fn check_exists(&mut self, place: &Place, check: &str) {
        let Some(known) = &self.known else { return };
        if !known.checks.iter().any(|name| name == check) {
            let suggestion = closest(check, known.checks.iter().map(String::as_str));
            let problem = Problem::UnknownName {
                kind: "check",
                name: quoted(check),
                suggestion,
            };
            self.refuse(place, problem);
        }
    }

    fn filled(&mut self, place: &Place, text: &str, what: &'static str) {
        if text.trim().is_empty() {
            self.refuse(place, Problem::Empty(what));
        }
    }

    fn limit(&mut self, place: &Place, count: usize, limit: usize, what: &'static str) {
        if count > limit {
            self.refuse(place, Problem::TooMany { what, limit });
        }
    }

    /// The patterns of a list; nothing where the list is empty or refused.
    fn patterns(
        &mut self,
        place: &Place,
        texts: &[String],
        comparison: Comparison,
    ) -> Option<Patterns> {
        self.limit(place, texts.len(), PATTERNS_MAX, "patterns");
        if texts.is_empty() || texts.len() > PATTERNS_MAX {
            return None;
        }
        Patterns::new(texts, comparison)
            .map_err(|(index, problem)| self.refuse(&place.index(index), problem))
            .ok()
    }

    fn path(&self, place: &Place) -> String {
        match self.origin {
            "" => place.to_string(),
            origin => format!("{origin} {place}"),
        }
    }

    /// The gates that a field of `gates` stands for.
    fn gates_of(field: &str) -> Vec<Gate> {
        Gate::ALL
            .into_iter()
            .filter(|gate| field == "all" || gate.as_str() == field)
            .collect()
    }
}
