//! Pods of a workload are spread over nodes.
//!
//! # Why
//! Where nothing is said all pods may stand on one node, and are gone with it.
//!
//! # Fix
//! Add `topologySpreadConstraints` or a pod anti-affinity on `kubernetes.io/hostname`.
//!
//! # See
//! Kubernetes documentation, pod topology spread constraints

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::scaling;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("unspread_replicas.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              template:
                spec:
                  containers:   #! nothing spreads the 3 pods over nodes
                    - name: web
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              template:
                spec:
                  topologySpreadConstraints:
                    - maxSkew: 1
                      topologyKey: kubernetes.io/hostname
                      whenUnsatisfiable: ScheduleAnyway
                  containers:
                    - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let Some(least) = scaling::least(workload).filter(|least| *least > 1) else {
        return;
    };
    let spec = workload.pod().spec();
    let spread = ["affinity.podAntiAffinity", "topologySpreadConstraints"];
    if spread
        .iter()
        .any(|path| spec.at(path).is_some_and(|value| !value.is_empty()))
    {
        return;
    }
    judge.fail(workload.pod_failure(format!("nothing spreads the {least} pods over nodes")));
}
