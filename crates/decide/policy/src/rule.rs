//! One rule of a gate: selectors that must all hold of a finding.

use seaworthy_model::{Confidence, Decision, Severity, SubjectKind, Vulnerability};

use crate::condition::{Condition, Language, Scope};
use crate::image::ImageContext;
use crate::pattern::Patterns;
use crate::seen::{FixAge, Seen};

/// A rule, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) decision: Decision,
    /// Where it stands: `gates.ci.deny[1]`, with the policy in front where it is inherited.
    pub(crate) path: String,
    pub(crate) name: Option<String>,
    pub(crate) message: String,
    pub(crate) selectors: Selectors,
}

/// What a rule asks. What is absent is not asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selectors {
    pub(crate) controls: Option<Patterns>,
    pub(crate) checks: Option<Patterns>,
    pub(crate) rules: Option<Patterns>,
    pub(crate) cves: Option<Patterns>,
    pub(crate) packages: Option<Patterns>,
    pub(crate) ecosystems: Option<Patterns>,
    pub(crate) paths: Option<Patterns>,
    pub(crate) images: Option<Patterns>,
    pub(crate) subjects: Vec<SubjectKind>,
    pub(crate) severity: Option<Severity>,
    pub(crate) unrated: Option<bool>,
    pub(crate) confidence: Option<Confidence>,
    pub(crate) risk: Option<f32>,
    pub(crate) cvss: Option<f32>,
    pub(crate) epss: Option<f32>,
    pub(crate) known_exploited: Option<bool>,
    pub(crate) fixable: Option<bool>,
    pub(crate) fix_age_days: Option<u32>,
    pub(crate) development: Option<bool>,
    pub(crate) when: Option<Condition>,
}

/// What came of asking a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A selector does not hold.
    No,
    /// All hold.
    Yes,
    /// All others hold, and the condition could not be evaluated, for this reason. It counts as a
    /// match: an error must never let anything pass.
    Failed(String),
}

impl Rule {
    /// Asks the rule of a finding, the cheap selectors first.
    pub(crate) fn asks(&self, seen: &Seen<'_>, language: &Language) -> Answer {
        let selectors = &self.selectors;
        if !selectors.numbers_hold(seen) || !selectors.names_hold(seen) {
            return Answer::No;
        }
        let Some(condition) = &selectors.when else {
            return Answer::Yes;
        };
        match condition.holds(seen.scope.get_or_init(|| Scope::of(seen, language))) {
            Ok(true) => Answer::Yes,
            Ok(false) => Answer::No,
            Err(reason) => Answer::Failed(reason),
        }
    }
}

impl Selectors {
    fn numbers_hold(&self, seen: &Seen<'_>) -> bool {
        let finding = seen.finding;
        let weakness = seen.vulnerability();
        let at_least = |least: Option<f32>, value: Option<f32>| {
            least.is_none_or(|least| value.is_some_and(|value| value >= least))
        };
        let equal = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        self.severity.is_none_or(|least| finding.severity >= least)
            && equal(self.unrated, finding.severity == Severity::Unknown)
            && self
                .confidence
                .is_none_or(|least| finding.confidence >= least)
            && at_least(self.risk, Some(finding.risk.value()))
            && at_least(self.cvss, weakness.and_then(Vulnerability::cvss_score))
            && at_least(
                self.epss,
                weakness.and_then(|w| w.epss).map(|epss| epss.score),
            )
            && equal(
                self.known_exploited,
                weakness.is_some_and(|w| w.known_exploited.is_some()),
            )
            && equal(self.fixable, finding.is_fixable())
            && equal(
                self.development,
                weakness.is_some_and(|weakness| weakness.development),
            )
            && self.fix_age_days.is_none_or(|least| match seen.fix_age() {
                FixAge::NoFix => false,
                FixAge::Undated => true,
                FixAge::Days(days) => days >= least,
            })
    }

    fn names_hold(&self, seen: &Seen<'_>) -> bool {
        let finding = seen.finding;
        let one = |patterns: &Option<Patterns>, text: Option<&str>| {
            patterns
                .as_ref()
                .is_none_or(|patterns| text.is_some_and(|text| patterns.matches(text)))
        };
        let ecosystem = seen
            .vulnerability()
            .map(|weakness| weakness.ecosystem.as_str());
        (self.subjects.is_empty() || self.subjects.contains(&finding.subject.kind))
            && one(&self.checks, Some(&finding.check))
            && one(&self.controls, Some(finding.control.as_str()))
            && one(&self.rules, finding.rule.as_deref())
            && one(&self.ecosystems, ecosystem)
            && self
                .cves
                .as_ref()
                .is_none_or(|cves| cves.match_any(seen.ids()))
            && self
                .packages
                .as_ref()
                .is_none_or(|packages| packages.match_any(seen.package_names().into_iter()))
            && self
                .paths
                .as_ref()
                .is_none_or(|paths| paths.match_any(seen.paths()))
            && self.images.as_ref().is_none_or(|images| {
                let names = seen.image.map(ImageContext::names).unwrap_or_default();
                images.match_any(names.iter().map(String::as_str))
            })
    }

    /// The selectors in words, joined by commas; empty when there is none.
    pub(crate) fn words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let lists = [
            ("check", &self.checks),
            ("control", &self.controls),
            ("rule", &self.rules),
            ("weakness", &self.cves),
            ("package", &self.packages),
            ("ecosystem", &self.ecosystems),
            ("path", &self.paths),
            ("image", &self.images),
        ];
        for (word, patterns) in lists {
            if let Some(patterns) = patterns {
                parts.push(format!("{word} {}", patterns.texts().join(" or ")));
            }
        }
        if !self.subjects.is_empty() {
            let kinds: Vec<String> = self
                .subjects
                .iter()
                .map(|kind| format!("{kind:?}").to_lowercase())
                .collect();
            parts.push(format!("about a {}", kinds.join(" or ")));
        }
        let either = |value: Option<bool>, yes: &str, no: &str| {
            value.map(|value| if value { yes } else { no }.to_owned())
        };
        parts.extend(self.severity.map(|least| match least {
            Severity::Unknown => "any severity".to_owned(),
            Severity::Critical => "severity critical".to_owned(),
            _ => format!("severity {least} or worse"),
        }));
        parts.extend(either(self.unrated, "not rated", "rated"));
        parts.extend(
            self.confidence
                .map(|least| format!("confidence at least {least}")),
        );
        parts.extend(self.risk.map(|least| format!("risk at least {least}")));
        parts.extend(self.cvss.map(|least| format!("CVSS at least {least}")));
        parts.extend(self.epss.map(|least| format!("EPSS at least {least}")));
        parts.extend(either(
            self.known_exploited,
            "known exploited",
            "not known exploited",
        ));
        parts.extend(either(self.fixable, "with a fix", "without a fix"));
        parts.extend(
            self.fix_age_days
                .map(|days| format!("a fix exists for {days} days or more")),
        );
        parts.extend(either(
            self.development,
            "for development only",
            "not only for development",
        ));
        parts.extend(
            self.when
                .as_ref()
                .map(|when| format!("when `{}`", when.source().trim())),
        );
        parts.join(", ")
    }
}
