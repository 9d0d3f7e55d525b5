//! Nothing is put into the default network.
//!
//! # Why
//! Its subnets span the world, its rules let SSH and pings in, and everything in it reaches
//! everything.
//!
//! # Fix
//! Make a network with the subnets and rules that are needed; set `auto_create_network = false` on
//! projects.
//!
//! # See
//! CIS GCP 3.1
//! CIS AWS: default VPC
//! CKV_AWS_148, CKV_GCP_27

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("default_network.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  network_interface {
    network = "default"   #! `google_compute_instance.a` uses the default network
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_project" "a" {
  auto_create_network = false
}
"#,
        ),
    ]);

const SAYS: &str = "uses the default network";

static ASKS: &[Ask] = &[
    allows(
        &["google_compute_instance"],
        "network_interface?.network",
        Want::NoneOf(&["default"]),
    ),
    allows(
        &["google_container_cluster"],
        "network",
        Want::NoneOf(&["default"]),
    ),
    needs(&["google_project"], "auto_create_network", Want::False),
    needs(&["aws_default_vpc"], "never", Want::Present),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
