//! A claim of a StatefulSet says how much storage it needs.
//!
//! # Why
//! A claim without a size is refused, so that no pod begins.
//!
//! # Fix
//! Set `resources.requests.storage`.
//!
//! # See
//! Kubernetes documentation, persistent volumes

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("unsized_volume_claim.rs"))
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
                - metadata: {name: data}   #! the claim `data` does not say how much storage it needs
                  spec: {accessModes: [ReadWriteOnce]}
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
        if claim.at("spec.resources.requests.storage").is_none() {
            let name = claim
                .at("metadata.name")
                .and_then(Value::text)
                .unwrap_or_default();
            let message = format!("the claim `{name}` does not say how much storage it needs");
            judge.fail(workload.failure(claim, message));
        }
    }
}
