//! A subnet of Azure has a network security group.
//!
//! # Why
//! Without one nothing is filtered but by each interface on its own.
//!
//! # Fix
//! Associate a group with the subnet.
//!
//! # See
//! CKV2_AZURE_31

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Low, run)
    .doc(seaworthy_check::header!("unprotected_subnet.rs"))
    .examples(&[
        Example::new(
            r#"
resource "azurerm_subnet" "a" {   #! `azurerm_subnet.a` has no network security group
  name = "apps"
}
"#,
        ),
        Example::new(
            r#"
resource "azurerm_subnet" "a" {
  name = "GatewaySubnet"
}
resource "azurerm_subnet" "b" {
  name = "apps"
}
resource "azurerm_subnet_network_security_group_association" "c" {
  subnet_id = azurerm_subnet.b.id
}
"#,
        ),
    ]);

const SAYS: &str = "has no network security group";

static ASKS: &[Ask] = &[
    needs(&["azurerm_subnet"], "group", Want::Present)
        .elsewhere(
            &["azurerm_subnet_network_security_group_association"],
            "subnet_id",
            "subnet_id",
            Want::Present,
        )
        .when(holds_machines),
    needs(
        &["Microsoft.Network/virtualNetworks/subnets"],
        "properties.networkSecurityGroup",
        Want::Present,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

/// Subnets of gateways and firewalls take none.
fn holds_machines(resource: &Resource) -> bool {
    const NAMES: &[&str] = &[
        "GatewaySubnet",
        "AzureFirewallSubnet",
        "AzureFirewallManagementSubnet",
    ];
    let name = resource.look("name").known().and_then(Node::as_str);
    !name.is_some_and(|name| NAMES.contains(&name))
}
