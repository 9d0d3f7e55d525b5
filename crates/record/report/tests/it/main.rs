//! Reports as their readers get them.

#![expect(clippy::unwrap_used, reason = "the builders of a test fail with it")]

mod builder;
mod cyclonedx;
mod diff;
mod documents;
mod hostile;
mod html;
mod limits;
mod native;
mod sarif;
mod schemas;
mod spdx;
mod table;
mod template;
mod xml;
