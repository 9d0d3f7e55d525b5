//! No network lets the whole Internet reach SSH.
//!
//! # Why
//! Password guessing begins within minutes, and every weakness of the server is everybody's.
//!
//! # Fix
//! Name the networks that need it, or use Session Manager, Identity-Aware Proxy or Bastion.
//!
//! # See
//! CIS AWS 5.2
//! CIS GCP 3.6
//! CIS Azure 6.2
//! CKV_AWS_24, CKV_GCP_2, CKV_AZURE_10

use crate::network;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("open_ssh_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets the whole Internet reach SSH
  }
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'a'
  properties: {
    securityRules: [
      {
        name: 'in'
        properties: {
          access: 'Allow'
          direction: 'Inbound'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'   #! `a` lets the whole Internet reach SSH
          destinationPortRange: '22'
        }
      }
    ]
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets the whole Internet reach SSH";

fn run(cloud: &Cloud, judge: &mut Judge) {
    network::open_ports(cloud, judge, &[22], SAYS);
}
