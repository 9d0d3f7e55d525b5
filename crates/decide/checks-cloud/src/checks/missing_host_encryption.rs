//! Disks of nodes and machines on Azure are encrypted down to the host.
//!
//! # Why
//! Without it the temporary disk and the cache of the host hold plain text.
//!
//! # Fix
//! Set `host_encryption_enabled` on node pools and `encryption_at_host_enabled` on machines.
//!
//! # See
//! CKV_AZURE_227, CKV_AZURE_151, CKV_AZURE_97

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("missing_host_encryption.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_linux_virtual_machine" "a" {
  encryption_at_host_enabled = false   #! `azurerm_linux_virtual_machine.a` leaves caches on the host unencrypted
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_linux_virtual_machine" "a" {
  encryption_at_host_enabled = true
}
"#,
        ),
    ]);

const SAYS: &str = "leaves caches on the host unencrypted";

static ASKS: &[Ask] = &[
    needs(
        &["azurerm_kubernetes_cluster"],
        "default_node_pool",
        Want::Is(is_encrypted),
    ),
    refuses(&["azurerm_kubernetes_cluster_node_pool"], lacks_it),
    needs(
        &[
            "azurerm_linux_virtual_machine",
            "azurerm_windows_virtual_machine",
        ],
        "encryption_at_host_enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Versions of the provider name it differently.
const NAMES: &[&str] = &["host_encryption_enabled", "enable_host_encryption"];

fn is_encrypted(pool: &Node) -> bool {
    pool.items().iter().all(|pool| {
        NAMES
            .iter()
            .any(|name| pool.get(name).and_then(Node::as_bool) == Some(true))
    })
}

fn lacks_it(resource: &Resource) -> bool {
    !is_encrypted(&resource.attributes)
}
