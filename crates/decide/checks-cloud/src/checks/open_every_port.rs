//! No network lets the whole Internet reach every port.
//!
//! # Why
//! Nothing is kept away, and whatever is installed tomorrow is public at once.
//!
//! # Fix
//! Name the ports and the networks that need them.
//!
//! # See
//! CIS AWS 5.2
//! CKV_AWS_277, CKV_AZURE_77

use crate::network;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Critical, run)
    .doc(seaworthy_check::header!("open_every_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets the whole Internet reach every port
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_firewall" "a" {
  source_ranges = ["0.0.0.0/0"]   #! `google_compute_firewall.a` lets the whole Internet reach every port
  allow {
    protocol = "tcp"
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets the whole Internet reach every port";

fn run(cloud: &Cloud, judge: &mut Judge) {
    if cloud.of_kinds(network::HOLDERS).next().is_none() {
        return judge.not_applicable();
    }
    for rule in network::open_rules(cloud) {
        if rule.inward && rule.is_of_all_ports() {
            judge.fail(failure(rule.resource, Some(rule.node), SAYS));
        }
    }
}
