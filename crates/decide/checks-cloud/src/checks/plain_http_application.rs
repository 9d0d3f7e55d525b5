//! An application of a platform answers over TLS only.
//!
//! # Why
//! What goes over the network in plain text can be read and changed on the way, sign-ins included.
//!
//! # Fix
//! Set `https_only = true`; leave `allow_insecure_connections` off.
//!
//! # See
//! CIS Azure 9.2
//! CKV_AZURE_14, CKV_AZURE_70

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("plain_http_application.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  https_only = false   #! `azurerm_linux_web_app.a` answers without TLS
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.Web/sites@2023-12-01' = {   #! `a` answers without TLS
  name: 'a'
  properties: {}
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  https_only = true
}
"#,
        ),
    ]);

const SAYS: &str = "answers without TLS";

static ASKS: &[Ask] = &[
    needs(
        &[
            "azurerm_app_service",
            "azurerm_function_app",
            "azurerm_linux_web_app",
            "azurerm_windows_web_app",
            "azurerm_linux_function_app",
            "azurerm_windows_function_app",
        ],
        "https_only",
        Want::True,
    ),
    needs(&["Microsoft.Web/sites"], "properties.httpsOnly", Want::True),
    allows(
        &["azurerm_container_app"],
        "ingress?.allow_insecure_connections",
        Want::False,
    ),
    allows(
        &["Microsoft.App/containerApps"],
        "properties.configuration?.ingress?.allowInsecure",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
