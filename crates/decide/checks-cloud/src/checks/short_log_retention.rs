//! Logs are kept for ninety days at least.
//!
//! # Why
//! Break-ins are found after months on average.
//!
//! # Fix
//! Set the days of retention to 90 or more; activity logs to 365.
//!
//! # See
//! CIS Azure 6.5
//! CKV_AZURE_12, CKV_AZURE_24, CKV_AZURE_37, CKV_AWS_338

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("OPS-03", Severity::Low, run)
    .doc(seaworthy_check::header!("short_log_retention.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_cloudwatch_log_group" "a" {
  retention_in_days = 7   #! `aws_cloudwatch_log_group.a` keeps its log too short
}
"#,
        ),
        Example::new(
            r#"
resource "aws_cloudwatch_log_group" "a" {
  retention_in_days = 365
}
"#,
        ),
    ]);

const SAYS: &str = "keeps its log too short";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_network_watcher_flow_log"],
        "retention_policy?.enabled",
        Want::True,
    ),
    allows(
        &["azurerm_network_watcher_flow_log"],
        "retention_policy?.days",
        Want::Is(is_long),
    ),
    allows(
        &["azurerm_monitor_log_profile"],
        "retention_policy?.enabled",
        Want::True,
    ),
    allows(
        &["azurerm_monitor_log_profile"],
        "retention_policy?.days",
        Want::Is(is_year),
    ),
    allows(
        &["azurerm_mssql_server_security_alert_policy"],
        "retention_days",
        Want::Is(is_long),
    ),
    allows(
        &["aws_cloudwatch_log_group"],
        "retention_in_days",
        Want::Is(is_long),
    ),
    allows(
        &["AWS::Logs::LogGroup"],
        "RetentionInDays",
        Want::Is(is_long),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Zero is without end.
fn is_long(node: &Node) -> bool {
    node.as_number()
        .is_none_or(|days| days == 0.0 || days >= 90.0)
}

fn is_year(node: &Node) -> bool {
    node.as_number()
        .is_none_or(|days| days == 0.0 || days >= 365.0)
}
