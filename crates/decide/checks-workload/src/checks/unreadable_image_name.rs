//! A container names an image that can be pulled.
//!
//! # Why
//! A name that no registry understands is never pulled, and nothing can be said of what runs.
//!
//! # Fix
//! Write `registry/path:version@digest` in lower case.
//!
//! # See
//! OCI distribution specification, names and tags

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("IMG-04", Severity::Low, run)
    .doc(seaworthy_check::header!("unreadable_image_name.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: Shop/Web:1.4   #! `Shop/Web:1.4` is no name of an image
                - name: log   #! container `log` names no image
                  command: [log]
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
            ",
        ),
    ]);

/// Kinds whose containers must have an image; others may get one from somewhere else.
const GROUPS: &[&str] = &["", "apps", "batch"];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(image) = container.image() else {
            if workload.is_pod() && GROUPS.contains(&workload.object().group()) {
                let message = format!("{} names no image", called(&container));
                judge.fail(workload.failure(container.value, message));
            }
            continue;
        };
        let text = image.text().unwrap_or_default();
        // A variable or template is filled in later.
        let is_filled_in = text.contains(['$', '{', '<', '%']) || text == "auto";
        if ImageName::of(text).is_none() && !is_filled_in {
            judge.fail(workload.failure(image, format!("`{text}` is no name of an image")));
        }
    }
}
