//! The shape of a check, of every other unit that answers a control, and the harness that proves
//! the examples of checks.
//!
//! In: statics that the groups of checks declare, each in a file of its own. Out: findings, and the
//! list of what answers which control. This crate never reads a file: the documentation of a unit
//! is the header of its source, taken in when the program is built.

mod check;
mod doc;
pub mod harness;
mod unit;

pub use check::{Check, Examined, Exemplary, Failure, Judge, Judgement};
pub use doc::{Doc, header_bytes, header_of};
pub use harness::{Example, Reader};
pub use unit::{Answer, Unit, UnitKind};
