//! Programs are searched in folders with absolute paths only.
//!
//! # Why
//! An empty or relative part of `PATH` means the folder in which the process happens to be:
//! whoever can write there decides what `ls` does.
//!
//! # Fix
//! Give absolute paths: `ENV PATH=/app/bin:$PATH`.
//!
//! # See
//! CWE-426

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("relative_search_path.rs"))
    .examples(&[
        Example::new(
            "
            config:
              env:
                PATH: '/bin:app/bin'   #! `PATH` has the relative part `app/bin`
            ",
        ),
        Example::new(
            "
            config:
              env:
                PATH: '/usr/bin:.'   #! `PATH` has the relative part `.`
            ",
        ),
        Example::new(
            "
            config:
              env:
                PATH: '/usr/local/bin:/usr/bin'
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let Some(path) = config.env.get("PATH") else {
        return;
    };
    for part in path.split(':').filter(|part| !part.starts_with('/')) {
        let message = if part.is_empty() {
            "`PATH` has an empty part, which means the current folder".to_owned()
        } else {
            format!("`PATH` has the relative part `{part}`")
        };
        let failure = Failure::new(message, Location::object("config.env.PATH"));
        judge.fail(failure.key(format!("PATH {part}")));
    }
}
