//! Nobody may act as every service account of a project.
//!
//! # Why
//! Who may act as any account has the rights of all of them together.
//!
//! # Fix
//! Grant the role on the one service account that is meant.
//!
//! # See
//! CIS GCP 1.6
//! CKV_GCP_41

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("token_creator_everywhere.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_project_iam_member" "a" {
  role = "roles/iam.serviceAccountTokenCreator"   #! `google_project_iam_member.a` lets its member act as every account
}
"#,
        ),
        Example::new(
            r#"
resource "google_service_account_iam_member" "a" {
  role = "roles/iam.serviceAccountTokenCreator"
}
"#,
        ),
    ]);

const SAYS: &str = "lets its member act as every account";

static ASKS: &[Ask] = &[allows(
    &["google_project_iam_member", "google_project_iam_binding"],
    "role",
    Want::NoneOf(&[
        "roles/iam.serviceAccountUser",
        "roles/iam.serviceAccountTokenCreator",
        "roles/iam.serviceAccountAdmin",
    ]),
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
