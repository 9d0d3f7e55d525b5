//! People sign in to machines with their own identity.
//!
//! # Why
//! Keys in metadata belong to nobody and outlive everybody.
//!
//! # Fix
//! Set `enable-oslogin` to TRUE for the project, and leave it alone on machines.
//!
//! # See
//! CIS GCP 4.4
//! CKV_GCP_33, CKV_GCP_34

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Low, run)
    .doc(seaworthy_check::header!("disabled_os_login.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  metadata = {
    enable-oslogin = false   #! `google_compute_instance.a` switches OS Login off
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  metadata = {
    enable-oslogin = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "switches OS Login off";

static ASKS: &[Ask] = &[
    allows(
        &[
            "google_compute_instance",
            "google_compute_instance_template",
        ],
        "metadata?.enable-oslogin",
        Want::OneOf(&["true", "1"]),
    ),
    needs(
        &["google_compute_project_metadata"],
        "metadata.enable-oslogin",
        Want::OneOf(&["true", "1"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
