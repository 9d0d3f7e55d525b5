//! What answers over TLS asks for version 1.2 at least.
//!
//! # Why
//! TLS 1.0 and 1.1 are broken in several ways and were withdrawn in 2021 (RFC 8996).
//!
//! # Fix
//! Set the lowest version to 1.2, and the policy of load balancers to one of TLS 1.2 or 1.3.
//!
//! # See
//! RFC 8996
//! CKV_AWS_103, CKV_AWS_174, CKV_AWS_228, CKV_AZURE_15, CKV_AZURE_44, CKV_AZURE_52
//! CKV_AZURE_54, CKV_AZURE_147, CKV_AZURE_218, CKV_GCP_4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("old_tls_version.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_storage_account" "a" {
  min_tls_version = "TLS1_0"   #! `azurerm_storage_account.a` speaks old versions of TLS
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lb_listener" "a" {
  ssl_policy = "ELBSecurityPolicy-2016-08"   #! `aws_lb_listener.a` speaks old versions of TLS
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lb_listener" "a" {
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}
resource "azurerm_linux_web_app" "b" {
  site_config {
    minimum_tls_version = "1.2"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "speaks old versions of TLS";

static ASKS: &[Ask] = &[
    allows(
        &["aws_lb_listener", "aws_alb_listener"],
        "ssl_policy",
        Want::Is(is_new_policy),
    ),
    allows(
        &["AWS::ElasticLoadBalancingV2::Listener"],
        "SslPolicy",
        Want::Is(is_new_policy),
    ),
    allows(
        &["aws_cloudfront_distribution"],
        "viewer_certificate?.minimum_protocol_version",
        Want::Is(is_new),
    ),
    needs(
        &["aws_elasticsearch_domain", "aws_opensearch_domain"],
        "domain_endpoint_options.tls_security_policy",
        Want::NoneOf(&["Policy-Min-TLS-1-0-2019-07"]),
    ),
    needs(
        &["azurerm_application_gateway"],
        "ssl_policy",
        Want::Present,
    ),
    allows(
        &["google_compute_ssl_policy"],
        "min_tls_version",
        Want::NoneOf(&["TLS_1_0", "TLS_1_1"]),
    ),
    allows(
        &["azurerm_storage_account"],
        "min_tls_version",
        Want::Is(is_new),
    ),
    allows(
        &["azurerm_mssql_server", "azurerm_redis_cache"],
        "minimum_tls_version",
        Want::Is(is_new),
    ),
    needs(
        &["azurerm_mysql_server", "azurerm_postgresql_server"],
        "ssl_minimal_tls_version_enforced",
        Want::Is(is_new),
    ),
    allows(
        &[
            "azurerm_app_service",
            "azurerm_linux_web_app",
            "azurerm_windows_web_app",
        ],
        "site_config?.min_tls_version",
        Want::Is(is_new),
    ),
    allows(
        &["azurerm_linux_web_app", "azurerm_windows_web_app"],
        "site_config?.minimum_tls_version",
        Want::Is(is_new),
    ),
    allows(
        &["Microsoft.Storage/storageAccounts"],
        "properties.minimumTlsVersion",
        Want::Is(is_new),
    ),
    allows(
        &["Microsoft.Web/sites"],
        "properties.siteConfig?.minTlsVersion",
        Want::Is(is_new),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_new(node: &Node) -> bool {
    const OLD: &[&str] = &[
        "1.0",
        "1.1",
        "TLS1_0",
        "TLS1_1",
        "TLSv1",
        "TLSv1_2016",
        "TLSv1.1_2016",
        "SSLv3",
        "TLSEnforcementDisabled",
        "Disabled",
    ];
    let text = match node.as_number() {
        Some(number) => format!("{number:.1}"),
        None => node.as_str().unwrap_or_default().to_owned(),
    };
    !OLD.contains(&text.as_str())
}

fn is_new_policy(node: &Node) -> bool {
    let name = node.as_str().unwrap_or_default();
    ["TLS-1-2", "TLS13", "FS-1-2"]
        .iter()
        .any(|part| name.contains(part))
        || name.is_empty()
}
