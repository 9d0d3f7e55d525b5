//! VEX documents from files and registries, and what they and the image's own changelogs state of
//! findings.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use seaworthy_advisories::vex::{self, DOCUMENT_BYTES_MAX, ReadVexError, VexDocument};
use seaworthy_advisories::{proof, upgrades};
use seaworthy_facts::Facts;
use seaworthy_model::{Finding, Note, Upgrade};

use crate::attached::AttachedVex;

/// LIMIT: documents of one folder; a hub of all vendors' documents is asked by feed, not by folder.
pub const FOLDER_DOCUMENTS_MAX: usize = 10_000;

/// Statements of VEX documents, each document with the place where it stands, and whether those are
/// asked for that are attached to an image.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    documents: Vec<(String, VexDocument)>,
    attached: bool,
}

/// Why VEX documents could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadStatementsError {
    /// A file or folder could not be read.
    #[error("cannot read the VEX document {}", path.display())]
    Read {
        /// Its path.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file is no VEX document.
    #[error("cannot use {} as a VEX document", path.display())]
    Document {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it.
        source: ReadVexError,
    },
    /// A folder holds more than [`FOLDER_DOCUMENTS_MAX`] documents, or none.
    #[error(
        "the folder {} holds {count} JSON and XML files; 1 to {FOLDER_DOCUMENTS_MAX} are read",
        path.display()
    )]
    Count {
        /// Its path.
        path: PathBuf,
        /// How many.
        count: usize,
    },
}

impl Statements {
    /// Asks for the documents that are attached to an image that is read from its registry. Their
    /// signatures are not verified.
    pub fn ask_for_attached(&mut self) {
        self.attached = true;
    }

    pub(crate) fn asks_for_attached(&self) -> bool {
        self.attached
    }

    /// Reads a document, or every `*.json` and `*.xml` directly in a folder.
    ///
    /// # Errors
    /// It cannot be read, or is no VEX document: whoever names one means it to be applied.
    pub fn add(&mut self, path: &Path) -> Result<(), ReadStatementsError> {
        if !path.is_dir() {
            return self.add_file(path);
        }
        let wrong = |source| ReadStatementsError::Read {
            path: path.to_owned(),
            source,
        };
        let mut files: Vec<PathBuf> = Vec::new();
        let mut count = 0;
        for entry in fs::read_dir(path).map_err(wrong)? {
            let file = entry.map_err(wrong)?.path();
            if file
                .extension()
                .is_some_and(|extension| extension == "json" || extension == "xml")
                && file.is_file()
            {
                count += 1;
                if count <= FOLDER_DOCUMENTS_MAX {
                    files.push(file);
                }
            }
        }
        if count == 0 || count > FOLDER_DOCUMENTS_MAX {
            return Err(ReadStatementsError::Count {
                path: path.to_owned(),
                count,
            });
        }
        files.sort();
        files.iter().try_for_each(|file| self.add_file(file))
    }

    fn add_file(&mut self, path: &Path) -> Result<(), ReadStatementsError> {
        let mut bytes = Vec::new();
        let limit = DOCUMENT_BYTES_MAX as u64 + 1;
        File::open(path)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .map_err(|source| ReadStatementsError::Read {
                path: path.to_owned(),
                source,
            })?;
        let document = vex::read(&bytes).map_err(|source| ReadStatementsError::Document {
            path: path.to_owned(),
            source,
        })?;
        self.documents.push((path.display().to_string(), document));
        Ok(())
    }

    /// Puts what changelogs prove and what the documents state onto findings.
    pub(crate) fn apply(
        &self,
        attached: AttachedVex,
        facts: &Facts,
        findings: &mut [Finding],
    ) -> Vec<Note> {
        for image in &facts.images {
            proof::apply(image, findings);
        }
        let mut notes = attached.notes;
        let all: Vec<_> = self.documents.iter().chain(&attached.documents).collect();
        if !all.is_empty() {
            notes.extend(vex::apply(&all, facts, findings));
        }
        notes
    }
}

/// The upgrades that close most of what is not settled.
pub(crate) fn upgrades(findings: &[Finding], facts: &Facts) -> Vec<Upgrade> {
    upgrades::upgrades(findings, facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"@context":"https://openvex.dev/ns","author":"a",
        "statements":[{"vulnerability":"CVE-2024-0001","status":"fixed","products":["pkg:npm/a"]}]}"#;

    #[test]
    fn a_folder_is_its_documents_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.json", "a.json"] {
            fs::write(folder.path().join(name), DOCUMENT).unwrap();
        }
        fs::write(folder.path().join("README"), "no document").unwrap();
        let mut statements = Statements::default();
        statements.add(folder.path()).unwrap();
        let names: Vec<&str> = statements
            .documents
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names.len(), 2);
        assert!(names[0].ends_with("a.json"), "{names:?}");
        let notes = statements.apply(AttachedVex::default(), &Facts::default(), &mut []);
        assert_eq!(notes.len(), 2);
        assert!(
            notes[0].text.contains("no finding has this id"),
            "{notes:?}"
        );
    }

    #[test]
    fn what_is_no_document_is_an_error_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let mut statements = Statements::default();
        let empty = statements.add(folder.path()).unwrap_err();
        assert!(matches!(empty, ReadStatementsError::Count { count: 0, .. }));
        let file = folder.path().join("x.json");
        fs::write(&file, "{}").unwrap();
        let error = statements.add(&file).unwrap_err();
        assert!(error.to_string().contains("x.json"), "{error}");
        let missing = statements.add(&folder.path().join("y.json")).unwrap_err();
        assert!(matches!(missing, ReadStatementsError::Read { .. }));
    }
}
