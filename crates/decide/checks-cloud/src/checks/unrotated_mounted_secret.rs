//! Secrets that a cluster mounts from a key vault are renewed while pods run.
//!
//! # Why
//! A password that was rotated in the vault stays valid in the pods until they restart.
//!
//! # Fix
//! Set `secret_rotation_enabled = true` in `key_vault_secrets_provider`.
//!
//! # See
//! CKV_AZURE_172

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("unrotated_mounted_secret.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {   #! `azurerm_kubernetes_cluster.a` does not renew mounted secrets
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  key_vault_secrets_provider {
    secret_rotation_enabled = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not renew mounted secrets";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_kubernetes_cluster"],
        "key_vault_secrets_provider.secret_rotation_enabled",
        Want::True,
    ),
    allows(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.addonProfiles?.azureKeyvaultSecretsProvider?.config.enableSecretRotation",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
