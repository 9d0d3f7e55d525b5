//! An image comes from a place that is still kept.
//!
//! # Why
//! Registries that their owners gave up get no fixes, and one day their name may belong to somebody
//! else.
//!
//! # Fix
//! Take the image from where the project publishes it now: `registry.k8s.io` for what was at
//! `k8s.gcr.io`.
//!
//! # See
//! Kubernetes project, freeze of k8s.gcr.io

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("PRV-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("retired_registry.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: pause
                  image: k8s.gcr.io/pause:3.9   #! image `k8s.gcr.io/pause:3.9` of container `pause` comes from a place that is no longer kept
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: pause
                  image: registry.k8s.io/pause:3.9
            ",
        ),
    ]);

/// Places that get no new images, and the one that took over with the same names.
const RETIRED: &[(&str, Option<&str>)] = &[
    ("docker.io/bitnamilegacy/", None),
    ("bitnamilegacy/", None),
    ("docker.pkg.github.com/", None),
    ("gcr.io/google-containers/", None),
    ("gcr.io/google_containers/", None),
    ("gcr.io/kubernetes-helm/", None),
    ("k8s.gcr.io/", Some("registry.k8s.io/")),
    ("launcher.gcr.io/", None),
    ("quay.io/coreos/", None),
];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(image) = container.image() else {
            continue;
        };
        let text = image.text().unwrap_or_default();
        let Some((old, new)) = RETIRED.iter().find(|(old, _)| text.starts_with(old)) else {
            continue;
        };
        let called = called(&container);
        let message =
            format!("image `{text}` of {called} comes from a place that is no longer kept");
        let failure = workload.failure(image, message);
        let moved = new.map(|new| text.replacen(old, new, 1));
        let patch = moved.and_then(|moved| edit::replace_scalar(image, &moved));
        judge.fail(failure.patch(patch));
    }
}
