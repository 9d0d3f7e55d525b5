//! Scripts that start machines hold no secrets.
//!
//! # Why
//! Everything on the machine, and everyone who may describe it, can read them.
//!
//! # Fix
//! Let the machine fetch the secret with its role when it starts.
//!
//! # See
//! CKV_AWS_46
//! NIST SP 800-190 4.1.4

use crate::ask::nodes_at;
use crate::literals::secret_in_script;
use crate::subject::failure;
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-01", Severity::High, run)
    .doc(seaworthy_check::header!("secret_in_user_data.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_instance" "a" {
  user_data = <<-EOT   #! `aws_instance.a` starts with a script that holds `DB_PASSWORD`
    export DB_PASSWORD=Example-1234
  EOT
}
"#,
        ),
        Example::new(
            r#"
resource "aws_instance" "a" {
  user_data = <<-EOT
    export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)
  EOT
}
"#,
        ),
    ]);

/// Where scripts stand.
const SCRIPTS: &[(&str, &str)] = &[
    ("aws_instance", "user_data"),
    ("aws_launch_configuration", "user_data"),
    ("aws_launch_template", "user_data"),
    ("AWS::EC2::Instance", "UserData"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.UserData"),
    ("google_compute_instance", "metadata_startup_script"),
    ("google_compute_instance", "metadata.startup-script"),
    ("azurerm_linux_virtual_machine", "custom_data"),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut arises = false;
    for (kind, path) in SCRIPTS {
        for resource in cloud.of_kinds(&[kind]) {
            arises = true;
            for node in nodes_at(&resource.attributes, path).into_iter().flatten() {
                let script = node.partial_text().unwrap_or_default();
                if let Some(what) = secret_in_script(script) {
                    let says = format!("starts with a script that holds {what}");
                    judge.fail(failure(resource, Some(node), &says));
                }
            }
        }
    }
    if !arises {
        judge.not_applicable();
    }
}
