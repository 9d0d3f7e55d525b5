//! `cargo xtask bench`: measures a promise and writes it down.

use anyhow::Result;

use super::Command;
use crate::bench;

pub(super) static COMMAND: Command = Command {
    name: "bench",
    arguments: "NAME [--runs N] [--build]",
    summary: "measures, compares with others, rewrites docs/benchmarks.md",
    help: "
Names:

  config   manifests, charts and a large folder, compared with Checkov in the same run
  image    a scan of a Debian image of 2,000 packages, compared with Syft in the same run;
           start to verdict, matching, secrets, size of the program

  --runs N   runs of each program on the large image, in turns; the median counts (default 3)
  --build    also the time of `cargo build --release` from nothing, in a folder of its own

Each run rewrites its own part of docs/benchmarks.md: figure, target, met or not, date, machine,
versions. A missed target is shown as such; it does not fail the command.",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    bench::run(arguments)
}
