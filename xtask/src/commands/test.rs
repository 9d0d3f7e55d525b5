//! `cargo xtask test`: every test, with the real parts installed and switched on.

use anyhow::Result;

use super::Command;
use crate::needs::{self, User};
use crate::process;

pub(super) static COMMAND: Command = Command {
    name: "test",
    arguments: "[ARGUMENTS OF CARGO TEST...]",
    summary: "every test, with real registries and tools",
    help: "
Installs what tests need from Debian and PyPI (as root on Debian; elsewhere names what is missing),
sets SEAWORTHY_REAL=1 so that tests against real parts run, and runs `cargo test --workspace`.
Arguments replace `--workspace`: `cargo xtask test -p seaworthy-image`.

A plain `cargo test --workspace` needs nothing: tests of real parts skip themselves and say so.
What is installed, and what for, stands in xtask/src/needs.rs.",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    let kit = needs::provide(User::Test)?;
    let mut test = process::cargo(["test", "--locked", "--no-fail-fast"]);
    kit.export(test.env("SEAWORTHY_REAL", "1"));
    if arguments.is_empty() {
        test.arg("--workspace");
    } else {
        test.args(arguments);
    }
    process::run(&mut test)
}
