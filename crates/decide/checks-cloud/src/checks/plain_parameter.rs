//! Parameters that are secrets are kept as secrets.
//!
//! # Why
//! A parameter of the type String is shown to whoever may read parameters at all.
//!
//! # Fix
//! Use the type `SecureString`, or a secrets store.
//!
//! # See
//! CKV_AWS_337

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::literals::is_secret_name;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("plain_parameter.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ssm_parameter" "a" {
  name = "/shop/db_password"
  type = "String"   #! `aws_ssm_parameter.a` keeps a secret as plain text
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ssm_parameter" "a" {
  name = "/shop/db_password"
  type = "SecureString"
}
"#,
        ),
    ]);

const SAYS: &str = "keeps a secret as plain text";

static ASKS: &[Ask] = &[
    allows(&["aws_ssm_parameter"], "type", Want::NoneOf(&["String"])).when(is_secret),
    allows(&["AWS::SSM::Parameter"], "Type", Want::NoneOf(&["String"])).when(is_secret),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_secret(resource: &Resource) -> bool {
    let name = resource
        .look("name")
        .known()
        .or(resource.look("Name").known());
    name.and_then(Node::as_str).is_some_and(is_secret_name)
}
