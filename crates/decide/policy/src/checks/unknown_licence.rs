//! The licence of every package is known.
//!
//! # Why
//! Without a licence nobody may copy a package, and with one that no list knows somebody has to
//! read it first. Neither is an answer to whether the image may be shipped.
//!
//! # Fix
//! Read the terms of the package. Add its reference (`LicenseRef-...`) to `licences.allow` or
//! `licences.deny`, or accept the package with a waiver that says who read them.
//!
//! # See
//! ISO/IEC 5230:2020 3.3.1

use seaworthy_facts::Package;
use seaworthy_model::{ControlId, Finding, Location, Severity};

use super::OwnCheck;
use super::forbidden_licence::{about, shown};

pub(super) static CHECK: OwnCheck = OwnCheck {
    id: super::UNKNOWN_LICENCE,
    control: ControlId::known("IMG-09"),
    severity: Severity::Low,
    source: include_str!("unknown_licence.rs"),
};

/// The finding of a package that states no licence, or one that no list knows.
pub(crate) fn unknown_licence(package: &Package, within: &str, location: Location) -> Finding {
    let message = match &package.licence {
        Some(licence) => format!(
            "{} comes under {licence}, which is not known",
            shown(package)
        ),
        None => format!("{} states no licence", shown(package)),
    };
    let remedy = "read its terms, and add the licence to `licences.allow` or `licences.deny`";
    about(package, within, location, &CHECK, message, remedy)
}
