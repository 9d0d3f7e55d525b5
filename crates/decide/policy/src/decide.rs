//! From findings to a verdict: waivers applied, rules asked, the worst answer kept.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;
use seaworthy_model::{Decision, Finding, Gate, Reason, Unknown, Verdict};

use crate::checks;
use crate::condition::{Language, language};
use crate::image::ImageContext;
use crate::policy::Policy;
use crate::rule::{Answer, Rule};
use crate::seen::{Seen, ids};

impl Policy {
    /// Decides for one gate. `images` are the images of the target: one, none for a bare folder, or
    /// those found in it; a finding belongs to the one that its subject is `within`.
    ///
    /// Findings are changed in two ways: `waived` is set where a waiver covers one, and findings of
    /// the policy itself (expired and unused waivers, untrusted registries) are added at the end.
    /// Deciding again, for this or another gate, gives the same findings.
    ///
    /// Deny is stronger than warn, and warn than allow. A finding decides by the first deny rule
    /// that matches, else by the first warn rule. A finding that is settled, by a waiver or by a
    /// statement (VEX, a changelog), decides nothing, except for a CVE on the deny list, which
    /// nobody can settle.
    pub fn decide(
        &self,
        gate: Gate,
        findings: &mut Vec<Finding>,
        unknowns: &[Unknown],
        images: &[ImageContext],
        today: Date,
    ) -> Verdict {
        self.review(findings, images, today);
        let language = language();
        // Stable: within deny and within warn the order of the file remains.
        let mut rules: Vec<&Rule> = self.rules(gate).iter().collect();
        rules.sort_by_key(|rule| Reverse(rule.decision));
        let mut found: Vec<(&Finding, Reason)> = Vec::new();
        for finding in findings.iter().filter(|finding| self.may_decide(finding)) {
            let seen = Seen::new(finding, images, today);
            found.extend(
                self.judge(&rules, &seen, &language)
                    .map(|reason| (finding, reason)),
            );
        }
        found.sort_by_cached_key(|(finding, reason)| {
            let risk = (finding.risk.value() * 10.0) as u32;
            let worst = Reverse((reason.decision, risk, finding.severity));
            (
                worst,
                finding.id().to_owned(),
                finding.fingerprint.clone(),
                reason.rule.clone(),
            )
        });
        let mut reasons: Vec<Reason> = found.into_iter().map(|(_, reason)| reason).collect();
        reasons.extend(self.reasons_of_unknowns(gate, unknowns));
        // The sort is stable: findings stay before unknowns of the same weight.
        reasons.sort_by_key(|reason| Reverse(reason.decision));
        let decision = reasons
            .first()
            .map_or(Decision::Allow, |reason| reason.decision);
        Verdict {
            gate,
            decision,
            policy: self.name.clone(),
            policy_digest: self.digest.clone(),
            reasons,
        }
    }

    /// Whether a finding may decide anything.
    fn may_decide(&self, finding: &Finding) -> bool {
        !finding.is_settled() || self.denied(finding).is_some()
    }

    /// Applies the waivers and brings the policy's own findings up to date.
    fn review(&self, findings: &mut Vec<Finding>, images: &[ImageContext], today: Date) {
        findings.retain(|finding| !checks::is_own(finding));
        findings.extend(checks::untrusted_registries(self, images));
        let mut used = BTreeSet::new();
        for finding in findings.iter_mut() {
            finding.waived = None;
            if self.denied(finding).is_some() {
                continue;
            }
            let image = ImageContext::find(finding, images);
            for waived in self
                .waivers
                .iter()
                .filter(|waived| waived.waiver.expires >= today)
            {
                if waived.covers(finding, image) {
                    used.insert(waived.path.as_str());
                    finding.waived.get_or_insert_with(|| waived.applied());
                }
            }
        }
        findings.extend(checks::expired_waivers(self, today));
        findings.extend(checks::unused_waivers(self, &used, images, today));
    }

    /// Why a finding makes the verdict worse than allow, if it does.
    fn judge(&self, rules: &[&Rule], seen: &Seen<'_>, language: &Language) -> Option<Reason> {
        let reason = |decision, rule: &str, message: String| Reason {
            decision,
            rule: rule.to_owned(),
            message,
            finding: Some(seen.finding.fingerprint.clone()),
        };
        if let Some((path, id)) = self.denied(seen.finding) {
            return Some(reason(
                Decision::Deny,
                path,
                format!("{id} is on the deny list"),
            ));
        }
        let by_licence = self.licences.as_ref().and_then(|lists| {
            let (decision, path) = lists.decision(seen.finding)?;
            Some(reason(decision, path, seen.finding.message.clone()))
        });
        let by_rule = rules
            .iter()
            .find_map(|rule| match rule.asks(seen, language) {
                Answer::No => None,
                Answer::Yes => Some(reason(rule.decision, &rule.path, rule.message.clone())),
                Answer::Failed(why) => {
                    let message = format!(
                        "{}: the condition could not be evaluated and counts as met: {why}",
                        rule.message
                    );
                    Some(reason(rule.decision, &rule.path, message))
                }
            });
        // The worse of the two; of equals the lists of licences, which say more.
        match (by_licence, by_rule) {
            (Some(list), Some(rule)) if rule.decision > list.decision => Some(rule),
            (list, rule) => list.or(rule),
        }
    }

    /// The entry of the deny list that a finding is on.
    fn denied<'a>(&'a self, finding: &Finding) -> Option<(&'a str, &'a str)> {
        self.denied_cves
            .iter()
            .find(|denied| ids(finding).any(|id| id.eq_ignore_ascii_case(&denied.id)))
            .map(|denied| (denied.path.as_str(), denied.id.as_str()))
    }

    fn reasons_of_unknowns(&self, gate: Gate, unknowns: &[Unknown]) -> Vec<Reason> {
        let rule = self.unknowns(gate);
        if rule.decision == Decision::Allow {
            return Vec::new();
        }
        let mut reasons: Vec<Reason> = unknowns
            .iter()
            .map(|unknown| Reason {
                decision: rule.decision,
                rule: rule.path.clone(),
                message: format!("{} is not known: {}", unknown.what, unknown.reason),
                finding: None,
            })
            .collect();
        reasons.sort_by(|a, b| a.message.cmp(&b.message));
        reasons
    }
}
