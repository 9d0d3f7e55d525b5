//! Broken nodes of a managed cluster are replaced by themselves.
//!
//! # Why
//! A node that reports nothing is neither patched nor watched.
//!
//! # Fix
//! Set `auto_repair = true` in `management` of the node pool.
//!
//! # See
//! CIS GKE 5.5.2
//! CKV_GCP_9

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-05", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_node_repair.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_node_pool" "a" {   #! `google_container_node_pool.a` does not repair its nodes
  cluster = "c"
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  management {
    auto_repair = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not repair its nodes";

static ASKS: &[Ask] = &[needs(
    &["google_container_node_pool"],
    "management.auto_repair",
    Want::True,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
