//! Keys of the project do not open every machine.
//!
//! # Why
//! One lost key of the project opens all machines.
//!
//! # Fix
//! Set `block-project-ssh-keys` to true in the metadata, or use OS Login.
//!
//! # See
//! CIS GCP 4.3
//! CKV_GCP_32

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("project_wide_ssh_keys.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {   #! `google_compute_instance.a` takes keys of the whole project
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  metadata = {
    block-project-ssh-keys = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "takes keys of the whole project";

static ASKS: &[Ask] = &[needs(
    &["google_compute_instance"],
    "metadata.block-project-ssh-keys",
    Want::OneOf(&["true", "1"]),
)
.when(has_no_login)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn has_no_login(resource: &Resource) -> bool {
    let login = resource.look("metadata.enable-oslogin").known();
    login.and_then(Node::as_bool) != Some(true)
}
