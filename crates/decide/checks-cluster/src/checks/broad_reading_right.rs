//! A role does not read every kind of object.
//!
//! # Why
//! Reading every resource of the core group is reading every Secret; reading the others maps the
//! cluster for an attacker.
//!
//! # Fix
//! List the resources that are needed, and leave `secrets` out.
//!
//! # See
//! CIS Kubernetes 5.1.2, 5.1.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Reach, Site, failure};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("broad_reading_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["*"]
                resources: ["*"]   #! ClusterRole `helper` may read every resource, Secrets included
                verbs: [get, list, watch]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods, services]
                verbs: [get, list, watch]
            "#,
        ),
    ]);

const READING: &[&str] = &["get", "list", "watch"];

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known) {
        let rules = role.rules.iter().filter(|rule| rule.is_any_resource());
        let reads = |verb: &String| READING.contains(&verb.as_str());
        let mut rules = rules.filter(|rule| {
            rule.is_for_all_names() && !rule.verbs.is_empty() && rule.verbs.iter().all(reads)
        });
        let Some(rule) = rules.next() else { continue };
        let (severity, what) = if rule.has_group("") {
            (Severity::High, ", Secrets included".to_owned())
        } else {
            (Severity::Low, format!(" of {}", rule.groups_shown()))
        };
        let may = format!("read every resource{what}");
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
}
