//! The documents that are open in the editor.

use std::collections::BTreeMap;
use std::path::PathBuf;

use seaworthy_model::{Patch, Severity};

use super::protocol::{Diagnostic, OpenedDocument};
use super::uri;

/// LIMIT: documents that are open at once. People open dozens, a search over files some hundreds.
const DOCUMENTS_MAX: usize = 10_000;
/// LIMIT: bytes of all of them together, which are held in memory.
const DOCUMENTS_BYTES_MAX: usize = 256 << 20;

/// One document.
#[derive(Debug)]
pub(super) struct Document {
    /// Where it lies, or the name that stands for it until it is saved.
    pub(super) path: PathBuf,
    /// The editor's number of its text.
    pub(super) version: Option<i64>,
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) shown: Vec<Shown>,
    /// What the editor was told, so that it is told again only of something else.
    pub(super) told: Option<Vec<Diagnostic>>,
}

/// One thing that is wrong, and what may be done.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) diagnostic: Diagnostic,
    /// The check; none for what could not be read.
    pub(super) check: Option<(String, Severity)>,
    /// What to do, the change that does it, and the file that changes.
    pub(super) fix: Option<(String, Patch, PathBuf)>,
    /// Whether a comment above the line would accept it.
    pub(super) is_ignorable: bool,
}

/// All of them, by the names that the editor gave.
#[derive(Debug)]
pub(super) struct Documents {
    by_uri: BTreeMap<String, Document>,
    bytes_max: usize,
}

impl Default for Documents {
    fn default() -> Self {
        Documents {
            by_uri: BTreeMap::new(),
            bytes_max: DOCUMENTS_BYTES_MAX,
        }
    }
}

/// Why a document is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DocumentError {
    /// There are too many.
    #[error("more than {DOCUMENTS_MAX} documents are open; this one is not looked at")]
    TooMany,
    /// They are too large.
    #[error(
        "the open documents have more than {} MiB; this one is not looked at",
        DOCUMENTS_BYTES_MAX >> 20
    )]
    TooLarge,
}

impl Documents {
    /// Takes a document. One that is no file here and of no language that is known is passed over.
    ///
    /// # Errors
    /// There is no room for it.
    pub(super) fn open(&mut self, opened: OpenedDocument) -> Result<(), DocumentError> {
        let unsaved = || uri::unsaved_name(&opened.uri, &opened.language_id).map(PathBuf::from);
        let Some(path) = uri::to_path(&opened.uri).or_else(unsaved) else {
            return Ok(());
        };
        self.by_uri.remove(&opened.uri);
        if self.by_uri.len() >= DOCUMENTS_MAX {
            return Err(DocumentError::TooMany);
        }
        self.make_room(&opened.uri, opened.text.len())?;
        let document = Document {
            path,
            version: opened.version,
            text: opened.text,
            shown: Vec::new(),
            told: None,
        };
        self.by_uri.insert(opened.uri, document);
        Ok(())
    }

    /// Takes another text of a document.
    ///
    /// # Errors
    /// There is no room for it; it is closed.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: Option<i64>,
        text: String,
    ) -> Result<(), DocumentError> {
        if let Err(error) = self.make_room(uri, text.len()) {
            self.by_uri.remove(uri);
            return Err(error);
        }
        if let Some(document) = self.by_uri.get_mut(uri) {
            document.text = text;
            document.version = version;
        }
        Ok(())
    }

    /// Forgets a document, and says whether there was one.
    pub(super) fn close(&mut self, uri: &str) -> bool {
        self.by_uri.remove(uri).is_some()
    }

    pub(super) fn find(&self, uri: &str) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    /// The document that a path names, and its name.
    pub(super) fn at_path(&self, path: &std::path::Path) -> Option<(&str, &Document)> {
        self.iter().find(|(_, document)| document.path == path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Document)> {
        let all = self.by_uri.iter();
        all.map(|(uri, document)| (uri.as_str(), document))
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Document)> {
        let all = self.by_uri.iter_mut();
        all.map(|(uri, document)| (uri.as_str(), document))
    }

    fn make_room(&self, uri: &str, bytes: usize) -> Result<(), DocumentError> {
        let others = self.by_uri.iter().filter(|(other, _)| *other != uri);
        let held: usize = others.map(|(_, document)| document.text.len()).sum();
        match held.saturating_add(bytes) > self.bytes_max {
            true => Err(DocumentError::TooLarge),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(uri: &str, text: String) -> OpenedDocument {
        OpenedDocument {
            uri: uri.to_owned(),
            language_id: "yaml".to_owned(),
            version: Some(1),
            text,
        }
    }

    #[test]
    fn documents_beyond_the_limits_are_refused_and_the_others_stay() {
        let mut documents = Documents {
            bytes_max: 100,
            ..Documents::default()
        };
        let large = "x".repeat(100);
        documents.open(opened("file:///a", large.clone())).unwrap();
        let refused = documents.open(opened("file:///b", "y".to_owned()));
        assert_eq!(refused, Err(DocumentError::TooLarge));
        documents
            .change("file:///a", Some(2), "small".to_owned())
            .unwrap();
        documents.open(opened("file:///b", "y".to_owned())).unwrap();
        let refused = documents.change("file:///b", Some(2), large);
        assert_eq!(refused, Err(DocumentError::TooLarge));
        assert!(documents.find("file:///b").is_none());
        for number in 1..DOCUMENTS_MAX {
            let uri = format!("file:///{number}");
            documents.open(opened(&uri, String::new())).unwrap();
        }
        let refused = documents.open(opened("file:///last", String::new()));
        assert_eq!(refused, Err(DocumentError::TooMany));
    }

    #[test]
    fn a_change_of_what_is_not_open_opens_nothing() {
        let mut documents = Documents::default();
        documents.change("file:///a", None, "x".to_owned()).unwrap();
        assert_eq!(documents.iter().count(), 0);
        assert!(!documents.close("file:///a"));
    }
}
