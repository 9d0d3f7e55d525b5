//! Machines reach the addresses that they need, not the whole Internet.
//!
//! # Why
//! Whoever breaks in fetches tools and takes data away over the same way.
//!
//! # Fix
//! Name the ports and networks of outward rules, or send traffic through a proxy.
//!
//! # See
//! CKV_AWS_382

use crate::network;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("open_outward_traffic.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets out traffic to every address
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_security_group" "a" {
  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets out traffic to every address";

fn run(cloud: &Cloud, judge: &mut Judge) {
    if cloud.of_kinds(network::HOLDERS).next().is_none() {
        return judge.not_applicable();
    }
    for rule in network::open_rules(cloud) {
        if !rule.inward && rule.is_of_all_ports() {
            judge.fail(failure(rule.resource, Some(rule.node), SAYS));
        }
    }
}
