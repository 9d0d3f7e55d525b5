//! Volumes are encrypted.
//!
//! # Why
//! Whoever gets a snapshot or a disk of the provider reads what pods wrote.
//!
//! # Fix
//! Switch encryption on in the parameters of the StorageClass, with a key of your own.
//!
//! # See
//! CIS Amazon EKS 5.3.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;

/// Provisioners that encrypt where they are told to, and the parameter.
const SWITCHES: &[(&str, &str)] = &[
    ("ebs.csi.aws.com", "encrypted"),
    ("kubernetes.io/aws-ebs", "encrypted"),
    ("rook-ceph.rbd.csi.ceph.com", "encrypted"),
    ("rbd.csi.ceph.com", "encrypted"),
    ("driver.longhorn.io", "encrypted"),
];

pub(super) static CHECK: Check<Cluster> = Check::new("SEC-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("unencrypted_volume.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: fast}
            provisioner: ebs.csi.aws.com
            parameters: {type: gp3}   #! volumes of StorageClass `fast` are not encrypted
            ",
        ),
        Example::new(
            r#"
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: fast}
            provisioner: ebs.csi.aws.com
            parameters: {type: gp3, encrypted: "true"}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for class in cluster.of_group("storage.k8s.io", "StorageClass") {
        let provisioner = class
            .at("provisioner")
            .and_then(Value::text)
            .unwrap_or_default();
        // Other provisioners encrypt by default, or the file does not tell.
        let Some((_, key)) = SWITCHES.iter().find(|(name, _)| *name == provisioner) else {
            continue;
        };
        let parameters = class.at("parameters");
        let is_on = |value: Value<'_>| value.text() == Some("true");
        if !parameters.and_then(|list| list.get(key)).is_some_and(is_on) {
            let name = class.name();
            let message = format!("volumes of StorageClass `{name}` are not encrypted");
            let place = parameters.unwrap_or(class.value());
            judge.fail(cluster.failure(class, place, message));
        }
    }
}
