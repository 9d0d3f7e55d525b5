//! A role names its API groups.
//!
//! # Why
//! `*` among the API groups also covers kinds of the same name in groups that are installed later.
//!
//! # Fix
//! Name the group; that of the core kinds is the empty text.
//!
//! # See
//! CIS Kubernetes 5.1.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Reach, Site, failure};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Low, run)
    .doc(seaworthy_check::header!("wildcard_api_groups.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["*"]
                resources: [deployments]
                #! ClusterRole `helper` may use `deployments` of every API group
                verbs: [get]
            "#,
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [apps]
                resources: [deployments]
                verbs: [get]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known) {
        let rules = role.rules.iter().filter(|rule| rule.is_any_group());
        let mut rules = rules.filter(|rule| !rule.is_any_resource() && !rule.resources.is_empty());
        let Some(rule) = rules.next() else { continue };
        let may = format!("use {} of every API group", rule.resources_shown());
        let site = Site { rule, resource: 0 };
        judge.fail(failure(
            cluster,
            role,
            site,
            &may,
            Severity::Low,
            Reach::Namespaced,
        ));
    }
}
