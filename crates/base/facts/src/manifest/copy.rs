//! Values of other trees: what merging of files and patches build on.

use std::sync::Arc;

use super::builder::{BuildError, Placed, TreeBuilder, number};
use super::tree::Shape;
use super::{Kind, Tree, Value};

impl TreeBuilder {
    /// Adds a value of another tree with all below it. Its places stay those of its own file.
    ///
    /// # Errors
    /// A limit.
    pub fn copy(&mut self, value: Value<'_>) -> Result<(), BuildError> {
        let outer = self.source;
        if let Some(index) = value.source_index() {
            self.source = self.adopt(value.tree(), index)?;
        }
        let value = value.followed();
        let place = value.place();
        let placed = Placed {
            start: place.start,
            end: place.end,
            style: value.style(),
            tag: value.tag().map(|tag| (tag, None)),
            anchor: None,
        };
        match value.kind() {
            Kind::Sequence => {
                self.begin_sequence(placed)?;
                value.items().try_for_each(|item| self.copy(item))?;
                self.end(Some(place.end))?;
            }
            Kind::Mapping => {
                self.begin_mapping(placed)?;
                for entry in value.entries() {
                    self.copy(entry.key)?;
                    self.copy(entry.value)?;
                }
                self.end(Some(place.end))?;
            }
            kind => self.copy_scalar(placed, kind, value.text().unwrap_or_default())?,
        }
        self.source = outer;
        Ok(())
    }

    /// A scalar that was resolved in its own tree keeps what it is.
    fn copy_scalar(
        &mut self,
        placed: Placed<'_>,
        kind: Kind,
        text: &str,
    ) -> Result<(), BuildError> {
        let first = number(self.tree.buffer.len())?;
        self.tree.buffer.push_str(text);
        let id = self.push(placed, Shape::Buffered(kind), first, number(text.len())?)?;
        self.added(id, 1, 0);
        Ok(())
    }

    fn adopt(&mut self, tree: &Tree, index: u16) -> Result<u16, BuildError> {
        let source = tree.sources.get(index as usize).ok_or(BuildError::Order)?;
        let known = self
            .tree
            .sources
            .iter()
            .position(|s| Arc::ptr_eq(s, source));
        let index = known.unwrap_or_else(|| {
            self.tree.sources.push(Arc::clone(source));
            self.tree.sources.len() - 1
        });
        u16::try_from(index).map_err(|_| BuildError::Nodes)
    }
}
