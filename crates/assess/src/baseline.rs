//! What an earlier assessment found already, so that only what is new decides.

use std::collections::BTreeSet;
use std::path::Path;

use seaworthy_model::{Finding, Fingerprint, Note, Statement, StatementStatus};

use crate::{ReadAssessmentError, read_assessments};

/// The findings of an earlier assessment.
#[derive(Clone, Debug)]
pub struct Baseline {
    name: String,
    known: BTreeSet<Fingerprint>,
}

impl Baseline {
    /// Reads the document that an earlier scan wrote in the format `json`.
    ///
    /// # Errors
    /// It cannot be read, or is no such document.
    pub fn read(path: &Path) -> Result<Self, ReadAssessmentError> {
        let earlier = read_assessments(path)?;
        let findings = earlier
            .into_iter()
            .flat_map(|assessment| assessment.findings);
        Ok(Baseline {
            name: path.display().to_string(),
            known: findings.map(|finding| finding.fingerprint).collect(),
        })
    }

    /// Accepts the findings that were there before, and tells how many are gone.
    pub(crate) fn apply(&self, findings: &mut [Finding]) -> Vec<Note> {
        let mut met = BTreeSet::new();
        for finding in findings {
            if !self.known.contains(&finding.fingerprint) {
                continue;
            }
            met.insert(finding.fingerprint.clone());
            finding.statement.get_or_insert_with(|| {
                Box::new(Statement {
                    status: StatementStatus::Accepted,
                    justification: None,
                    text: Some("it was there before".to_owned()),
                    author: "the baseline".to_owned(),
                    source: self.name.clone(),
                    said: None,
                })
            });
        }
        let gone = self.known.len() - met.len();
        let text = match gone {
            0 => return Vec::new(),
            1 => "1 finding of it is gone: write it anew".to_owned(),
            _ => format!("{gone} findings of it are gone: write it anew"),
        };
        vec![Note::new(format!("baseline {}", self.name), text)]
    }
}
