//! The output of a container of a task is kept.
//!
//! # Why
//! Without logs nobody can tell afterwards what a container did.
//!
//! # Fix
//! Set `logConfiguration`, or `logging` of the group.
//!
//! # See
//! CIS ECS: logging
//! AWS Foundational Security: ECS.9

use crate::containers;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("OPS-03", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_task_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{   #! `aws_ecs_task_definition.a` has a container `web` whose output is not kept
    name = "web", image = "a:1"
  }])
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ name = "web", logConfiguration = { logDriver = "x" } }])
}
"#,
        ),
    ]);

fn run(cloud: &Cloud, judge: &mut Judge) {
    let all = containers::all(cloud);
    if all.is_empty() {
        return judge.not_applicable();
    }
    for container in &all {
        if container.resource.kind.to_lowercase().contains("ecs")
            && container.get(&["logConfiguration"]).is_none()
        {
            let says = format!(
                "has a container `{}` whose output is not kept",
                container.name()
            );
            judge.fail(failure(container.resource, Some(container.place), &says));
        }
    }
}
