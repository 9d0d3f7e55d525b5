//! SSH to nodes of EKS is allowed from named security groups only.
//!
//! # Why
//! With a key and no source group, the provider opens port 22 of every node to the Internet.
//!
//! # Fix
//! Name `source_security_group_ids` in `remote_access`, or use Session Manager and no key at all.
//!
//! # See
//! CIS EKS 5.4.3
//! CKV_AWS_100

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-03", Severity::High, run)
    .doc(seaworthy_check::header!("open_node_login.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_eks_node_group" "a" {   #! `aws_eks_node_group.a` opens SSH of its nodes to every address
  remote_access {
    ec2_ssh_key = "ops"
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_node_group" "a" {
  remote_access {
    ec2_ssh_key               = "ops"
    source_security_group_ids = ["sg-1"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "opens SSH of its nodes to every address";

static ASKS: &[Ask] = &[
    needs(
        &["aws_eks_node_group"],
        "remote_access?.source_security_group_ids",
        Want::Present,
    ),
    needs(
        &["AWS::EKS::Nodegroup"],
        "RemoteAccess?.SourceSecurityGroups",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
