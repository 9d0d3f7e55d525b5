//! A role does not use every security context constraint.
//!
//! # Why
//! Without names the right covers `privileged`, which admits pods that own their node.
//!
//! # Fix
//! Name the one constraint in `resourceNames`; `restricted-v2` needs no rule.
//!
//! # See
//! OpenShift documentation: managing security context constraints

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "use security context constraints of OpenShift",
    severity: Severity::High,
    verbs: &["use"],
    of: &[("security.openshift.io", &["securitycontextconstraints"])],
    reach: Reach::Cluster,
    named: &[
        "privileged",
        "hostaccess",
        "hostmount-anyuid",
        "hostnetwork",
        "anyuid",
        "node-exporter",
    ],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("constraint_use_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["security.openshift.io"]
                resources: [securitycontextconstraints]
                #! ClusterRole `helper` may use security context constraints of OpenShift
                verbs: [use]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["security.openshift.io"]
                resources: [securitycontextconstraints]
                verbs: [use]
                resourceNames: ["nonroot-v2"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
