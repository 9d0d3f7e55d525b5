//! Packages of npm are installed in versions that the file or a lock file names.
//!
//! # Why
//! Each build takes whatever was published last: a version that breaks, or one that a stranger
//! uploaded through a stolen account an hour ago.
//!
//! # Fix
//! Name the version (`npm install -g serve@14.2.4`), or take it from a lock file with `npm ci`.
//!
//! # See
//! OWASP CICD-SEC-3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::BuildFile;
use super::packages::{self, Manager};
use super::shell::Word;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("unpinned_npm_package.rs"))
    .examples(&[
        Example::new(
            "
            FROM node:22
            RUN npm install -g serve @scope/tool   #! no version is named for `serve`, `@scope/tool`
            RUN yarn global add pm2   #! no version is named for `pm2`
            ",
        ),
        Example::new(
            "
            FROM node:22
            RUN npm ci && npm install && npm install -g serve@14.2.4 @scope/tool@1.0.0
            RUN npm install ./lib https://example.com/a.tgz owner/repo#1.2.3
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for (_, command) in build.commands() {
        let Some(install) = packages::install(command) else {
            continue;
        };
        if !matches!(
            install.manager,
            Manager::Npm | Manager::Yarn | Manager::Pnpm
        ) {
            continue;
        }
        let pinned = |name: &str| {
            let name = name.strip_prefix('@').unwrap_or(name);
            let version = name.split_once('@').map(|(_, version)| version);
            version.is_some_and(|version| !matches!(version, "" | "latest" | "next"))
                || name.contains(['#', ':'])
        };
        let open: Vec<&Word> = install.named().filter(|word| !pinned(&word.text)).collect();
        if let Some(first) = open.first() {
            let names = packages::listed(open.iter().copied());
            judge.fail(build.complaint(first.place, format!("no version is named for {names}")));
        }
    }
}
