//! A container of a task does not run as root.
//!
//! # Why
//! A process that is root in its container is root to the kernel as well.
//!
//! # Fix
//! Set `user` to a number that is not 0, as `10001`.
//!
//! # See
//! CIS Docker 4.1
//! NIST SP 800-190 4.1.2

use crate::containers;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("WKL-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("root_task_user.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{   #! `aws_ecs_task_definition.a` has a container `web` that runs as root
    name = "web", user = "0:0"
  }])
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ name = "web", user = "10001" }])
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
        if container.get(&["user"]).is_some_and(is_root) {
            let says = format!("has a container `{}` that runs as root", container.name());
            judge.fail(failure(container.resource, Some(container.place), &says));
        }
    }
}

fn is_root(user: &Node) -> bool {
    let text = user
        .as_str()
        .map(|text| text.split(':').next().unwrap_or_default());
    matches!(text, Some("root" | "0")) || user.as_number() == Some(0.0)
}
