//! No rights of a project are given to everyone.
//!
//! # Why
//! Everyone means the Internet.
//!
//! # Fix
//! Name members.
//!
//! # See
//! CIS GCP 1.1
//! CKV_GCP_46

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("anonymous_grant.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_kms_crypto_key_iam_member" "a" {
  member = "allUsers"   #! `google_kms_crypto_key_iam_member.a` gives rights to everyone
}
"#,
        ),
        Example::new(
            r#"
resource "google_kms_crypto_key_iam_member" "a" {
  member = "group:ops@example.com"
}
"#,
        ),
    ]);

const SAYS: &str = "gives rights to everyone";

static ASKS: &[Ask] = &[
    allows(
        &[
            "google_project_iam_member",
            "google_service_account_iam_member",
            "google_kms_crypto_key_iam_member",
            "google_pubsub_topic_iam_member",
            "google_secret_manager_secret_iam_member",
        ],
        "member",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &[
            "google_project_iam_binding",
            "google_service_account_iam_binding",
            "google_kms_crypto_key_iam_binding",
            "google_pubsub_topic_iam_binding",
            "google_secret_manager_secret_iam_binding",
        ],
        "members",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
