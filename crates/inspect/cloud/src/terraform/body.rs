//! The body of a file or block, as HCL and its form in JSON both yield it.

use std::sync::Arc;

use seaworthy_facts::cloud::Spot;

use crate::expression::Expression;

/// Attributes and blocks, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Arc<str>,
    pub(crate) spot: Spot,
    pub(crate) value: Expression,
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: Arc<str>,
    pub(crate) labels: Vec<Arc<str>>,
    pub(crate) spot: Spot,
    pub(crate) body: Body,
}

impl Body {
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| &*attribute.name == name)
    }
}

impl Block {
    /// A label by its number.
    pub(crate) fn label(&self, at: usize) -> &str {
        self.labels.get(at).map_or("", |label| label)
    }
}
