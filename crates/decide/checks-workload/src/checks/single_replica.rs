//! A workload that serves has more than one pod.
//!
//! # Why
//! With one pod each update and each loss of a node is an outage.
//!
//! # Fix
//! Set `replicas` to two or more, or an autoscaler with that least number.
//!
//! # See
//! Kubernetes documentation, Deployment

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("single_replica.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:   
              replicas: 1   #! the workload has one pod
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              template:
                spec:
                  containers:
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: store}
            spec:
              template:
                spec:
                  containers:
                    - name: store
                  volumes:
                    - {name: data, persistentVolumeClaim: {claimName: data}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    // Data on a volume of one node at a time can have one pod only.
    let object = workload.object();
    let one_writer = object.kind() != "StatefulSet" && scaling::keeps_data(workload);
    if scaling::least(workload) != Some(1) || one_writer {
        return;
    }
    let written = object.at("spec.replicas");
    let at = written
        .or_else(|| object.at("spec"))
        .unwrap_or(object.value());
    judge.fail(workload.failure(at, "the workload has one pod"));
}
