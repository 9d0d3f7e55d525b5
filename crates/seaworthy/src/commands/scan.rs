//! `seaworthy scan`: inspect a target, decide, report.

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_assess::{AssessError, PackFile, Phases, Settings};
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision, Gate, ToolVersion};
use seaworthy_policy::Policy;
use seaworthy_report::{ColorChoice, Format, RenderOptions, RuleDoc, TemplateSource};

use crate::cli::{ScanArgs, SourceArgs};
use crate::failure::{CLEAN, Code, DENIED, Failure};
use crate::output::{self, OutputSpec};
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::{pack, policy_file, registry, units};

/// What the user said the target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Whatever it turns out to be.
    Any,
    /// An image or a root file system.
    Image,
}

/// Scans a target.
pub(super) fn run(
    args: &ScanArgs,
    expected: Expected,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    seaworthy_assess::prepare();
    // INVARIANT: the definition of the command line requires a target.
    let target = args.target.as_deref().unwrap_or_default();
    let policy = policy_file::load(args.gate.policy.as_deref())?;
    let (assessment, phases) = assess(
        target,
        &Asked {
            expected,
            policy: &policy,
            gate: args.gate.gate,
            at: args.gate.at,
            source: &args.source,
        },
        terminal,
    )?;
    let table = OutputSpec {
        format: Format::default(),
        file: None,
    };
    let outputs = if args.output.is_empty() {
        vec![table]
    } else {
        args.output.clone()
    };
    let template = args.template.as_deref();
    report(&assessment, &outputs, args.all, template, terminal)?;
    if args.timings {
        timings(&phases, &assessment)?;
    }
    let decision = assessment.verdict.decision;
    if outputs.iter().all(|spec| spec.file.is_some()) {
        terminal.note(&format!(
            "{decision} at the gate {}",
            assessment.verdict.gate
        ));
    }
    Ok(if decision == Decision::Deny {
        DENIED
    } else {
        CLEAN
    })
}

/// What is asked of an assessment.
pub(super) struct Asked<'a> {
    pub(super) expected: Expected,
    pub(super) policy: &'a Policy,
    pub(super) gate: Gate,
    pub(super) at: Option<jiff::civil::Date>,
    pub(super) source: &'a SourceArgs,
}

/// Assesses a target with progress on the terminal.
pub(super) fn assess(
    target: &str,
    asked: &Asked<'_>,
    terminal: &Terminal,
) -> Result<(Assessment<Facts>, Phases), Failure> {
    let source = asked.source;
    let pack: PackFile = pack::open(source.db.as_deref(), terminal)?;
    let now = Timestamp::now();
    let progress = Progress::new(terminal);
    let settings = Settings {
        must_be_image: asked.expected == Expected::Image,
        platform: source.platform.clone(),
        registry: registry::options(source, target)?,
        threads: source.threads.map(std::num::NonZeroUsize::get),
        policy: asked.policy,
        gate: asked.gate,
        now,
        today: asked
            .at
            .unwrap_or_else(|| now.to_zoned(TimeZone::UTC).date()),
        pack: &pack,
        progress: Some(&progress),
        tool: ToolVersion {
            name: "seaworthy".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    };
    let assessed = seaworthy_assess::assess(target, &settings);
    progress.finish();
    assessed.map_err(|error| {
        let help = next_step(&error);
        let failure = Failure::from(error);
        match help {
            Some(help) => failure.help(help),
            None => failure,
        }
    })
}

/// What a user can do about a target that could not be assessed.
fn next_step(error: &AssessError) -> Option<&'static str> {
    use seaworthy_assess::{ReadAttachedError, TargetError};
    match error {
        AssessError::Target(TargetError::NoSuchPath(_)) => {
            Some("for an image of a registry, give its name, such as debian:12")
        }
        AssessError::Target(TargetError::NoImage(_)) => {
            Some("without the word `image`, a folder of sources is scanned too")
        }
        AssessError::Target(TargetError::NoReference { .. }) => {
            Some("`seaworthy scan --help` lists the forms of targets")
        }
        AssessError::Pack { .. } => {
            Some("`seaworthy db build` makes a pack; without --db the one in the program is used")
        }
        AssessError::Attached(ReadAttachedError::None { .. }) => {
            Some("without `attached:` the layers of the image are read")
        }
        AssessError::Image(error) | AssessError::Target(TargetError::Open(error)) => {
            registry::next_step(error)
        }
        _ => None,
    }
}

/// Writes every document that was asked for.
pub(super) fn report(
    assessment: &Assessment<Facts>,
    outputs: &[OutputSpec],
    all: bool,
    template: Option<&Path>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let template = template.map(read_template).transpose()?;
    if template.is_none() && outputs.iter().any(|spec| spec.format.id() == "template") {
        let error = anyhow::Error::msg("the format template needs `--template FILE`");
        return Err(Failure::usage(error));
    }
    let units = units::all();
    let docs = |id: &str| {
        let unit = units.iter().find(|unit| unit.id == id)?;
        Some(RuleDoc {
            title: unit.doc.title.clone(),
            why: unit.doc.why.clone(),
            fix: unit.doc.fix.clone(),
            see: unit.doc.see.clone(),
        })
    };
    for spec in outputs {
        let on_terminal = spec.file.is_none() && terminal.colors_stdout();
        let options = RenderOptions {
            width: terminal.columns(),
            color: if on_terminal {
                ColorChoice::Always
            } else {
                ColorChoice::Never
            },
            all,
            docs: &docs,
            template: template
                .as_ref()
                .map(|(name, text)| TemplateSource { name, text }),
            ..RenderOptions::default()
        };
        output::write(spec.file.as_deref(), |out| {
            spec.format
                .write(assessment, &options, out)
                .with_context(|| format!("cannot write the format {}", spec.format.id()))
        })?;
    }
    Ok(())
}

/// LIMIT: bytes of a template. One that prints every field takes a few kilobytes.
const TEMPLATE_BYTES_MAX: u64 = 1 << 20;

/// The name and the text of a user's template.
fn read_template(path: &Path) -> anyhow::Result<(String, String)> {
    let wrong = || format!("cannot read the template {}", path.display());
    let mut text = String::new();
    let file = std::fs::File::open(path).with_context(wrong)?;
    let mut file = file.take(TEMPLATE_BYTES_MAX + 1);
    file.read_to_string(&mut text).with_context(wrong)?;
    if text.len() as u64 > TEMPLATE_BYTES_MAX {
        let size = format!("it is larger than {} KiB", TEMPLATE_BYTES_MAX >> 10);
        return Err(anyhow::Error::msg(size).context(wrong()));
    }
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok((name.to_string_lossy().into_owned(), text))
}

/// One JSON object a line, for benchmarks.
fn timings(phases: &Phases, assessment: &Assessment<Facts>) -> anyhow::Result<()> {
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    let line = serde_json::json!({
        "inspect_ms": ms(phases.inspect),
        "check_ms": ms(phases.check),
        "match_ms": ms(phases.advise),
        "decide_ms": ms(phases.decide),
        "packages": assessment.facts.packages().count(),
        "findings": assessment.findings.len(),
    });
    Ok(writeln!(std::io::stderr().lock(), "{line}")?)
}
