//! Secrets in bytes: the engine and its rules.
//!
//! In: file contents (whole or in chunks), environment variables, labels, history commands.
//! Out: hits with rule, place and fingerprint. Never: the value of a secret, in any output, error
//! or `Debug` text; a file, the network or a clock.
//!
//! Archives, compressed texts and objects of git are opened one level deep
//! ([`Engine::scan_archive`]).
//!
//! Values of manifests are decoded, and what is sealed there or names a secret is none
//! ([`Engine::scan_manifest`]).
//!
//! A scan is one pass of an Aho-Corasick automaton over all keywords; a rule looks only at a
//! bounded window behind a keyword, so long lines cost nothing and chunks give the same result as
//! the whole.

mod allow;
mod analyser;
mod archive;
mod assignment;
mod context;
mod engine;
mod entropy;
mod hit;
mod manifest;
mod prefilter;
mod published;
mod reference;
mod rule;
mod rules;
mod scanner;
mod stream;
mod text;
mod validate;
mod value;
mod words;

pub use allow::{AllowError, AllowList};
pub use analyser::SecretAnalyser;
pub use archive::{ARCHIVE_BYTES_MAX, ArchiveScan};
pub use context::{Context, Place};
pub use engine::Engine;
pub use hit::{Hit, Scanned, SecretFingerprint, SecretFingerprintError, Shortfall};
pub use manifest::MANIFEST_BYTES_MAX;
pub use rule::{Example, Rule, RuleError};
pub use stream::Stream;
pub use text::ContentKind;
