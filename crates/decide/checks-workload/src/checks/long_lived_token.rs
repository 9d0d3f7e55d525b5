//! A token that a pod mounts ends soon.
//!
//! # Why
//! A token that leaks serves its finder until it ends: a bound token within the hour, others within
//! a year or never.
//!
//! # Fix
//! Mount a projected `serviceAccountToken` with `expirationSeconds` of an hour or so; the kubelet
//! renews it.
//!
//! # See
//! Kubernetes documentation, bound service account tokens

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;

pub(crate) static CHECK: Check<Workload> = Check::new("ACC-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("long_lived_token.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: token
                  projected:
                    sources:
                      - serviceAccountToken:
                          path: token
                          expirationSeconds: 31536000   #! the token of volume `token` is good for 31536000 seconds
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: token
                  projected:
                    sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600}}]
            ",
        ),
    ]);

/// A day. What is good for longer is not renewed while somebody looks.
const SECONDS_MAX: i64 = 86_400;

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = workload.pod().spec().get("volumes");
    for volume in volumes.into_iter().flat_map(Value::items) {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let sources = volume.at("projected.sources");
        for source in sources.into_iter().flat_map(Value::items) {
            let seconds = source.at("serviceAccountToken.expirationSeconds");
            let long = seconds.filter(|one| number(*one).is_some_and(|one| one > SECONDS_MAX));
            if let Some(value) = long {
                let text = value.text().unwrap_or_default();
                let message = format!("the token of volume `{name}` is good for {text} seconds");
                judge.fail(workload.failure(value, message));
            }
        }
    }
}
