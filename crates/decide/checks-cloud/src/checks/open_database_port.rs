//! No network lets the whole Internet reach databases.
//!
//! # Why
//! Databases answer guesses of passwords without end, and some ask for none.
//!
//! # Fix
//! Let in the security group of the application only.
//!
//! # See
//! CIS GCP 3
//! CKV_GCP_88, CKV_AZURE_160

use crate::network;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("open_database_port.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_security_group" "a" {
  ingress {
    protocol    = "tcp"
    from_port   = 3306
    to_port     = 3306
    cidr_blocks = ["0.0.0.0/0"]   #! `aws_security_group.a` lets the whole Internet reach a database
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
          sourceAddressPrefix: '*'   #! `a` lets the whole Internet reach a database
          destinationPortRange: '3306'
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
    from_port   = 3306
    to_port     = 3306
    cidr_blocks = ["10.0.0.0/8"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "lets the whole Internet reach a database";

fn run(cloud: &Cloud, judge: &mut Judge) {
    network::open_ports(
        cloud,
        judge,
        &[3306, 5432, 1433, 1521, 27017, 6379, 9200, 5601, 11211, 9042],
        SAYS,
    );
}
