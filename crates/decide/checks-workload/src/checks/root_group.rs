//! A container is not a member of the group of root.
//!
//! # Why
//! Many files of a node and of images are open to the group 0: membership is a part of what root
//! has.
//!
//! # Fix
//! Choose another number for `runAsGroup`, `fsGroup` and `supplementalGroups`.
//!
//! # See
//! CIS Kubernetes 5.2.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Low, run)
    .doc(seaworthy_check::header!("root_group.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              securityContext:
                fsGroup: 0   #! `fsGroup` is the group of root
                supplementalGroups: [0, 20000]   #! `supplementalGroups` is the group of root
              containers:
                - name: web
                  securityContext:
                    runAsGroup: 0   #! `runAsGroup` is the group of root
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {runAsGroup: 10001, fsGroup: 10001}
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let pod = workload.pod();
    let single = ["runAsGroup", "fsGroup"].map(|field| (field, pod.security(field)));
    let list = pod.security("supplementalGroups");
    let list = list.into_iter().flat_map(Value::items);
    let list = list.map(|group| ("supplementalGroups", Some(group)));
    let own = workload.containers();
    let own = own.map(|container| ("runAsGroup", container.security("runAsGroup")));
    for (field, group) in single.into_iter().chain(list).chain(own) {
        if let Some(group) = group.filter(|group| number(*group) == Some(0)) {
            judge.fail(workload.failure(group, format!("`{field}` is the group of root")));
        }
    }
}
