//! A password does not come from a ConfigMap.
//!
//! # Why
//! ConfigMaps are read by many who may not read Secrets, are shown in full, and are not encrypted
//! where only Secrets are.
//!
//! # Fix
//! Move the key into a Secret and mount it as a file.
//!
//! # See
//! CIS Kubernetes 5.4.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::subject::called;
use crate::{credential, environment};

pub(crate) static CHECK: Check<Workload> = Check::new("SEC-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("credential_from_config_map.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env:
                    - name: DB_PASSWORD
                      valueFrom:
                        configMapKeyRef: {name: web, key: password}   #! variable `DB_PASSWORD` of container `web` comes from a ConfigMap
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
                    - name: API_TOKEN
                      valueFrom: {configMapKeyRef: {name: web, key: API_TOKEN}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data: {API_TOKEN: 9f86d081884c7d65}
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: web, key: level}}}]
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let called = called(&container);
        for variable in environment::variables(&container) {
            let Some(at) = variable.value.at("valueFrom.configMapKeyRef") else {
                continue;
            };
            let text = |key| at.get(key).and_then(Value::text).unwrap_or_default();
            let (map, key) = (text("name"), text("key"));
            // A ConfigMap of the same files is asked itself what it holds.
            let set = workload.set();
            if set.find("ConfigMap", workload.object(), map).is_some() {
                continue;
            }
            if credential::is_secret_name(variable.name) || credential::is_secret_name(key) {
                let name = variable.name;
                let message = format!("variable `{name}` of {called} comes from a ConfigMap");
                judge.fail(workload.failure(at, message));
            }
        }
    }
}
