//! Machines have no public address.
//!
//! # Why
//! A machine with a public address is one rule away from the Internet.
//!
//! # Fix
//! Put it behind a load balancer, and reach it through a bastion or the provider's tunnel.
//!
//! # See
//! CIS GCP 4.9
//! CKV_AWS_88, CKV_GCP_40, CKV_AZURE_119

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("public_machine_address.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_instance" "a" {
  associate_public_ip_address = true   #! `aws_instance.a` has a public address
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  network_interface {
    access_config {   #! `google_compute_instance.a` has a public address
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_instance" "a" {
  associate_public_ip_address = false
}
"#,
        ),
    ]);

const SAYS: &str = "has a public address";

static ASKS: &[Ask] = &[
    allows(
        &["aws_instance"],
        "associate_public_ip_address",
        Want::False,
    ),
    allows(
        &["aws_launch_template"],
        "network_interfaces?.associate_public_ip_address",
        Want::False,
    ),
    allows(
        &["AWS::EC2::Instance"],
        "NetworkInterfaces?.AssociatePublicIpAddress",
        Want::False,
    ),
    allows(
        &[
            "google_compute_instance",
            "google_compute_instance_template",
        ],
        "network_interface?.access_config",
        Want::Gone,
    ),
    allows(
        &["azurerm_network_interface"],
        "ip_configuration?.public_ip_address_id",
        Want::Gone,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
