//! A task does not share the network or the processes of its host.
//!
//! # Why
//! In the network of the host a container reaches what listens there for the host alone, the
//! metadata service first.
//!
//! # Fix
//! Use `awsvpc` as `network_mode`, and leave `pid_mode` and `ipc_mode` out.
//!
//! # See
//! CIS Docker 5.10
//! AWS Foundational Security: ECS.17, ECS.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("WKL-03", Severity::High, run)
    .doc(seaworthy_check::header!("host_network_task.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  network_mode = "host"   #! `aws_ecs_task_definition.a` shares a namespace of its host
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Web:
    Type: AWS::ECS::TaskDefinition
    Properties:
      PidMode: host   #! `Web` shares a namespace of its host
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  network_mode = "awsvpc"
}
"#,
        ),
    ]);

const SAYS: &str = "shares a namespace of its host";

static ASKS: &[Ask] = &[
    allows(
        &["aws_ecs_task_definition"],
        "network_mode",
        Want::NoneOf(&["host"]),
    ),
    allows(
        &["aws_ecs_task_definition"],
        "pid_mode",
        Want::NoneOf(&["host"]),
    ),
    allows(
        &["aws_ecs_task_definition"],
        "ipc_mode",
        Want::NoneOf(&["host"]),
    ),
    allows(
        &["AWS::ECS::TaskDefinition"],
        "NetworkMode",
        Want::NoneOf(&["host"]),
    ),
    allows(
        &["AWS::ECS::TaskDefinition"],
        "PidMode",
        Want::NoneOf(&["host"]),
    ),
    allows(
        &["AWS::ECS::TaskDefinition"],
        "IpcMode",
        Want::NoneOf(&["host"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
