//! Search domains stand in a network of their own and trust named principals.
//!
//! # Why
//! Open search clusters have leaked more records than any other database.
//!
//! # Fix
//! Add `vpc_options`, and name principals in the access policy.
//!
//! # See
//! CKV_AWS_137, CKV_AWS_283

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("public_search_domain.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_opensearch_domain" "a" {   #! `aws_opensearch_domain.a` stands on the Internet
  domain_name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_opensearch_domain" "a" {
  vpc_options {
    subnet_ids = ["s"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "stands on the Internet";

static ASKS: &[Ask] = &[needs(
    &["aws_elasticsearch_domain", "aws_opensearch_domain"],
    "vpc_options",
    Want::Present,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
