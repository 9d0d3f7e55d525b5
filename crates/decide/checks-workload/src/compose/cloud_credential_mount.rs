//! A service does not get files that hold credentials of a cloud.
//!
//! # Why
//! The credentials of a person reach far beyond the service that is given them.
//!
//! # Fix
//! Give the service credentials of its own with the rights that it needs, as a secret.
//!
//! # See
//! MITRE ATT&CK T1552.001

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::host_path::{Reach, reach};

pub(super) static CHECK: Check<Service> = Check::new("WKL-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("cloud_credential_mount.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                volumes:
                  - ~/.aws:/root/.aws:ro   #! service `web` gets credentials of a cloud: ~/.aws
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                volumes: ["./aws:/srv/aws:ro"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for mount in view.mounts().filter(|mount| mount.kind == "bind") {
        let source = mount.source.as_deref().unwrap_or_default();
        if reach(source) == Reach::CloudCredential {
            let name = view.name();
            let message = format!("service `{name}` gets credentials of a cloud: {source}");
            judge.fail(service.failure(mount.value, message));
        }
    }
}
