//! The arguments of `diff`.

use clap::Args;
use seaworthy_model::Severity;
use seaworthy_report::DiffFormat;

use super::scan::{CacheArgs, GateArgs, SourceArgs};

/// What a comparison needs to know.
#[derive(Debug, Args)]
#[command(
    after_help = "A and B are targets as of `scan`, or files that `scan -o json=FILE` wrote.\n\n\
        Exit codes: 0 compared, 1 --fail-on applies, 2 could not assess, 64 wrong usage."
)]
pub(crate) struct DiffArgs {
    /// The earlier target or assessment
    #[arg(value_name = "A")]
    pub(crate) before: String,

    /// The later target or assessment
    #[arg(value_name = "B")]
    pub(crate) after: String,

    /// How to print it: table, json or markdown
    #[arg(
        long = "output",
        short = 'o',
        value_name = "FORMAT",
        default_value = "table",
        value_parser = format()
    )]
    pub(crate) format: DiffFormat,

    /// End with exit code 1 if B has new open findings: `new`, or `new:SEVERITY` for those at
    /// least as severe
    #[arg(long, value_name = "new[:SEVERITY]", value_parser = parse_fail_on)]
    pub(crate) fail_on: Option<FailOn>,

    /// Show every row of the table
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) cache: CacheArgs,
}

/// Which new findings end with exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FailOn {
    /// The least severity; unrated ones always count.
    pub(crate) at_least: Severity,
}

fn parse_fail_on(text: &str) -> Result<FailOn, String> {
    let least = match text.split_once(':') {
        None if text == "new" => {
            return Ok(FailOn {
                at_least: Severity::Unknown,
            });
        }
        Some(("new", severity)) => severity.parse::<Severity>(),
        _ => return Err("write `new` or `new:SEVERITY`".to_owned()),
    };
    let at_least = least.map_err(|error| error.to_string())?;
    Ok(FailOn { at_least })
}

fn format() -> impl clap::builder::TypedValueParser<Value = DiffFormat> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(DiffFormat::ALL.map(DiffFormat::id))
        .try_map(|word| word.parse::<DiffFormat>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_new_and_may_have_a_least_severity() {
        assert_eq!(parse_fail_on("new:high").unwrap().at_least, Severity::High);
        assert_eq!(parse_fail_on("new").unwrap().at_least, Severity::Unknown);
        assert!(parse_fail_on("old").is_err());
        assert!(parse_fail_on("new:dreadful").is_err());
    }
}
