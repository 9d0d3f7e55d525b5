//! Traffic between pods of one node is seen by the flow logs.
//!
//! # Why
//! What does not leave the node is not logged, so that movement from pod to pod stays unseen.
//!
//! # Fix
//! Set `enable_intranode_visibility = true`.
//!
//! # See
//! CIS GKE 5.6.1
//! CKV_GCP_61

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-06", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_intranode_visibility.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  enable_intranode_visibility = false   #! `google_container_cluster.a` does not log traffic within nodes
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  enable_intranode_visibility = true
}
"#,
        ),
    ]);

const SAYS: &str = "does not log traffic within nodes";

static ASKS: &[Ask] = &[needs(
    &["google_container_cluster"],
    "enable_intranode_visibility",
    Want::True,
)
.when(is_standard)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Autopilot has it always.
fn is_standard(resource: &Resource) -> bool {
    let autopilot = resource.look("enable_autopilot").known();
    autopilot.and_then(Node::as_bool) != Some(true)
}
