//! Compilers stay out of the image that runs.
//!
//! # Why
//! With a compiler an intruder builds what he needs where he is, and its packages are most of what
//! needs fixes. Programs that were built need it no more.
//!
//! # Fix
//! Build in a stage of its own and copy the result; or install, build and remove in one step.
//!
//! # See
//! NIST SP 800-190 4.1.2
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Low, run)
    .doc(seaworthy_check::header!("build_tools_kept.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN apt-get update && apt-get install -y gcc make
            #! `gcc`, `make` are installed and stay
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN apt-get update && apt-get install -y gcc make
            FROM debian:12
            RUN apt-get install -y gcc && pip install a==1 && apt-get purge -y gcc
            RUN apk add --virtual .build gcc && make && apk del .build
            ",
        ),
    ]);

const TOOLS: &[&str] = &[
    "autoconf",
    "automake",
    "bison",
    "build-base",
    "build-essential",
    "cargo",
    "clang",
    "cmake",
    "default-jdk",
    "flex",
    "g++",
    "gcc",
    "gfortran",
    "go",
    "golang",
    "gradle",
    "llvm",
    "make",
    "maven",
    "meson",
    "nasm",
    "ninja-build",
    "rustc",
];

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        // What is removed in the same step is in no layer.
        let removes = step.commands.iter().any(|command| {
            let action = command.action().map_or("", |word| word.text.as_str());
            let manager = packages::manager(command).is_some();
            manager
                && matches!(
                    action,
                    "remove" | "purge" | "autoremove" | "del" | "erase" | "rm"
                )
        });
        if removes {
            continue;
        }
        for install in step.commands.iter().filter_map(packages::install) {
            let system = matches!(
                install.manager,
                Manager::Apt
                    | Manager::Apk
                    | Manager::Yum
                    | Manager::Dnf
                    | Manager::Microdnf
                    | Manager::Zypper
            );
            let tools = install.named().filter(|word| {
                let name = word
                    .text
                    .split(['=', '<', '>', '~'])
                    .next()
                    .unwrap_or_default();
                TOOLS.contains(&name)
            });
            let tools: Vec<&Word> = tools.collect();
            if let Some(first) = tools.first().filter(|_| system) {
                let names = packages::listed(tools.iter().copied());
                let verb = if tools.len() == 1 {
                    "is installed and stays"
                } else {
                    "are installed and stay"
                };
                judge.fail(build.complaint(first.place, format!("{names} {verb}")));
            }
        }
    }
}
