//! An image is named by a version.
//!
//! # Why
//! `latest`, `main` or no tag at all mean another image from day to day: nobody can say what ran,
//! and a push to the registry changes what runs next.
//!
//! # Fix
//! Name a version, best with its digest behind it.
//!
//! # See
//! NSA Kubernetes Hardening Guide 1.4
//! CIS Kubernetes 5.5.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::{ImageName, is_floating};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("IMG-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("floating_image_tag.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:latest   #! image `shop/web:latest` of container `web` has a tag that moves
                - name: log
                  image: shop/log   #! image `shop/log` of container `log` has no tag
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
                - name: log
                  image: shop/log@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(image) = container.image() else {
            continue;
        };
        let text = image.text().unwrap_or_default();
        let Some(name) = ImageName::of(text).filter(|name| name.digest.is_none()) else {
            continue;
        };
        let what = match name.tag {
            None => "no tag",
            Some(tag) if is_floating(tag) => "a tag that moves",
            Some(_) => continue,
        };
        let message = format!("image `{text}` of {} has {what}", called(&container));
        judge.fail(workload.failure(image, message));
    }
}
