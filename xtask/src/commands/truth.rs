//! `cargo xtask truth`: cases whose answers third parties wrote.

use anyhow::Result;

use super::Command;
use crate::needs::{self, User};
use crate::peers;
use crate::process;
use crate::workspace;

pub(super) static COMMAND: Command = Command {
    name: "truth",
    arguments: "[SET...]",
    summary: "runs third-party cases and compares with their floors",
    help: "
Runs the sets in the folder SEAWORTHY_TRUTH (default ../shared/truth), or the named ones. Prints
`NAME: PASSED/TOTAL` for each and each miss on a line. Exits with 1 when a set falls under its
floor in xtask/truth-floors.toml. An absent folder is said and skipped.

The set `helm-charts` is compared with Helm's own library, which comes from PyPI; without it the set
is skipped. The set `kustomize` is compared with a kubectl of Debian.

`peers`, which runs only by its name, compares our findings in the folder SEAWORTHY_CORPORA (default
../shared/corpora) with those of Hadolint and Checkov, rule by rule as xtask/peers.tsv pairs them,
with the seaworthy that was built last. It fails where a tool finds what we do not and no document
says why. Tools that cannot be installed from PyPI are named and skipped.

The sets are code in crates/dev/truth, one file each; this builds and runs it with optimisation.",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    let (peers, sets): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|name| *name == "peers");
    if !peers.is_empty() {
        peers::run()?;
        if sets.is_empty() {
            return Ok(());
        }
    }
    let options = [
        "run",
        "--quiet",
        "--release",
        "--locked",
        "-p",
        "seaworthy-truth",
        "--",
    ];
    let mut command = process::cargo(options);
    command.env(
        "SEAWORTHY_TRUTH",
        workspace::shared("SEAWORTHY_TRUTH", "truth"),
    );
    for (set, user) in [("helm-charts", User::Charts), ("kustomize", User::Overlays)] {
        if sets.is_empty() || sets.iter().any(|name| *name == set) {
            needs::provide(user)?.export(&mut command);
        }
    }
    process::run(command.args(sets))
}
