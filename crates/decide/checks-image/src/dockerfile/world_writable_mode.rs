//! No build step makes files writable for everybody.
//!
//! # Why
//! Whoever takes over the program may change what such files hold, programs and settings among
//! them, whatever user it runs as.
//!
//! # Fix
//! Give the files to the user of the program (`COPY --chown`), with the rights that it needs:
//! `chmod 755` for programs, `750` for folders of data.
//!
//! # See
//! CWE-732

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("world_writable_mode.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN chmod -R 777 /srv   #! `chmod 777` lets everybody write
            COPY --chmod=666 a /a   #! `--chmod=666` lets everybody write
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN chmod 1777 /tmp && chmod 755 /srv && chmod a+rx,u+w /a && chmod +t /x
            COPY --chmod=755 a /a
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        for command in &*step.commands {
            let mode = command.action().filter(|word| is_open(&word.text));
            if let Some(mode) = mode.filter(|_| command.program() == "chmod") {
                let message = format!("`chmod {}` lets everybody write", mode.text);
                judge.fail(build.complaint(mode.place, message));
            }
        }
    }
    for keyword in [Keyword::Copy, Keyword::Add] {
        for copy in build.image_instructions(keyword) {
            let flag = copy.flag("chmod");
            let mode = flag.and_then(|flag| flag.value.as_ref());
            if let (Some(flag), Some(mode)) = (flag, mode.filter(|mode| is_open(mode.known()))) {
                let message = format!("`--chmod={}` lets everybody write", mode.known());
                judge.fail(build.complaint(flag.place, message));
            }
        }
    }
}

/// Modes by which everybody may write, but for folders where only owners may remove.
fn is_open(mode: &str) -> bool {
    if let Ok(bits) = u32::from_str_radix(mode, 8) {
        return bits & 0o002 != 0 && bits & 0o1000 == 0;
    }
    mode.split(',').any(|clause| {
        clause.split_once(['+', '=']).is_some_and(|(who, rights)| {
            rights.contains('w') && !rights.contains('t') && who.contains(['o', 'a'])
        })
    })
}
