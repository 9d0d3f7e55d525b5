//! The cache of pip does not stay in the image.
//!
//! # Why
//! It holds every package a second time, in every copy of the image.
//!
//! # Fix
//! Write `pip install --no-cache-dir`, or set `ENV PIP_NO_CACHE_DIR=1`.
//!
//! # See
//! pip documentation: caching

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("pip_cache_left.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN pip install a==1   #! `pip install` keeps its cache
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            RUN pip install a==1
            FROM debian:12
            ENV PIP_NO_CACHE_DIR=1
            RUN pip install a==1
            ",
        ),
        Example::new(
            "
            FROM python:3.13
            RUN pip install --no-cache-dir a==1 && pip3 install -r r.txt --no-cache-dir
            RUN --mount=type=cache,target=/root/.cache pip install b==1
            RUN pip install c==1 && rm -rf ~/.cache
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let cleans = step.commands.iter().any(|command| {
            let cache = |word: &Word| word.text.contains(".cache");
            let removes = command.program() == "rm" && command.arguments().iter().any(cache);
            removes || command.pair("cache", "purge").is_some()
        });
        let mounted = build.mounts(step).any(|mount| {
            mount.contains("type=cache") && (mount.contains(".cache") || mount.contains("pip"))
        });
        let off = |value: &str| !matches!(value, "" | "0" | "false" | "off" | "no");
        let by_variable = build
            .values(step.stage, step.index, "PIP_NO_CACHE_DIR")
            .next()
            .is_some_and(off);
        let by_export = step.commands.iter().any(|command| {
            let all = command.assignments.iter().chain(&command.words);
            all.into_iter()
                .any(|word| word.text.starts_with("PIP_NO_CACHE_DIR="))
        });
        if cleans || mounted || by_variable || by_export {
            continue;
        }
        for install in step.commands.iter().filter_map(packages::install) {
            // `uv pip` keeps another cache.
            if install.manager == Manager::Pip
                && install.program != "uv"
                && !install.has(&["--no-cache-dir"])
            {
                let patch = build.word_added(install.action, "--no-cache-dir");
                let failure =
                    build.complaint(install.action.place, "`pip install` keeps its cache");
                judge.fail(failure.patch(patch));
            }
        }
    }
}
