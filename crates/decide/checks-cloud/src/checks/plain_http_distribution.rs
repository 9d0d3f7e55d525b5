//! A distribution serves its callers over TLS.
//!
//! # Why
//! What goes over the network in plain text can be read and changed on the way.
//!
//! # Fix
//! Set `viewer_protocol_policy` to `redirect-to-https` or `https-only`.
//!
//! # See
//! CKV_AWS_34

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("plain_http_distribution.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_cloudfront_distribution" "a" {
  default_cache_behavior {
    viewer_protocol_policy = "allow-all"   #! `aws_cloudfront_distribution.a` serves in plain text
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_cloudfront_distribution" "a" {
  default_cache_behavior {
    viewer_protocol_policy = "redirect-to-https"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "serves in plain text";

static ASKS: &[Ask] = &[
    allows(
        &["aws_cloudfront_distribution"],
        "default_cache_behavior?.viewer_protocol_policy",
        Want::NoneOf(&["allow-all"]),
    ),
    allows(
        &["aws_cloudfront_distribution"],
        "ordered_cache_behavior?.viewer_protocol_policy",
        Want::NoneOf(&["allow-all"]),
    ),
    allows(
        &["AWS::CloudFront::Distribution"],
        "DistributionConfig.DefaultCacheBehavior?.ViewerProtocolPolicy",
        Want::NoneOf(&["allow-all"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
