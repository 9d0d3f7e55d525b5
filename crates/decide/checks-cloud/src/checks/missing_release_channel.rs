//! A managed cluster follows a release channel that its provider keeps up.
//!
//! # Why
//! A cluster that nobody upgrades falls out of support, and with it out of security fixes.
//!
//! # Fix
//! Set `release_channel` to STABLE or REGULAR, `automatic_upgrade_channel` to `patch` or `stable`;
//! on EKS stay with standard support.
//!
//! # See
//! CIS GKE 5.5.4
//! CIS AKS 5.1
//! CKV_GCP_70, CKV_AZURE_171

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_release_channel.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  release_channel {
    channel = "UNSPECIFIED"   #! `google_container_cluster.a` follows no release channel
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {   #! `azurerm_kubernetes_cluster.a` follows no release channel
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  release_channel {
    channel = "STABLE"
  }
}
resource "azurerm_kubernetes_cluster" "b" {
  automatic_upgrade_channel = "patch"
}
"#,
        ),
    ]);

const SAYS: &str = "follows no release channel";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_cluster"],
        "release_channel.channel",
        Want::NoneOf(&["UNSPECIFIED"]),
    )
    .when(is_standard),
    refuses(&["azurerm_kubernetes_cluster"], lacks_channel),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.autoUpgradeProfile.upgradeChannel",
        Want::NoneOf(&["none"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Autopilot always follows one.
fn is_standard(resource: &Resource) -> bool {
    let autopilot = resource.look("enable_autopilot").known();
    autopilot.and_then(Node::as_bool) != Some(true)
}

/// Versions of the provider name the channel differently.
fn lacks_channel(resource: &Resource) -> bool {
    ["automatic_upgrade_channel", "automatic_channel_upgrade"]
        .iter()
        .all(|path| {
            let node = resource.look(path).node();
            node.is_none_or(|node| node.as_str() == Some("none"))
        })
}
