//! No build step switches off the verification of what it installs.
//!
//! # Why
//! Packages are believed because somebody signed them and because the server proved its name. A
//! step that switches this off installs whatever a mirror, a proxy or a thief of the address
//! sends.
//!
//! # Fix
//! Import the signing key of the source into the package manager, add the authority that signed
//! the server's certificate, and drop the switch.
//!
//! # See
//! CIS Docker 4.11
//! MITRE ATT&CK T1195.002

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::Severity;

use super::steps;

use crate::Image;

/// Programs, and the switches by which they stop to verify.
const SWITCHES: &[(&[&str], &[&str])] = &[
    (
        &["apt", "apt-get", "aptitude"],
        &[
            "--allow-unauthenticated",
            "--force-yes",
            "--allow-insecure-repositories",
            "Acquire::https::Verify-Peer=false",
            "APT::Get::AllowUnauthenticated=true",
            "Acquire::AllowInsecureRepositories=true",
        ],
    ),
    (
        &["yum", "dnf", "microdnf", "tdnf"],
        &[
            "--nogpgcheck",
            "--nogpg",
            "--setopt=gpgcheck=0",
            "--setopt=sslverify=0",
        ],
    ),
    (&["rpm"], &["--nosignature", "--nodigest"]),
    (&["zypper"], &["--no-gpg-checks", "--allow-unsigned-rpm"]),
    (&["apk"], &["--allow-untrusted"]),
    (
        &["pip", "pip3", "python", "python3", "uv"],
        &["--trusted-host", "--allow-insecure-host"],
    ),
    (
        &["npm", "yarn", "pnpm"],
        &["strict-ssl false", "--no-strict-ssl", "--strict-ssl false"],
    ),
    (&["git"], &["http.sslVerify false", "http.sslverify false"]),
    (&["gem"], &["--no-verify"]),
    (&["curl"], &["--insecure", "-k"]),
    (&["wget"], &["--no-check-certificate"]),
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_package.rs"))
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: RUN yum install --nogpgcheck a   #! `yum` is run with `--nogpgcheck`
                - created_by: RUN curl -k https://a.example/b -o b   #! `curl` is run with `-k`
                - created_by: RUN npm set strict-ssl false   #! `npm` is run with `strict-ssl false`
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: RUN yum install -y a && curl -fsSL https://a.example/b -o b
                - created_by: RUN grep -k x; tar --insecure y
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for step in steps::runs(config) {
        for words in step.commands() {
            let program = steps::program(&words);
            let known = SWITCHES
                .iter()
                .filter(|(programs, _)| programs.contains(&program));
            for (_, switches) in known {
                if let Some(switch) = switches.iter().find(|switch| has(&words, switch)) {
                    let message = format!("`{program}` is run with `{switch}`");
                    let failure = Failure::new(message, step.location());
                    judge.fail(failure.key(format!("{program} {switch}")));
                }
            }
        }
    }
}

/// Whether the words hold the switch: alone, with a value, two words in a row, or, where it is one
/// letter, among other letters.
fn has(words: &[&str], switch: &str) -> bool {
    if let Some((name, value)) = switch.split_once(' ') {
        let mut pairs = words.windows(2);
        return pairs.any(|pair| pair == [name, value])
            || words.contains(&format!("{name}={value}").as_str());
    }
    let letter = switch.strip_prefix('-').filter(|rest| rest.len() == 1);
    words.iter().any(|word| {
        let among = |letter: &str| {
            let letters = word.strip_prefix('-').unwrap_or_default();
            !letters.starts_with('-')
                && letters.contains(letter)
                && letters.chars().all(|c| c.is_ascii_alphabetic())
        };
        let valued = word
            .strip_prefix(switch)
            .is_some_and(|rest| rest.starts_with('='));
        *word == switch || valued || letter.is_some_and(among)
    })
}
