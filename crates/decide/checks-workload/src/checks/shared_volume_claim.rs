//! Each pod of a StatefulSet has its volume for itself.
//!
//! # Why
//! `ReadWriteMany` lets other nodes write to what one pod believes to be its own.
//!
//! # Fix
//! Use `ReadWriteOnce` or `ReadWriteOncePod`.
//!
//! # See
//! Kubernetes documentation, access modes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::texts;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Negligible, run)
    .doc(seaworthy_check::header!("shared_volume_claim.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              template:
                spec:
                  containers:
                    - name: db
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec:
                    accessModes: [ReadWriteMany]   #! the claim `data` may be written by many nodes
                    resources: {requests: {storage: 8Gi}}
            ",
        ),
        Example::new(
            "
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              template:
                spec:
                  containers:
                    - name: db
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let claims = workload.object().at("spec.volumeClaimTemplates");
    for claim in claims.into_iter().flat_map(Value::items) {
        let Some(modes) = claim.at("spec.accessModes") else {
            continue;
        };
        if texts(Some(modes)).any(|mode| mode == "ReadWriteMany") {
            let name = claim
                .at("metadata.name")
                .and_then(Value::text)
                .unwrap_or_default();
            let message = format!("the claim `{name}` may be written by many nodes");
            judge.fail(workload.failure(modes, message));
        }
    }
}
