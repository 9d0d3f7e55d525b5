//! The words of the security model: what every crate says when it speaks of a finding.
//!
//! In: plain values. Out: serialisable types of the native format `seaworthy.assessment/v1`.
//! This crate never reads a file, a clock or the network, and decides nothing.

mod advice;
mod assessment;
mod control;
mod digest;
mod finding;
mod fingerprint;
mod hex;
mod location;
mod outcome;
mod remedy;
mod risk;
mod secret;
mod severity;
mod statement;
mod target;
mod verdict;
mod vulnerability;
mod waiver;

pub use advice::{
    Advice, BaseEffect, BaseEvidence, BaseImage, NewerBase, NewerLookup, Note, Upgrade,
};
pub use assessment::{ASSESSMENT_SCHEMA, Assessment, DataSource, DataVersion, Timing, ToolVersion};
pub use control::{ControlId, ControlIdError};
pub use digest::{Algorithm, Digest, DigestError};
pub use finding::{Evidence, Finding, Subject, SubjectKind};
pub use fingerprint::Fingerprint;
pub use location::Location;
pub use outcome::{Outcome, Unknown};
pub use remedy::{Patch, Remedy};
pub use risk::{Exploitation, Risk};
pub use secret::Secret;
pub use severity::{Confidence, Severity, SeverityError};
pub use statement::{Origin, Statement, StatementStatus};
pub use target::{Platform, PlatformError, Target, TargetKind};
pub use verdict::{Decision, Gate, GateError, Reason, Verdict};
pub use vulnerability::{Cvss, Epss, FixState, Score, Vulnerability};
pub use waiver::{AppliedWaiver, Justification, Waiver, WaiverScope};
