//! No password, key or token is written in infrastructure code.
//!
//! # Why
//! Code is copied to laptops, forks and pipelines, and its history keeps what was removed.
//!
//! # Fix
//! Take the value from a secrets store or a variable marked as sensitive, and rotate what was
//! written.
//!
//! # See
//! CKV_AWS_41, CKV_AZURE_1
//! NIST SP 800-190 4.1.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::literals::is_no_literal;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("literal_password.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  password = "Example-1234"   #! `aws_db_instance.a` has a secret written in plain text
}
"#,
        ),
        Example::new(
            r#"
provider "aws" {
  secret_key = "ExampleExampleExample"   #! `provider.aws` has a secret written in plain text
}
"#,
        ),
        Example::new(
            r#"
variable "password" {
  sensitive = true
}
resource "aws_db_instance" "a" {
  password = var.password
}
"#,
        ),
    ]);

const SAYS: &str = "has a secret written in plain text";

static ASKS: &[Ask] = &[
    allows(
        &[
            "aws_db_instance",
            "aws_rds_cluster",
            "aws_docdb_cluster",
            "aws_redshift_cluster",
            "aws_neptune_cluster",
        ],
        "master_password",
        Want::Written(is_no_literal),
    ),
    allows(
        &[
            "aws_db_instance",
            "aws_rds_cluster",
            "aws_docdb_cluster",
            "aws_redshift_cluster",
            "aws_neptune_cluster",
        ],
        "password",
        Want::Written(is_no_literal),
    ),
    allows(
        &[
            "azurerm_linux_virtual_machine",
            "azurerm_windows_virtual_machine",
        ],
        "admin_password",
        Want::Written(is_no_literal),
    ),
    allows(
        &[
            "azurerm_sql_server",
            "azurerm_mssql_server",
            "azurerm_mysql_server",
            "azurerm_postgresql_server",
            "azurerm_postgresql_flexible_server",
            "azurerm_mysql_flexible_server",
        ],
        "administrator_login_password",
        Want::Written(is_no_literal),
    ),
    allows(
        &[
            "azurerm_sql_server",
            "azurerm_mysql_server",
            "azurerm_postgresql_server",
        ],
        "administrator_password",
        Want::Written(is_no_literal),
    ),
    allows(
        &["azurerm_key_vault_secret"],
        "value",
        Want::Written(is_no_literal),
    ),
    allows(
        &["aws_secretsmanager_secret_version"],
        "secret_string",
        Want::Written(is_no_literal),
    ),
    allows(
        &["google_secret_manager_secret_version"],
        "secret_data",
        Want::Written(is_no_literal),
    ),
    allows(
        &["google_sql_user"],
        "password",
        Want::Written(is_no_literal),
    ),
    allows(
        &["AWS::RDS::DBInstance"],
        "MasterUserPassword",
        Want::Written(is_no_literal),
    ),
    allows(
        &["AWS::RDS::DBCluster"],
        "MasterUserPassword",
        Want::Written(is_no_literal),
    ),
    allows(
        &["provider.aws"],
        "secret_key",
        Want::Written(is_no_literal),
    ),
    allows(
        &["provider.aws"],
        "access_key",
        Want::Written(is_no_literal),
    ),
    allows(
        &["provider.azurerm"],
        "client_secret",
        Want::Written(is_no_literal),
    ),
    allows(
        &["provider.google", "provider.alicloud"],
        "credentials",
        Want::Written(is_no_key_file),
    ),
    allows(
        &["provider.alicloud"],
        "secret_key",
        Want::Written(is_no_literal),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// A path of a file is no secret.
fn is_no_key_file(node: &Node) -> bool {
    node.as_str()
        .is_none_or(|text| !text.contains("private_key"))
}
