//! The default service account is not given access to every API.
//!
//! # Why
//! With all scopes, whoever gets into the machine has all rights of its account, which for the
//! default one is the project.
//!
//! # Fix
//! Name the scopes that are needed, or use a service account of its own.
//!
//! # See
//! CIS GCP 4.2
//! CKV_GCP_31

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("full_cloud_scope.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  service_account {
    scopes = ["cloud-platform"]   #! `google_compute_instance.a` has access to every API
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  service_account {
    email  = "web@p.iam.gserviceaccount.com"
    scopes = ["cloud-platform"]
  }
}
"#,
        ),
    ]);

const SAYS: &str = "has access to every API";

static ASKS: &[Ask] = &[allows(
    &[
        "google_compute_instance",
        "google_compute_instance_template",
    ],
    "service_account?.scopes",
    Want::NoneOf(&[
        "cloud-platform",
        "https://www.googleapis.com/auth/cloud-platform",
    ]),
)
.when(is_default)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_default(resource: &Resource) -> bool {
    let email = resource.look("service_account.email").node();
    email.is_none_or(|email| {
        let text = email.as_str().unwrap_or_default();
        text == "default" || text.ends_with("-compute@developer.gserviceaccount.com")
    })
}
