//! Tasks reach shared file systems over TLS.
//!
//! # Why
//! Files that go over the network in plain text can be read and changed on the way.
//!
//! # Fix
//! Set `transit_encryption = "ENABLED"` in `efs_volume_configuration`.
//!
//! # See
//! CKV_AWS_97

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("plain_task_volume.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {   #! `aws_ecs_task_definition.a` mounts a file system without TLS
  volume {
    efs_volume_configuration {
      file_system_id = "fs-1"
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  volume {
    efs_volume_configuration {
      transit_encryption = "ENABLED"
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "mounts a file system without TLS";

static ASKS: &[Ask] = &[
    needs(
        &["aws_ecs_task_definition"],
        "volume?.efs_volume_configuration?.transit_encryption",
        Want::OneOf(&["ENABLED"]),
    ),
    needs(
        &["AWS::ECS::TaskDefinition"],
        "Volumes?.EFSVolumeConfiguration?.TransitEncryption",
        Want::OneOf(&["ENABLED"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
