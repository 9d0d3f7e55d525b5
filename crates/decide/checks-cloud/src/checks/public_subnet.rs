//! Subnets give no public addresses by themselves.
//!
//! # Why
//! What is started there is on the Internet without anybody having said so.
//!
//! # Fix
//! Set `map_public_ip_on_launch = false`, and give addresses to load balancers only.
//!
//! # See
//! CKV_AWS_130

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("public_subnet.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_subnet" "a" {
  map_public_ip_on_launch = true   #! `aws_subnet.a` gives public addresses to what starts in it
}
"#,
        ),
        Example::new(
            r#"
resource "aws_subnet" "a" {
  map_public_ip_on_launch = false
}
"#,
        ),
    ]);

const SAYS: &str = "gives public addresses to what starts in it";

static ASKS: &[Ask] = &[
    allows(&["aws_subnet"], "map_public_ip_on_launch", Want::False),
    allows(&["AWS::EC2::Subnet"], "MapPublicIpOnLaunch", Want::False),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
