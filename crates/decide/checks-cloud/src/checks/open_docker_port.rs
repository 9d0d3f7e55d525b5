//! No network lets the whole Internet reach the API of a container engine.
//!
//! # Why
//! Whoever reaches the API starts a privileged container and has the host.
//!
//! # Fix
//! Close the port; reach the engine over SSH.
//!
//! # See
//! NIST SP 800-190 4.5.2
//! CIS Docker 2.7

use crate::network;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("HST-05", Severity::Critical, run)
    .doc(seaworthy_check::header!("open_docker_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 2375
    to_port     = 2375
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets the whole Internet reach Docker
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
          sourceAddressPrefix: '*'   #! `a` lets the whole Internet reach Docker
          destinationPortRange: '2375'
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
    from_port   = 2375
    to_port     = 2375
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets the whole Internet reach Docker";

fn run(cloud: &Cloud, judge: &mut Judge) {
    network::open_ports(cloud, judge, &[2375, 2376], SAYS);
}
