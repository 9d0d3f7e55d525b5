//! Keys of a key management service are rotated.
//!
//! # Why
//! A key that never changes protects everything that it has ever encrypted, and so does its loss.
//!
//! # Fix
//! Set `enable_key_rotation = true`, a `rotation_period` of at most 90 days, or a
//! `rotation_policy`.
//!
//! # See
//! CIS AWS 3.6
//! CIS GCP 1.10
//! CKV_AWS_7, CKV_GCP_43

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("unrotated_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_kms_key" "a" {   #! `aws_kms_key.a` is not rotated
  description = "a"
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: false   #! `Key` is not rotated
"#,
        ),
        Example::new(
            r#"
resource "aws_kms_key" "a" {
  enable_key_rotation = true
}
"#,
        ),
    ]);

const SAYS: &str = "is not rotated";

static ASKS: &[Ask] = &[
    needs(&["aws_kms_key"], "enable_key_rotation", Want::True).when(can_rotate),
    needs(&["AWS::KMS::Key"], "EnableKeyRotation", Want::True).when(can_rotate),
    needs(&["google_kms_crypto_key"], "rotation_period", Want::Present).when(can_rotate),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Keys in pairs, and those that only sign, are not rotated by themselves.
fn can_rotate(resource: &Resource) -> bool {
    let text = |path: &str| resource.look(path).known().and_then(Node::as_str);
    let spec = text("customer_master_key_spec")
        .or(text("key_spec"))
        .or(text("KeySpec"));
    let purpose = text("purpose");
    spec.is_none_or(|spec| spec == "SYMMETRIC_DEFAULT")
        && purpose.is_none_or(|purpose| purpose == "ENCRYPT_DECRYPT")
}
