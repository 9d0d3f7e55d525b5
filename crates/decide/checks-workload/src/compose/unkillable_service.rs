//! A service is ended like others when memory is short.
//!
//! # Why
//! A container that the kernel may not end takes the memory of all others with it when it leaks.
//!
//! # Fix
//! Remove `oom_kill_disable` and a negative `oom_score_adj`.
//!
//! # See
//! CIS Docker 5.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;
use crate::field::number;

pub(super) static CHECK: Check<Service> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unkillable_service.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                oom_kill_disable: true   #! service `web` is kept when memory is short
            ",
        ),
        Example::new(
            "
            services:
              web:
                image: shop/web:1.4
                oom_score_adj: 500
            ",
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let kept = view.at("oom_kill_disable");
    let kept = kept.filter(|_| view.flag("oom_kill_disable") == Some(true));
    let score = view.at("oom_score_adj");
    let score = score.filter(|score| number(*score).is_some_and(|score| score < 0));
    if let Some(at) = kept.or(score) {
        let message = format!("service `{}` is kept when memory is short", view.name());
        judge.fail(service.failure(at, message));
    }
}
