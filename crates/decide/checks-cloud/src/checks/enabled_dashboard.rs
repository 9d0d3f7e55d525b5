//! A managed cluster does not run the Kubernetes dashboard.
//!
//! # Why
//! The dashboard has acted for whoever reached it more than once, with the rights of its service
//! account.
//!
//! # Fix
//! Remove the add-on; use `kubectl` or the console of the provider.
//!
//! # See
//! CIS GKE 5.10.1
//! CKV_AZURE_8, CKV_GCP_17

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("enabled_dashboard.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  addon_profile {
    kube_dashboard {
      enabled = true   #! `azurerm_kubernetes_cluster.a` runs the dashboard
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  addon_profile {
    kube_dashboard {
      enabled = false
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "runs the dashboard";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_kubernetes_cluster"],
        "addon_profile?.kube_dashboard?.enabled",
        Want::False,
    ),
    allows(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.addonProfiles?.kubeDashboard?.enabled",
        Want::False,
    ),
    allows(
        &["google_container_cluster"],
        "addons_config?.kubernetes_dashboard?.disabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
