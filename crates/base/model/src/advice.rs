//! What a target as a whole should know: notes, the upgrades that close most, and its base image.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Confidence, Digest, Fingerprint, Origin, Severity};

/// Something that a reader should know and that decides nothing, such as a statement of a VEX
/// document that matches no finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What it is about, as a person would name it.
    pub what: String,
    /// What there is to know.
    pub text: String,
    /// Where it stands: a file, a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The image or folder that it belongs to, if the target holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

impl Note {
    /// A note without source.
    #[must_use]
    pub fn new(what: impl Into<String>, text: impl Into<String>) -> Self {
        Note {
            what: what.into(),
            text: text.into(),
            source: None,
            within: None,
        }
    }
}

/// What to do about a target as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Advice {
    /// Upgrades of packages, the one that closes most risk first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub upgrades: Vec<Upgrade>,
    /// The base images that were recognised, one at most for each image of the target.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<BaseImage>,
}

impl Advice {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.upgrades.is_empty() && self.bases.is_empty()
    }
}

/// One upgrade and what it closes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Upgrade {
    /// What to upgrade: the source package of a distribution, else the package.
    pub package: String,
    /// The ecosystem whose data names the fix, as OSV names it.
    pub ecosystem: String,
    /// The installed packages that move with it, sorted.
    pub packages: Vec<String>,
    /// The installed version.
    pub from: String,
    /// The lowest version that closes all that it closes.
    pub to: String,
    /// The sum of the risks of the findings that it closes.
    pub risk: f64,
    /// The worst severity among them.
    pub worst: Severity,
    /// The findings that it closes, the worst first.
    pub closes: Vec<Fingerprint>,
    /// Whether the base image brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The image or folder that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// The base image of an image, as far as it was recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaseImage {
    /// The image that is built on it.
    pub within: String,
    /// Its name, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Digest of its manifest, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// How many of the lowest layers are its.
    pub layers: u32,
    /// By what it was recognised.
    pub found_by: BaseEvidence,
    /// How sure that is.
    pub confidence: Confidence,
    /// Findings that it brings.
    pub findings: u32,
    /// The sum of their risks.
    pub risk: f64,
    /// A newer one, where a registry was asked and has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newer: Option<NewerBase>,
    /// What came of asking for a newer one.
    #[serde(default)]
    pub lookup: NewerLookup,
}

/// What came of asking a registry for a newer base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NewerLookup {
    /// No registry was asked: the target lies in none, the user forbade it, or no name with a tag
    /// is known.
    #[default]
    NotAsked,
    /// The registry answered, and has none.
    None,
    /// The registry has one.
    Found,
    /// The registry was asked and gave no answer that can be used; a note says why.
    Unanswered,
}

/// By what a base image was recognised, the surest first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum BaseEvidence {
    /// The user named it, and its layers are the lowest ones of the image.
    Named,
    /// The lowest layers are those of an image that was scanned before.
    LayerChain,
    /// A label names it (OCI image specification, annotations
    /// `org.opencontainers.image.base.name` and `.digest`).
    Label,
    /// The packages are those of an image that was scanned before.
    PackageSet,
    /// The history shows where another build began.
    History,
}

impl BaseEvidence {
    /// The words of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BaseEvidence::Named => "named",
            BaseEvidence::LayerChain => "layer chain",
            BaseEvidence::Label => "label",
            BaseEvidence::PackageSet => "package set",
            BaseEvidence::History => "history",
        }
    }
}

impl fmt::Display for BaseEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A base image that is newer than the one in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NewerBase {
    /// Its reference.
    pub reference: String,
    /// Digest of its manifest, where the registry told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Why it is newer: a higher version, or another digest under the same tag.
    pub reason: String,
    /// What it would change, where the user had it read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<BaseEffect>,
}

/// What another base would change in the open findings that a base brings. Findings of its
/// configuration are left out: an image sets its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaseEffect {
    /// Open findings that the base in use brings.
    pub of: u32,
    /// Those of them that the other does not have.
    pub removes: u32,
    /// Open findings that only the other has.
    pub adds: u32,
    /// The risk of those that it removes without that of those that it adds; below 0 where the
    /// other is worse.
    pub risk: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_reads_back_and_nothing_is_written_where_there_is_none() {
        assert_eq!(serde_json::to_string(&Advice::default()).unwrap(), "{}");
        assert!(Advice::default().is_empty());
        let advice = Advice {
            upgrades: Vec::new(),
            bases: vec![BaseImage {
                within: "app".into(),
                name: Some("debian:12".into()),
                digest: None,
                layers: 1,
                found_by: BaseEvidence::LayerChain,
                confidence: Confidence::High,
                findings: 3,
                risk: 12.5,
                newer: None,
                lookup: NewerLookup::NotAsked,
            }],
        };
        let text = serde_json::to_string(&advice).unwrap();
        assert!(text.contains(r#""found_by":"layer-chain""#), "{text}");
        assert_eq!(serde_json::from_str::<Advice>(&text).unwrap(), advice);
    }
}
