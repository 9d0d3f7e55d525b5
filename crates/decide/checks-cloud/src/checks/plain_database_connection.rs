//! Databases are reached over TLS only.
//!
//! # Why
//! Passwords and rows go over the network in plain text otherwise.
//!
//! # Fix
//! Set `ssl_enforcement_enabled`, `require_ssl` or `ssl_mode`, `transit_encryption_enabled`,
//! `enforce_https`.
//!
//! # See
//! CIS GCP 6.4
//! CIS Azure 4.3.1
//! CKV_GCP_6, CKV_AZURE_28, CKV_AZURE_29, CKV_AWS_30, CKV_AWS_6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-02", Severity::High, run)
    .doc(seaworthy_check::header!("plain_database_connection.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_mysql_server" "a" {
  ssl_enforcement_enabled = false   #! `azurerm_mysql_server.a` is reached without TLS
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_mysql_server" "a" {
  ssl_enforcement_enabled = true
}
resource "google_sql_database_instance" "b" {
  settings {
    ip_configuration {
      ssl_mode = "ENCRYPTED_ONLY"
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is reached without TLS";

static ASKS: &[Ask] = &[
    needs(
        &[
            "azurerm_mysql_server",
            "azurerm_postgresql_server",
            "azurerm_mariadb_server",
        ],
        "ssl_enforcement_enabled",
        Want::True,
    ),
    refuses(&["google_sql_database_instance"], takes_plain),
    needs(
        &["aws_elasticache_replication_group"],
        "transit_encryption_enabled",
        Want::True,
    ),
    needs(
        &["aws_elasticsearch_domain", "aws_opensearch_domain"],
        "node_to_node_encryption.enabled",
        Want::True,
    ),
    needs(
        &["aws_elasticsearch_domain", "aws_opensearch_domain"],
        "domain_endpoint_options.enforce_https",
        Want::True,
    ),
    allows(&["azurerm_redis_cache"], "enable_non_ssl_port", Want::False),
    allows(
        &["azurerm_redis_cache"],
        "non_ssl_port_enabled",
        Want::False,
    ),
    allows(
        &["aws_msk_cluster"],
        "encryption_info?.encryption_in_transit?.client_broker",
        Want::OneOf(&["TLS"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn takes_plain(resource: &Resource) -> bool {
    let old = resource
        .look("settings.ip_configuration.require_ssl")
        .node();
    let mode = resource.look("settings.ip_configuration.ssl_mode").node();
    let old_says = old.is_some_and(|node| node.as_bool() != Some(false));
    let mode_says =
        mode.is_some_and(|node| node.as_str() != Some("ALLOW_UNENCRYPTED_AND_ENCRYPTED"));
    !old_says && !mode_says
}
