//! A folder that somebody edits: its configuration judged with texts in the place of files.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use seaworthy_model::{Finding, Unknown};

use crate::config::{self, Files};
use crate::fix::FixSettings;
use crate::folder::{self, ReadFolderError};
use crate::judge::{self, Judged};

/// LIMIT: files of one workspace. Their names are gone through at every change of a text, which has
/// to be done before the next key is pressed; the largest repositories have half as many.
pub const WORKSPACE_FILES_MAX: usize = 100_000;

/// A folder, or one file in none, with the list of its files.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    files: Vec<PathBuf>,
    is_cut: bool,
}

impl Workspace {
    /// Lists the files of a folder; none is read.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn open(root: &Path) -> Result<Self, ReadFolderError> {
        Self::open_up_to(root, WORKSPACE_FILES_MAX)
    }

    fn open_up_to(root: &Path, files_max: usize) -> Result<Self, ReadFolderError> {
        let (files, is_cut) = folder::list_up_to(root, files_max)?;
        Ok(Workspace {
            root: root.to_owned(),
            files,
            is_cut,
        })
    }

    /// One file that is judged alone. It need not lie anywhere.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        Workspace {
            root: path.to_owned(),
            files: vec![path.to_owned()],
            is_cut: false,
        }
    }

    /// Lists the files again, after some came or went. The list stays as it was on an error.
    ///
    /// # Errors
    /// The folder cannot be read any more.
    pub fn refresh(&mut self) -> Result<(), ReadFolderError> {
        *self = Self::open(&self.root)?;
        Ok(())
    }

    /// Whether there are more than [`WORKSPACE_FILES_MAX`] files, so that some are not judged.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The name by which findings call a file: its path from the root, with `/`. Nothing where it
    /// does not lie in the workspace.
    #[must_use]
    pub fn name_of(&self, path: &Path) -> Option<String> {
        if path == self.root {
            return Some(folder::name_of(path));
        }
        let below = path.strip_prefix(&self.root).ok()?;
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        below
            .components()
            .all(is_plain)
            .then(|| folder::shown(&self.root, path))
    }

    /// Where the file of that name lies.
    #[must_use]
    pub fn path_of(&self, name: &str) -> PathBuf {
        if matches!(&self.files[..], [only] if *only == self.root) {
            return self.root.clone();
        }
        self.root.join(name)
    }

    /// Judges the configuration as `fix` looks at it. `texts` stand in the place of the files of
    /// their names, whether these are there or not. What waivers and comments accept is among the
    /// findings, and settled.
    #[must_use]
    pub fn judge(
        &self,
        texts: &BTreeMap<String, &str>,
        settings: &FixSettings<'_>,
    ) -> (Vec<Finding>, Vec<Unknown>) {
        let FixSettings {
            policy,
            gate,
            threads,
            ..
        } = *settings;
        let places: Vec<PathBuf> = texts.keys().map(|name| self.path_of(name)).collect();
        let mut files = Files::new(&self.root, &self.files);
        for ((name, text), place) in texts.iter().zip(&places) {
            files.add(name, place, text.as_bytes().to_vec());
        }
        let read = config::read(&files, &settings.configuration, settings.now, threads);
        let mut judged = Judged::default();
        config::judge(&read, config::Asked { policy, gate }, threads, &mut judged);
        let Judged {
            mut findings,
            unknowns,
        } = judged;
        // For the waivers alone: nobody asked whether the folder passes the gate.
        let _ = policy.decide(gate, &mut findings, &unknowns, &[], settings.today);
        judge::sort(&mut findings);
        (findings, unknowns)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use seaworthy_model::Gate;
    use seaworthy_policy::{Builtin, Policy};

    use super::*;

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n\
                       \u{20}   - name: web\n      image: app:1\n      securityContext: \
                       {privileged: PRIV}\n";

    fn checks(workspace: &Workspace, texts: &[(&str, &str)]) -> Vec<(String, String)> {
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), *text));
        let settings = FixSettings {
            configuration: crate::ConfigurationOptions::default(),
            policy: &Policy::builtin(Builtin::Baseline),
            gate: Gate::Ci,
            now: Timestamp::UNIX_EPOCH,
            today: jiff::civil::date(2026, 1, 1),
            threads: 1,
        };
        let (found, _) = workspace.judge(&texts.collect(), &settings);
        found
            .into_iter()
            .filter(|finding| finding.check == "privileged-container")
            .map(|finding| {
                let path = finding.location.stable_path().to_owned();
                (path, finding.check)
            })
            .collect()
    }

    #[test]
    fn a_text_stands_in_the_place_of_its_file_and_of_one_that_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let (bad, good) = (POD.replace("PRIV", "true"), POD.replace("PRIV", "false"));
        std::fs::write(folder.path().join("a.yaml"), &bad).unwrap();
        let workspace = Workspace::open(folder.path()).unwrap();
        let at = |path: &str| (path.to_owned(), "privileged-container".to_owned());
        assert_eq!(checks(&workspace, &[]), [at("a.yaml")]);
        assert_eq!(checks(&workspace, &[("a.yaml", &good)]), []);
        assert_eq!(
            checks(&workspace, &[("a.yaml", &good), ("b/new.yaml", &bad)]),
            [at("b/new.yaml")]
        );
        let alone = Workspace::of_file(Path::new("/nowhere/x.yaml"));
        assert_eq!(checks(&alone, &[("x.yaml", &bad)]), [at("x.yaml")]);
    }

    #[test]
    fn names_are_those_below_the_root_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let workspace = Workspace::open(root).unwrap();
        assert_eq!(
            workspace.name_of(&root.join("a/b.yaml")).as_deref(),
            Some("a/b.yaml")
        );
        assert_eq!(workspace.name_of(&root.join("../b.yaml")), None);
        assert_eq!(workspace.name_of(Path::new("/elsewhere/b.yaml")), None);
        assert_eq!(workspace.path_of("a/b.yaml"), root.join("a/b.yaml"));
    }

    #[test]
    fn files_beyond_the_limit_are_left_out_and_that_is_told() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.yaml", "b.yaml", "c.yaml"] {
            std::fs::write(folder.path().join(name), POD.replace("PRIV", "true")).unwrap();
        }
        let cut = Workspace::open_up_to(folder.path(), 2).unwrap();
        assert!(cut.is_cut());
        assert_eq!(checks(&cut, &[]).len(), 2);
        assert!(!Workspace::open_up_to(folder.path(), 3).unwrap().is_cut());
    }

    #[test]
    fn a_new_file_is_seen_after_the_list_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut workspace = Workspace::open(folder.path()).unwrap();
        std::fs::write(folder.path().join("a.yaml"), POD.replace("PRIV", "true")).unwrap();
        assert_eq!(checks(&workspace, &[]), []);
        workspace.refresh().unwrap();
        assert_eq!(checks(&workspace, &[]).len(), 1);
    }
}
