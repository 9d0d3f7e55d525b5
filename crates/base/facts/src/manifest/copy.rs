//! Values of other trees: what merging of files and patches build on.

use std::sync::Arc;

use super::builder::{BuildError, Placed, TreeBuilder, number};
use super::tree::Shape;
use super::{Kind, NodeId, Source, Value};

impl TreeBuilder {
    /// Adds a value of another tree with all below it. Its places stay those of its own file.
    ///
    /// # Errors
    /// A limit.
    pub fn copy(&mut self, value: Value<'_>) -> Result<(), BuildError> {
        let outer = self.source;
        if let Some(source) = value.target_source() {
            self.set_source(source)?;
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

    /// The number of the node that comes next.
    #[must_use]
    pub fn next(&self) -> NodeId {
        NodeId(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX))
    }

    /// Says in which file what follows is written.
    ///
    /// # Errors
    /// A limit: there are more files than a tree can tell.
    pub fn set_source(&mut self, source: &Arc<Source>) -> Result<(), BuildError> {
        self.source = self.adopt(source)?;
        Ok(())
    }

    /// Adds a scalar that is what it is whatever its text looks like.
    ///
    /// # Errors
    /// A limit.
    pub fn copy_scalar(
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

    fn adopt(&mut self, source: &Arc<Source>) -> Result<u16, BuildError> {
        let mut known = self.tree.sources.iter();
        let index = known.position(|s| Arc::ptr_eq(s, source));
        let index = index.unwrap_or_else(|| {
            self.tree.sources.push(Arc::clone(source));
            self.tree.sources.len() - 1
        });
        u16::try_from(index).map_err(|_| BuildError::Nodes)
    }
}
