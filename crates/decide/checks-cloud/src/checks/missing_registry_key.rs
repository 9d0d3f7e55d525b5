//! A registry is encrypted with a key of the owner.
//!
//! # Why
//! A key of the provider cannot be taken away by the owner, and its use cannot be seen.
//!
//! # Fix
//! Set `encryption_type = "KMS"`, `kms_key_name`, or `encryption` with a key.
//!
//! # See
//! CKV_AWS_136, CKV_GCP_84, CKV_AZURE_139

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_registry_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecr_repository" "a" {   #! `aws_ecr_repository.a` is encrypted with a key of the provider
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecr_repository" "a" {
  encryption_configuration {
    encryption_type = "KMS"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is encrypted with a key of the provider";

static ASKS: &[Ask] = &[
    needs(
        &["aws_ecr_repository"],
        "encryption_configuration.encryption_type",
        Want::OneOf(&["KMS", "KMS_DSSE"]),
    ),
    needs(
        &["AWS::ECR::Repository"],
        "EncryptionConfiguration.EncryptionType",
        Want::OneOf(&["KMS", "KMS_DSSE"]),
    ),
    needs(
        &["google_artifact_registry_repository"],
        "kms_key_name",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
