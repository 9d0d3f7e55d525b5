//! Machines have no interactive serial port.
//!
//! # Why
//! The port takes sign-ins from every address and knows no firewall rules.
//!
//! # Fix
//! Remove `serial-port-enable` from the metadata.
//!
//! # See
//! CIS GCP 4.5
//! CKV_GCP_35

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("serial_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  metadata = {
    serial-port-enable = true   #! `google_compute_instance.a` has an interactive serial port
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  metadata = {
    enable-oslogin = "TRUE"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "has an interactive serial port";

static ASKS: &[Ask] = &[allows(
    &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_project_metadata",
    ],
    "metadata?.serial-port-enable",
    Want::NoneOf(&["true", "1"]),
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
