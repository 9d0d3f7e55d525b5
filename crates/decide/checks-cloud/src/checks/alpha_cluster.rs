//! A managed cluster has no alpha features on.
//!
//! # Why
//! A cluster with alpha features gets no upgrades and is deleted after thirty days; its features
//! are not reviewed.
//!
//! # Fix
//! Remove `enable_kubernetes_alpha`.
//!
//! # See
//! CIS GKE 5.10.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-06", Severity::High, run)
    .doc(seaworthy_check::header!("alpha_cluster.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  enable_kubernetes_alpha = true   #! `google_container_cluster.a` runs alpha features
}
"#,
        ),
        Example::new(
            r#"
resource "google_container_cluster" "a" {
  name = "a"
}
"#,
        ),
    ]);

const SAYS: &str = "runs alpha features";

static ASKS: &[Ask] = &[allows(
    &["google_container_cluster"],
    "enable_kubernetes_alpha",
    Want::False,
)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
