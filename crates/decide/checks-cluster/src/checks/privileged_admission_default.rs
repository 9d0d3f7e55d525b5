//! The default Pod Security level of the cluster holds pods back.
//!
//! # Why
//! The defaults hold for every namespace without a label: `privileged`, which is also what holds
//! where nothing is written, checks nothing.
//!
//! # Fix
//! Set `enforce: baseline` or `restricted` in the defaults.
//!
//! # See
//! Kubernetes documentation: configure the Pod Security admission controller

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, admission};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("privileged_admission_default.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: pod-security.admission.config.k8s.io/v1
            kind: PodSecurityConfiguration
            defaults:
              enforce: privileged   #! namespaces without a label let privileged pods in
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
              - name: PodSecurity
                configuration: {defaults: {enforce: baseline}}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, settings) in admission::plugin(cluster, "PodSecurity") {
        let level = settings.at("defaults.enforce");
        let text = level.and_then(Value::text).unwrap_or("privileged");
        if text == "privileged" {
            let place = level
                .or_else(|| settings.get("defaults"))
                .unwrap_or(settings);
            let message = "namespaces without a label let privileged pods in";
            judge.fail(cluster.failure(object, place, message));
        }
    }
}
