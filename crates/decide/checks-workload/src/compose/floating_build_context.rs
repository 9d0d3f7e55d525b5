//! A build from elsewhere is bound to a commit.
//!
//! # Why
//! A repository without a commit behind it is another one tomorrow, and its owner decides what is
//! built.
//!
//! # Fix
//! Write the commit behind `#`, as in `https://git.example/shop.git#4f2c9d1...`.
//!
//! # See
//! SLSA, build requirements

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Service;

pub(super) static CHECK: Check<Service> = Check::new("IMG-05", Severity::Medium, run)
    .doc(seaworthy_check::header!("floating_build_context.rs"))
    .examples(&[
        Example::new(
            "
            services:
              web:
                build: https://git.example/shop.git   #! service `web` is built from what `https://git.example/shop.git` holds then
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                build: .
              pinned:
                build: "https://git.example/shop.git#4f2c9d1a4f2c9d1a4f2c9d1a4f2c9d1a4f2c9d1a:web"
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(context) = view
        .build_context()
        .filter(|context| !service.is_variable(*context))
    else {
        return;
    };
    let text = context.text().unwrap_or_default();
    let begins = [
        "http://",
        "https://",
        "git://",
        "ssh://",
        "git@",
        "github.com/",
    ];
    if !begins.iter().any(|begin| text.starts_with(begin)) {
        return;
    }
    let revision = text.split_once('#').map_or("", |(_, behind)| behind);
    let commit = revision.split(':').next().unwrap_or_default();
    let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
    if !is_commit {
        let name = view.name();
        let shown = without_user(text);
        let message = format!("service `{name}` is built from what `{shown}` holds then");
        judge.fail(service.failure(context, message));
    }
}

/// The address without a user and password.
fn without_user(text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, rest)) => {
            let slash = rest.find('/').unwrap_or(rest.len());
            let host = rest.get(..slash).unwrap_or_default();
            let host = host.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{}", rest.get(slash..).unwrap_or_default())
        }
        None => text.to_owned(),
    }
}
