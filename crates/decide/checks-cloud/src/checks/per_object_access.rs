//! Rights to a bucket of Google are given for the bucket, not for each object.
//!
//! # Why
//! Rights of single objects are seen in no policy.
//!
//! # Fix
//! Set `uniform_bucket_level_access = true`.
//!
//! # See
//! CIS GCP 5.2
//! CKV_GCP_29

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("per_object_access.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_storage_bucket" "a" {   #! `google_storage_bucket.a` gives rights to single objects
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_storage_bucket" "a" {
  uniform_bucket_level_access = true
}
"#,
        ),
    ]);

const SAYS: &str = "gives rights to single objects";

static ASKS: &[Ask] = &[needs(
    &["google_storage_bucket"],
    "uniform_bucket_level_access",
    Want::True,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
