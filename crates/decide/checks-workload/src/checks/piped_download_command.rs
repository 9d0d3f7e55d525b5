//! A container does not run what it has just downloaded.
//!
//! # Why
//! What runs then is in no image, no scan and no signature, and is another tomorrow.
//!
//! # Fix
//! Put the program into the image, by version and digest.
//!
//! # See
//! MITRE ATT&CK T1105

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::command;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("piped_download_command.rs"))
    .examples(&[
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  command: [sh, -c, "curl -s https://get.example/run.sh | sh"]   #! container `web` runs what it downloads
            "#,
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  command: [sh, -c, "curl -s https://api.example/state | grep ok"]
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let runs = |text: &Value<'_>| runs_download(text.text().unwrap_or_default());
        if let Some(text) = command::texts(&container).find(runs) {
            let message = format!("{} runs what it downloads", called(&container));
            judge.fail(workload.failure(text, message));
        }
    }
}

fn runs_download(text: &str) -> bool {
    let fetches = |part: &str| {
        let mut words = command::words(part);
        words.any(|word| matches!(command::program(word), "curl" | "wget"))
    };
    let begins_shell = |part: &str| {
        let mut words = command::words(part).skip_while(|word| matches!(*word, "sudo" | "exec"));
        let first = words.next().map(command::program);
        first.is_some_and(|word| command::SHELLS.contains(&word) || word.starts_with("python"))
    };
    let piped = text.lines().any(|line| {
        let mut parts = line.split('|').skip_while(|part| !fetches(part)).skip(1);
        parts.any(begins_shell)
    });
    let substituted = ["$(curl", "$(wget", "<(curl", "<(wget", "`curl", "`wget"];
    let evaluated = text.contains("eval ") || text.contains("sh -c") || text.contains("source <(");
    piped || (evaluated && substituted.iter().any(|start| text.contains(start)))
}
