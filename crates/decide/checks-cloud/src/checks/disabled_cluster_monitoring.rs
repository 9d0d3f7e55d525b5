//! A managed cluster of Google is watched by Cloud Monitoring.
//!
//! # Why
//! Without measurements nobody sees a node that is mined on, or a service that is flooded.
//!
//! # Fix
//! Leave `monitoring_service` at its default, or name the components in `monitoring_config`.
//!
//! # See
//! CIS GKE 5.7.1
//! CKV_GCP_8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-06", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_cluster_monitoring.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  monitoring_service = "none"   #! `google_container_cluster.a` sends no measurements
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  monitoring_service = "monitoring.googleapis.com/kubernetes"
}
"#,
        ),
    ]);

const SAYS: &str = "sends no measurements";

static ASKS: &[Ask] = &[
    allows(
        &["google_container_cluster"],
        "monitoring_service",
        Want::NoneOf(&["none"]),
    ),
    allows(
        &["google_container_cluster"],
        "monitoring_config.enable_components",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
