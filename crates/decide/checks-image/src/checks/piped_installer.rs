//! No build step runs a script as it comes from the network.
//!
//! # Why
//! What is piped into a shell was seen by nobody and verified by nothing: the server decides with
//! each build what runs as root in it, and a connection that breaks leaves half of it done.
//!
//! # Fix
//! Download the script or, better, the release to a file, compare it with a digest that stands in
//! the build file, and run it then.
//!
//! # See
//! CIS Docker 4.11
//! MITRE ATT&CK T1195.002

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::Severity;

use super::steps;

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("piped_installer.rs"))
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: RUN curl http://a.example | sh   #! what `curl` fetches goes into `sh`
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: RUN curl -sL https://a.example/t.tgz | tar xz
                - created_by: RUN curl -o a.sh https://a.example && sha256sum -c a.sum && sh a.sh
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for step in steps::runs(config) {
        for pipeline in step.pipelines() {
            let mut programs = pipeline.iter().map(|words| steps::program(words));
            let Some(fetcher) = programs.find(|program| matches!(*program, "curl" | "wget")) else {
                continue;
            };
            // A check of the content may stand between them.
            let rest: Vec<&str> = programs.collect();
            let checked = rest
                .iter()
                .any(|program| program.ends_with("sum") || *program == "gpg");
            if let Some(shell) = rest.iter().find(|program| is_interpreter(program))
                && !checked
            {
                let message = format!("what `{fetcher}` fetches goes into `{shell}`");
                let key = format!("{fetcher} {shell}");
                judge.fail(Failure::new(message, step.location()).key(key));
            }
        }
    }
}

fn is_interpreter(program: &str) -> bool {
    let name = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(
        name,
        "sh" | "bash"
            | "ash"
            | "dash"
            | "zsh"
            | "ksh"
            | "python"
            | "perl"
            | "ruby"
            | "node"
            | "php"
    )
}
