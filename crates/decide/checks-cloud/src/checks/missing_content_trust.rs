//! A registry of Azure keeps signatures of images.
//!
//! # Why
//! Without signatures a cluster cannot tell an image of the pipeline from any other.
//!
//! # Fix
//! Set `trust_policy_enabled = true`, or sign with Notation or cosign and verify at admission.
//!
//! # See
//! CKV_AZURE_164

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_content_trust.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {   #! `azurerm_container_registry.a` keeps no signatures
  sku = "Premium"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_container_registry" "a" {
  trust_policy_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "keeps no signatures";

static ASKS: &[Ask] = &[
    refuses(&["azurerm_container_registry"], lacks_trust),
    needs(
        &["Microsoft.ContainerRegistry/registries"],
        "properties.policies.trustPolicy.status",
        Want::OneOf(&["enabled"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Versions of the provider name it differently.
fn lacks_trust(resource: &Resource) -> bool {
    ["trust_policy_enabled", "trust_policy.enabled"]
        .iter()
        .all(|path| {
            let node = resource.look(path).node();
            node.is_none_or(|node| node.as_bool() == Some(false))
        })
}
