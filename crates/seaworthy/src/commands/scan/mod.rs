//! `seaworthy scan`: inspect targets, decide, report.

mod many;
mod sink;
mod targets;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_assess::{
    AssessError, Assessor, BaseOptions, Baseline, ConfigurationOptions, Imports, PackFile, Phases,
    ReadAssessmentError, ReadImportsError, Settings, Statements,
};
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision, Gate, ToolVersion};
use seaworthy_policy::Policy;
use seaworthy_report::Format;

use super::cache;
use crate::cli::{
    CacheArgs, ConfigurationArgs, ContextArgs, ScanArgs, ScanOptions, ScanRegistryArgs, SourceArgs,
    VexSource,
};
use crate::failure::{CLEAN, Code, DENIED, Failure};
use crate::output::OutputSpec;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::{bases, configuration, pack, policy_file, registry};
use sink::Renderer;
use targets::Job;

/// What the user said the target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Whatever it turns out to be.
    Any,
    /// An image or a root file system.
    Image,
}

/// Scans what is named: one target, or several.
pub(super) fn run(
    args: &ScanArgs,
    expected: Expected,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    seaworthy_assess::prepare();
    let jobs = targets::named(args)?;
    run_jobs(
        &jobs,
        args.from_file.is_some(),
        &args.options,
        expected,
        terminal,
    )
}

/// Scans images of a registry.
pub(super) fn run_registry(args: &ScanRegistryArgs, terminal: &Terminal) -> Result<Code, Failure> {
    seaworthy_assess::prepare();
    let jobs = targets::of_registry(args)?;
    run_jobs(&jobs, true, &args.options, Expected::Image, terminal)
}

fn run_jobs(
    jobs: &[Job],
    list: bool,
    options: &ScanOptions,
    expected: Expected,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    if !options.context.import.is_empty() && (jobs.len() > 1 || list) {
        let several = anyhow!("--import is about one target, and several are named");
        return Err(Failure::usage(several).help("scan the image that the report is about alone"));
    }
    let policy = policy_file::load(options.gate.policy.as_deref())?;
    let names: Vec<&str> = jobs.iter().map(Job::name).collect();
    let asked = Asked {
        expected,
        policy: &policy,
        gate: options.gate.gate,
        at: options.gate.at,
        source: &options.source,
        cache: &options.cache,
        context: Some(&options.context),
        configuration: Some(&options.configuration),
        baseline: options.baseline.as_deref(),
    };
    let outputs = outputs(&options.output);
    if let [Job::Target(target)] = jobs
        && !list
    {
        return one(target, &asked, &outputs, options, terminal);
    }
    let threads = many::threads(options.source.threads, jobs.len());
    let shared = Shared::open(&asked, &names, Some(threads), None, terminal)?;
    shared.run(terminal, |assessor| {
        many::run(jobs, assessor, &outputs, options, terminal)
    })
}

pub(super) fn outputs(given: &[OutputSpec]) -> Vec<OutputSpec> {
    if given.is_empty() {
        return vec![OutputSpec {
            format: Format::default(),
            file: None,
        }];
    }
    given.to_vec()
}

/// One target, whose documents need not be kept apart.
fn one(
    target: &str,
    asked: &Asked<'_>,
    outputs: &[OutputSpec],
    options: &ScanOptions,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    let (assessment, phases) = assess(target, asked, terminal)?;
    report(target, &assessment, outputs, Shown::of(options), terminal)?;
    if options.timings {
        timings(&phases, &assessment)?;
    }
    let verdict = (assessment.verdict.decision, assessment.verdict.gate);
    // The program ends, and freeing every text by itself would be a good part of a warm scan.
    std::mem::forget(assessment);
    let (decision, gate) = verdict;
    if outputs.iter().all(|spec| spec.file.is_some()) {
        terminal.note(&format!("{decision} at the gate {gate}"));
    }
    Ok(code(decision))
}

pub(super) fn code(decision: Decision) -> Code {
    if decision == Decision::Deny {
        DENIED
    } else {
        CLEAN
    }
}

/// What is asked of an assessment.
pub(super) struct Asked<'a> {
    pub(super) expected: Expected,
    pub(super) policy: &'a Policy,
    pub(super) gate: Gate,
    pub(super) at: Option<jiff::civil::Date>,
    pub(super) source: &'a SourceArgs,
    pub(super) cache: &'a CacheArgs,
    /// What else is known; none where only the facts or the waivers are asked for.
    pub(super) context: Option<&'a ContextArgs>,
    /// How files of configuration are read; none reads them as they are.
    pub(super) configuration: Option<&'a ConfigurationArgs>,
    /// What is accepted because it was there before.
    pub(super) baseline: Option<&'a Path>,
}

/// What all assessments of this run need, opened.
struct Shared<'a> {
    asked: &'a Asked<'a>,
    pack: PackFile,
    statements: Statements,
    imports: Imports,
    configuration: ConfigurationOptions,
    baseline: Option<Baseline>,
    bases: Option<PathBuf>,
    registry: seaworthy_registry::Options,
    store: Option<seaworthy_image::LayerStore>,
    threads: Option<usize>,
    progress: Option<&'a Progress>,
}

impl<'a> Shared<'a> {
    /// `threads` is for each target, where several are read side by side.
    fn open(
        asked: &'a Asked<'a>,
        targets: &[&str],
        threads: Option<many::Threads>,
        progress: Option<&'a Progress>,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let mut statements = Statements::default();
        for source in asked.context.iter().flat_map(|context| &context.vex) {
            match source {
                VexSource::Attached => statements.ask_for_attached(),
                VexSource::Path(path) => statements.add(path).map_err(anyhow::Error::from)?,
            }
        }
        let mut imports = Imports::default();
        if let Some(context) = asked.context {
            for path in &context.import {
                let read = imports.add(path, context.import_format);
                read.map_err(import_failure)?;
            }
        }
        let given = asked.source.threads.map(std::num::NonZeroUsize::get);
        let base = asked.context.and_then(|context| context.base.as_deref());
        let registry = registry::options(asked.source, targets, base)?;
        for note in registry.mirrors.notes() {
            terminal.note(note);
        }
        Ok(Shared {
            asked,
            pack: pack::open(asked.source.db.as_deref(), terminal)?,
            statements,
            imports,
            configuration: asked.configuration.map_or_else(
                || Ok(ConfigurationOptions::default()),
                configuration::options,
            )?,
            baseline: asked
                .baseline
                .map(Baseline::read)
                .transpose()
                .map_err(baseline_failure)?,
            bases: asked.context.and_then(|_| bases::folder()),
            registry,
            store: cache::store(asked.cache, threads.is_some()),
            threads: threads.map_or(given, |threads| Some(threads.of_one)),
            progress,
        })
    }

    /// Runs with an assessor, and leaves the cache in order.
    fn run<R>(
        self,
        terminal: &Terminal,
        run: impl FnOnce(&Assessor<'_>) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let now = Timestamp::now();
        let today = now.to_zoned(TimeZone::UTC).date();
        let context = self.asked.context;
        let settings = Settings {
            must_be_image: self.asked.expected == Expected::Image,
            platform: self.asked.source.platform.clone(),
            registry: self.registry,
            threads: self.threads,
            policy: self.asked.policy,
            gate: self.asked.gate,
            now,
            today: self.asked.at.unwrap_or(today),
            pack: &self.pack,
            statements: &self.statements,
            imports: &self.imports,
            configuration: self.configuration,
            baseline: self.baseline.as_ref(),
            base: BaseOptions {
                named: context.and_then(|context| context.base.as_deref()),
                index: self.bases.as_deref(),
                ask: context.is_some_and(|context| !context.no_newer_base),
                read: context.is_some_and(|context| context.read_newer_base),
            },
            store: self.store.as_ref(),
            progress: self
                .progress
                .map(|progress| progress as &dyn seaworthy_image::Progress),
            tool: ToolVersion {
                name: "seaworthy".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
        };
        let result = run(&Assessor::new(&settings).map_err(failure)?);
        if let Some(store) = &self.store {
            store.tidy(self.asked.cache.cache_max_size.0);
            for note in store.notes() {
                terminal.note(&note);
            }
        }
        // As above: the facts of all layers that were read.
        std::mem::forget(self.store);
        result
    }
}

/// Assesses one target with progress on the terminal.
pub(super) fn assess(
    target: &str,
    asked: &Asked<'_>,
    terminal: &Terminal,
) -> Result<(Assessment<Facts>, Phases), Failure> {
    let progress = Progress::new(terminal);
    let shared = Shared::open(asked, &[target], None, Some(&progress), terminal)?;
    shared.run(terminal, |assessor| {
        let assessed = assessor.assess(target);
        progress.finish();
        assessed.map_err(failure)
    })
}

/// What the user says about how documents look.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Every finding in the table.
    pub(super) all: bool,
    /// The template of the format `template`.
    pub(super) template: Option<&'a Path>,
}

impl<'a> Shown<'a> {
    fn of(options: &'a ScanOptions) -> Self {
        Shown {
            all: options.all,
            template: options.template.as_deref(),
        }
    }
}

/// Writes every document that was asked for of one target.
pub(super) fn report(
    target: &str,
    assessment: &Assessment<Facts>,
    outputs: &[OutputSpec],
    shown: Shown<'_>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let renderer = Renderer::new(shown, outputs, terminal)?;
    for spec in outputs {
        sink::write_one(&renderer, spec, target, assessment)?;
    }
    Ok(())
}

/// Why a baseline cannot be used, with the next step for the user.
fn baseline_failure(error: ReadAssessmentError) -> Failure {
    Failure::from(anyhow::Error::from(error).context("cannot use the baseline"))
        .help("`seaworthy scan TARGET --output json=FILE` writes one")
}

/// Why a report cannot be imported, with the next step for the user.
pub(super) fn import_failure(error: ReadImportsError) -> Failure {
    let help = match &error {
        ReadImportsError::Report { .. } => Some("the reference page on imports lists the formats"),
        ReadImportsError::Read { .. } => None,
    };
    let failure = Failure::from(error);
    match help {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// An error with the next step for the user.
pub(super) fn failure(error: AssessError) -> Failure {
    let help = next_step(&error);
    let failure = Failure::from(error);
    match help {
        Some(help) => failure.help(help),
        None => failure,
    }
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
        AssessError::Target(TargetError::NoReference { .. } | TargetError::Empty(_)) => {
            Some("`seaworthy scan --help` lists the forms of targets")
        }
        AssessError::Target(TargetError::StandardInput) => Some(
            "write the image into a file; `--from-file -` reads a list of targets from standard \
             input",
        ),
        AssessError::Target(TargetError::Address(_)) => {
            Some("an image of a registry is named without `https://`, such as docker.io/debian:12")
        }
        AssessError::Pack { .. } => {
            Some("`seaworthy db build` makes a pack; without --db the one in the program is used")
        }
        AssessError::Import(_) => {
            Some("a report of another image says nothing of this one; scan the one that it names")
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
