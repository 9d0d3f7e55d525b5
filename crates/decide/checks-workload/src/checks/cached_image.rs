//! An image whose name does not bind it is asked for at its registry each time.
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
use crate::image_name::{ImageName, is_floating};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("PRV-05", Severity::Low, run)
    .doc(seaworthy_check::header!("cached_image.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:latest
                  imagePullPolicy: IfNotPresent   #! image `shop/web:latest` of container `web` stays as the node has it: `IfNotPresent`
                - name: log
                  image: shop/log:1.4
                  imagePullPolicy: Never   #! image `shop/log:1.4` of container `log` stays as the node has it: `Never`
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:latest
                  imagePullPolicy: Always
                - name: old
                  image: shop/old:1.4
                  imagePullPolicy: IfNotPresent
                - name: log
                  image: shop/log@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                  imagePullPolicy: IfNotPresent
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let text = container.image().and_then(Value::text).unwrap_or_default();
        let name = ImageName::of(text).filter(|name| name.digest.is_none());
        let Some((name, policy)) = name.zip(container.value.get("imagePullPolicy")) else {
            continue;
        };
        let word = policy.text().unwrap_or_default();
        // That a version may move while the node keeps it is asked with its missing digest.
        let is_stale = name.tag.is_none_or(is_floating) && word == "IfNotPresent";
        if word != "Never" && !is_stale {
            continue;
        }
        let called = called(&container);
        let message = format!("image `{text}` of {called} stays as the node has it: `{word}`");
        let failure = workload.failure(policy, message);
        // What is loaded onto nodes by hand has no registry to ask.
        let patch = is_stale.then(|| edit::replace_scalar(policy, "Always"));
        judge.fail(failure.patch(patch.flatten()));
    }
}
