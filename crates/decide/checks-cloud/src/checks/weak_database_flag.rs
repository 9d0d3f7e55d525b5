//! PostgreSQL logs connections, checkpoints and waits.
//!
//! # Why
//! The log of connections is what tells guesses of passwords from forgotten ones.
//!
//! # Fix
//! Set `log_connections`, `log_disconnections`, `log_checkpoints` and `log_lock_waits` to on.
//!
//! # See
//! CIS GCP 6.2
//! CIS Azure 4.3.2
//! CKV_GCP_51, CKV_GCP_52, CKV_GCP_53, CKV_GCP_54, CKV2_GCP_13, CKV_AZURE_30
//! CKV_AZURE_31, CKV_AZURE_32

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-03", Severity::Low, run)
    .doc(seaworthy_check::header!("weak_database_flag.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_postgresql_configuration" "a" {
  name  = "log_checkpoints"
  value = "off"   #! `azurerm_postgresql_configuration.a` switches a log of the database off
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_postgresql_configuration" "a" {
  name  = "log_checkpoints"
  value = "on"
}
"#,
        ),
    ]);

const SAYS: &str = "switches a log of the database off";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_postgresql_configuration"],
        "value",
        Want::NoneOf(&["off"]),
    )
    .when(is_log),
    allows(
        &["google_sql_database_instance"],
        "settings?.database_flags",
        Want::Is(is_logged),
    ),
    refuses(&["google_sql_database_instance"], is_silent),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Parameters of which `off` is a loss.
const NAMES: &[&str] = &[
    "log_connections",
    "log_disconnections",
    "log_checkpoints",
    "log_lock_waits",
    "log_duration",
    "log_hostname",
    "connection_throttling",
    "connection_throttle.enable",
];

fn is_log(resource: &Resource) -> bool {
    let name = resource.look("name").known().and_then(Node::as_str);
    name.is_some_and(|name| NAMES.contains(&name))
}

fn is_logged(flags: &Node) -> bool {
    flags.items().iter().all(|flag| {
        let text = |name: &str| flag.get(name).and_then(Node::as_str).unwrap_or_default();
        !(NAMES.contains(&text("name")) && text("value") == "off")
    })
}

/// PostgreSQL of Google logs nothing of these unless it is told to.
fn is_silent(resource: &Resource) -> bool {
    const NEEDED: &[&str] = &["log_checkpoints", "log_connections", "log_disconnections"];
    let version = resource
        .look("database_version")
        .known()
        .and_then(Node::as_str);
    if !version.is_some_and(|version| version.starts_with("POSTGRES")) {
        return false;
    }
    let Some(flags) = resource.look("settings.database_flags").node() else {
        return true;
    };
    let is_on = |name: &&str| {
        flags
            .items()
            .iter()
            .any(|flag| flag.get("name").and_then(Node::as_str) == Some(*name))
    };
    flags.is_known() && !NEEDED.iter().all(is_on)
}
