//! A managed cluster of Azure enforces policies at admission.
//!
//! # Why
//! Without an admission controller the rules of the security team are advice.
//!
//! # Fix
//! Set `azure_policy_enabled = true`, or run another admission controller and waive this.
//!
//! # See
//! CKV_AZURE_116

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_policy_addon.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {   #! `azurerm_kubernetes_cluster.a` enforces no policies at admission
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  azure_policy_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "enforces no policies at admission";

static ASKS: &[Ask] = &[
    refuses(&["azurerm_kubernetes_cluster"], lacks_it),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.addonProfiles.azurepolicy.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Versions of the provider name it differently.
fn lacks_it(resource: &Resource) -> bool {
    ["azure_policy_enabled", "addon_profile.azure_policy.enabled"]
        .iter()
        .all(|path| {
            let node = resource.look(path).node();
            node.is_none_or(|node| node.as_bool() == Some(false))
        })
}
