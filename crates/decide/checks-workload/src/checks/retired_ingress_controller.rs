//! Traffic from outside does not pass a controller without fixes.
//!
//! # Why
//! The ingress-nginx project ended in March 2026: holes that are found since stay open, in what
//! stands before everything else.
//!
//! # Fix
//! Move to the Gateway API or to another controller.
//!
//! # See
//! Kubernetes project, retirement of ingress-nginx

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("PRV-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("retired_ingress_controller.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: controller
                  image: registry.k8s.io/ingress-nginx/controller:v1.12.1   #! container `controller` is ingress-nginx, which gets no more fixes
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: nginx:1.27
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let is_retired = |image: &Value<'_>| {
            let name = image.text().and_then(ImageName::of);
            name.is_some_and(|name| {
                let path = name.repository;
                path.ends_with("ingress-nginx/controller")
                    || name.last() == "nginx-ingress-controller" && name.registry == Some("quay.io")
            })
        };
        if let Some(image) = container.image().filter(is_retired) {
            let called = called(&container);
            let message = format!("{called} is ingress-nginx, which gets no more fixes");
            judge.fail(workload.failure(image, message));
        }
    }
}
