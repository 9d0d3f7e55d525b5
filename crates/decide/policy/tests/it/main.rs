//! The policy from outside: what a file says, and what the gate then decides.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failing helper fails its test"
)]

mod builtin;
mod conditions;
mod corpus;
mod decisions;
mod documents;
mod errors;
mod hostile;
mod ignores;
mod licences;
mod merging;
mod samples;
mod schema;
mod waivers;
mod words;
