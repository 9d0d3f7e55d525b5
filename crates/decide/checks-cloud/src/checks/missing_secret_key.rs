//! A secrets store uses a key of the owner.
//!
//! # Why
//! A key of the provider cannot be shared between accounts, and its use cannot be limited.
//!
//! # Fix
//! Name a `kms_key_id`.
//!
//! # See
//! CKV_AWS_149

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_secret_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_secretsmanager_secret" "a" {   #! `aws_secretsmanager_secret.a` is encrypted with a key of AWS
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_secretsmanager_secret" "a" {
  kms_key_id = aws_kms_key.k.arn
}
"#,
        ),
    ]);

const SAYS: &str = "is encrypted with a key of AWS";

static ASKS: &[Ask] = &[
    needs(&["aws_secretsmanager_secret"], "kms_key_id", Want::Present),
    needs(&["AWS::SecretsManager::Secret"], "KmsKeyId", Want::Present),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
