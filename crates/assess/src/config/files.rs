//! The files of a folder by the names that findings tell, and reading them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use crate::folder;

/// LIMIT: bytes of one file of configuration. Bundles of all objects of an operator take a few
/// megabytes.
pub(super) const FILE_BYTES_MAX: u64 = 64 << 20;

/// The regular files of a folder. What is no name of it is not read: no link is followed, and no
/// path leads out of the folder.
pub(crate) struct Files<'a> {
    by_name: BTreeMap<String, &'a Path>,
    changed: BTreeMap<String, Vec<u8>>,
}

impl<'a> Files<'a> {
    /// The files of a walk.
    pub(crate) fn new(root: &Path, paths: &'a [PathBuf]) -> Self {
        let is_file = matches!(paths, [only] if only == root);
        let names = paths.iter().map(|path| {
            let name = if is_file {
                folder::name_of(path)
            } else {
                folder::shown(root, path)
            };
            (name, path.as_path())
        });
        Files {
            by_name: names.collect(),
            changed: BTreeMap::new(),
        }
    }

    /// Takes another content for one of the files than the one that lies on the disk.
    pub(crate) fn change(&mut self, name: &str, content: Vec<u8>) {
        self.changed.insert(name.to_owned(), content);
    }

    /// Takes a file that the walk did not meet, with its content.
    pub(crate) fn add(&mut self, name: &str, path: &'a Path, content: Vec<u8>) {
        self.by_name.entry(name.to_owned()).or_insert(path);
        self.change(name, content);
    }

    /// Where a file lies.
    pub(crate) fn path(&self, name: &str) -> Option<&'a Path> {
        self.by_name.get(name).copied()
    }

    /// Their names, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The names below a folder (with `/` at its end, or empty for all), sorted.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let from = (Bound::Included(folder), Bound::Unbounded);
        let from = self.by_name.range::<str, _>(from);
        from.map(|(name, _)| name.as_str())
            .take_while(move |name| name.starts_with(folder))
    }

    /// Whether there is a file of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The content of a file of that name, where there is one.
    ///
    /// # Errors
    /// It cannot be read, or has more than [`FILE_BYTES_MAX`] bytes.
    pub(crate) fn read(&self, name: &str) -> Option<io::Result<Vec<u8>>> {
        let path = self.by_name.get(name)?;
        if let Some(content) = self.changed.get(name) {
            return Some(Ok(content.clone()));
        }
        Some(read(path))
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let file = File::open(path)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut content)?;
    if content.len() as u64 > FILE_BYTES_MAX {
        let reason = format!("it is larger than {} MiB", FILE_BYTES_MAX >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(content)
}

/// The folder of a file with `/` at its end; empty at the top.
pub(super) fn folder_of(name: &str) -> &str {
    name.rfind('/').map_or("", |at| &name[..=at])
}

/// The last part of a path.
pub(super) fn base_of(name: &str) -> &str {
    name.rfind('/').map_or(name, |at| &name[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_folder_and_never_outside() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("a.yaml"), "a: 1").unwrap();
        std::fs::create_dir(root.path().join("k8s")).unwrap();
        std::fs::write(root.path().join("k8s/b.yaml"), "b: 1").unwrap();
        let paths = [root.path().join("a.yaml"), root.path().join("k8s/b.yaml")];
        let files = Files::new(root.path(), &paths);
        assert_eq!(files.below("k8s/").collect::<Vec<_>>(), ["k8s/b.yaml"]);
        assert_eq!(files.read("a.yaml").unwrap().unwrap(), b"a: 1");
        assert!(files.read("../a.yaml").is_none());
        assert!(files.read("k8s").is_none());
        assert_eq!(
            (folder_of("k8s/b.yaml"), base_of("k8s/b.yaml")),
            ("k8s/", "b.yaml")
        );
        assert_eq!((folder_of("a.yaml"), base_of("a.yaml")), ("", "a.yaml"));
    }
}
