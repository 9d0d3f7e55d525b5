//! An image of a service is named by its digest.
//!
//! # Why
//! A tag can be moved to another image; a digest cannot.
//!
//! # Fix
//! Write the digest behind the tag: `name:1.4@sha256:...`.
//!
//! # See
//! NIST SP 800-190 4.2.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::image_name::{ImageName, is_floating};

pub(super) static CHECK: Check<Service> = Check::new("PRV-05", Severity::Low, run)
    .doc(seaworthy_check::header!("undigested_service_image.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4   #! image `shop/web:1.4` of service `web` has no digest
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let Some(image) = service.pulled_image() else {
        return;
    };
    let text = image.text().unwrap_or_default();
    let name = ImageName::of(text).filter(|name| name.digest.is_none());
    if name
        .and_then(|name| name.tag)
        .is_some_and(|tag| !is_floating(tag))
    {
        let message = format!(
            "image `{text}` of service `{}` has no digest",
            service.view().name()
        );
        judge.fail(service.failure(image, message));
    }
}
