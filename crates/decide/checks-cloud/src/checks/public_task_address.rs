//! Tasks and groups of containers have no public address.
//!
//! # Why
//! A container with a public address is reached past every load balancer and its filters.
//!
//! # Fix
//! Set `assign_public_ip` to false and put a load balancer before it; make the group private.
//!
//! # See
//! AWS Foundational Security: ECS.2
//! CKV_AWS_333, CKV_AZURE_98

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("public_task_address.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_ecs_service" "a" {
  network_configuration {
    assign_public_ip = true   #! `aws_ecs_service.a` gives containers a public address
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_ecs_service" "a" {
  network_configuration {
    assign_public_ip = false
  }
}
"#,
        ),
    ]);

const SAYS: &str = "gives containers a public address";

static ASKS: &[Ask] = &[
    allows(
        &["aws_ecs_service"],
        "network_configuration?.assign_public_ip",
        Want::False,
    ),
    allows(
        &["AWS::ECS::Service"],
        "NetworkConfiguration?.AwsvpcConfiguration?.AssignPublicIp",
        Want::NoneOf(&["ENABLED"]),
    ),
    needs(
        &["azurerm_container_group"],
        "ip_address_type",
        Want::NoneOf(&["Public"]),
    ),
    allows(
        &["Microsoft.ContainerInstance/containerGroups"],
        "properties.ipAddress?.type",
        Want::NoneOf(&["Public"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
