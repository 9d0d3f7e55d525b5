//! A pod does not run a container engine that anyone may command.
//!
//! # Why
//! An engine inside a pod needs a privileged container, and on port 2375 it takes orders from
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

use crate::Workload;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-01", Severity::High, run)
    .doc(seaworthy_check::header!("docker_in_docker.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: engine
                  image: docker:27-dind   #! container `engine` is a container engine
                - name: build
                  env:
                    - name: DOCKER_HOST
                      value: tcp://localhost:2375   #! container `build` commands a container engine without TLS
            ",
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: build
                  image: docker:27-cli
                  env: [{name: DOCKER_HOST, value: "tcp://docker:2376"}]
                - name: rootless
                  image: docker:27-dind-rootless
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let image = container.image().filter(|image| {
            let name = image.text().and_then(ImageName::of);
            name.is_some_and(|name| {
                let tag = name.tag.unwrap_or_default();
                name.last() == "docker" && tag.ends_with("dind") || name.last() == "dind"
            })
        });
        if let Some(image) = image {
            let message = format!("{} is a container engine", called(&container));
            judge.fail(workload.failure(image, message));
        }
        let env = container.value.get("env");
        for variable in env.into_iter().flat_map(Value::items) {
            let is_host = variable.get("name").and_then(Value::text) == Some("DOCKER_HOST");
            let value = variable.get("value").filter(|_| is_host);
            let open = |value: &Value<'_>| {
                let text = value.text().unwrap_or_default();
                text.starts_with("tcp://") && text.trim_end_matches('/').ends_with(":2375")
            };
            if let Some(value) = value.filter(open) {
                let called = called(&container);
                let message = format!("{called} commands a container engine without TLS");
                judge.fail(workload.failure(value, message).severity(Severity::Medium));
            }
        }
    }
}
