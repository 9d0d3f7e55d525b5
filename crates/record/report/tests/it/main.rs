//! Reports as their readers get them.

#![expect(clippy::unwrap_used, reason = "the builders of a test fail with it")]

mod builder;
mod cyclonedx;
mod hostile;
mod native;
mod sarif;
mod schemas;
mod table;
