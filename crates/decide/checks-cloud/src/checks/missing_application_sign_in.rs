//! An application of Azure asks who its callers are.
//!
//! # Why
//! The platform can keep callers without an identity away before the application sees them.
//!
//! # Fix
//! Add `auth_settings_v2`, or ask for client certificates; waive this for a public site.
//!
//! # See
//! CKV_AZURE_13, CKV_AZURE_17

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::{Confidence, Severity};

use crate::Cloud;
use crate::ask::{Ask, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_application_sign_in.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {   #! `azurerm_linux_web_app.a` asks its callers for no identity
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  client_certificate_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "asks its callers for no identity";

static ASKS: &[Ask] = &[refuses(
    &[
        "azurerm_app_service",
        "azurerm_linux_web_app",
        "azurerm_windows_web_app",
    ],
    takes_everyone,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn takes_everyone(resource: &Resource) -> bool {
    const PATHS: &[&str] = &[
        "auth_settings.enabled",
        "auth_settings_v2.auth_enabled",
        "client_certificate_enabled",
        "client_cert_enabled",
    ];
    PATHS.iter().all(|path| {
        let node = resource.look(path).node();
        node.is_none_or(|node| node.as_bool() == Some(false))
    })
}
