//! Python packages are installed in versions that the file names.
//!
//! # Why
//! Each build takes whatever was published last: a version that breaks, or one that a stranger
//! uploaded through a stolen account an hour ago.
//!
//! # Fix
//! Name the version (`requests==2.32.4`), or install from a file of pinned versions with hashes
//! (`pip install --require-hashes -r requirements.txt`).
//!
//! # See
//! SLSA build track
//! OWASP CICD-SEC-3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unpinned_pip_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM python:3.13
            RUN pip install requests \"flask>=2\"
            #! no version is named for `requests`, `flask>=2`
            ",
        ),
        Example::new(
            "
            FROM python:3.13
            RUN pip install --no-cache-dir -r requirements.txt && \\
                python -m pip install requests==2.32.4
            RUN pip install . ./lib git+https://example.com/a@1.2 && \\
                pip install -c constraints.txt flask
            RUN pip install --upgrade pip setuptools wheel
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let Some(install) = packages::install(command) else {
            continue;
        };
        let bound = install.has(&["-c", "--constraint", "--require-hashes"]);
        if install.manager != Manager::Pip || bound {
            continue;
        }
        // The tools that install are not part of what is built.
        let tool = |name: &str| matches!(name, "pip" | "setuptools" | "wheel" | "uv");
        let open = install.named().filter(|word| {
            !word.text.contains("==") && !word.text.contains('@') && !tool(&word.text)
        });
        let open: Vec<&Word> = open.collect();
        if let Some(first) = open.first() {
            let names = packages::listed(open.iter().copied());
            judge.fail(build.complaint(first.place, format!("no version is named for {names}")));
        }
    }
}
