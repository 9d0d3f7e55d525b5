//! A role does not allow everything on everything.
//!
//! # Why
//! `*` in verbs and resources is every right there is and every one that will come: in a
//! ClusterRole it is the administrator of the cluster under another name.
//!
//! # Fix
//! List the verbs and the resources that are needed. An audit log tells which are used.
//!
//! # See
//! CIS Kubernetes 5.1.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Reach, Role, Rule, Site, failure};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("wildcard_role.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["*"]
                resources: ["*"]   #! ClusterRole `helper` may do everything with every resource
                verbs: ["*"]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["example.com"]
                resources: ["*"]
                #! ClusterRole `helper` may do everything with every resource of `example.com`
                verbs: ["*"]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known) {
        // The worst rule stands for the role.
        let total = || role.rules.iter().filter(|rule| rule.is_total());
        let worst = total().find(|rule| rule.is_of_cluster());
        if let Some(rule) = worst.or_else(|| total().next()) {
            fail(cluster, role, rule, judge);
        }
    }
}

fn fail(cluster: &Cluster, role: &Role, rule: &Rule, judge: &mut Judge) {
    let (severity, groups) = if rule.is_of_cluster() {
        (Severity::Critical, String::new())
    } else {
        (Severity::Medium, format!(" of {}", rule.groups_shown()))
    };
    let may = format!("do everything with every resource{groups}");
    let site = Site { rule, resource: 0 };
    judge.fail(failure(
        cluster,
        role,
        site,
        &may,
        severity,
        Reach::Namespaced,
    ));
}
