//! No waiver has expired.
//!
//! # Why
//! A risk was accepted until a day, and that day is over. The findings that it covered decide
//! again, and somebody has to accept the risk anew or remove it.
//!
//! # Fix
//! Remove the cause and the waiver; or have its owner look again, and write a new reason and day.
//!
//! # See
//! NIST SP 800-53 RA-7

use jiff::civil::Date;
use seaworthy_model::{ControlId, Finding, Risk, Severity};

use super::OwnCheck;
use super::unused_waiver::about;
use crate::policy::Policy;

pub(super) static CHECK: OwnCheck = OwnCheck {
    id: "expired-waiver",
    control: ControlId::known("IMG-01"),
    severity: Severity::Medium,
    source: include_str!("expired_waiver.rs"),
};

/// One finding for each waiver and allowed CVE whose last day is over.
pub(crate) fn expired_waivers(policy: &Policy, today: Date) -> Vec<Finding> {
    let expired = policy
        .waivers
        .iter()
        .filter(|waived| waived.waiver.expires < today);
    expired
        .map(|waived| {
            let (owner, expires) = (&waived.waiver.owner, waived.waiver.expires);
            let aim = waived.aim();
            let message = format!("the waiver of {aim} by {owner} expired on {expires}");
            let remedy =
                format!("remove the cause and the waiver, or have {owner} accept the risk anew");
            about(policy, waived, &CHECK, message, Risk::new(5.0), &remedy)
        })
        .collect()
}
