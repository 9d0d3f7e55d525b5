//! The rules of the gates: selectors built, names, ranges and conditions checked.

use std::collections::BTreeMap;

use seaworthy_model::{Decision, Gate};

use super::{Compiler, names_any};
use crate::condition::Condition;
use crate::document::{GateDocument, GatesDocument, RuleDocument};
use crate::limits::RULES_MAX;
use crate::node::Value;
use crate::pattern::{Comparison, Patterns};
use crate::place::Place;
use crate::policy::{GateRules, Policy, Unknowns};
use crate::problem::{Position, Problem, closest};
use crate::rule::{Rule, Selectors};
use crate::typed::quoted;

impl Compiler<'_> {
    /// The rules of every gate, those under `all` first.
    pub(super) fn gates(
        &mut self,
        document: &GatesDocument,
        base: Option<&Policy>,
    ) -> BTreeMap<Gate, GateRules> {
        let root = Place::default().key("gates");
        let mut gates: BTreeMap<Gate, GateRules> = Gate::ALL
            .into_iter()
            .map(|gate| (gate, GateRules::default()))
            .collect();
        let all = document.all.iter().map(|gate| ("all", gate));
        let single = Gate::ALL
            .into_iter()
            .filter_map(|gate| document.of(gate).map(|found| (gate.as_str(), found)));
        let mut count = 0;
        for (field, written) in all.chain(single) {
            count += written.deny.len() + written.warn.len();
            let place = root.key(field);
            if count > RULES_MAX {
                self.limit(&place, count, RULES_MAX, "rules");
                break;
            }
            self.names_left_out(&place, field, written, base);
            let rules = self.rules(&place, written);
            for gate in Self::gates_of(field) {
                let target = gates.entry(gate).or_default();
                target.rules.extend(rules.iter().cloned());
                target.without.extend(written.without.iter().cloned());
                if let Some(decision) = written.unknowns {
                    let path = self.path(&place.key("unknowns"));
                    target.unknowns = Some(Unknowns { decision, path });
                }
            }
        }
        gates
    }

    /// `without` must name rules that would be inherited, or it is a slip that leaves a rule in.
    fn names_left_out(
        &mut self,
        place: &Place,
        field: &str,
        written: &GateDocument,
        base: Option<&Policy>,
    ) {
        let names: Vec<String> = Self::gates_of(field)
            .into_iter()
            .flat_map(|gate| base.map_or(&[][..], |base| base.rules(gate)))
            .filter_map(|rule| rule.name.clone())
            .collect();
        for (index, name) in written.without.iter().enumerate() {
            if !names.contains(name) {
                let suggestion = closest(name, names.iter().map(String::as_str));
                let kind = "inherited rule";
                let problem = Problem::UnknownName {
                    kind,
                    name: quoted(name),
                    suggestion,
                };
                self.refuse(&place.key("without").index(index), problem);
            }
        }
    }

    fn rules(&mut self, place: &Place, written: &GateDocument) -> Vec<Rule> {
        let lists = [
            ("deny", Decision::Deny, &written.deny),
            ("warn", Decision::Warn, &written.warn),
        ];
        let mut rules = Vec::new();
        for (list, decision, documents) in lists {
            for (index, document) in documents.iter().enumerate() {
                rules.push(self.rule(&place.key(list).index(index), decision, document));
            }
        }
        rules
    }

    fn rule(&mut self, place: &Place, decision: Decision, document: &RuleDocument) -> Rule {
        self.ranges(place, document);
        let selectors = self.selectors(place, document);
        let words = selectors.words();
        let unsaid = RuleDocument {
            name: document.name.clone(),
            message: document.message.clone(),
            ..RuleDocument::default()
        };
        if *document == unsaid {
            self.refuse(place, Problem::EmptyRule);
        }
        Rule {
            decision,
            path: self.path(place),
            name: document.name.clone(),
            message: document.message.clone().unwrap_or(words),
            selectors,
        }
    }

    fn selectors(&mut self, place: &Place, document: &RuleDocument) -> Selectors {
        let exact = Comparison::Exact;
        Selectors {
            controls: self.named(&place.key("controls"), &document.controls, "control"),
            checks: self.named(&place.key("checks"), &document.checks, "check"),
            rules: self.patterns(&place.key("rules"), &document.rules, exact),
            cves: self.patterns(&place.key("cves"), &document.cves, Comparison::AnyCase),
            packages: self.patterns(&place.key("packages"), &document.packages, exact),
            ecosystems: self.patterns(&place.key("ecosystems"), &document.ecosystems, exact),
            paths: self.patterns(&place.key("paths"), &document.paths, Comparison::Path),
            images: self.patterns(&place.key("images"), &document.images, exact),
            subjects: document.subjects.clone(),
            severity: document.severity,
            unrated: document.unrated,
            confidence: document.confidence,
            risk: document.risk,
            cvss: document.cvss,
            epss: document.epss,
            known_exploited: document.known_exploited,
            fixable: document.fixable,
            fix_age_days: document.fix_age_days,
            development: document.development,
            when: document
                .when
                .as_deref()
                .and_then(|when| self.condition(place, when)),
        }
    }

    /// Patterns each of which must name something that exists.
    fn named(&mut self, place: &Place, texts: &[String], kind: &'static str) -> Option<Patterns> {
        let patterns = self.patterns(place, texts, Comparison::Exact)?;
        let names = match (&self.known, kind) {
            (None, _) => return Some(patterns),
            (Some(known), "control") => known.controls.clone(),
            (Some(known), _) => known.checks.clone(),
        };
        for (index, text) in texts.iter().enumerate() {
            if !names_any(text, &names) {
                let suggestion = closest(text, names.iter().map(String::as_str));
                let problem = Problem::UnknownName {
                    kind,
                    name: quoted(text),
                    suggestion,
                };
                self.refuse(&place.index(index), problem);
            }
        }
        Some(patterns)
    }

    fn ranges(&mut self, place: &Place, document: &RuleDocument) {
        let numbers = [
            ("risk", document.risk, 10.0),
            ("cvss", document.cvss, 10.0),
            ("epss", document.epss, 1.0),
        ];
        for (field, value, max) in numbers {
            if let Some(value) = value.filter(|value| !(0.0..=max).contains(value)) {
                self.refuse(
                    &place.key(field),
                    Problem::Range {
                        value,
                        min: 0.0,
                        max,
                    },
                );
            }
        }
    }

    fn condition(&mut self, place: &Place, source: &str) -> Option<Condition> {
        let place = place.key("when");
        match Condition::compile(source) {
            Ok(condition) => Some(condition),
            Err(error) => {
                let at = error.at.and_then(|at| self.within(&place, source, at));
                let at = at.unwrap_or_else(|| self.node.position(&place));
                self.refuse_at(
                    at,
                    &place,
                    Problem::Condition {
                        reason: error.reason,
                    },
                );
                None
            }
        }
    }

    /// The place in the file of a place in a condition, where the condition stands on one line as
    /// it is. A folded or escaped text is known by its beginning only.
    fn within(&self, place: &Place, source: &str, at: (u32, u32)) -> Option<Position> {
        let start = self.node.position(place);
        if at.0 != 1 || !matches!(self.node.value_at(place), Some(Value::Text(_))) {
            return None;
        }
        let line = self.text.lines().nth(start.line as usize - 1)?;
        let rest: String = line.chars().skip(start.column as usize - 1).collect();
        let quote = u32::from(rest.starts_with(['"', '\'']));
        let inner = rest.get(quote as usize..)?;
        inner.starts_with(source).then(|| Position {
            line: start.line,
            column: start.column + quote + at.1 - 1,
        })
    }
}
