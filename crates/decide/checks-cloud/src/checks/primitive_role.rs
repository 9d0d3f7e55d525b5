//! Nobody holds an owner or editor role of a whole project or subscription.
//!
//! # Why
//! These roles hold nearly every right there is, those of tomorrow included.
//!
//! # Fix
//! Grant the roles of the services that are used, on the resources that are used.
//!
//! # See
//! CIS GCP 1.5
//! CIS Azure 1.23
//! CKV_GCP_49, CKV_GCP_41, CKV_GCP_117, CKV_AZURE_39

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("primitive_role.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_project_iam_member" "a" {
  role   = "roles/editor"   #! `google_project_iam_member.a` grants a role over everything
  member = "user:a@example.com"
}
"#,
        ),
        Example::new(
            r#"
resource "google_project_iam_member" "a" {
  role   = "roles/container.viewer"
  member = "user:a@example.com"
}
"#,
        ),
    ]);

const SAYS: &str = "grants a role over everything";

static ASKS: &[Ask] = &[
    allows(
        &[
            "google_project_iam_member",
            "google_project_iam_binding",
            "google_folder_iam_member",
            "google_folder_iam_binding",
            "google_organization_iam_member",
            "google_organization_iam_binding",
        ],
        "role",
        Want::NoneOf(&["roles/owner", "roles/editor"]),
    ),
    allows(
        &["azurerm_role_assignment"],
        "role_definition_name",
        Want::NoneOf(&["Owner", "Contributor", "User Access Administrator"]),
    ),
    allows(
        &["azurerm_role_definition"],
        "permissions?.actions",
        Want::NoneOf(&["*"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
