//! Pods of a managed cluster get an identity of their own for the cloud.
//!
//! # Why
//! Without it pods take the rights of their node, or carry keys that never expire.
//!
//! # Fix
//! Set `workload_identity_config` on GKE, `workload_identity_enabled` and `oidc_issuer_enabled` on
//! AKS.
//!
//! # See
//! CIS GKE 5.2.2
//! CKV_GCP_69

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_workload_identity.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {   #! `google_container_cluster.a` has no workload identity
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  workload_identity_config {
    workload_pool = "p.svc.id.goog"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "has no workload identity";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_cluster"],
        "workload_identity_config",
        Want::Present,
    )
    .when(is_standard),
    needs(
        &["azurerm_kubernetes_cluster"],
        "workload_identity_enabled",
        Want::True,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.securityProfile.workloadIdentity.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Autopilot has it always.
fn is_standard(resource: &Resource) -> bool {
    let autopilot = resource.look("enable_autopilot").known();
    autopilot.and_then(Node::as_bool) != Some(true)
}
