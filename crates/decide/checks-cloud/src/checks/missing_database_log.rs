//! Databases send their logs away.
//!
//! # Why
//! Without logs nobody can tell who asked for what.
//!
//! # Fix
//! Name log types in `enabled_cloudwatch_logs_exports`; enable auditing on Azure.
//!
//! # See
//! CKV_AWS_129, CKV_AWS_324, CKV_AWS_325, CKV_AWS_101, CKV_AWS_84, CKV_AZURE_23

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-03", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_database_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_db_instance" "a" {   #! `aws_db_instance.a` sends no logs
  engine = "mysql"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_db_instance" "a" {
  enabled_cloudwatch_logs_exports = ["error", "audit"]
}
"#,
        ),
    ]);

const SAYS: &str = "sends no logs";

static ASKS: &[Ask] = &[
    needs(
        &["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster"],
        "enabled_cloudwatch_logs_exports",
        Want::Present,
    ),
    needs(
        &["aws_neptune_cluster"],
        "enable_cloudwatch_logs_exports",
        Want::Present,
    ),
    needs(
        &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
        "EnableCloudwatchLogsExports",
        Want::Present,
    ),
    needs(
        &["aws_elasticsearch_domain", "aws_opensearch_domain"],
        "log_publishing_options",
        Want::Present,
    ),
    needs(
        &["azurerm_mssql_server", "azurerm_sql_server"],
        "extended_auditing_policy",
        Want::Present,
    )
    .elsewhere(
        &["azurerm_mssql_server_extended_auditing_policy"],
        "server_id",
        "server_id",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
