//! An image of a service is named by a version.
//!
//! # Why
//! `latest` or no tag mean another image from day to day: nobody can say what ran.
//!
//! # Fix
//! Name a version, best with its digest behind it.
//!
//! # See
//! CIS Docker 5.28

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::image_name::{ImageName, is_floating};

pub(super) static CHECK: Check<Service> = Check::new("IMG-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("floating_service_image.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web   #! image `shop/web` of service `web` has no tag
            ",
        ),
        Example::new(
            "
            services:
              log:
                image: shop/log:latest   #! image `shop/log:latest` of service `log` has a tag that moves
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
              own:
                build: .
                image: shop/own
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let Some(image) = service.pulled_image() else {
        return;
    };
    let text = image.text().unwrap_or_default();
    let Some(name) = ImageName::of(text).filter(|name| name.digest.is_none()) else {
        return;
    };
    let what = match name.tag {
        None => "no tag",
        Some(tag) if is_floating(tag) => "a tag that moves",
        Some(_) => return,
    };
    let message = format!(
        "image `{text}` of service `{}` has {what}",
        service.view().name()
    );
    judge.fail(service.failure(image, message));
}
