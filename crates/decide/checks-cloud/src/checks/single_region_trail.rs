//! The audit trail covers every region.
//!
//! # Why
//! Intruders work in regions that nobody looks at.
//!
//! # Fix
//! Set `is_multi_region_trail = true`.
//!
//! # See
//! CIS AWS 3.1
//! CKV_AWS_67, CKV_ALI_4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("RUN-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("single_region_trail.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_cloudtrail" "a" {   #! `aws_cloudtrail.a` covers one region only
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_cloudtrail" "a" {
  is_multi_region_trail = true
}
"#,
        ),
    ]);

const SAYS: &str = "covers one region only";

static ASKS: &[Ask] = &[
    needs(&["aws_cloudtrail"], "is_multi_region_trail", Want::True),
    needs(
        &["AWS::CloudTrail::Trail"],
        "IsMultiRegionTrail",
        Want::True,
    ),
    allows(
        &["alicloud_actiontrail_trail"],
        "trail_region",
        Want::OneOf(&["All"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
