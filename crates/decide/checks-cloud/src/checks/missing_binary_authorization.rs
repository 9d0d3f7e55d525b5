//! A managed cluster of Google admits only images that binary authorization allows.
//!
//! # Why
//! Without a check at admission any image runs that someone can name.
//!
//! # Fix
//! Set `binary_authorization` to `PROJECT_SINGLETON_POLICY_ENFORCE` and write the policy.
//!
//! # See
//! CIS GKE 5.10.4
//! CKV_GCP_66

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_binary_authorization.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {   #! `google_container_cluster.a` admits images without authorization
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  binary_authorization {
    evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "admits images without authorization";

static ASKS: &[Ask] = &[
    refuses(&["google_container_cluster"], lacks_it),
    needs(
        &["google_cloud_run_v2_service", "google_cloud_run_v2_job"],
        "binary_authorization",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Versions of the provider name it differently.
fn lacks_it(resource: &Resource) -> bool {
    let mode = resource
        .look("binary_authorization.evaluation_mode")
        .known();
    let is_on = mode.is_some_and(|mode| mode.as_str() != Some("DISABLED"));
    let old = resource.look("enable_binary_authorization").known();
    !is_on && old.and_then(Node::as_bool) != Some(true)
}
