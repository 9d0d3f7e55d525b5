//! An application of Azure has a managed identity.
//!
//! # Why
//! Without it the application carries keys that somebody has to write down, copy and rotate.
//!
//! # Fix
//! Add an `identity` block, and grant it the roles that it needs.
//!
//! # See
//! CKV_AZURE_16, CKV_AZURE_71

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_managed_identity.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {   #! `azurerm_linux_web_app.a` has no managed identity
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  identity {
    type = "SystemAssigned"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "has no managed identity";

static ASKS: &[Ask] = &[
    needs(
        &[
            "azurerm_app_service",
            "azurerm_function_app",
            "azurerm_linux_web_app",
            "azurerm_windows_web_app",
            "azurerm_linux_function_app",
            "azurerm_windows_function_app",
            "azurerm_container_app",
            "azurerm_container_group",
        ],
        "identity",
        Want::Present,
    ),
    needs(
        &["Microsoft.Web/sites", "Microsoft.App/containerApps"],
        "identity",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
