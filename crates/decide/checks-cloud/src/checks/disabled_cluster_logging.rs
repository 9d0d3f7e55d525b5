//! A managed cluster of Google sends its logs to Cloud Logging.
//!
//! # Why
//! Logs that stay on nodes vanish with them, and with whoever broke in.
//!
//! # Fix
//! Leave `logging_service` at its default, or name the components in `logging_config`.
//!
//! # See
//! CIS GKE 5.7.1
//! CKV_GCP_1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("disabled_cluster_logging.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  logging_service = "none"   #! `google_container_cluster.a` sends no logs
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  name = "a"
}
"#,
        ),
    ]);

const SAYS: &str = "sends no logs";

static ASKS: &[Ask] = &[
    allows(
        &["google_container_cluster"],
        "logging_service",
        Want::NoneOf(&["none"]),
    ),
    allows(
        &["google_container_cluster"],
        "logging_config.enable_components",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
