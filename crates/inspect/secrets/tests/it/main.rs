//! The engine from outside: chunks, limits, places, allow lists, and that no value is ever told.

mod corpus;
mod engine;
mod manifest;
mod streaming;
