//! Facts of infrastructure as code: resources of a cloud with their attributes.
//!
//! In: what the readers of `inspect/cloud` build. Out: values that know where they stand and what
//! could not be known of them, for checks. Nothing here reads a file.

mod document;
mod resource;
mod value;

pub use document::UNKNOWN_PART;
pub use resource::{CloudDialect, CloudFacts, CloudProblem, ModuleCall, Resource};
pub use value::{
    Items, Look, Map, Node, Reference, Spot, TEXT_BYTES_MAX, Unknown, VALUE_LEVELS_MAX,
    VALUE_NODES_MAX, Value,
};
