//! An image is named by its digest.
//!
//! # Why
//! A tag can be moved to another image; a digest cannot, so that what was scanned is what runs.
//!
//! # Fix
//! Write the digest behind the tag: `name:1.4@sha256:...`.
//!
//! # See
//! NSA Kubernetes Hardening Guide 1.4

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::{ImageName, is_floating};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("PRV-05", Severity::Low, run)
    .doc(seaworthy_check::header!("image_without_digest.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4   #! image `shop/web:1.4` of container `web` has no digest
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(image) = container.image() else {
            continue;
        };
        let text = image.text().unwrap_or_default();
        let name = ImageName::of(text).filter(|name| name.digest.is_none());
        // One with a tag that moves, or without any, is a graver finding.
        if name
            .and_then(|name| name.tag)
            .is_some_and(|tag| !is_floating(tag))
        {
            let message = format!("image `{text}` of {} has no digest", called(&container));
            judge.fail(workload.failure(image, message));
        }
    }
}
