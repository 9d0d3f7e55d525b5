//! A managed cluster issues no client certificate at its creation.
//!
//! # Why
//! Such a certificate cannot be revoked, belongs to nobody and stands in the state file.
//!
//! # Fix
//! Set `issue_client_certificate = false`.
//!
//! # See
//! CIS GKE 5.8.2
//! CKV_GCP_13

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("issued_client_certificate.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  master_auth {
    client_certificate_config {
      issue_client_certificate = true   #! `google_container_cluster.a` issues a client certificate
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  master_auth {
    client_certificate_config {
      issue_client_certificate = false
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "issues a client certificate";

static ASKS: &[Ask] = &[allows(
    &["google_container_cluster"],
    "master_auth?.client_certificate_config?.issue_client_certificate",
    Want::False,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
