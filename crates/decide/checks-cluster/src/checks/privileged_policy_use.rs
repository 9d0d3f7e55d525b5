//! A role does not use a PodSecurityPolicy that allows privileged pods.
//!
//! # Why
//! Before Kubernetes 1.25 the verb `use` decided which policy admits a pod. One that allows
//! privileged pods, or all policies by a rule without names, ends the protection.
//!
//! # Fix
//! Name a restricted policy in `resourceNames`, and bind the privileged one to system accounts
//! alone.
//!
//! # See
//! CIS Kubernetes 5.2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach, failure};

const RIGHT: Question = Question {
    may: "use a privileged PodSecurityPolicy",
    severity: Severity::High,
    verbs: &["use"],
    of: &[
        ("policy", &["podsecuritypolicies"]),
        ("extensions", &["podsecuritypolicies"]),
    ],
    // A RoleBinding is enough to use it for the pods of a namespace.
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("privileged_policy_use.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [policy]
                resources: [podsecuritypolicies]
                #! ClusterRole `helper` may use a privileged PodSecurityPolicy
                verbs: [use]
            ",
        ),
        Example::new(
            "
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [policy]
                resources: [podsecuritypolicies]
                verbs: [use]
                resourceNames: [restricted]
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let roles = cluster.rights().roles.iter();
    for role in roles.filter(|role| !role.is_known) {
        let site = RIGHT
            .granted(role)
            .or_else(|| RIGHT.granted_to(role, |name| is_privileged(cluster, name)));
        if let Some(site) = site {
            judge.fail(failure(
                cluster,
                role,
                site,
                RIGHT.may,
                RIGHT.severity,
                RIGHT.reach,
            ));
        }
    }
}

/// By the policy itself where it is known, else by its name.
fn is_privileged(cluster: &Cluster, name: &str) -> bool {
    let mut policies = cluster.of_kind("PodSecurityPolicy");
    match policies.find(|policy| policy.name() == name) {
        Some(policy) => policy.at("spec.privileged").is_some_and(Value::is_true),
        None => name == "privileged" || name.ends_with("-privileged"),
    }
}
