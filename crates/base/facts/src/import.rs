//! What other tools reported of a target: results of SARIF logs and of dynamic application tests.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use seaworthy_model::{Confidence, Digest, Location, Severity, StatementStatus};
use serde::{Deserialize, Serialize};

use crate::Unread;

/// One file that was imported.
///
/// It never holds requests, responses, headers, payloads, snippets of files, credentials of an
/// address or values of its query: what a tool shows as proof may be a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedReport {
    /// The file as the user named it.
    pub file: String,
    /// Its SHA-256.
    pub document: Digest,
    /// Its format.
    pub format: ImportFormat,
    /// The image that its results are about; none for a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Digest>,
    /// Who says so.
    pub binding: ImportBinding,
    /// Digests of images that the file itself names as what was tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<Digest>,
    /// The tools that speak in it, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ImportedTool>,
    /// What they say is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ImportedResult>,
    /// Results that say that nothing is wrong: passed, not applicable, gone since the baseline.
    #[serde(default)]
    pub passed: u64,
    /// What could not be read, and runs that say nothing because the tool failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

/// The formats that are imported.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFormat {
    /// SARIF 2.1.0 (OASIS).
    Sarif,
    /// The traditional JSON report of ZAP.
    ZapJson,
    /// The traditional XML report of ZAP.
    ZapXml,
    /// Nuclei's results, one JSON object a line or as a list.
    Nuclei,
    /// The XML export of issues of Burp Suite.
    Burp,
    /// The JSON report of Nikto.
    Nikto,
    /// The JSON report of Wapiti.
    Wapiti,
}

impl ImportFormat {
    /// All of them, in the order of help.
    pub const ALL: [ImportFormat; 7] = [
        ImportFormat::Sarif,
        ImportFormat::ZapJson,
        ImportFormat::ZapXml,
        ImportFormat::Nuclei,
        ImportFormat::Burp,
        ImportFormat::Nikto,
        ImportFormat::Wapiti,
    ];

    /// The word of options and of the native format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ImportFormat::Sarif => "sarif",
            ImportFormat::ZapJson => "zap-json",
            ImportFormat::ZapXml => "zap-xml",
            ImportFormat::Nuclei => "nuclei",
            ImportFormat::Burp => "burp",
            ImportFormat::Nikto => "nikto",
            ImportFormat::Wapiti => "wapiti",
        }
    }
}

impl fmt::Display for ImportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no format of imports.
#[derive(Debug, thiserror::Error)]
#[error("unknown format `{0}`; use sarif, zap-json, zap-xml, nuclei, burp, nikto or wapiti")]
pub struct ImportFormatError(String);

impl FromStr for ImportFormat {
    type Err = ImportFormatError;

    fn from_str(text: &str) -> Result<Self, ImportFormatError> {
        let mut all = ImportFormat::ALL.into_iter();
        all.find(|format| format.as_str() == text)
            .ok_or_else(|| ImportFormatError(text.chars().take(40).collect()))
    }
}

/// Who says which image the results are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImportBinding {
    /// The user, on the command line; the file names no image.
    #[default]
    CommandLine,
    /// The file names the image by a digest, and the user does not contradict it.
    File,
}

/// A tool that speaks in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedTool {
    /// Its name as it writes it.
    pub name: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// One thing that another tool says is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedResult {
    /// The tool, as a number in [`ImportedReport::tools`].
    pub tool: u32,
    /// Id of the tool's rule.
    pub rule: String,
    /// The rule in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is wrong, in the tool's words.
    pub message: String,
    /// What to do, in the tool's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Where the tool explains the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// How bad, on our scale.
    pub severity: Severity,
    /// What that was made of, in the words of the tool: `security-severity 9.8`, `riskcode 3`.
    pub rated: String,
    /// How sure.
    pub confidence: Confidence,
    /// Kinds of weakness, such as `CWE-79`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weaknesses: Vec<String>,
    /// Known weaknesses, such as `CVE-2021-44228`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vulnerabilities: Vec<String>,
    /// Where; a tool may name no place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
    /// Other places that matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Location>,
    /// By what the tool knows the result again, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Whether the result is new since the tool's baseline: `new`, `unchanged` or `updated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// What the file states of the result, such as a suppression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<SourceStatement>,
}

/// What a file states of its own result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceStatement {
    /// What.
    pub status: StatementStatus,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_back_by_its_word() {
        for format in ImportFormat::ALL {
            assert_eq!(format.as_str().parse::<ImportFormat>().unwrap(), format);
            let word = serde_json::to_value(format).unwrap();
            assert_eq!(word, format.as_str());
        }
        assert!("pdf".parse::<ImportFormat>().is_err());
    }
}
