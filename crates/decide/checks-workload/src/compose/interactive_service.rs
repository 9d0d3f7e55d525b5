//! A service is not kept open for somebody at a terminal.
//!
//! # Why
//! What is typed into an open container is in no image and no review.
//!
//! # Fix
//! Remove `stdin_open` and `tty`, and use `docker compose exec` when it is needed.
//!
//! # See
//! MITRE ATT&CK T1609

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("WKL-04", Severity::Negligible, run)
    .doc(seaworthy_check::header!("interactive_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                stdin_open: true
                tty: true   #! service `web` waits for somebody at a terminal
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                tty: true
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let is_open = view.flag("stdin_open") == Some(true) && view.flag("tty") == Some(true);
    if let Some(at) = view.at("tty").filter(|_| is_open) {
        let message = format!("service `{}` waits for somebody at a terminal", view.name());
        judge.fail(service.failure(at, message));
    }
}
