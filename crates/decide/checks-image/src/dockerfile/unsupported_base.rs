//! A Dockerfile does not build on a release that gets no fixes any more.
//!
//! # Why
//! Weaknesses of such a release stay open: nobody publishes fixes for them, and scanners that
//! compare with published fixes may even find fewer of them than there are.
//!
//! # Fix
//! Move to a release that its maintainers still support.
//!
//! # See
//! NIST SP 800-190 4.1.1
//! endoflife.date

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Base;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-05", Severity::High, run)
    .doc(seaworthy_check::header!("unsupported_base.rs"))
    .examples(&[
        Example::new(
            "
            FROM python:2.7 AS build   #! `python:2.7` has no support any more
            FROM alpine:3.9.6   #! `alpine:3.9.6` has no support any more
            FROM node:22-buster   #! `node:22-buster` has no support any more
            FROM docker.io/library/centos:7
            #! `docker.io/library/centos:7` has no support any more
            ",
        ),
        Example::new(
            "
            FROM debian:12
            FROM alpine:3.22
            FROM python:3.13-slim-bookworm
            FROM my/python:2.7
            FROM node:22-alpine3.22
            ",
        ),
    ]);

/// Official images, with the versions whose support by their makers ended before this was written.
/// An empty version stands for all.
const ENDED: &[(&str, &[&str])] = &[
    (
        "alpine",
        &[
            "2", "3.0", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10",
            "3.11", "3.12", "3.13", "3.14", "3.15", "3.16", "3.17", "3.18", "3.19",
        ],
    ),
    ("centos", &[""]),
    (
        "debian",
        &[
            "6",
            "7",
            "8",
            "9",
            "10",
            "squeeze",
            "wheezy",
            "jessie",
            "stretch",
            "buster",
            "oldoldstable",
        ],
    ),
    (
        "fedora",
        &[
            "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40",
        ],
    ),
    (
        "golang",
        &[
            "1.10", "1.11", "1.12", "1.13", "1.14", "1.15", "1.16", "1.17", "1.18", "1.19", "1.20",
            "1.21", "1.22",
        ],
    ),
    (
        "node",
        &[
            "0", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
            "18", "19", "20", "21", "23",
        ],
    ),
    ("openjdk", &[""]),
    ("php", &["5", "7", "8.0", "8.1"]),
    ("postgres", &["8", "9", "10", "11", "12", "13"]),
    (
        "python",
        &["2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9"],
    ),
    ("ruby", &["1", "2", "3.0", "3.1"]),
    (
        "ubuntu",
        &[
            "10.04", "12.04", "14.04", "16.04", "18.04", "19.04", "19.10", "20.04", "20.10",
            "21.04", "21.10", "22.10", "23.04", "23.10", "24.10", "trusty", "xenial", "bionic",
            "focal",
        ],
    ),
];

/// Releases that stand within tags of other official images.
const ENDED_PARTS: &[&str] = &[
    "wheezy", "jessie", "stretch", "buster", "trusty", "xenial", "bionic", "focal",
];

fn run(build: &BuildFile, judge: &mut Judge) {
    let file = build.file();
    for stage in &file.stages {
        let Base::Image(name) = &stage.base else {
            continue;
        };
        let from = file.instructions.get(stage.instructions.start);
        let word = from.and_then(|from| from.arguments.words().next());
        if let Some(word) = word.filter(|_| has_ended(name)) {
            let message = format!("`{name}` has no support any more");
            judge.fail(build.complaint(word.place, message));
        }
    }
}

fn has_ended(name: &str) -> bool {
    let name = name.split('@').next().unwrap_or(name);
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let (repository, tag) = name.split_once(':').unwrap_or((name, ""));
    let known = ENDED.iter().find(|(known, _)| *known == repository);
    let Some((_, versions)) = known else {
        return false;
    };
    let is = |version: &&&str| {
        let rest = tag.strip_prefix(**version);
        version.is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    versions.iter().any(|version| is(&version))
        || tag.split('-').any(|part| ENDED_PARTS.contains(&part))
}
