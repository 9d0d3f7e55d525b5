//! A managed cluster has no user with a password.
//!
//! # Why
//! A password of an API server never expires, is no single person's, and stands in the state file.
//!
//! # Fix
//! Remove `username` and `password` from `master_auth`; sign in through the identity provider.
//!
//! # See
//! CIS GKE 5.8.1
//! CKV_GCP_19

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("basic_authentication.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  master_auth {
    username = "admin"   #! `google_container_cluster.a` has a user with a password
    password = "example"
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  master_auth {
    username = ""
  }
}
"#,
        ),
    ]);

const SAYS: &str = "has a user with a password";

static ASKS: &[Ask] = &[allows(
    &["google_container_cluster"],
    "master_auth?.username",
    Want::Gone,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
