//! The real program, as its user meets it: exit codes, streams, documents.

mod attached;
mod bad_input;
mod boms;
mod data;
mod lists;
mod policies;
mod program;
mod scans;
mod updates;
