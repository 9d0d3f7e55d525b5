//! Databases have no public address.
//!
//! # Why
//! A database on the Internet is one weak password away from being sold.
//!
//! # Fix
//! Set `publicly_accessible = false`, `ipv4_enabled = false`, `public_network_access_enabled =
//! false`.
//!
//! # See
//! CIS AWS 2.3.3
//! CIS GCP 6.6
//! CKV_AWS_17, CKV_GCP_60, CKV_AZURE_53, CKV_AZURE_68, CKV_AZURE_113

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("public_database.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  publicly_accessible = true   #! `aws_db_instance.a` has a public address
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      PubliclyAccessible: true   #! `Db` has a public address
"#,
        ),
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  publicly_accessible = false
}
"#,
        ),
    ]);

const SAYS: &str = "has a public address";

static ASKS: &[Ask] = &[
    allows(
        &[
            "aws_db_instance",
            "aws_rds_cluster_instance",
            "aws_neptune_cluster_instance",
            "aws_redshift_cluster",
            "aws_dms_replication_instance",
        ],
        "publicly_accessible",
        Want::False,
    ),
    allows(
        &["AWS::RDS::DBInstance", "AWS::Redshift::Cluster"],
        "PubliclyAccessible",
        Want::False,
    ),
    allows(
        &["google_sql_database_instance"],
        "settings?.ip_configuration?.ipv4_enabled",
        Want::False,
    ),
    needs(
        &[
            "azurerm_mssql_server",
            "azurerm_mysql_server",
            "azurerm_postgresql_server",
            "azurerm_mariadb_server",
        ],
        "public_network_access_enabled",
        Want::False,
    ),
    allows(
        &[
            "azurerm_mysql_flexible_server",
            "azurerm_postgresql_flexible_server",
        ],
        "public_network_access_enabled",
        Want::False,
    ),
    needs(
        &["Microsoft.Sql/servers"],
        "properties.publicNetworkAccess",
        Want::OneOf(&["Disabled"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
