//! The policy file, waivers and the verdict of a gate.
//!
//! In: the text of `seaworthy.yaml` or the name of a built-in policy; findings, unknowns and the
//! facts of an image; the day. Out: a [`Policy`] or every error with line and column, a verdict
//! with its reasons, and the policy in words. This crate never opens a file and never asks a clock:
//! the day of the decision is a parameter.

mod builtin;
mod checks;
mod compile;
mod condition;
mod decide;
mod document;
mod explain;
pub mod ignores;
mod image;
mod licences;
pub mod limits;
mod node;
mod pattern;
mod place;
mod policy;
mod problem;
mod rule;
mod sample;
mod seen;
mod summary;
mod template;
mod typed;
mod waiver;

pub use builtin::{Builtin, BuiltinError};
pub use checks::{IDS as OWN_CHECK_IDS, units};
pub use document::{
    AllowedCve, CvesDocument, GateDocument, GatesDocument, LicencesDocument, PolicyDocument,
    RegistriesDocument, RuleDocument, SecretsAllow, SecretsDocument, json_schema,
};
pub use image::ImageContext;
pub use policy::{Known, Policy};
pub use problem::{PolicyError, PolicyErrors, Problem};
pub use summary::{PolicyCheck, PolicyNote};
pub use template::{template, template_trusting};
