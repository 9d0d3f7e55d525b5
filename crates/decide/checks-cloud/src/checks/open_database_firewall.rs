//! The firewall of a database names addresses.
//!
//! # Why
//! A rule from 0.0.0.0 lets in everybody, or every customer of the cloud.
//!
//! # Fix
//! Name the addresses of the application, or use private endpoints.
//!
//! # See
//! CIS GCP 6.5
//! CIS Azure 4.1.2
//! CKV_AZURE_11, CKV_GCP_11, CKV_ALI_9

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("open_database_firewall.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_mssql_firewall_rule" "a" {
  start_ip_address = "0.0.0.0"   #! `azurerm_mssql_firewall_rule.a` lets every address in
  end_ip_address   = "255.255.255.255"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_mssql_firewall_rule" "a" {
  start_ip_address = "198.51.100.7"
}
"#,
        ),
    ]);

const SAYS: &str = "lets every address in";

static ASKS: &[Ask] = &[
    allows(
        &[
            "azurerm_sql_firewall_rule",
            "azurerm_mssql_firewall_rule",
            "azurerm_mysql_firewall_rule",
            "azurerm_postgresql_firewall_rule",
        ],
        "start_ip_address",
        Want::NoneOf(&["0.0.0.0"]),
    ),
    allows(
        &["Microsoft.Sql/servers/firewallRules"],
        "properties.startIpAddress",
        Want::NoneOf(&["0.0.0.0"]),
    ),
    allows(
        &["google_sql_database_instance"],
        "settings?.ip_configuration?.authorized_networks?.value",
        Want::NoneOf(&["0.0.0.0/0"]),
    ),
    allows(
        &["alicloud_db_instance"],
        "security_ips",
        Want::NoneOf(&["0.0.0.0", "0.0.0.0/0"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
