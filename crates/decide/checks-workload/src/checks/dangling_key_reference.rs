//! A variable refers to a key that is there.
//!
//! # Why
//! A container whose variable names a key that does not exist is never started.
//!
//! # Fix
//! Correct the key, add it, or mark the reference `optional`.
//!
//! # See
//! Kubernetes API reference, EnvVarSource

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::environment;
use crate::field::is_on;

pub(crate) static CHECK: Check<Workload> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("dangling_key_reference.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
                  env:
                    - name: LEVEL
                      valueFrom:
                        configMapKeyRef: {name: web, key: levle}   #! ConfigMap `web` has no key `levle`
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data: {level: info}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
                  env:
                    - {name: LEVEL, valueFrom: {configMapKeyRef: {name: web, key: level}}}
                    - name: MORE
                      valueFrom: {configMapKeyRef: {name: web, key: more, optional: true}}
                    - {name: OTHER, valueFrom: {secretKeyRef: {name: elsewhere, key: a}}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data: {level: info}
            ",
        ),
    ]);

const KINDS: &[(&str, &str)] = &[
    ("valueFrom.configMapKeyRef", "ConfigMap"),
    ("valueFrom.secretKeyRef", "Secret"),
];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        for variable in environment::variables(&container) {
            for (path, kind) in KINDS {
                let Some(at) = variable.value.at(path) else {
                    continue;
                };
                let text = |key| at.get(key).and_then(Value::text).unwrap_or_default();
                let (name, key) = (text("name"), text("key"));
                let is_optional = at.get("optional").is_some_and(is_on);
                // An object that is not here may well be in the cluster.
                let object = workload.set().find(kind, workload.object(), name);
                let lacks = object.is_some_and(|object| !has_key(object, key));
                if lacks && !is_optional {
                    let message = format!("{kind} `{name}` has no key `{key}`");
                    judge.fail(workload.failure(at, message));
                }
            }
        }
    }
}

fn has_key(object: &Object, key: &str) -> bool {
    let parts = ["data", "stringData", "binaryData"].map(|part| object.at(part));
    let parts: Vec<Value<'_>> = parts.into_iter().flatten().collect();
    // One without any data is filled by somebody else.
    parts.is_empty() || parts.iter().any(|part| part.entry(key).is_some())
}
