//! Pods do not reach the metadata of their node.
//!
//! # Why
//! The metadata of a node hands out its credentials and the secret with which it joined the
//! cluster.
//!
//! # Fix
//! Set `workload_metadata_config` to `GKE_METADATA`.
//!
//! # See
//! CIS GKE 5.4.2
//! CKV_GCP_69

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::High, run)
    .doc(seaworthy_check::header!("exposed_node_metadata.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  node_config {
    workload_metadata_config {
      mode = "GCE_METADATA"   #! `google_container_node_pool.a` lets pods read the metadata of nodes
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_node_pool" "a" {
  node_config {
    workload_metadata_config {
      mode = "GKE_METADATA"
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets pods read the metadata of nodes";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_node_pool"],
        "node_config.workload_metadata_config.mode",
        Want::OneOf(&["GKE_METADATA"]),
    )
    .when(is_new),
    allows(
        &["google_container_node_pool", "google_container_cluster"],
        "node_config?.workload_metadata_config?.mode",
        Want::OneOf(&["GKE_METADATA"]),
    ),
    allows(
        &["google_container_node_pool", "google_container_cluster"],
        "node_config?.workload_metadata_config?.node_metadata",
        Want::OneOf(&["GKE_METADATA_SERVER", "SECURE"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Not written in the words of older versions of the provider.
fn is_new(resource: &Resource) -> bool {
    let old = resource.look("node_config.workload_metadata_config.node_metadata");
    old.is_absent()
}
