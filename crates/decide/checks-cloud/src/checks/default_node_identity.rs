//! Machines do not use the default service account.
//!
//! # Why
//! The default account of Google has the role of an editor of the whole project unless someone
//! took it away.
//!
//! # Fix
//! Make a service account with the few rights that nodes need, and name it in `service_account`.
//!
//! # See
//! CIS GKE 5.2.1
//! CIS GCP 4.1
//! CKV_GCP_30, CKV2_GCP_1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("default_node_identity.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  service_account {
    email = "1234-compute@developer.gserviceaccount.com"   #! `google_compute_instance.a` uses the default service account
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_instance" "a" {
  service_account {
    email = "web@p.iam.gserviceaccount.com"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "uses the default service account";

static ASKS: &[Ask] = &[
    needs(
        &["google_container_node_pool"],
        "node_config.service_account",
        Want::Is(is_own),
    ),
    needs(
        &[
            "google_compute_instance",
            "google_compute_instance_template",
        ],
        "service_account?.email",
        Want::Is(is_own),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_own(node: &Node) -> bool {
    let text = node.as_str().unwrap_or_default();
    text != "default" && !text.ends_with("-compute@developer.gserviceaccount.com")
}
