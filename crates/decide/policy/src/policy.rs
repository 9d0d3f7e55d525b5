//! A policy that was read and checked, with everything that it inherits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use seaworthy_model::{Decision, Digest, Gate, Waiver};

use crate::builtin::Builtin;
use crate::compile;
use crate::document::SecretsAllow;
use crate::licences::Licences;
use crate::pattern::Patterns;
use crate::problem::PolicyErrors;
use crate::rule::Rule;
use crate::waiver::Waived;

/// The names that a policy may use: those of everything that is compiled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Ids of checks. The policy's own need not be among them.
    pub checks: Vec<String>,
    /// Ids of controls.
    pub controls: Vec<String>,
}

/// A policy, ready to decide.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) name: String,
    pub(crate) digest: Digest,
    pub(crate) description: Option<String>,
    /// The built-in policies whose rules hold as well, the mildest first.
    pub(crate) inherits: Vec<Builtin>,
    pub(crate) gates: BTreeMap<Gate, GateRules>,
    pub(crate) denied_cves: Vec<DeniedCve>,
    pub(crate) trusted: Vec<Trusted>,
    pub(crate) licences: Option<Licences>,
    pub(crate) waivers: Vec<Waived>,
    pub(crate) secrets: SecretsAllow,
}

/// What one gate decides.
#[derive(Clone, Debug, Default)]
pub(crate) struct GateRules {
    /// In the order of the file, inherited ones first.
    pub(crate) rules: Vec<Rule>,
    pub(crate) unknowns: Option<Unknowns>,
    /// Names of rules that are not inherited.
    pub(crate) without: Vec<String>,
}

/// What happens where something could not be read.
#[derive(Clone, Debug)]
pub(crate) struct Unknowns {
    pub(crate) decision: Decision,
    pub(crate) path: String,
}

/// An id on the deny list.
#[derive(Clone, Debug)]
pub(crate) struct DeniedCve {
    pub(crate) id: String,
    pub(crate) path: String,
}

/// The trusted registries of one file.
#[derive(Clone, Debug)]
pub(crate) struct Trusted {
    pub(crate) patterns: Patterns,
    pub(crate) path: String,
}

impl Policy {
    /// Reads the text of `seaworthy.yaml`. `name` is its path as reports shall show it.
    ///
    /// # Errors
    /// All that is wrong with it, each with line, column and next step. A policy with an error is
    /// never used in part.
    pub fn parse(text: &str, name: &str, known: &Known) -> Result<Self, PolicyErrors> {
        let policy = compile::compile(text, name, Some(known), "")?;
        Ok(policy)
    }

    /// A built-in policy.
    #[must_use]
    pub fn builtin(builtin: Builtin) -> Self {
        let origin = format!("{builtin}:");
        // INVARIANT: the texts are compiled in, and a test reads each of them.
        compile::compile(builtin.text(), builtin.as_str(), None, &origin)
            .expect("a built-in policy is well formed")
    }

    /// The policy with the rules of `base` in front of its own. Doing it twice changes nothing.
    #[must_use]
    pub fn inherit(mut self, base: &Policy) -> Self {
        for gate in Gate::ALL {
            let own = self.gates.entry(gate).or_default();
            let Some(from) = base.gates.get(&gate) else {
                continue;
            };
            let mut rules: Vec<Rule> = from
                .rules
                .iter()
                .filter(|rule| {
                    !rule
                        .name
                        .as_ref()
                        .is_some_and(|name| own.without.contains(name))
                })
                .filter(|rule| !own.rules.iter().any(|mine| mine.path == rule.path))
                .cloned()
                .collect();
            rules.append(&mut own.rules);
            own.rules = rules;
            if own.unknowns.is_none() {
                own.unknowns.clone_from(&from.unknowns);
            }
        }
        for builtin in base.inherits.iter().rev() {
            if !self.inherits.contains(builtin) {
                self.inherits.insert(0, *builtin);
            }
        }
        self
    }

    /// Its name: that of a built-in one, or the path of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its text.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What the search for secrets shall leave out.
    #[must_use]
    pub fn secrets_allow(&self) -> &SecretsAllow {
        &self.secrets
    }

    /// The waivers and allowed CVEs that hold on a day.
    pub fn waivers(&self, today: Date) -> impl Iterator<Item = &Waiver> {
        self.waivers
            .iter()
            .map(|waived| &waived.waiver)
            .filter(move |w| w.expires >= today)
    }

    /// The names that its rules use and that nothing knows. For the built-in policies, whose names
    /// are checked where all units are listed.
    #[must_use]
    pub fn unknown_names(&self, known: &Known) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for rule in self.gates.values().flat_map(|gate| &gate.rules) {
            let lists = [
                (&rule.selectors.checks, compile::check_names(known)),
                (&rule.selectors.controls, known.controls.clone()),
            ];
            for (patterns, names) in lists {
                let texts = patterns.iter().flat_map(Patterns::texts);
                unknown.extend(
                    texts
                        .filter(|text| !compile::names_any(text, &names))
                        .cloned(),
                );
            }
        }
        unknown.sort();
        unknown.dedup();
        unknown
    }

    /// Whether a rule of a gate names a check, not by a pattern: checks that tell in other words
    /// what others tell too are asked only then.
    #[must_use]
    pub fn asks_for(&self, gate: Gate, check: &str) -> bool {
        let named = self
            .rules(gate)
            .iter()
            .filter_map(|rule| rule.selectors.checks.as_ref());
        let mut named = named.flat_map(Patterns::texts);
        named.any(|name| name == check)
    }

    pub(crate) fn rules(&self, gate: Gate) -> &[Rule] {
        self.gates
            .get(&gate)
            .map_or(&[], |gate| gate.rules.as_slice())
    }

    pub(crate) fn unknowns(&self, gate: Gate) -> Unknowns {
        let said = self.gates.get(&gate).and_then(|gate| gate.unknowns.clone());
        // Where nothing is said, an unknown is still no pass.
        said.unwrap_or_else(|| Unknowns {
            decision: Decision::Warn,
            path: format!("gates.{gate}.unknowns"),
        })
    }
}
