//! A service does not mount volumes into its host.
//!
//! # Why
//! With shared propagation what the container mounts appears on the host and in other containers.
//!
//! # Fix
//! Remove the option; `private` or `slave` lets nothing out.
//!
//! # See
//! CIS Docker 5.20

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-07", Severity::High, run)
    .doc(seaworthy_check::header!("shared_service_mount.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                volumes:
                  - /srv/data:/data:rshared   #! service `web` mounts into its host through `/data`
                  - type: bind   #! service `web` mounts into its host through `/more`
                    source: /srv/more
                    target: /more
                    bind: {propagation: shared}
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                volumes: ["/srv/data:/data:rslave"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for mount in view.mounts() {
        let long = mount.value.at("bind.propagation").and_then(Value::text);
        let short = mount.value.text().and_then(|text| text.rsplit_once(':'));
        let short = short.map_or("", |(_, options)| options);
        let mut options = long.into_iter().chain(short.split(','));
        if options.any(|option| matches!(option, "shared" | "rshared")) {
            let (name, target) = (view.name(), &mount.target);
            let message = format!("service `{name}` mounts into its host through `{target}`");
            judge.fail(service.failure(mount.value, message));
        }
    }
}
