//! An image without a digest is pulled each time.
//!
//! # Why
//! A node that keeps an image starts it without asking the registry, so that anyone who knows its
//! name runs private images, and an old one runs under a tag that has moved.
//!
//! # Fix
//! Set `imagePullPolicy: Always`, or name the image by digest.
//!
//! # See
//! CIS Kubernetes 1.2.12 (AlwaysPullImages)

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::edit;
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("PRV-05", Severity::Low, run)
    .doc(include_str!("cached_image.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
                  imagePullPolicy: IfNotPresent   #! image `shop/web:1.4` of container `web` is pulled `IfNotPresent` without a digest
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
                  imagePullPolicy: Always
                - name: log
                  image: shop/log@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                  imagePullPolicy: IfNotPresent
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let text = container.image().and_then(Value::text).unwrap_or_default();
        let by_digest = ImageName::of(text).is_none_or(|name| name.digest.is_some());
        let Some(policy) = container
            .value
            .get("imagePullPolicy")
            .filter(|_| !by_digest)
        else {
            continue;
        };
        let word = policy.text().unwrap_or_default();
        if word == "Always" {
            continue;
        }
        let called = called(&container);
        let message = format!("image `{text}` of {called} is pulled `{word}` without a digest");
        let failure = workload.failure(policy, message);
        // What is loaded onto nodes by hand has no registry to ask.
        let patch = (word == "IfNotPresent").then(|| edit::replace_scalar(policy, "Always"));
        judge.fail(failure.patch(patch.flatten()));
    }
}
