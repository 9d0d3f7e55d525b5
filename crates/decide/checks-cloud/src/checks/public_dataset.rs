//! Data sets are not open to everyone.
//!
//! # Why
//! Everyone with any account of Google can read an open data set.
//!
//! # Fix
//! Remove `allAuthenticatedUsers` and `allUsers`.
//!
//! # See
//! CIS GCP 7.1
//! CKV_GCP_15

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("public_dataset.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_bigquery_dataset" "a" {
  access {
    special_group = "allAuthenticatedUsers"   #! `google_bigquery_dataset.a` is open to everyone
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_bigquery_dataset" "a" {
  access {
    special_group = "projectReaders"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is open to everyone";

static ASKS: &[Ask] = &[
    allows(
        &["google_bigquery_dataset"],
        "access?.special_group",
        Want::NoneOf(&["allAuthenticatedUsers"]),
    ),
    allows(
        &["google_bigquery_dataset"],
        "access?.iam_member",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &["google_bigquery_dataset_iam_member"],
        "member",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
