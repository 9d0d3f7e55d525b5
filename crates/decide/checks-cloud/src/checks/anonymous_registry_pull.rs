//! Images are pulled by known identities only.
//!
//! # Why
//! Images hold code, names of internal services, and sometimes secrets.
//!
//! # Fix
//! Remove `anonymous_pull_enabled`, `allUsers` and `*` as principal.
//!
//! # See
//! CKV_AZURE_138, CKV_AWS_32, CKV_GCP_101

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::policy::Statement;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-06", Severity::High, run)
    .doc(seaworthy_check::header!("anonymous_registry_pull.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {
  anonymous_pull_enabled = true   #! `azurerm_container_registry.a` lets anyone pull images
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecr_repository_policy" "a" {
  policy = jsonencode({   #! `aws_ecr_repository_policy.a` lets anyone pull images
    Statement = [{ Effect = "Allow", Principal = "*", Action = "ecr:BatchGetImage" }]
  })
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecr_repository_policy" "a" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "ecr:BatchGetImage"
    }]
  })
}
"#,
        ),
    ]);

const SAYS: &str = "lets anyone pull images";

static ASKS: &[Ask] = &[
    allows(
        &["azurerm_container_registry"],
        "anonymous_pull_enabled",
        Want::False,
    ),
    allows(
        &["Microsoft.ContainerRegistry/registries"],
        "properties.anonymousPullEnabled",
        Want::False,
    ),
    allows(
        &["google_artifact_registry_repository_iam_member"],
        "member",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &["google_artifact_registry_repository_iam_binding"],
        "members",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(&["aws_ecr_repository_policy"], "policy", Want::Is(is_bound)),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_bound(node: &Node) -> bool {
    let Some(document) = node.document() else {
        return true;
    };
    let statements = Statement::all(&document);
    !statements
        .iter()
        .any(|one| one.allows() && one.is_for_everyone() && !one.has_condition())
}
