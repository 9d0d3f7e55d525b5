//! Databases know identities of the cloud.
//!
//! # Why
//! A password of a database is shared, never expires and names nobody.
//!
//! # Fix
//! Set `iam_database_authentication_enabled = true`; name an administrator of Entra ID.
//!
//! # See
//! CKV_AWS_161, CKV_AWS_162, CKV_AWS_359, CKV2_AZURE_27, CKV2_AZURE_7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Low, run)
    .doc(seaworthy_check::header!("password_only_database.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {   #! `aws_db_instance.a` is used with passwords only
  engine = "mysql"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  iam_database_authentication_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "is used with passwords only";

static ASKS: &[Ask] = &[
    needs(
        &["aws_db_instance", "aws_rds_cluster"],
        "iam_database_authentication_enabled",
        Want::True,
    )
    .when(can_do_it),
    needs(
        &["aws_neptune_cluster"],
        "iam_database_authentication_enabled",
        Want::True,
    ),
    needs(
        &["azurerm_mssql_server"],
        "azuread_administrator",
        Want::Present,
    ),
    needs(&["azurerm_sql_server"], "admin", Want::Present).elsewhere(
        &["azurerm_sql_active_directory_administrator"],
        "server_name",
        "login",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn can_do_it(resource: &Resource) -> bool {
    let engine = resource.look("engine").known().and_then(Node::as_str);
    !engine.is_some_and(|engine| engine.starts_with("oracle") || engine.starts_with("sqlserver"))
}
