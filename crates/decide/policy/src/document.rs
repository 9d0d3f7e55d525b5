//! The policy file as it is written: the types behind its reader and its JSON Schema.

use jiff::civil::Date;
use schemars::JsonSchema;
use seaworthy_model::{Confidence, Decision, Gate, Severity, SubjectKind, Waiver};
use serde::{Deserialize, Serialize};

use crate::builtin::Builtin;

/// The policy file `seaworthy.yaml`: what each gate denies and warns of, which risks are accepted,
/// and which registries are trusted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["version"]))]
pub struct PolicyDocument {
    /// Version of the format: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1, max = 1))]
    pub version: Option<u32>,
    /// What this policy is for, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The built-in policy whose rules hold as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Builtin>,
    /// What each gate decides.
    #[serde(default)]
    pub gates: GatesDocument,
    /// Weaknesses that are accepted or refused everywhere.
    #[serde(default)]
    pub cves: CvesDocument,
    /// Registries that may be used.
    #[serde(default)]
    pub registries: RegistriesDocument,
    /// Licences that packages may come under.
    #[serde(default)]
    pub licences: LicencesDocument,
    /// Risks that a named person accepts until a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// What the search for secrets leaves out.
    #[serde(default)]
    pub secrets: SecretsDocument,
}

/// The gates. What stands under `all` holds at each of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatesDocument {
    /// Every gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<GateDocument>,
    /// A pipeline that builds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci: Option<GateDocument>,
    /// An image that lies in a registry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<GateDocument>,
    /// An image that moves to the next registry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion: Option<GateDocument>,
    /// An object that enters a cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<GateDocument>,
    /// A workload that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<GateDocument>,
}

impl GatesDocument {
    /// What is written for one gate alone.
    #[must_use]
    pub fn of(&self, gate: Gate) -> Option<&GateDocument> {
        match gate {
            Gate::Ci => self.ci.as_ref(),
            Gate::Registry => self.registry.as_ref(),
            Gate::Promotion => self.promotion.as_ref(),
            Gate::Admission => self.admission.as_ref(),
            Gate::Runtime => self.runtime.as_ref(),
        }
    }
}

/// What one gate decides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateDocument {
    /// Rules that stop the container.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<RuleDocument>,
    /// Rules that let it pass and ask for attention.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warn: Vec<RuleDocument>,
    /// What happens where something could not be read or decided. Where nothing is said: `warn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknowns: Option<Decision>,
    /// Names of inherited rules that do not hold here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// A rule: it matches a finding for which every selector that is given holds. Patterns are globs in
/// which `*` and `?` stop at `/` and `**` does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RuleDocument {
    /// A short name, by which another policy can leave the rule out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the report says when the rule matches; made from the selectors where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Controls of the catalogue (patterns): `IMG-03`, `IMG-*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
    /// Checks (patterns): `root-user`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// What the check found by (patterns), such as the id of a secret rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Weaknesses under any of their ids (patterns, in any case): `CVE-2021-44228`, `GHSA-*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cves: Vec<String>,
    /// Package names or package URLs (patterns): `openssl*`, `pkg:npm/**`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<String>,
    /// Ecosystems whose advisory matched, as OSV names them (patterns): `npm`, `Debian:*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ecosystems: Vec<String>,
    /// Paths of files (patterns), with or without the leading slash.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Images (patterns), by the name given or the full reference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// What the finding is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<SubjectKind>,
    /// At least this severity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Whether no source rated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrated: Option<bool>,
    /// At least this confidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// At least this risk, from 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub risk: Option<f32>,
    /// At least this CVSS base score by any source, from 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub cvss: Option<f32>,
    /// At least this EPSS probability, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub epss: Option<f32>,
    /// Whether CISA lists it as exploited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_exploited: Option<bool>,
    /// Whether an upgrade or a known change removes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixable: Option<bool>,
    /// At least so many days since a fix exists. Without that date the day of the advisory counts;
    /// without both the fix counts as old enough. What has no fix does not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix_age_days: Option<u32>,
    /// Whether the package is there for development only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub development: Option<bool>,
    /// A CEL condition over `finding` and `image`. One that cannot be evaluated matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// Weaknesses that are accepted or refused everywhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CvesDocument {
    /// Accepted until a day, wherever they are found: a waiver without a scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<AllowedCve>,
    /// Denied at every gate, whatever the rules and waivers say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
}

/// A weakness that is accepted until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowedCve {
    /// Any of its ids.
    pub id: String,
    /// Why the risk is acceptable.
    pub reason: String,
    /// The person or team that answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// Registries that may be used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistriesDocument {
    /// Patterns of `HOST/REPOSITORY`, such as `registry.example.com/team/**`; a host alone stands
    /// for all of it. Empty: every registry is trusted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted: Vec<String>,
}

/// Licences that packages may come under. Entries are ids of the SPDX list (patterns): `MIT`,
/// `BSD-*`, `GPL-2.0-only WITH Classpath-exception-2.0`, or references, `LicenseRef-Acme`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LicencesDocument {
    /// What may be used. Where this is given, every other known licence is denied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// What may not be used; stronger than `allow`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
    /// What happens where a licence is not known. Where nothing is said: `warn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Decision>,
}

/// What the search for secrets leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretsDocument {
    /// What is no finding.
    #[serde(default)]
    pub allow: SecretsAllow,
}

/// Secrets that are no finding: each list by itself is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretsAllow {
    /// Paths of files that are not searched (patterns).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Ids of secret rules that are not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Fingerprints of values that are known to be harmless, as reports show them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fingerprints: Vec<String>,
}

/// The JSON Schema of the policy file (draft 2020-12), as `docs/reference` publishes it.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(PolicyDocument).to_value();
    if let Some(object) = schema.as_object_mut() {
        let id = "seaworthy.policy/v1".into();
        object.insert("title".to_owned(), id);
    }
    schema
}
