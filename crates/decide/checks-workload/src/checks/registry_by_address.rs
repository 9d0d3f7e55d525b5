//! An image comes from a registry with a name.
//!
//! # Why
//! A registry that is named by its address usually has no certificate that anyone can check, so
//! that whoever holds the address next is believed.
//!
//! # Fix
//! Give the registry a name and a certificate.
//!
//! # See
//! NIST SP 800-190 4.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("PRV-06", Severity::Low, run)
    .doc(seaworthy_check::header!("registry_by_address.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: 10.0.0.7:5000/shop/web:1.4   #! image `10.0.0.7:5000/shop/web:1.4` of container `web` comes from an address
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: registry.example:5000/shop/web:1.4
                - name: local
                  image: localhost:5000/shop/web:1.4
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let Some(image) = container.image() else {
            continue;
        };
        let text = image.text().unwrap_or_default();
        let host = ImageName::of(text).and_then(|name| name.registry);
        let host = host.map(|host| host.split(':').next().unwrap_or(host));
        let address = host.filter(|host| is_address(host));
        if address.is_some_and(|address| !address.starts_with("127.")) {
            let message = format!(
                "image `{text}` of {} comes from an address",
                called(&container)
            );
            judge.fail(workload.failure(image, message));
        }
    }
}

/// Whether a host is written as four numbers.
fn is_address(host: &str) -> bool {
    let numbers = host.split('.').map(str::parse::<u8>);
    numbers.clone().count() == 4 && numbers.into_iter().all(|number| number.is_ok())
}
