//! A policy in words: what each gate does, with everything inherited, and where each rule stands.

use std::fmt::Write as _;

use seaworthy_model::{Decision, Gate};

use crate::policy::Policy;
use crate::rule::Rule;

impl Policy {
    /// The policy in words for some gates, as lines of plain text.
    #[must_use]
    pub fn explain(&self, gates: &[Gate]) -> String {
        let mut text = String::new();
        // INVARIANT: writing to a String does not fail.
        let _ = self.write_head(&mut text);
        for gate in gates {
            let _ = self.write_gate(&mut text, *gate);
        }
        let _ = self.write_lists(&mut text);
        text
    }

    fn write_head(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "policy {}", self.name)?;
        if let Some(description) = &self.description {
            writeln!(text, "  {description}")?;
        }
        if !self.inherits.is_empty() {
            let names: Vec<&str> = self
                .inherits
                .iter()
                .map(|builtin| builtin.as_str())
                .collect();
            writeln!(text, "  extends {}", names.join(", "))?;
        }
        Ok(())
    }

    fn write_gate(&self, text: &mut String, gate: Gate) -> std::fmt::Result {
        writeln!(text, "\ngate {gate}")?;
        for decision in [Decision::Deny, Decision::Warn] {
            let rules: Vec<&Rule> = self
                .rules(gate)
                .iter()
                .filter(|rule| rule.decision == decision)
                .collect();
            if rules.is_empty() {
                writeln!(text, "  {}: nothing", verb(decision))?;
                continue;
            }
            writeln!(text, "  {}:", verb(decision))?;
            for rule in rules {
                write_rule(text, rule)?;
            }
        }
        let unknowns = self.unknowns(gate);
        let origin = match self
            .gates
            .get(&gate)
            .is_some_and(|gate| gate.unknowns.is_some())
        {
            true => unknowns.path.as_str(),
            false => "nothing said",
        };
        writeln!(
            text,
            "  what could not be read or decided: {} [{origin}]",
            unknowns.decision
        )
    }

    fn write_lists(&self, text: &mut String) -> std::fmt::Result {
        if !self.denied_cves.is_empty() {
            writeln!(text, "\ndenied at every gate")?;
            for denied in &self.denied_cves {
                writeln!(text, "  - {} [{}]", denied.id, denied.path)?;
            }
        }
        if !self.trusted.is_empty() {
            writeln!(text, "\ntrusted registries")?;
            for trusted in &self.trusted {
                writeln!(
                    text,
                    "  - {} [{}]",
                    trusted.patterns.texts().join(", "),
                    trusted.path
                )?;
            }
        }
        if let Some(licences) = &self.licences {
            writeln!(text, "\nlicences")?;
            for (word, list) in [("denied", &licences.deny), ("allowed", &licences.allow)] {
                if let Some(list) = list {
                    let names = list.patterns.texts().join(", ");
                    writeln!(text, "  - {word}: {names} [{}]", list.path)?;
                }
            }
            let (unknown, path) = (licences.unknown, &licences.unknown_path);
            writeln!(text, "  - where none is known: {unknown} [{path}]")?;
        }
        if !self.waivers.is_empty() {
            writeln!(text, "\nwaivers")?;
            for waived in &self.waivers {
                let waiver = &waived.waiver;
                let (aim, path) = (waived.aim(), &waived.path);
                writeln!(
                    text,
                    "  - {aim}, until {} by {} [{path}]",
                    waiver.expires, waiver.owner
                )?;
                writeln!(text, "    {}", one_line(&waiver.reason))?;
                let scope = &waiver.scope;
                let lists = [
                    ("images", &scope.images),
                    ("packages", &scope.packages),
                    ("paths", &scope.paths),
                    ("fingerprints", &scope.fingerprints),
                ];
                for (word, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
                    writeln!(text, "    only {word} {}", list.join(", "))?;
                }
            }
        }
        let allow = &self.secrets;
        let lists = [
            ("paths", &allow.paths),
            ("rules", &allow.rules),
            ("values", &allow.fingerprints),
        ];
        if lists.iter().any(|(_, list)| !list.is_empty()) {
            writeln!(text, "\nnot searched for secrets")?;
            for (word, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
                writeln!(text, "  - {word} {}", list.join(", "))?;
            }
        }
        Ok(())
    }
}

fn write_rule(text: &mut String, rule: &Rule) -> std::fmt::Result {
    let words = rule.selectors.words();
    let name = rule
        .name
        .as_ref()
        .map(|name| format!("{name}: "))
        .unwrap_or_default();
    writeln!(
        text,
        "  - {name}{} [{}]",
        one_line(&rule.message),
        rule.path
    )?;
    if words != rule.message {
        writeln!(text, "    {}", one_line(&words))?;
    }
    Ok(())
}

fn verb(decision: Decision) -> &'static str {
    match decision {
        Decision::Deny => "denies",
        Decision::Warn => "warns of",
        Decision::Allow => "allows",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
