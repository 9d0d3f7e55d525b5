//! A managed cluster of Azure has no local administrator.
//!
//! # Why
//! The local account has a certificate that nobody's departure revokes, and no directory sees its
//! use.
//!
//! # Fix
//! Set `local_account_disabled = true` once sign-in through Entra ID works.
//!
//! # See
//! CIS AKS 5.2.1
//! CKV_AZURE_141

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("local_cluster_account.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {   #! `azurerm_kubernetes_cluster.a` keeps a local administrator
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_kubernetes_cluster" "a" {
  local_account_disabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "keeps a local administrator";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_kubernetes_cluster"],
        "local_account_disabled",
        Want::True,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.disableLocalAccounts",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
