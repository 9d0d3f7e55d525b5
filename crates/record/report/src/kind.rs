//! The kinds of findings, by which reports group them.

use seaworthy_model::{Finding, SubjectKind};

/// The check of findings that another tool reported and a scan took over.
const IMPORTED: &str = "imported-finding";

/// What a finding is about, as a person would sort them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Vulnerability,
    Secret,
    Configuration,
    Imported,
    Policy,
}

impl Kind {
    /// All kinds, in the order of reports.
    pub(crate) const ALL: [Kind; 5] = [
        Kind::Vulnerability,
        Kind::Secret,
        Kind::Configuration,
        Kind::Imported,
        Kind::Policy,
    ];

    /// The kind of a finding.
    ///
    /// INVARIANT: a finding by a rule that is neither a weakness nor imported is one of a secret
    /// (see `Finding::rule`).
    pub(crate) fn of(finding: &Finding) -> Self {
        match (finding.subject.kind, &finding.vulnerability, &finding.rule) {
            (SubjectKind::Policy, ..) => Kind::Policy,
            (_, Some(_), _) => Kind::Vulnerability,
            _ if finding.check == IMPORTED => Kind::Imported,
            (_, None, Some(_)) => Kind::Secret,
            (_, None, None) => Kind::Configuration,
        }
    }

    /// The heading of its findings.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Kind::Vulnerability => "Vulnerabilities",
            Kind::Secret => "Secrets",
            Kind::Configuration => "Configuration",
            Kind::Imported => "Imported",
            Kind::Policy => "Policy",
        }
    }

    /// The word of machine-readable formats.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Vulnerability => "vulnerability",
            Kind::Secret => "secret",
            Kind::Configuration => "configuration",
            Kind::Imported => "imported",
            Kind::Policy => "policy",
        }
    }
}
