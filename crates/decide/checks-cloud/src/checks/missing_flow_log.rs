//! Connections in a network are logged.
//!
//! # Why
//! Without flow logs nobody can tell afterwards who talked to whom, or that somebody tried.
//!
//! # Fix
//! Add an `aws_flow_log`, `log_config` for subnetworks of Google, a flow log of the network
//! watcher on Azure.
//!
//! # See
//! CIS AWS 3.7
//! CIS GCP 3.8
//! CKV2_AWS_11, CKV_GCP_26

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-06", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_flow_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_vpc" "a" {   #! `aws_vpc.a` does not log connections
  cidr_block = "10.0.0.0/16"
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_subnetwork" "a" {   #! `google_compute_subnetwork.a` does not log connections
  network = "n"
}
"#,
        ),
        Example::new(
            r#"
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_flow_log" "l" {
  vpc_id = aws_vpc.a.id
}
"#,
        ),
    ]);

const SAYS: &str = "does not log connections";

static ASKS: &[Ask] = &[
    needs(&["aws_vpc"], "flow", Want::Present).elsewhere(
        &["aws_flow_log"],
        "vpc_id",
        "vpc_id",
        Want::Present,
    ),
    needs(&["AWS::EC2::VPC"], "flow", Want::Present).elsewhere(
        &["AWS::EC2::FlowLog"],
        "ResourceId",
        "ResourceId",
        Want::Present,
    ),
    needs(&["google_compute_subnetwork"], "log_config", Want::Present).when(carries_traffic),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Subnetworks of load balancers cannot log.
fn carries_traffic(resource: &Resource) -> bool {
    let purpose = resource.look("purpose").known().and_then(Node::as_str);
    !purpose.is_some_and(|purpose| purpose.ends_with("MANAGED_PROXY"))
}
