//! The files of the tree, in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Folders that hold what was built or fetched, wherever they are.
const SKIPPED_FOLDERS: &[&str] = &[".git", "target", "artifacts", "node_modules"];
/// LIMIT: a larger file is data, not text of ours; only its name is kept.
const TEXT_BYTES_MAX: u64 = 1024 * 1024;

/// Every file by its path from the root, with its text where it is text.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads the tree below `root`.
    ///
    /// # Errors
    /// A folder or file that cannot be read, with its path.
    pub fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.read_folder(root, "")?;
        Ok(tree)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let entries =
            fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry
                .file_type()
                .with_context(|| format!("reading {path}"))?;
            if kind.is_dir() {
                if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                    self.read_folder(&entry.path(), &format!("{path}/"))?;
                }
            } else if kind.is_file() {
                let length = entry
                    .metadata()
                    .with_context(|| format!("reading {path}"))?
                    .len();
                let text = if length > TEXT_BYTES_MAX {
                    None
                } else {
                    let bytes =
                        fs::read(entry.path()).with_context(|| format!("reading {path}"))?;
                    String::from_utf8(bytes).ok()
                };
                self.files.insert(path, text);
            }
        }
        Ok(())
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// All text files with their text, sorted by path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The Rust files of the workspace and of the fuzz crate.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| {
            path.ends_with(".rs")
                && (path.starts_with("crates/")
                    || path.starts_with("xtask/")
                    || path.starts_with("fuzz/"))
        })
    }

    /// The text of one file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// The names directly below `folder` (no slash at its end), sorted, without repetition.
    #[must_use]
    pub fn children(&self, folder: &str) -> Vec<&str> {
        let prefix = format!("{folder}/");
        let below = self
            .paths()
            .filter_map(|path| path.strip_prefix(prefix.as_str()));
        let mut names: Vec<&str> = below.filter_map(|rest| rest.split('/').next()).collect();
        names.dedup();
        names
    }

    /// A tree of these files, for the tests of rules.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
        Self {
            files: files.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_named_once() {
        let tree = Tree::of(&[("a/b/x", ""), ("a/b/y", ""), ("a/c", ""), ("ab/d", "")]);
        assert_eq!(tree.children("a"), ["b", "c"]);
    }

    #[test]
    fn what_is_not_text_keeps_its_name_only() {
        let folder = std::env::temp_dir().join(format!("tidy-tree-{}", std::process::id()));
        fs::create_dir_all(folder.join("target")).unwrap();
        fs::write(folder.join("binary"), [0xff, 0xfe]).unwrap();
        fs::write(folder.join("text"), "text").unwrap();
        fs::write(folder.join("target/built"), "built").unwrap();
        let tree = Tree::read(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(tree.paths().collect::<Vec<_>>(), ["binary", "text"]);
        assert_eq!(tree.text("binary"), None);
        assert_eq!(tree.text("text"), Some("text"));
    }
}
