//! A container does not turn its AppArmor profile off.
//!
//! # Why
//! The runtime confines containers by a profile of its own unless one asks for none.
//!
//! # Fix
//! Remove the field or annotation, or set `RuntimeDefault`.
//!
//! # See
//! CIS Kubernetes 5.6.3
//! Pod Security Standards, baseline: AppArmor

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("unconfined_apparmor_profile.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    appArmorProfile:
                      type: Unconfined   #! AppArmor is turned off
            ",
        ),
        Example::new(
            "
            metadata:
              name: web
              annotations:
                container.apparmor.security.beta.kubernetes.io/web: unconfined   #! AppArmor is turned off
                container.apparmor.security.beta.kubernetes.io/log: runtime/default
            spec:
              containers:
                - name: web
            apiVersion: v1
            kind: Pod
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {appArmorProfile: {type: RuntimeDefault}}
              containers:
                - name: web
            ",
        ),
    ]);

/// The annotation of releases before 1.30, with the name of the container behind it.
const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

fn run(workload: &Workload, judge: &mut Judge) {
    let of_pod = workload.pod().security("appArmorProfile.type");
    let own = workload.containers();
    let own = own.filter_map(|container| container.security("appArmorProfile.type"));
    let metadata = workload.pod().metadata();
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    let annotations = annotations.into_iter().flat_map(Value::entries);
    let annotations = annotations.filter(|entry| entry.name().starts_with(ANNOTATION));
    let annotated = annotations.map(|entry| entry.value);
    for profile in of_pod.into_iter().chain(own).chain(annotated) {
        if profile
            .text()
            .is_some_and(|text| text.eq_ignore_ascii_case("unconfined"))
        {
            judge.fail(workload.failure(profile, "AppArmor is turned off"));
        }
    }
}
