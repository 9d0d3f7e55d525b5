//! A subnetwork reaches the services of Google without public addresses.
//!
//! # Why
//! Without it machines need a way to the Internet to fetch an image.
//!
//! # Fix
//! Set `private_ip_google_access = true`.
//!
//! # See
//! CKV_GCP_74

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_private_access.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_subnetwork" "a" {   #! `google_compute_subnetwork.a` reaches services over the Internet only
  network = "n"
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_subnetwork" "a" {
  private_ip_google_access = true
}
"#,
        ),
    ]);

const SAYS: &str = "reaches services over the Internet only";

static ASKS: &[Ask] = &[needs(
    &["google_compute_subnetwork"],
    "private_ip_google_access",
    Want::True,
)
.when(is_plain)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_plain(resource: &Resource) -> bool {
    resource.look("purpose").is_absent()
}
