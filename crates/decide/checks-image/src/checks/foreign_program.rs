//! The account of the program cannot change the programs and libraries of the system.
//!
//! # Why
//! Whoever takes over the program may replace what it calls, and whatever others call in that
//! container: a read-only image in name only.
//!
//! # Fix
//! Leave files below `/usr` to root (`COPY --chown=root:root --chmod=755`), and give the account
//! its data folder alone.
//!
//! # See
//! CIS Docker 5.13
//! CWE-732

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("foreign_program.rs"))
    .examples(&[
        Example::new(
            "
            config:
              user: '1000'
            files:
              - path: usr/bin/app   #! the program's account may change `/usr/bin/app`
                uid: 1000
                mode: 493
                purposes: [foreign-program]
            ",
        ),
        Example::new(
            "
            config:
              user: '1001'
            files:
              - path: usr/local/bin/app
                uid: 1000
                mode: 493
                purposes: [foreign-program]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let user = config.user.split(':').next().unwrap_or_default();
    let mut accounts = image.facts.accounts.iter();
    let named = accounts.find(|account| account.name == user);
    let Some(uid) = user
        .parse()
        .ok()
        .or_else(|| named.map(|account| account.uid))
    else {
        return;
    };
    for (layer, files) in image.files_for(FilePurpose::ForeignProgram) {
        let own: Vec<&str> = files
            .iter()
            .filter(|found| found.file.uid == uid)
            .map(|found| found.file.path.as_str())
            .collect();
        let Some(first) = own.first() else { continue };
        let more = match own.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("the program's account may change `/{first}`{more}");
        let location = image.facts.location(layer, Some(first), None);
        judge.fail(Failure::new(message, location).evidence("owner", uid.to_string()));
    }
}
