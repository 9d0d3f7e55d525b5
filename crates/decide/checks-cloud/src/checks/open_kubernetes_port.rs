//! No network lets the whole Internet reach API servers, kubelets or etcd.
//!
//! # Why
//! A kubelet runs commands in every pod of its node, and etcd holds every Secret.
//!
//! # Fix
//! Name the networks of the control plane and of administrators.
//!
//! # See
//! CIS Kubernetes 4.2.1
//! NSA Kubernetes Hardening Guide 3

use crate::network;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-03", Severity::High, run)
    .doc(seaworthy_check::header!("open_kubernetes_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 6443
    to_port     = 6443
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets the whole Internet reach Kubernetes
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
          sourceAddressPrefix: '*'   #! `a` lets the whole Internet reach Kubernetes
          destinationPortRange: '6443'
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
    from_port   = 6443
    to_port     = 6443
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets the whole Internet reach Kubernetes";

fn run(cloud: &Cloud, judge: &mut Judge) {
    network::open_ports(cloud, judge, &[6443, 10250, 10255, 2379, 2380], SAYS);
}
