//! Nodes of a managed cluster prove that they are what was started.
//!
//! # Why
//! Without shielded nodes a stolen bootstrap credential is enough to join the cluster as a node.
//!
//! # Fix
//! Remove `enable_shielded_nodes = false`.
//!
//! # See
//! CIS GKE 5.5.5
//! CKV_GCP_71

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("disabled_shielded_nodes.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  enable_shielded_nodes = false   #! `google_container_cluster.a` does not verify its nodes
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  enable_shielded_nodes = true
}
"#,
        ),
    ]);

const SAYS: &str = "does not verify its nodes";

static ASKS: &[Ask] = &[allows(
    &["google_container_cluster"],
    "enable_shielded_nodes",
    Want::True,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
