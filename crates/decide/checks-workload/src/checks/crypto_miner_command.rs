//! A container does not mine.
//!
//! # Why
//! Programs that mine for others are what clusters are broken into for most often.
//!
//! # Fix
//! Remove the workload, find out who wrote it, and treat what it ran on as taken over.
//!
//! # See
//! MITRE ATT&CK T1496

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::command;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Critical, run)
    .doc(seaworthy_check::header!("crypto_miner_command.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
                  args: [-o, "stratum+tcp://pool.example:3333"]   #! container `web` mines
            "#,
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  args: [--listen, "tcp://0.0.0.0:3333"]
            "#,
        ),
    ]);

const PROGRAMS: &[&str] = &[
    "xmrig", "ccminer", "ethminer", "minerd", "cpuminer", "t-rex", "nbminer",
];
const PROTOCOLS: &[&str] = &[
    "stratum+tcp://",
    "stratum+ssl://",
    "stratum2+tcp://",
    "stratum+tls://",
];

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let mines = |text: &Value<'_>| {
            let lower = text.text().unwrap_or_default().to_ascii_lowercase();
            let mut words = command::words(&lower);
            PROTOCOLS.iter().any(|protocol| lower.contains(protocol))
                || words.any(|word| PROGRAMS.contains(&command::program(word)))
        };
        let image = container.image().filter(|image| {
            let name = image.text().and_then(ImageName::of);
            name.is_some_and(|name| PROGRAMS.contains(&name.last()))
        });
        if let Some(at) = command::texts(&container).find(mines).or(image) {
            judge.fail(workload.failure(at, format!("{} mines", called(&container))));
        }
    }
}
