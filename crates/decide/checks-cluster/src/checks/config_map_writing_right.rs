//! A role does not change every ConfigMap.
//!
//! # Why
//! ConfigMaps are the configuration of programs: in `kube-system` those of the DNS server and of
//! node components, elsewhere those of whatever reads them. Whoever rewrites CoreDNS directs the
//! traffic of the cluster.
//!
//! # Fix
//! Name the ConfigMaps in `resourceNames` for `get`, `update` and `patch`, and keep the right out
//! of `kube-system`.
//!
//! # See
//! MITRE ATT&CK for containers: CoreDNS poisoning

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::rights::{Question, Reach};

const RIGHT: Question = Question {
    may: "change ConfigMaps",
    severity: Severity::High,
    verbs: &["create", "delete", "deletecollection", "patch", "update"],
    of: &[("", &["configmaps"])],
    reach: Reach::Namespaced,
    named: &[
        "coredns",
        "kube-proxy",
        "kubeadm-config",
        "kubelet-config",
        "cluster-info",
    ],
};
const OWN: Question = Question {
    severity: Severity::Low,
    named: &[],
    ..RIGHT
};

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("config_map_writing_right.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: helper}
            rules:
              - apiGroups: [""]
                resources: [configmaps]   #! ClusterRole `helper` may change ConfigMaps
                verbs: [update]
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: helper, namespace: kube-system}
            rules:
              - apiGroups: [""]
                resources: [configmaps]   #! Role `helper` may change ConfigMaps
                verbs: [patch]
                resourceNames: [coredns]
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
                resourceNames: [own-settings]
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    // In a namespace of its own it is how programs elect a leader.
    let is_system = |index| cluster.object(index).namespace() == Some("kube-system");
    RIGHT.judge_where(cluster, judge, |role| {
        role.is_cluster || is_system(role.object)
    });
    OWN.judge_where(cluster, judge, |role| {
        !role.is_cluster && !is_system(role.object)
    });
}
