//! Files that decide how a container runs: YAML and JSON, Kubernetes objects, charts, Dockerfiles
//! and Compose files.
//!
//! In: bytes of one file and its path, or a set of them. Out: facts with a place (line, column,
//! bytes) for each value, and a list of what could not be read. Never: a file, the network or a
//! clock; a program that is run; a panic on input.

pub mod compose;
pub mod dockerfile;
pub mod helm;
pub mod kubernetes;
pub mod kustomize;
mod text;
pub mod yaml;
