//! A finding: one thing that is wrong, where, how bad, and what to do.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    AppliedWaiver, Confidence, ControlId, Fingerprint, Location, Origin, Remedy, Risk, Severity,
    Statement, Vulnerability,
};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable over rebuilds, shifted lines and new versions.
    pub fingerprint: Fingerprint,
    /// The check that found it, such as `root-user`.
    pub check: String,
    /// The control that the check answers.
    pub control: ControlId,
    /// What the check found by: a CVE, the id of a secret rule. Empty where the check is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// One sentence that says what is wrong here, with names.
    pub message: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// Severity, exploitation and the control's own risk together, from 0 to 10.
    pub risk: Risk,
    /// What it is about.
    pub subject: Subject,
    /// The place a person should go to.
    pub location: Location,
    /// Other places that matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Location>,
    /// What was seen, in short facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// The weakness, where the finding is one of a package.
    #[serde(default, with = "weakness", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vulnerability>")]
    pub vulnerability: Option<Arc<Vulnerability>>,
    /// The waiver that covers it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<AppliedWaiver>,
    /// What a VEX document or the image itself states of it, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Box<Statement>>,
    /// Whether the base image brought it or the layers on top; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

impl Finding {
    /// Whether an upgrade or a known change removes it.
    #[must_use]
    pub fn is_fixable(&self) -> bool {
        match &self.vulnerability {
            Some(vulnerability) => vulnerability.is_fixable(),
            None => self.remedy.is_some(),
        }
    }

    /// Whether it decides nothing any more: a waiver covers it, or a statement settles it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let stated = self.statement.as_ref();
        self.waived.is_some() || stated.is_some_and(|stated| stated.status.settles())
    }

    /// The id that people look up: the rule where there is one, else the check.
    #[must_use]
    pub fn id(&self) -> &str {
        self.rule.as_deref().unwrap_or(&self.check)
    }
}

/// A weakness that the findings of many images share is written out in each, and read as one of its
/// own.
mod weakness {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::Vulnerability;

    pub(super) fn serialize<S: Serializer>(
        weakness: &Option<Arc<Vulnerability>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        weakness.as_deref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Arc<Vulnerability>>, D::Error> {
        Ok(Option::deserialize(deserializer)?.map(Arc::new))
    }
}

/// What a finding is about.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its name: a package URL, an image reference, a path, an environment variable.
    pub name: String,
    /// The image or folder that holds it, where the subject is not that itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// The kind of a subject.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A container image.
    Image,
    /// An installed or locked package.
    Package,
    /// A file in a layer or folder.
    File,
    /// A field of a configuration.
    Setting,
    /// What a configuration defines: an object of Kubernetes, a service of Compose, a stage of a
    /// build, a resource of a cloud.
    Resource,
    /// A waiver or a rule of the policy itself.
    Policy,
}

/// A short fact that supports a finding. It never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What was looked at, such as `config.User`.
    pub name: String,
    /// What was seen there.
    pub value: String,
}

impl Evidence {
    /// A named fact.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Evidence {
            name: name.into(),
            value: value.into(),
        }
    }
}
