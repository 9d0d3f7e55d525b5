//! Machines do not forward packets of others.
//!
//! # Why
//! A machine that forwards joins networks that were kept apart.
//!
//! # Fix
//! Remove `can_ip_forward`, except on machines that are routers.
//!
//! # See
//! CIS GCP 4.6
//! CKV_GCP_36, CKV_AZURE_118

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("ip_forwarding.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  can_ip_forward = true   #! `google_compute_instance.a` forwards packets of others
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  can_ip_forward = false
}
"#,
        ),
    ]);

const SAYS: &str = "forwards packets of others";

static ASKS: &[Ask] = &[
    allows(
        &[
            "google_compute_instance",
            "google_compute_instance_template",
        ],
        "can_ip_forward",
        Want::False,
    ),
    allows(
        &["azurerm_network_interface"],
        "enable_ip_forwarding",
        Want::False,
    ),
    allows(
        &["azurerm_network_interface"],
        "ip_forwarding_enabled",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
