//! The benchmarks; one file each.

mod config;
mod figures;
mod image;
mod machine;
mod timed;

use anyhow::{Context as _, Result, bail};

/// What the command line asks of a benchmark.
#[derive(Debug, PartialEq, Eq)]
struct Settings {
    /// Runs of each program, in turns.
    runs: usize,
    /// Whether a build from nothing is timed too.
    build: bool,
}

/// A benchmark: its name and what it does.
struct Bench {
    name: &'static str,
    run: fn(&Settings) -> Result<()>,
}

static BENCHES: &[&Bench] = &[&config::BENCH, &image::BENCH];

/// Runs the benchmark that the arguments name.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (name, settings) = parse(arguments)?;
    match BENCHES.iter().find(|bench| bench.name == name) {
        Some(bench) => (bench.run)(&settings),
        None => bail!("no benchmark `{name}`"),
    }
}

fn parse(arguments: &[String]) -> Result<(String, Settings)> {
    let mut name = None;
    let mut settings = Settings {
        runs: 3,
        build: false,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--build" => settings.build = true,
            "--runs" => {
                let runs = rest.next().context("`--runs` needs a number")?;
                settings.runs = runs.parse().context("`--runs` needs a number")?;
                if settings.runs == 0 {
                    bail!("`--runs` needs at least 1");
                }
            }
            word if name.is_none() && !word.starts_with('-') => name = Some(word.to_owned()),
            word => bail!("`bench` takes no argument `{word}`"),
        }
    }
    Ok((
        name.context("which benchmark? `config` or `image`")?,
        settings,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn options_may_stand_on_either_side_of_the_name() {
        let (name, settings) = parse(&words("--build image --runs 5")).unwrap();
        assert_eq!(
            (name.as_str(), settings),
            (
                "image",
                Settings {
                    runs: 5,
                    build: true
                }
            )
        );
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for line in [
            "",
            "image --runs",
            "image --runs 0",
            "image more",
            "image --fast",
        ] {
            assert!(parse(&words(line)).is_err(), "{line}");
        }
    }
}
