//! A role does not write what a deployer applies with its own rights.
//!
//! # Why
//! Argo CD, Flux, Tekton and Argo Workflows act on such objects with their own service accounts,
//! which often may do everything.
//!
//! # Fix
//! Let those objects come from a repository that is reviewed, and give the deployer one account for
//! each tenant.
//!
//! # See
//! Argo CD documentation: security considerations

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "hand workloads to a deployer with greater rights",
    severity: Severity::High,
    verbs: &["create", "patch", "update"],
    of: &[
        (
            "argoproj.io",
            &[
                "applications",
                "applicationsets",
                "appprojects",
                "workflows",
                "cronworkflows",
                "workflowtemplates",
            ],
        ),
        ("kustomize.toolkit.fluxcd.io", &["kustomizations"]),
        ("helm.toolkit.fluxcd.io", &["helmreleases"]),
        (
            "tekton.dev",
            &["taskruns", "pipelineruns", "tasks", "pipelines"],
        ),
    ],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-02", RIGHT.severity, run)
    .doc(seaworthy_check::header!("deployer_object_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["argoproj.io"]
                resources: [applications]
                #! ClusterRole `helper` may hand workloads to a deployer with greater rights
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: ["argoproj.io"]
                resources: [applications]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
