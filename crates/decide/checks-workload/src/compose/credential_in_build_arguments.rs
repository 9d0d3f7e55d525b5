//! No password or key is an argument of a build.
//!
//! # Why
//! Arguments of a build stay in the history of the image, for everyone who can pull it.
//!
//! # Fix
//! Use `build.secrets`, which a build sees without keeping, and change the password.
//!
//! # See
//! CIS Docker 4.10
//! CWE-798

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use super::Service;
use crate::credential;

pub(super) static CHECK: Check<Service> = Check::new("IMG-06", Severity::High, run)
    .doc(seaworthy_check::header!("credential_in_build_arguments.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            services:
              web:
                build:
                  context: .
                  args:
                    NPM_TOKEN: npm-7c6b5a4d3e2f   #! build argument `NPM_TOKEN` of service `web` is written into the file
            ",
        ),
        Example::new(
            r#"
            services:
              web:
                build:
                  context: .
                  args: {VERSION: "1.4", NPM_TOKEN: "${NPM_TOKEN}"}
            "#,
        ),
    ]);

fn run(service: &Service, judge: &mut Judge) {
    let view = service.view();
    let Some(list) = view.at("build.args") else {
        return;
    };
    let keyed = list.entries();
    let keyed = keyed.map(|entry| (entry.name().into_owned(), entry.value.text(), entry.value));
    let listed = list.items().filter_map(|item| {
        let (name, value) = item.text()?.split_once('=')?;
        Some((name.to_owned(), Some(value), item))
    });
    for (name, text, at) in keyed.chain(listed) {
        if credential::is_written(&name, text.unwrap_or_default()) && !service.is_variable(at) {
            let service_name = view.name();
            let message = format!(
                "build argument `{name}` of service `{service_name}` is written into the file"
            );
            judge.fail(service.failure(at, message));
        }
    }
}
