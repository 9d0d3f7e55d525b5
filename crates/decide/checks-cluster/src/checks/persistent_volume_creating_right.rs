//! A role does not create PersistentVolumes.
//!
//! # Why
//! A PersistentVolume of the type hostPath reaches any folder of a node, and the pod that claims it
//! looks harmless to admission.
//!
//! # Fix
//! Leave the making of volumes to provisioners; claim them by PersistentVolumeClaims.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, privilege escalation risks

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "create PersistentVolumes",
    severity: Severity::High,
    verbs: &["create", "patch", "update"],
    of: &[("", &["persistentvolumes"])],
    reach: Reach::Cluster,
    named: &[],
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", RIGHT.severity, run)
    .doc(seaworthy_check::header!(
        "persistent_volume_creating_right.rs"
    ))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [persistentvolumes]
                #! ClusterRole `helper` may create PersistentVolumes
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
                resources: [persistentvolumes]
                verbs: [get]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    RIGHT.judge(cluster, judge);
}
