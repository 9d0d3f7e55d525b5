//! The control catalogue: what a container platform owes, and the frameworks that ask for it.
//!
//! In: the crate's own data files. Out: controls and mappings. It says nothing of what answers a
//! control; that is computed from the units that are compiled in.

mod control;
mod framework;

pub use control::{Control, Layer, Phase, control, controls};
pub use framework::{Framework, Requirement, frameworks, requirements_of};
