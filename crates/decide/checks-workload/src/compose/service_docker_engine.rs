//! A service is no container engine that anyone may command.
//!
//! # Why
//! An engine inside a container needs a privileged one, and on port 2375 it takes orders from
//! everybody without a password.
//!
//! # Fix
//! Build images with a rootless builder, and give an engine that must be reached TLS on port 2376.
//!
//! # See
//! CIS Docker 2.6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use super::Service;
use crate::image_name::ImageName;

pub(super) static CHECK: Check<Service> = Check::new("WKL-01", Severity::High, run)
    .doc(seaworthy_check::header!("service_docker_engine.rs"))
    .examples(&[
        Example::new(
            "
            services:
              engine:
                image: docker:27-dind   #! service `engine` is a container engine
            ",
        ),
        Example::new(
            "
            services:
              build:
                image: shop/build:1.4
                environment:
                  DOCKER_HOST: tcp://engine:2375   #! service `build` commands a container engine without TLS
            ",
        ),
        Example::new(
            r#"
            services:
              build:
                image: docker:27-cli
                environment: {DOCKER_HOST: "tcp://engine:2376"}
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let image = service.pulled_image().filter(|image| {
        let name = image.text().and_then(ImageName::of);
        name.is_some_and(|name| {
            let tag = name.tag.unwrap_or_default();
            name.last() == "docker" && tag.ends_with("dind") || name.last() == "dind"
        })
    });
    if let Some(image) = image {
        let message = format!("service `{}` is a container engine", view.name());
        judge.fail(service.failure(image, message));
    }
    let host = view
        .at("environment")
        .and_then(|list| list.get("DOCKER_HOST"));
    let open = |host: &Value<'_>| {
        let text = host.text().unwrap_or_default();
        text.starts_with("tcp://") && text.trim_end_matches('/').ends_with(":2375")
    };
    if let Some(host) = host.filter(open) {
        let message = format!(
            "service `{}` commands a container engine without TLS",
            view.name()
        );
        judge.fail(service.failure(host, message).severity(Severity::Medium));
    }
}
