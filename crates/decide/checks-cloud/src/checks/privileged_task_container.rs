//! A container of a task does not run privileged.
//!
//! # Why
//! A privileged container sees every device of its host and holds every capability: who takes it
//! over has the host.
//!
//! # Fix
//! Remove `privileged`; add the one capability that is needed in `linuxParameters`.
//!
//! # See
//! CIS Docker 5.5
//! CKV_AWS_335

use crate::containers;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("WKL-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("privileged_task_container.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{   #! `aws_ecs_task_definition.a` has a container `web` that is privileged
    name = "web", privileged = true
  }])
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ name = "web", privileged = false }])
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
        if container.get(&["privileged"]).and_then(Node::as_bool) == Some(true) {
            let says = format!("has a container `{}` that is privileged", container.name());
            judge.fail(failure(container.resource, Some(container.place), &says));
        }
    }
}
