//! Keys, queues, topics and secrets name who may use them.
//!
//! # Why
//! With `*` and no condition every account of AWS may use them.
//!
//! # Fix
//! Name accounts or roles, or add a condition on the source.
//!
//! # See
//! CKV_AWS_33, CKV_AWS_168, CKV_AWS_169, CKV_AWS_283

use crate::policy;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("public_resource_policy.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_sqs_queue_policy" "a" {
  policy = jsonencode({   #! `aws_sqs_queue_policy.a` can be used by anyone
    Statement = [{ Effect = "Allow", Action = "sqs:*", Principal = "*" }]
  })
}
"#,
        ),
        Example::new(
            r#"
resource "aws_kms_key" "a" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:*"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
    }]
  })
}
"#,
        ),
    ]);

const SAYS: &str = "can be used by anyone";

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut told: Option<(String, String)> = None;
    let arises = policy::each_statement(cloud, HOLDERS, |resource, node, statement| {
        let this = (resource.unit.clone(), resource.address.clone());
        if statement.allows()
            && statement.is_for_everyone()
            && !statement.has_condition()
            && told.as_ref() != Some(&this)
        {
            judge.fail(failure(resource, Some(node), SAYS));
            told = Some(this);
        }
    });
    if !arises {
        judge.not_applicable();
    }
}

const HOLDERS: &[(&str, &str)] = &[
    ("aws_kms_key", "policy"),
    ("aws_kms_key_policy", "policy"),
    ("aws_sqs_queue", "policy"),
    ("aws_sqs_queue_policy", "policy"),
    ("aws_sns_topic", "policy"),
    ("aws_sns_topic_policy", "policy"),
    ("aws_secretsmanager_secret_policy", "policy"),
    ("aws_elasticsearch_domain", "access_policies"),
    ("aws_elasticsearch_domain_policy", "access_policies"),
    ("aws_opensearch_domain_policy", "access_policies"),
    ("aws_efs_file_system_policy", "policy"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument"),
];
