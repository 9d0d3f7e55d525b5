//! Disks of machines are encrypted.
//!
//! # Why
//! Snapshots and discarded disks are readable by whoever gets them.
//!
//! # Fix
//! Set `encrypted = true`, or switch encryption by default on for the account.
//!
//! # See
//! CIS AWS 2.2.1
//! CKV_AWS_3, CKV_AWS_8, CKV_AZURE_2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("unencrypted_disk.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ebs_volume" "a" {   #! `aws_ebs_volume.a` has a disk that is not encrypted
  size = 1
}
"#,
        ),
        Example::new(
            r#"
resource "aws_instance" "a" {
  root_block_device {
    encrypted = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "has a disk that is not encrypted";

static ASKS: &[Ask] = &[
    needs(&["aws_ebs_volume"], "encrypted", Want::True),
    needs(&["AWS::EC2::Volume"], "Encrypted", Want::True),
    needs(
        &["aws_instance", "aws_launch_configuration"],
        "root_block_device.encrypted",
        Want::True,
    ),
    needs(
        &["aws_instance", "aws_launch_configuration"],
        "ebs_block_device?.encrypted",
        Want::True,
    ),
    needs(
        &["aws_launch_template"],
        "block_device_mappings?.ebs?.encrypted",
        Want::True,
    ),
    allows(
        &["azurerm_managed_disk"],
        "encryption_settings?.enabled",
        Want::True,
    ),
    allows(&["aws_ebs_encryption_by_default"], "enabled", Want::True),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
