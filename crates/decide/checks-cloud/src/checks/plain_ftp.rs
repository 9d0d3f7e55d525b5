//! Applications are not uploaded over plain FTP.
//!
//! # Why
//! FTP sends its password in plain text.
//!
//! # Fix
//! Set `ftps_state` to `Disabled` or `FtpsOnly`.
//!
//! # See
//! CIS Azure 9.10
//! CKV_AZURE_78

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("plain_ftp.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  site_config {
    ftps_state = "AllAllowed"   #! `azurerm_linux_web_app.a` takes uploads over FTP
  }
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_web_app" "a" {
  site_config {}
}
"#,
        ),
    ]);

const SAYS: &str = "takes uploads over FTP";

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
        "site_config.ftps_state",
        Want::OneOf(&["Disabled", "FtpsOnly"]),
    )
    .when(is_older),
    allows(
        &[
            "azurerm_app_service",
            "azurerm_function_app",
            "azurerm_linux_web_app",
            "azurerm_windows_web_app",
            "azurerm_linux_function_app",
            "azurerm_windows_function_app",
        ],
        "site_config?.ftps_state",
        Want::NoneOf(&["AllAllowed"]),
    ),
    allows(
        &["Microsoft.Web/sites"],
        "properties.siteConfig?.ftpsState",
        Want::NoneOf(&["AllAllowed"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// What the provider took for granted before its fourth version.
fn is_older(resource: &Resource) -> bool {
    ["azurerm_app_service", "azurerm_function_app"].contains(&resource.kind.as_str())
}
