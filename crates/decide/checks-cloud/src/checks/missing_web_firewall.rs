//! Gateways to the Internet filter requests.
//!
//! # Why
//! A filter stops the attacks that everybody tries, and buys time to fix what is new.
//!
//! # Fix
//! Use a WAF tier and enable `waf_configuration`; associate a web ACL with distributions.
//!
//! # See
//! CKV_AZURE_120, CKV_AWS_68

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_web_firewall.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_application_gateway" "a" {   #! `azurerm_application_gateway.a` filters no requests
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_application_gateway" "a" {
  waf_configuration {
    enabled = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "filters no requests";

static ASKS: &[Ask] = &[
    refuses(&["azurerm_application_gateway"], lacks_filter),
    needs(
        &["aws_cloudfront_distribution"],
        "web_acl_id",
        Want::Present,
    ),
    needs(
        &["AWS::CloudFront::Distribution"],
        "DistributionConfig.WebACLId",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn lacks_filter(resource: &Resource) -> bool {
    let enabled = resource.look("waf_configuration.enabled").node();
    resource.look("firewall_policy_id").is_absent()
        && enabled.is_none_or(|node| node.as_bool() == Some(false))
}
