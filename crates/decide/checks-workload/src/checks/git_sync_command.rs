//! A container that fetches a repository runs no program of the manifest's choice.
//!
//! # Why
//! git-sync runs the programs that its options name with the rights of its service account: who may
//! edit the manifest, but not exec, runs commands by them.
//!
//! # Fix
//! Remove the options that name programs, and pin the image by digest.
//!
//! # See
//! git-sync manual, exechook and git options

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Container;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::command;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("git_sync_command.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: sync
                  image: registry.k8s.io/git-sync/git-sync:v4.2.1
                  args:
                    - --repo=https://git.example/shop.git
                    - --exechook-command=/bin/hook   #! container `sync` runs the program of `--exechook-command`
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: sync
                  image: registry.k8s.io/git-sync/git-sync:v4.2.1
                  args: [--repo=https://git.example/shop.git]
            ",
        ),
    ]);

/// Options that name a program, as they are and as variables.
const OPTIONS: &[(&str, &str)] = &[
    ("--exechook-command", "GITSYNC_EXECHOOK_COMMAND"),
    ("--git", "GITSYNC_GIT"),
    ("--git", "GIT_SYNC_GIT"),
    ("--sync-hook-command", "GIT_SYNC_HOOK_COMMAND"),
    ("--askpass-url", "GITSYNC_ASKPASS_URL"),
];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let name = container
            .image()
            .and_then(Value::text)
            .and_then(ImageName::of);
        if !name.is_some_and(|name| name.last().contains("git-sync")) {
            continue;
        }
        for text in command::texts(&container) {
            let option = text.text().unwrap_or_default();
            let option = option.split('=').next().unwrap_or_default();
            if OPTIONS.iter().any(|(known, _)| *known == option) {
                judge.fail(workload.failure(text, message(&container, option)));
            }
        }
        let env = container.value.get("env");
        for variable in env.into_iter().flat_map(Value::items) {
            let name = variable
                .get("name")
                .and_then(Value::text)
                .unwrap_or_default();
            if OPTIONS.iter().any(|(_, known)| *known == name) {
                judge.fail(workload.failure(variable, message(&container, name)));
            }
        }
    }
}

fn message(container: &Container<'_>, option: &str) -> String {
    format!("{} runs the program of `{option}`", called(container))
}
