//! The root file system of a container of a task is read-only.
//!
//! # Why
//! What cannot be written cannot be replaced by an intruder.
//!
//! # Fix
//! Set `readonlyRootFilesystem` to true, and mount volumes for what has to be written.
//!
//! # See
//! CIS Docker 5.13
//! CKV_AWS_336

use crate::containers;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("WKL-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("writable_task_root.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{   #! `aws_ecs_task_definition.a` has a container `web` that can write its root
    name = "web", image = "a:1"
  }])
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ name = "web", readonlyRootFilesystem = true }])
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
        if container.resource.kind.contains("ask")
            && container.get(NAMES).and_then(Node::as_bool) != Some(true)
        {
            let says = format!(
                "has a container `{}` that can write its root",
                container.name()
            );
            judge.fail(failure(container.resource, Some(container.place), &says));
        }
    }
}

const NAMES: &[&str] = &["readonlyRootFilesystem", "ReadonlyRootFilesystem"];
