//! A service keeps the profiles that confine it.
//!
//! # Why
//! The engine limits the calls and files of each container by a profile unless one asks for none.
//!
//! # Fix
//! Remove the option, or name a profile that allows what is missed.
//!
//! # See
//! CIS Docker 5.2, 5.3, 5.22

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("unconfined_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                security_opt:
                  - seccomp:unconfined   #! service `web` turns `seccomp` off
                  - label=disable   #! service `web` turns `label` off
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                image: shop/web:1.4
                security_opt: ["no-new-privileges:true", "seccomp:web.json"]
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    for (option, value, at) in service.security_options() {
        let is_off = match option {
            "seccomp" | "apparmor" | "systempaths" => value == "unconfined",
            "label" => value == "disable" || value == "type:spc_t",
            _ => false,
        };
        if is_off {
            let message = format!("service `{}` turns `{option}` off", view.name());
            judge.fail(service.failure(at, message));
        }
    }
}
