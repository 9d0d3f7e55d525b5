//! Facts of configuration files: a tree of values with places, and what stands in it.
//!
//! In: what the readers of `inspect/manifest` build. Out: values that know where they stand, for
//! checks and fixes. Nothing here reads a file.

mod builder;
pub mod compose;
mod copy;
pub mod dockerfile;
pub mod edit;
mod entries;
pub mod kubernetes;
mod scalar;
mod source;
mod tree;
mod value;

pub use builder::{
    ALIAS_NODES_MAX, BuildError, DEPTH_MAX, NODES_MAX, Placed, ScalarText, TreeBuilder,
};
pub use scalar::{Dialect, Integer};
pub use source::{Place, Source};
pub use tree::{Comment, Document, Duplicate, NodeId, Problem, Tree};
pub use value::{Entries, Entry, Items, Kind, Style, Value};
