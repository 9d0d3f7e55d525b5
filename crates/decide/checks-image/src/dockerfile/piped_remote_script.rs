//! No build step runs a script as it comes from the network.
//!
//! # Why
//! What is piped into a shell was seen by nobody and verified by nothing: the server decides with
//! each build what runs in it, and a connection that breaks leaves half of it done.
//!
//! # Fix
//! Download it to a file, compare it with a digest that stands in the Dockerfile, and run it then.
//!
//! # See
//! CIS Docker 4.11
//! MITRE ATT&CK T1195.002

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::shell::{Command, Word};

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("piped_remote_script.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSL https://example.com/a.sh | bash -s -- -y
            #! what `curl` fetches goes into `bash`
            RUN bash -c \"$(wget -qO- https://example.com/b.sh)\"
            #! what `wget` fetches goes into `bash`
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN curl -fsSL https://example.com/a.tgz | tar xz
            RUN curl -fsSL https://example.com/a.sh -o a.sh && \\
                echo \"abc  a.sh\" | sha256sum -c && sh a.sh
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.steps() {
        for pipeline in step.pipelines() {
            let fetcher = pipeline.iter().position(|command| is_fetcher(command));
            let Some((fetcher, rest)) = fetcher.and_then(|at| {
                let (before, rest) = pipeline.split_at(at + 1);
                Some((*before.last()?, rest))
            }) else {
                continue;
            };
            let checked = rest
                .iter()
                .any(|command| command.program().ends_with("sum") || command.program() == "gpg");
            let reads =
                |command: &&&Command| is_interpreter(command.program()) && !has_script(command);
            if let Some(shell) = rest.iter().find(reads).filter(|_| !checked) {
                let (from, into) = (fetcher.program(), shell.program());
                let message = format!("what `{from}` fetches goes into `{into}`");
                judge.fail(build.complaint(fetcher.place(), message));
            }
        }
        for command in &*step.commands {
            let runs = is_interpreter(command.program()) || command.is(&["eval", "source", "."]);
            let word = command.arguments().iter().find(|word| {
                let text = word.text.trim_start_matches(['"', '<', '$', '(', '`', ' ']);
                let substituted = word.expands && text.len() < word.text.len();
                substituted && (text.starts_with("curl ") || text.starts_with("wget "))
            });
            if let Some(word) = word.filter(|_| runs) {
                let from = if word.text.contains("curl ") {
                    "curl"
                } else {
                    "wget"
                };
                let message = format!("what `{from}` fetches goes into `{}`", command.program());
                judge.fail(build.complaint(command.place(), message));
            }
        }
    }
}

fn is_fetcher(command: &Command) -> bool {
    command.is(&["curl", "wget", "wget2", "aria2c"])
}

/// Whether the program runs a file or a text of its own and reads the pipe as data.
fn has_script(command: &Command) -> bool {
    let asks = |word: &Word| matches!(word.text.as_str(), "-c" | "-e" | "-m" | "-n" | "-r");
    let file = command
        .operands()
        .next()
        .is_some_and(|word| word.text != "-");
    command.arguments().iter().any(asks) || file && command.letter('s').is_none()
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
