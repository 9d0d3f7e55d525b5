//! A role does not write role bindings.
//!
//! # Why
//! Whoever writes bindings hands every right that he has, and with `bind` any right, to any
//! account, so that taking his access away does not end it.
//!
//! # Fix
//! Let bindings come from reviewed files through one pipeline.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "write role bindings",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[
        (
            "rbac.authorization.k8s.io",
            &["clusterrolebindings", "rolebindings"],
        ),
        (
            "authorization.openshift.io",
            &["clusterrolebindings", "rolebindings"],
        ),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("binding_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [clusterrolebindings]   #! ClusterRole `helper` may write role bindings
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["rbac.authorization.k8s.io"]
                resources: [rolebindings]
                verbs: [get, list]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
