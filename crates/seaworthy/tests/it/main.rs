//! The real program, as its user meets it: exit codes, streams, documents.

mod attached;
mod attached_vex;
mod bad_input;
mod bases;
mod boms;
mod cache;
mod configuration;
mod data;
mod diffs;
mod engines;
mod hosts;
mod imports;
mod init;
mod lists;
mod lsp;
mod many;
mod offline;
mod policies;
mod program;
mod scans;
mod templates;
mod updates;
mod vex;
