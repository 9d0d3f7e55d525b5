//! Types of the API of Kubernetes, read from the sources of `k8s-openapi` and written as a table.

mod read;
mod table;

pub(crate) use read::{Field, Type, read_release};
pub(crate) use table::{Range, Table};
