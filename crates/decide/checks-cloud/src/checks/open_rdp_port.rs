//! No network lets the whole Internet reach Remote Desktop.
//!
//! # Why
//! Most ransomware of the last years came in this way.
//!
//! # Fix
//! Name the networks that need it, or use a gateway that asks for a second factor.
//!
//! # See
//! CIS AWS 5.3
//! CIS GCP 3.7
//! CIS Azure 6.1
//! CKV_AWS_25, CKV_GCP_3, CKV_AZURE_9

use crate::network;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("open_rdp_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 3389
    to_port     = 3389
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets the whole Internet reach RDP
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
          sourceAddressPrefix: '*'   #! `a` lets the whole Internet reach RDP
          destinationPortRange: '3389'
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
    from_port   = 3389
    to_port     = 3389
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets the whole Internet reach RDP";

fn run(cloud: &Cloud, judge: &mut Judge) {
    network::open_ports(cloud, judge, &[3389], SAYS);
}
