//! A cluster of ECS is watched.
//!
//! # Why
//! Without measurements nobody sees a task that is mined on, or a service that is flooded.
//!
//! # Fix
//! Set the setting `containerInsights` to `enabled` or `enhanced`.
//!
//! # See
//! AWS Foundational Security: ECS.12
//! CKV_AWS_65

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-06", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_container_insights.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_cluster" "a" {   #! `aws_ecs_cluster.a` is not watched
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_cluster" "a" {
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is not watched";

static ASKS: &[Ask] = &[
    needs(
        &["aws_ecs_cluster"],
        "setting.value",
        Want::OneOf(&["enabled", "enhanced"]),
    ),
    needs(
        &["AWS::ECS::Cluster"],
        "ClusterSettings.Value",
        Want::OneOf(&["enabled", "enhanced"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
