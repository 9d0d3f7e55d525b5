//! What the caller has declared to be no finding.

use std::collections::HashSet;

use globset::{Glob, GlobSet, GlobSetBuilder};

use seaworthy_facts::{SecretFact, SecretOrigin};

use crate::hit::{SecretFingerprint, SecretFingerprintError};

/// Paths, rules and values that are not reported. It is given by the policy, never by scanned
/// content.
#[derive(Clone, Debug, Default)]
pub struct AllowList {
    paths: GlobSet,
    rules: HashSet<String>,
    fingerprints: HashSet<SecretFingerprint>,
}

/// An entry of an allow list that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AllowError {
    /// A path pattern is not valid.
    #[error("reading the path pattern `{pattern}` of the secrets allow list")]
    Path {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// A fingerprint is not valid.
    #[error("reading a fingerprint of the secrets allow list")]
    Fingerprint(#[source] SecretFingerprintError),
    /// There is no such rule.
    #[error("the secrets allow list names the rule `{0}`, which does not exist")]
    Rule(String),
}

impl AllowList {
    /// Reads the entries: globs over whole paths, rule ids, and fingerprints as reports show them.
    ///
    /// # Errors
    /// When a glob or a fingerprint is malformed. Unknown rule ids are found by
    /// [`crate::Engine::with_allow_list`].
    pub fn new<S: AsRef<str>>(
        paths: &[S],
        rules: &[S],
        fingerprints: &[S],
    ) -> Result<Self, AllowError> {
        let at = |pattern: &str, source| AllowError::Path {
            pattern: pattern.to_owned(),
            source,
        };
        let mut builder = GlobSetBuilder::new();
        for pattern in paths.iter().map(AsRef::as_ref) {
            builder.add(Glob::new(pattern).map_err(|source| at(pattern, source))?);
        }
        Ok(AllowList {
            paths: builder
                .build()
                .map_err(|source| at("all of them", source))?,
            rules: rules.iter().map(|rule| rule.as_ref().to_owned()).collect(),
            fingerprints: fingerprints
                .iter()
                .map(|print| print.as_ref().parse())
                .collect::<Result<_, _>>()
                .map_err(AllowError::Fingerprint)?,
        })
    }

    /// Whether the list declares this secret to be no finding. It is asked of facts after they were
    /// read, from a cache or from bytes, so that facts depend on no option.
    #[must_use]
    pub fn allows(&self, fact: &SecretFact) -> bool {
        let path = match &fact.origin {
            SecretOrigin::File { path, .. } => Some(path.as_str()),
            _ => None,
        };
        self.has_rule(&fact.rule)
            || self.has_path(path)
            || fact
                .fingerprint
                .parse()
                .is_ok_and(|print| self.has_fingerprint(&print))
    }

    /// Whether nothing is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.rules.is_empty() && self.fingerprints.is_empty()
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(String::as_str)
    }

    pub(crate) fn has_path(&self, path: Option<&str>) -> bool {
        let Some(path) = path.map(|path| path.trim_start_matches('/')) else {
            return false;
        };
        // A member of an archive is allowed by its own place and by that of the archive.
        let archive = path.split_once("!/").map(|(archive, _)| archive);
        self.paths.is_match(path) || archive.is_some_and(|path| self.paths.is_match(path))
    }

    pub(crate) fn has_rule(&self, id: &str) -> bool {
        self.rules.contains(id)
    }

    pub(crate) fn has_fingerprint(&self, print: &SecretFingerprint) -> bool {
        self.fingerprints.contains(print)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_entries_are_errors_that_do_not_repeat_values() {
        assert!(matches!(
            AllowList::new(&["a{"], &[], &[]),
            Err(AllowError::Path { .. })
        ));
        let error = AllowList::new(&[], &[], &["hunter2"]).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
        let list = AllowList::new(&["srv/**/*.pem"], &[], &[]).unwrap();
        assert!(list.has_path(Some("/srv/a/b.pem")));
        assert!(!list.has_path(Some("etc/b.pem")));
        assert!(!list.has_path(None));
    }

    #[test]
    fn facts_are_allowed_by_path_rule_and_fingerprint() {
        let print = SecretFingerprint::of(b"a value").to_string();
        let fact = |path: &str| SecretFact {
            rule: "github-token".to_owned(),
            title: String::new(),
            severity: seaworthy_model::Severity::High,
            confidence: seaworthy_model::Confidence::High,
            remedy: String::new(),
            origin: SecretOrigin::File {
                path: path.to_owned(),
                line: 1,
                column: 1,
                layer: None,
                diff_id: None,
                deleted_by: None,
            },
            fingerprint: print.clone(),
            length: 7,
        };
        let list = |paths: &[&str], rules: &[&str], prints: &[&str]| {
            AllowList::new(paths, rules, prints).unwrap()
        };
        assert!(list(&["srv/**"], &[], &[]).allows(&fact("srv/a")));
        assert!(!list(&["srv/**"], &[], &[]).allows(&fact("etc/a")));
        assert!(list(&["srv/a.zip"], &[], &[]).allows(&fact("srv/a.zip!/b")));
        assert!(list(&[], &["github-token"], &[]).allows(&fact("etc/a")));
        assert!(!list(&[], &["slack-token"], &[]).allows(&fact("etc/a")));
        assert!(list(&[], &[], &[&print]).allows(&fact("etc/a")));
        assert!(AllowList::default().is_empty());
        assert!(!list(&["a"], &[], &[]).is_empty());
    }
}
