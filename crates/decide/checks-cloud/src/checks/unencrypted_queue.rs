//! Queues and topics are encrypted.
//!
//! # Why
//! Messages carry what services tell each other, personal data included.
//!
//! # Fix
//! Set `kms_master_key_id`, or `sqs_managed_sse_enabled = true`.
//!
//! # See
//! CKV_AWS_27, CKV_AWS_26

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("unencrypted_queue.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_sns_topic" "a" {   #! `aws_sns_topic.a` is not encrypted
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_sns_topic" "a" {
  kms_master_key_id = "alias/aws/sns"
}
"#,
        ),
    ]);

const SAYS: &str = "is not encrypted";

static ASKS: &[Ask] = &[
    allows(&["aws_sqs_queue"], "sqs_managed_sse_enabled", Want::True).when(lacks_key),
    needs(&["aws_sns_topic"], "kms_master_key_id", Want::Present),
    needs(&["AWS::SNS::Topic"], "KmsMasterKeyId", Want::Present),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn lacks_key(resource: &Resource) -> bool {
    resource.look("kms_master_key_id").is_absent()
}
