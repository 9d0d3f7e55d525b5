//! Images are scanned when they are pushed.
//!
//! # Why
//! An image that nobody scans keeps its weaknesses until somebody else finds them.
//!
//! # Fix
//! Set `scan_on_push = true`, or the scanning configuration of the registry.
//!
//! # See
//! CIS ECR: scanning
//! CKV_AWS_163, CKV_AZURE_163

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("IMG-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_registry_scan.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecr_repository" "a" {   #! `aws_ecr_repository.a` does not scan what is pushed
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecr_repository" "a" {
  image_scanning_configuration {
    scan_on_push = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not scan what is pushed";

static ASKS: &[Ask] = &[
    needs(
        &["aws_ecr_repository"],
        "image_scanning_configuration.scan_on_push",
        Want::True,
    ),
    needs(
        &["AWS::ECR::Repository"],
        "ImageScanningConfiguration.ScanOnPush",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
