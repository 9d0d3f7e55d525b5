//! Programs built from source by `go install` and `cargo install` are named with their version.
//!
//! # Why
//! Each build takes whatever stands in the other repository that day, and runs it.
//!
//! # Fix
//! Write `go install example.com/tool@v1.2.3`, `cargo install tool@1.2.3 --locked`.
//!
//! # See
//! Go modules reference: go install
//! OWASP CICD-SEC-3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unpinned_go_install.rs"))
    .examples(&[
        Example::new(
            "
            FROM golang:1.25
            RUN go install example.com/tool@latest
            #! no version is named for `example.com/tool@latest`
            RUN cargo install ripgrep   #! no version is named for `ripgrep`
            ",
        ),
        Example::new(
            "
            FROM golang:1.25
            RUN go install example.com/tool@v1.2.3 && go install ./... && go install -v . && \\
                go get -d ./...
            RUN cargo install ripgrep@14.1.0 && cargo install --path . && \\
                cargo install --version 1.2.3 a
            RUN go install std
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let Some(install) = packages::install(command) else {
            continue;
        };
        let open: Vec<&Word> = match install.manager {
            Manager::Go => install
                .packages
                .iter()
                .copied()
                .filter(|word| is_open_module(&word.text) && word.is_known())
                .collect(),
            Manager::Cargo => {
                let fixed = ["--version", "--vers", "--path", "--rev", "--tag", "--list"];
                if fixed.iter().any(|option| install.has(&[option])) {
                    continue;
                }
                install
                    .named()
                    .filter(|word| !word.text.contains('@'))
                    .collect()
            }
            _ => continue,
        };
        if let Some(first) = open.first() {
            let names = packages::listed(open.iter().copied());
            judge.fail(build.complaint(first.place, format!("no version is named for {names}")));
        }
    }
}

/// A module of another host without a version that stays.
fn is_open_module(path: &str) -> bool {
    let (module, version) = path.split_once('@').unwrap_or((path, ""));
    let host = module.split('/').next().unwrap_or_default();
    let remote = host.contains('.') && !host.starts_with('.') && module.contains('/');
    remote
        && matches!(
            version,
            "" | "latest" | "master" | "main" | "HEAD" | "upgrade" | "patch"
        )
}
