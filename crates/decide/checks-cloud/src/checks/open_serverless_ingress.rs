//! Serverless containers take traffic through the load balancer, not from everywhere.
//!
//! # Why
//! The address that the platform gives goes past the filters of the load balancer.
//!
//! # Fix
//! Set `ingress` to `INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER`, or `external_enabled = false`.
//!
//! # See
//! CKV_GCP_102

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_serverless_ingress.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_cloud_run_v2_service" "a" {
  ingress = "INGRESS_TRAFFIC_ALL"   #! `google_cloud_run_v2_service.a` takes traffic from every address
}
"#,
        ),
        Example::new(
            r#"
resource a 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'a'
  properties: {
    configuration: {
      ingress: {
        external: true   #! `a` takes traffic from every address
      }
    }
  }
}
"#,
        ),
        Example::new(
            r#"
resource "google_cloud_run_v2_service" "a" {
  ingress = "INGRESS_TRAFFIC_INTERNAL_ONLY"
}
"#,
        ),
    ]);

const SAYS: &str = "takes traffic from every address";

static ASKS: &[Ask] = &[
    needs(
        &["google_cloud_run_v2_service"],
        "ingress",
        Want::NoneOf(&["INGRESS_TRAFFIC_ALL"]),
    ),
    allows(
        &["azurerm_container_app"],
        "ingress?.external_enabled",
        Want::False,
    ),
    allows(
        &["Microsoft.App/containerApps"],
        "properties.configuration?.ingress?.external",
        Want::False,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
