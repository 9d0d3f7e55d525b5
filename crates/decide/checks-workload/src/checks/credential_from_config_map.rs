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
    .doc(include_str!("credential_from_config_map.rs"))
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
                  envFrom:
                    - configMapRef: {name: web}   #! key `API_TOKEN` of ConfigMap `web` becomes a variable of container `web`
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data:
              API_TOKEN: 9f86d081884c7d65
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
            let key = at.get("key").and_then(Value::text).unwrap_or_default();
            if credential::is_secret_name(variable.name) || credential::is_secret_name(key) {
                let name = variable.name;
                let message = format!("variable `{name}` of {called} comes from a ConfigMap");
                judge.fail(workload.failure(at, message));
            }
        }
        let sources = container.value.get("envFrom");
        for at in sources
            .into_iter()
            .flat_map(Value::items)
            .filter_map(|one| one.get("configMapRef"))
        {
            let name = at.get("name").and_then(Value::text).unwrap_or_default();
            let map = workload.set().find("ConfigMap", workload.object(), name);
            let data = map.and_then(|map| map.at("data"));
            let written = data.into_iter().flat_map(Value::entries).find(|entry| {
                let text = entry.value.text().unwrap_or_default();
                credential::is_written(&entry.name(), text)
            });
            if let Some(entry) = written {
                let key = entry.name();
                let message =
                    format!("key `{key}` of ConfigMap `{name}` becomes a variable of {called}");
                judge.fail(workload.failure(at, message).related(entry.key.location()));
            }
        }
    }
}
