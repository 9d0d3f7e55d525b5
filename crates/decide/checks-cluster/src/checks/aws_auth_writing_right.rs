//! A role does not change the ConfigMap `aws-auth`.
//!
//! # Why
//! On EKS this ConfigMap maps identities of the cloud to groups of the cluster: one line makes
//! anybody an administrator.
//!
//! # Fix
//! Use access entries of EKS, and take the right over `aws-auth` away.
//!
//! # See
//! rbac-police: eks_modify_aws_auth
//! Amazon EKS documentation: aws-auth

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change who is administrator of the EKS cluster",
    severity: Severity::Critical,
    verbs: &["patch", "update", "delete"],
    of: &[("", &["configmaps"])],
    reach: Reach::Namespaced,
    named: &["aws-auth"],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!("aws_auth_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [configmaps]
                #! ClusterRole `helper` may change who is administrator of the EKS cluster
                verbs: [patch]
                resourceNames: [aws-auth]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [configmaps]
                verbs: [update]
                resourceNames: ["settings"]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    // Without names it is the matter of the check of ConfigMaps.
    RIGHT.judge_named(cluster, judge);
}
