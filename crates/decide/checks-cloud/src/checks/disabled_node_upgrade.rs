//! Nodes of a managed cluster are upgraded by themselves.
//!
//! # Why
//! A kubelet that lags keeps weaknesses that the control plane has left behind.
//!
//! # Fix
//! Set `auto_upgrade = true` in `management` of the node pool, or follow a release channel.
//!
//! # See
//! CIS GKE 5.5.3
//! CKV_GCP_10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("disabled_node_upgrade.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  management {
    auto_upgrade = false   #! `google_container_node_pool.a` does not upgrade its nodes
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  management {
    auto_upgrade = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not upgrade its nodes";

static ASKS: &[Ask] = &[needs(
    &["google_container_node_pool"],
    "management.auto_upgrade",
    Want::True,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
