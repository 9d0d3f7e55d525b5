//! No build step gives a program the rights of its owner.
//!
//! # Why
//! A setuid program of root makes root of whoever can start it, as soon as it has one fault.
//!
//! # Fix
//! Drop the bit; give the program the one capability that it needs with `setcap`, or none.
//!
//! # See
//! CIS Docker 4.8

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("setuid_bit_in_build.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            RUN chmod u+s /usr/bin/tool && chmod 4755 /a
            #! `chmod u+s` sets a setuid or setgid bit
            ",
        ),
        Example::new(
            "
            FROM debian:12
            RUN chmod u-s /bin/su && chmod 0755 /a && chmod 2775 /srv/ && \\
                find / -perm /6000 -exec chmod a-s {} +
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for step in build.image_steps() {
        let mut sets = step.commands.iter().filter_map(|command| {
            let mode = command.action()?;
            let sets = command.program() == "chmod" && sets_bit(&mode.text);
            sets.then_some(mode)
        });
        if let Some(mode) = sets.next() {
            let message = format!("`chmod {}` sets a setuid or setgid bit", mode.text);
            judge.fail(build.complaint(mode.place, message));
        }
    }
}

/// The bit of setgid alone is for folders whose files shall belong to a group.
fn sets_bit(mode: &str) -> bool {
    if let Ok(bits) = u32::from_str_radix(mode, 8) {
        return bits & 0o4000 != 0;
    }
    mode.split(',').any(|clause| {
        let rights = clause.split_once(['+', '=']);
        rights.is_some_and(|(who, rights)| {
            rights.contains('s') && (who.is_empty() || who.contains(['u', 'a']))
        })
    })
}
