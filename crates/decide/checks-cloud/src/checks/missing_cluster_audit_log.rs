//! The audit log of a managed cluster is kept.
//!
//! # Why
//! Without the audit log nobody can tell who read a Secret or changed a binding.
//!
//! # Fix
//! Switch the log types on: `enabled_cluster_log_types` with `api`, `audit` and `authenticator`;
//! on Azure send the diagnostic logs to a workspace.
//!
//! # See
//! CIS EKS 2.1.1
//! CIS AKS 2.1.1
//! CKV_AWS_37, CKV_AZURE_4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::ask::nodes_at;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-04", Severity::High, run)
    .doc(seaworthy_check::header!("missing_cluster_audit_log.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  enabled_cluster_log_types = ["scheduler"]   #! `aws_eks_cluster.a` keeps no audit log
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Main:   #! `Main` keeps no audit log
    Type: AWS::EKS::Cluster
    Properties: {Name: main}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  enabled_cluster_log_types = ["api", "audit"]
}
resource "azurerm_kubernetes_cluster" "b" {
  oms_agent {
    log_analytics_workspace_id = "x"
  }
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Main:
    Type: AWS::EKS::Cluster
    Properties:
      Logging:
        ClusterLogging:
          EnabledTypes: [{Type: api}, {Type: audit}]
"#,
        ),
    ]);

const SAYS: &str = "keeps no audit log";

static ASKS: &[Ask] = &[
    needs(
        &["aws_eks_cluster"],
        "enabled_cluster_log_types",
        Want::Holds("audit"),
    ),
    refuses(&["AWS::EKS::Cluster"], lacks_audit),
    refuses(&["azurerm_kubernetes_cluster"], lacks_agent).elsewhere(
        &["azurerm_monitor_diagnostic_setting"],
        "target_resource_id",
        "enabled_log",
        Want::Present,
    ),
    needs(
        &["Microsoft.ContainerService/managedClusters"],
        "properties.addonProfiles.omsagent.enabled",
        Want::True,
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn lacks_audit(resource: &Resource) -> bool {
    let types = nodes_at(
        &resource.attributes,
        "Logging.ClusterLogging.EnabledTypes.Type",
    );
    !types
        .into_iter()
        .flatten()
        .any(|node| node.as_str() == Some("audit"))
}

/// Older versions of the provider put the agent into a profile of add-ons.
fn lacks_agent(resource: &Resource) -> bool {
    let old = resource.look("addon_profile.oms_agent.enabled").known();
    resource.look("oms_agent").is_absent() && old.and_then(Node::as_bool) != Some(true)
}
