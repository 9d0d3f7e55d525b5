//! Where a path of the values stands in a values file.

use seaworthy_facts::manifest::{Kind, Place, Tree};

/// A values file with the places of its entries.
#[derive(Debug)]
pub(super) struct ValuesFile {
    /// Its path, as places name it.
    path: String,
    tree: Tree,
}

impl ValuesFile {
    pub(super) fn new(path: &str, tree: Tree) -> Self {
        Self {
            path: path.to_owned(),
            tree,
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The place of the key at a path; of several documents the last one counts.
    pub(super) fn place(&self, names: &[String]) -> Option<Place> {
        let roots: Vec<_> = self.tree.roots().collect();
        roots.into_iter().rev().find_map(|root| {
            let mut value = root;
            let mut place = None;
            for name in names {
                if value.kind() == Kind::Sequence {
                    value = value.index(name.parse().ok()?)?;
                    place = Some(value.place());
                } else {
                    let entry = value.entry(name)?;
                    place = Some(entry.key.place());
                    value = entry.value;
                }
            }
            place
        })
    }
}
