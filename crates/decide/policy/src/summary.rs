//! What `policy check` says of a policy that was read without errors.

use jiff::civil::Date;
use seaworthy_model::{Decision, Digest, Gate};
use serde::Serialize;

use crate::builtin::Builtin;
use crate::pattern::Patterns;
use crate::policy::Policy;

/// A waiver that ends within so many days is noted, so that its owner can act in time.
const EXPIRES_SOON_DAYS: u32 = 14;

/// A policy in numbers, and what is worth a look although it is no error.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyCheck {
    /// Name of the policy.
    pub policy: String,
    /// SHA-256 of its text.
    pub digest: Digest,
    /// The built-in policies that it inherits, the mildest first.
    pub inherits: Vec<Builtin>,
    /// Rules per gate: gate, deny rules, warn rules.
    pub gates: Vec<(Gate, usize, usize)>,
    /// Waivers and allowed CVEs that hold.
    pub waivers: usize,
    /// What is worth a look.
    pub notes: Vec<PolicyNote>,
}

/// Something that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyNote {
    /// Line in the policy file, from 1, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The route to it, such as `waivers[2]`.
    pub path: String,
    /// What is worth a look.
    pub message: String,
}

impl Policy {
    /// Sums the policy up for a day.
    #[must_use]
    pub fn check(&self, today: Date) -> PolicyCheck {
        let count = |gate, decision: Decision| {
            self.rules(gate)
                .iter()
                .filter(|rule| rule.decision == decision)
                .count()
        };
        PolicyCheck {
            policy: self.name.clone(),
            digest: self.digest.clone(),
            inherits: self.inherits.clone(),
            gates: Gate::ALL
                .into_iter()
                .map(|gate| {
                    (
                        gate,
                        count(gate, Decision::Deny),
                        count(gate, Decision::Warn),
                    )
                })
                .collect(),
            waivers: self.waivers(today).count(),
            notes: self.notes(today),
        }
    }

    fn notes(&self, today: Date) -> Vec<PolicyNote> {
        let mut notes = Vec::new();
        for waived in &self.waivers {
            let expires = waived.waiver.expires;
            let left = crate::seen::days(today, expires);
            let message = if expires < today {
                format!("the waiver of {} expired on {expires}", waived.aim())
            } else if left <= EXPIRES_SOON_DAYS {
                format!("the waiver of {} expires on {expires}", waived.aim())
            } else {
                continue;
            };
            notes.push(PolicyNote {
                line: Some(waived.line),
                path: waived.path.clone(),
                message,
            });
        }
        let asked = |gate: Gate, check: &str| {
            self.rules(gate).iter().any(|rule| {
                rule.selectors
                    .checks
                    .as_ref()
                    .is_none_or(|checks: &Patterns| checks.matches(check))
            })
        };
        for gate in Gate::ALL {
            let path = format!("gates.{gate}");
            if self.rules(gate).is_empty() && self.denied_cves.is_empty() {
                let message = format!("the gate `{gate}` has no rule: every finding passes");
                notes.push(PolicyNote {
                    line: None,
                    path,
                    message,
                });
            } else if !self.trusted.is_empty() && !asked(gate, "untrusted-registry") {
                let message =
                    format!("registries are trusted, and no rule of `{gate}` asks for the others");
                notes.push(PolicyNote {
                    line: None,
                    path,
                    message,
                });
            }
        }
        notes
    }
}
