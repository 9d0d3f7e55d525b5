//! One target in, one assessment out: the wiring of inspection, decision and verdict.
//!
//! In: the words of a user for a target, an open policy and an advisory pack. Out: an
//! [`Assessment`](seaworthy_model::Assessment) with facts, findings, unknowns and a verdict. This
//! crate judges nothing itself and prints nothing.

mod attached;
mod bill;
mod folder;
mod judge;
mod pack_file;
mod packages;
mod settings;
mod sys;
mod target;
mod units;

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use seaworthy_advisories::pack::PackError;
use seaworthy_facts::{Analyser, Facts, ImageFacts, Unread};
use seaworthy_image::{Progress, ReadImageError, ReadOptions, Source};
use seaworthy_model::{
    ASSESSMENT_SCHEMA, Assessment, Gate, Platform, Target, TargetKind, Timing, ToolVersion,
};
use seaworthy_packages::Cataloguers;
use seaworthy_policy::{ImageContext, Policy};
use seaworthy_registry::{Client, OpenClientError};
use seaworthy_secrets::{Engine, SecretAnalyser};

pub use attached::ReadAttachedError;
pub use bill::ReadBillError;
pub use folder::ReadFolderError;
pub use pack_file::{OpenPackError, PackFile};
pub use target::TargetError;
pub use units::units;

use settings::Guard;
use target::Recognised;

/// How to assess.
pub struct Settings<'a> {
    /// Whether the target must be an image or a root file system.
    pub must_be_image: bool,
    /// Platform to pick from an index.
    pub platform: Option<Platform>,
    /// How to reach registries.
    pub registry: seaworthy_registry::Options,
    /// Threads to read with; none is one for each core.
    pub threads: Option<usize>,
    /// By what to decide.
    pub policy: &'a Policy,
    /// For which gate.
    pub gate: Gate,
    /// The start of the assessment.
    pub now: Timestamp,
    /// The day as of which ages and waivers are judged.
    pub today: Date,
    /// The advisory data.
    pub pack: &'a PackFile,
    /// Who is told how far the reading is.
    pub progress: Option<&'a dyn Progress>,
    /// Name and version of the program.
    pub tool: ToolVersion,
}

/// How long the phases took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phases {
    /// Reading the target.
    pub inspect: Duration,
    /// Checks of facts and secrets.
    pub check: Duration,
    /// Matching packages with advisories, the opening of the pack included.
    pub advise: Duration,
    /// The verdict.
    pub decide: Duration,
}

/// Why a target could not be assessed at all.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// It is no target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The rules for secrets are malformed.
    #[error("cannot set up the search for secrets")]
    Secrets(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No client for the registry can be set up.
    #[error("cannot set up the connection to the registry")]
    Client(#[from] OpenClientError),
    /// The image cannot be read.
    #[error(transparent)]
    Image(#[from] ReadImageError),
    /// The bill of materials cannot be read.
    #[error(transparent)]
    Bill(#[from] ReadBillError),
    /// No bill of materials that is attached to the image can be used.
    #[error(transparent)]
    Attached(#[from] ReadAttachedError),
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] ReadFolderError),
    /// The advisory pack is damaged.
    #[error("cannot read the advisory pack {name}")]
    Pack {
        /// `embedded`, or its path.
        name: String,
        /// What is wrong with it.
        source: PackError,
    },
}

/// Begins to read what every assessment needs, the rules for secrets and the catalogue, on a
/// thread of its own, while the caller reads its policy. Not calling it costs only time.
pub fn prepare() {
    // The rules are kept by their crate; a malformed one is told when the assessment asks.
    std::thread::spawn(|| {
        (
            Engine::builtin().is_ok(),
            seaworthy_catalogue::controls().len(),
        )
    });
}

/// Assesses one target.
///
/// # Errors
/// The target is none, or cannot be read at all. Whatever can be read is assessed, and the rest is
/// among the unknowns.
pub fn assess(
    name: &str,
    settings: &Settings<'_>,
) -> Result<(Assessment<Facts>, Phases), AssessError> {
    let began = Instant::now();
    let mut phases = Phases::default();
    let mut lap = began;
    let mut clocked = |phase: &mut Duration| {
        *phase = lap.elapsed();
        lap = Instant::now();
    };
    let (mut facts, target) = inspect(name, settings)?;
    packages::complete(&mut facts);
    clocked(&mut phases.inspect);
    let mut judged = judge::judge(&mut facts, settings.today);
    clocked(&mut phases.check);
    let data =
        packages::judge(&facts, settings.pack, settings.today, &mut judged).map_err(|source| {
            AssessError::Pack {
                name: settings.pack.name(),
                source,
            }
        })?;
    packages::judge_licences(&facts, settings.policy, &mut judged);
    clocked(&mut phases.advise);
    let images: Vec<ImageContext> = facts.images.iter().map(ImageContext::of).collect();
    let judge::Judged {
        mut findings,
        unknowns,
    } = judged;
    let verdict = settings.policy.decide(
        settings.gate,
        &mut findings,
        &unknowns,
        &images,
        settings.today,
    );
    judge::sort(&mut findings);
    clocked(&mut phases.decide);
    let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let assessment = Assessment {
        schema: ASSESSMENT_SCHEMA.to_owned(),
        target,
        tool: settings.tool.clone(),
        data,
        timing: Timing {
            started: settings.now,
            elapsed_ms,
        },
        facts,
        findings,
        unknowns,
        verdict,
    };
    Ok((assessment, phases))
}

/// Reads a target.
fn inspect(name: &str, settings: &Settings<'_>) -> Result<(Facts, Target), AssessError> {
    let engine = engine(settings.policy)?;
    let secrets = SecretAnalyser::new(engine.clone());
    let cataloguers = Cataloguers::new();
    let analysers: [&dyn Analyser; 2] = [&cataloguers, &secrets];
    match target::recognise(name, settings.must_be_image)? {
        Recognised::Image(source) => {
            let facts = image(&source, &analysers, &engine, settings)?;
            let kind = match source {
                Source::Rootfs { .. } => TargetKind::Rootfs,
                _ => TargetKind::Image,
            };
            let target = Target {
                kind,
                name: facts.name.clone(),
                digest: facts.digest.clone(),
                platform: facts.platform.clone(),
            };
            Ok((
                Facts {
                    images: vec![facts],
                    tree: None,
                },
                target,
            ))
        }
        Recognised::Tree(path) => {
            let kind = if path.is_file() {
                TargetKind::File
            } else {
                TargetKind::Folder
            };
            let name = path.display().to_string();
            let target = Target {
                kind,
                name,
                digest: None,
                platform: None,
            };
            Ok((tree(&path, &analysers, &engine, settings)?, target))
        }
        Recognised::Bom(path) => Ok(bill::read(&path)?),
        Recognised::Attached(reference) => {
            let client = Client::new(settings.registry.clone())?;
            let mut guard = Guard::new(&engine);
            let platform = settings.platform.as_ref();
            let (mut facts, target) = attached::read(&reference, platform, &client, &mut guard)?;
            if let Some(image) = facts.images.first_mut() {
                image.secrets.extend(guard.secrets());
            }
            Ok((facts, target))
        }
    }
}

/// The engine for secrets, silent where the policy says so.
fn engine(policy: &Policy) -> Result<Engine, AssessError> {
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| AssessError::Secrets(error);
    let engine = Engine::builtin().map_err(|error| wrong(error.into()))?;
    let allow = policy.secrets_allow();
    let list = seaworthy_secrets::AllowList::new(&allow.paths, &allow.rules, &allow.fingerprints)
        .map_err(|error| wrong(error.into()))?;
    engine
        .with_allow_list(list)
        .map_err(|error| wrong(error.into()))
}

fn image(
    source: &Source,
    analysers: &[&dyn Analyser],
    engine: &Engine,
    settings: &Settings<'_>,
) -> Result<ImageFacts, AssessError> {
    let client = match source {
        Source::Registry { .. } => Some(Client::new(settings.registry.clone())?),
        _ => None,
    };
    let options = ReadOptions {
        platform: settings.platform.clone(),
        threads: settings.threads,
        registry: client.as_ref(),
        progress: settings.progress,
        ..ReadOptions::default()
    };
    let read = seaworthy_image::read(source, analysers, &options)?;
    let mut guard = Guard::new(engine);
    let mut facts = read.into_facts(&mut |place, text| guard.redact(place, text));
    facts.secrets.extend(guard.secrets());
    seaworthy_packages::finish_purls(&mut facts.packages, facts.distro.as_ref());
    Ok(facts)
}

fn tree(
    path: &Path,
    analysers: &[&dyn Analyser],
    engine: &Engine,
    settings: &Settings<'_>,
) -> Result<Facts, AssessError> {
    let threads = settings.threads.unwrap_or_else(cores);
    let folder::FolderRead { mut tree, images } = folder::read(path, analysers, threads)?;
    let mut facts = Facts::default();
    for found in images {
        // What lies in the folder is an image by its content; whether it can be read is its affair.
        let read = match seaworthy_image::detect(&found) {
            Ok(Some(source)) => image(&source, analysers, engine, settings).map_err(Box::from),
            Ok(None) => continue,
            Err(error) => Err(Box::<dyn std::error::Error>::from(error)),
        };
        match read {
            Ok(image) => facts.images.push(image),
            Err(error) => {
                let shown = found
                    .strip_prefix(path)
                    .unwrap_or(&found)
                    .display()
                    .to_string();
                tree.unread
                    .push(Unread::new(shown, "image", chain(error.as_ref())));
            }
        }
    }
    seaworthy_packages::finish_purls(&mut tree.packages, None);
    facts.tree = Some(tree);
    Ok(facts)
}

/// An error with its causes, for an unknown.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
