//! Machines start only what is signed, and measure what they started.
//!
//! # Why
//! A kernel that an intruder replaced outlives every reinstallation of what runs above it.
//!
//! # Fix
//! Set `enable_secure_boot`, `enable_integrity_monitoring` and vTPM in `shielded_instance_config`;
//! on Azure `secure_boot_enabled`.
//!
//! # See
//! CIS GKE 5.5.7
//! CIS GCP 4.8
//! CKV_GCP_68, CKV_GCP_39

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_secure_boot.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  node_config {
    shielded_instance_config {
      enable_secure_boot = false   #! `google_container_node_pool.a` starts without secure boot
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  node_config {
    shielded_instance_config {
      enable_secure_boot = true
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "starts without secure boot";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_node_pool"],
        "node_config.shielded_instance_config.enable_secure_boot",
        Want::True,
    ),
    needs(
        &[
            "google_compute_instance",
            "google_compute_instance_template",
        ],
        "shielded_instance_config",
        Want::Present,
    ),
    allows(
        &["google_compute_instance"],
        "shielded_instance_config?.enable_integrity_monitoring",
        Want::True,
    ),
    allows(
        &[
            "azurerm_linux_virtual_machine",
            "azurerm_windows_virtual_machine",
        ],
        "secure_boot_enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
