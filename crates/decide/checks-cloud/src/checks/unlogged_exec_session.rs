//! What is typed into containers of ECS is recorded.
//!
//! # Why
//! A shell in a container leaves no other trace.
//!
//! # Fix
//! Set `logging` of `execute_command_configuration` to `OVERRIDE` and name a log group and a key.
//!
//! # See
//! CKV_AWS_223, CKV_AWS_224

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unlogged_exec_session.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_cluster" "a" {
  configuration {
    execute_command_configuration {
      logging = "NONE"   #! `aws_ecs_cluster.a` does not record shells in containers
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_cluster" "a" {
  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "does not record shells in containers";

static ASKS: &[Ask] = &[
    allows(
        &["aws_ecs_cluster"],
        "configuration?.execute_command_configuration?.logging",
        Want::NoneOf(&["NONE"]),
    ),
    allows(
        &["AWS::ECS::Cluster"],
        "Configuration?.ExecuteCommandConfiguration?.Logging",
        Want::NoneOf(&["NONE"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
