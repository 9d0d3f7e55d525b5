//! Gems are installed in versions that the file or a lock file names.
//!
//! # Why
//! Each build takes whatever was published last: a version that breaks, or one that a stranger
//! uploaded through a stolen account an hour ago.
//!
//! # Fix
//! Name the version (`gem install bundler -v 2.6.9` or `bundler:2.6.9`), or use `bundle install`
//! with a lock file.
//!
//! # See
//! OWASP CICD-SEC-3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unpinned_gem.rs"))
    .examples(&[
        Example::new(
            "
            FROM ruby:3.4
            RUN gem install rails   #! no version is named for `rails`
            ",
        ),
        Example::new(
            "
            FROM ruby:3.4
            RUN gem install rails:8.0.2 && gem install --version 1.2.3 puma && gem install a -v 1
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let install = packages::install(command);
        let Some(install) = install.filter(|install| install.manager == Manager::Gem) else {
            continue;
        };
        let version =
            |word: &Word| word.text.starts_with("-v") || word.text.starts_with("--version");
        if install.arguments.iter().any(version) {
            continue;
        }
        let open: Vec<&Word> = install
            .named()
            .filter(|word| !word.text.contains(':'))
            .collect();
        if let Some(first) = open.first() {
            let names = packages::listed(open.iter().copied());
            judge.fail(build.complaint(first.place, format!("no version is named for {names}")));
        }
    }
}
