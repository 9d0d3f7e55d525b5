//! A managed cluster decides by RBAC, not by attributes.
//!
//! # Why
//! With attribute-based access every service account has far-reaching rights that no binding
//! shows.
//!
//! # Fix
//! Remove `enable_legacy_abac`.
//!
//! # See
//! CIS GKE 5.8.3
//! CKV_GCP_7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("legacy_authorization.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  enable_legacy_abac = true   #! `google_container_cluster.a` decides by attributes
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  name = "a"
}
"#,
        ),
    ]);

const SAYS: &str = "decides by attributes";

static ASKS: &[Ask] = &[allows(
    &["google_container_cluster"],
    "enable_legacy_abac",
    Want::False,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
