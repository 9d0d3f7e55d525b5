//! The provider's own detection of threats is on.
//!
//! # Why
//! It sees what no agent of a customer can see.
//!
//! # Fix
//! Leave `enable` at true; use the Standard tier.
//!
//! # See
//! CIS Azure 2.1
//! CKV_AZURE_19, CKV_AWS_238

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("RUN-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("disabled_threat_detection.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_security_center_subscription_pricing" "a" {
  tier = "Free"   #! `azurerm_security_center_subscription_pricing.a` switches threat detection off
}
"#,
        ),
        Example::new(
            r#"
resource "aws_guardduty_detector" "a" {
  enable = true
}
"#,
        ),
    ]);

const SAYS: &str = "switches threat detection off";

static ASKS: &[Ask] = &[
    allows(&["aws_guardduty_detector"], "enable", Want::True),
    allows(&["AWS::GuardDuty::Detector"], "Enable", Want::True),
    allows(
        &["azurerm_security_center_subscription_pricing"],
        "tier",
        Want::NoneOf(&["Free"]),
    ),
    allows(
        &["Microsoft.Security/pricings"],
        "properties.pricingTier",
        Want::NoneOf(&["Free"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
