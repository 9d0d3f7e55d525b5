//! A role does not attach to containers.
//!
//! # Why
//! What attaches to a container reads what its program prints and writes to its input: with a shell
//! that is a command line.
//!
//! # Fix
//! Remove `pods/attach`; read logs in place of it.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "attach to running containers",
    severity: Severity::High,
    verbs: &["create", "get"],
    of: &[("", &["pods/attach"])],
    reach: Reach::Namespaced,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-07", RIGHT.severity, run)
    .doc(seaworthy_check::header!("pod_attach_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/attach]   #! ClusterRole `helper` may attach to running containers
                verbs: [create]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [pods/log]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
