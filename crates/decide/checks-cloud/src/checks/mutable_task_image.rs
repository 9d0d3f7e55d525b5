//! Containers outside of Kubernetes name a version or a digest of their image.
//!
//! # Why
//! What runs under `latest` depends on the day on which it was started, and cannot be told from
//! what was scanned.
//!
//! # Fix
//! Name the image by version, or by digest.
//!
//! # See
//! CKV_AWS_51
//! NIST SP 800-190 4.2.2

use crate::containers;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("IMG-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("mutable_task_image.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{   #! `aws_ecs_task_definition.a` has a container `web` with a mutable image
    name = "web", image = "shop/web:latest"
  }])
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ name = "web", image = "shop/web:1.4" }])
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
        if container
            .get(&["image"])
            .and_then(Node::as_str)
            .is_some_and(is_mutable)
        {
            let says = format!(
                "has a container `{}` with a mutable image",
                container.name()
            );
            judge.fail(failure(container.resource, Some(container.place), &says));
        }
    }
}

fn is_mutable(image: &str) -> bool {
    if image.contains('@') || image.trim().is_empty() {
        return false;
    }
    let name = image.rsplit('/').next().unwrap_or(image);
    let tag = name.split_once(':').map(|(_, tag)| tag);
    matches!(tag, None | Some("" | "latest" | "dev" | "master" | "main"))
}
