//! Target by target: what the assessments of one run share is opened once.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use seaworthy_advisories::matching::Memo;
use seaworthy_advisories::pack::{Pack, PackError};
use seaworthy_facts::{Analyser, Facts, SecretFact};
use seaworthy_image::Source;
use seaworthy_model::{
    ASSESSMENT_SCHEMA, Advice, Assessment, BaseImage, DataVersion, Digest, Finding, NewerBase,
    Note, Target, TargetKind, Timing,
};
use seaworthy_packages::Cataloguers;
use seaworthy_policy::ImageContext;
use seaworthy_registry::{Client, Reference};
use seaworthy_secrets::{AllowList, Engine, SecretAnalyser};

use crate::attached::AttachedVex;
use crate::config::{self, Configuration};
use crate::judge::{self, Judged};
use crate::settings::Guard;
use crate::target::{self, Recognised};
use crate::{AssessError, Phases, Settings, attached, base, bill, imports, packages, statements};

/// LIMIT: connecting to a registry that is asked for something that decides nothing.
const ASIDE_CONNECT_TIME_MAX: Duration = Duration::from_secs(3);
/// LIMIT: one answer to such a question.
const ASIDE_TIME_MAX: Duration = Duration::from_secs(10);

/// Assesses one target.
///
/// # Errors
/// The target is none, or cannot be read at all. Whatever can be read is assessed, and the rest is
/// among the unknowns.
pub fn assess(
    name: &str,
    settings: &Settings<'_>,
) -> Result<(Assessment<Facts>, Phases), AssessError> {
    Assessor::new(settings)?.assess(name)
}

/// Assesses target after target, from any thread: rules, the connection to registries and the
/// advisory pack are opened once, and each distinct package is matched once.
pub struct Assessor<'a> {
    pub(crate) settings: &'a Settings<'a>,
    /// Without an allow list, since facts of layers serve every policy.
    secrets: SecretAnalyser,
    /// With the allow list, for texts that are never kept.
    pub(crate) engine: Engine,
    allow: AllowList,
    cataloguers: Cataloguers,
    client: OnceLock<Client>,
    hasty: OnceLock<Client>,
    memo: Mutex<Option<Memo<'a>>>,
}

/// Times the phases of one assessment.
struct Clock {
    began: Instant,
    lap: Instant,
    phases: Phases,
}

impl Clock {
    fn start() -> Self {
        let began = Instant::now();
        Clock {
            began,
            lap: began,
            phases: Phases::default(),
        }
    }

    fn lap(&mut self, phase: impl FnOnce(&mut Phases) -> &mut Duration) {
        *phase(&mut self.phases) = self.lap.elapsed();
        self.lap = Instant::now();
    }
}

impl<'a> Assessor<'a> {
    /// Reads the rules.
    ///
    /// # Errors
    /// A rule or the allow list of the policy is malformed.
    pub fn new(settings: &'a Settings<'a>) -> Result<Self, AssessError> {
        let wrong = |error: Box<dyn std::error::Error + Send + Sync>| AssessError::Secrets(error);
        let bare = Engine::builtin().map_err(|error| wrong(error.into()))?;
        let list = settings.policy.secrets_allow();
        let allow = AllowList::new(&list.paths, &list.rules, &list.fingerprints)
            .map_err(|error| wrong(error.into()))?;
        let engine = bare
            .clone()
            .with_allow_list(allow.clone())
            .map_err(|error| wrong(error.into()))?;
        Ok(Assessor {
            settings,
            secrets: SecretAnalyser::new(bare),
            engine,
            allow,
            cataloguers: Cataloguers::new(),
            client: OnceLock::new(),
            hasty: OnceLock::new(),
            memo: Mutex::new(None),
        })
    }

    /// Assesses one target.
    ///
    /// # Errors
    /// The target is none, or cannot be read at all. Whatever can be read is assessed, and the rest
    /// is among the unknowns.
    pub fn assess(&self, name: &str) -> Result<(Assessment<Facts>, Phases), AssessError> {
        let mut clock = Clock::start();
        let (mut facts, target, configuration) = self.inspect(name)?;
        packages::complete(&mut facts);
        clock.lap(|phases| &mut phases.inspect);
        let mut judged = Judged::default();
        if let Some(configuration) = configuration {
            let asked = config::Asked {
                policy: self.settings.policy,
                gate: self.settings.gate,
            };
            config::judge(&configuration, asked, self.threads(), &mut judged);
        }
        self.decide(facts, target, Some(name), judged, clock)
    }

    /// Decides once more on the facts of an earlier assessment, by the data, the policy and the day
    /// of today. Secrets that the policy of then allowed are not in the document.
    ///
    /// # Errors
    /// The advisory pack is damaged.
    pub fn decide_again(
        &self,
        earlier: Assessment<Facts>,
    ) -> Result<(Assessment<Facts>, Phases), AssessError> {
        let mut clock = Clock::start();
        let Assessment {
            mut facts,
            target,
            findings,
            unknowns,
            ..
        } = earlier;
        // The documents of configuration are not kept, so that what was found in them is.
        let judged = config::kept(findings, unknowns);
        let of_images = facts.images.iter_mut().map(|image| &mut image.secrets);
        let of_tree = facts.tree.iter_mut().map(|tree| &mut tree.secrets);
        of_images
            .chain(of_tree)
            .for_each(|secrets| self.forget_allowed(secrets));
        clock.lap(|phases| &mut phases.inspect);
        self.decide(facts, target, None, judged, clock)
    }

    /// Assesses what other tools reported of an image, which is not read itself.
    ///
    /// # Errors
    /// A report is about another image, or the advisory pack is damaged.
    pub fn import(
        &self,
        name: &str,
        digest: Digest,
    ) -> Result<(Assessment<Facts>, Phases), AssessError> {
        let target = Target {
            kind: TargetKind::Import,
            name: name.to_owned(),
            digest: Some(digest),
            platform: None,
        };
        let judged = Judged::default();
        self.decide(Facts::default(), target, None, judged, Clock::start())
    }

    /// `name` is what the user calls the target, where one was read just now; `judged` is what was
    /// found in its configuration.
    fn decide(
        &self,
        mut facts: Facts,
        target: Target,
        name: Option<&str>,
        mut judged: Judged,
        mut clock: Clock,
    ) -> Result<(Assessment<Facts>, Phases), AssessError> {
        let settings = self.settings;
        settings.imports.bind(&target, &self.engine, &mut facts)?;
        judge::judge(&mut facts, settings.today, &mut judged);
        config::tell_secrets_once(&mut judged.findings);
        imports::judge(&mut facts, &target, &mut judged);
        clock.lap(|phases| &mut phases.check);
        let data = self
            .advise(&facts, &mut judged)
            .map_err(|source| AssessError::Pack {
                name: settings.pack.name(),
                source,
            })?;
        packages::judge_licences(&facts, settings.policy, &mut judged);
        clock.lap(|phases| &mut phases.advise);
        let images: Vec<ImageContext> = facts.images.iter().map(ImageContext::of).collect();
        let Judged {
            mut findings,
            unknowns,
        } = judged;
        let attached = self.attached_vex(name, &facts)?;
        let mut notes = imports::count_once(&facts, &mut findings);
        notes.extend(settings.statements.apply(attached, &facts, &mut findings));
        if let Some(baseline) = settings.baseline {
            notes.extend(baseline.apply(&mut findings));
        }
        let own = name.and_then(registry_of);
        let in_registry = own.is_some() || settings.base.named.and_then(registry_of).is_some();
        let registries = base::Registries {
            client: in_registry.then(|| self.client()).transpose()?,
            hasty: in_registry.then(|| self.hasty()).transpose()?,
            own: own.as_deref(),
        };
        let mut bases = base::apply(&settings.base, registries, &facts, &mut findings);
        notes.extend(bases.notes);
        let verdict = settings.policy.decide(
            settings.gate,
            &mut findings,
            &unknowns,
            &images,
            settings.today,
        );
        if settings.base.read {
            notes.extend(self.weigh_bases(&mut bases.bases, &findings));
        }
        judge::sort(&mut findings);
        let advice = Advice {
            upgrades: statements::upgrades(&findings, &facts),
            bases: bases.bases,
        };
        clock.lap(|phases| &mut phases.decide);
        let elapsed_ms = u64::try_from(clock.began.elapsed().as_millis()).unwrap_or(u64::MAX);
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
            notes,
            advice,
            verdict,
        };
        Ok((assessment, clock.phases))
    }

    /// Reads the newer bases, and tells what each would change. A note tells what is not known.
    fn weigh_bases(&self, bases: &mut [BaseImage], findings: &[Finding]) -> Vec<Note> {
        let mut notes = Vec::new();
        for base in bases {
            let Some(newer) = &mut base.newer else {
                continue;
            };
            let text = match self.findings_of(newer) {
                Ok((theirs, unread)) => {
                    newer.effect = Some(base::effect(&base.within, findings, &theirs));
                    (unread > 0).then(|| {
                        format!("parts of it cannot be read ({unread}), it may have more findings")
                    })
                }
                Err(error) => Some(format!("what it removes is not known: {}", chain(&error))),
            };
            notes.extend(
                text.map(|text| Note::new(format!("newer base {}", newer.reference), text)),
            );
        }
        notes
    }

    /// The findings of a base, and how many of its parts could not be read.
    fn findings_of(&self, base: &NewerBase) -> Result<(Vec<Finding>, usize), AssessError> {
        let settings = self.settings;
        let reference = match &base.digest {
            Some(digest) => format!("{}@{digest}", base.reference),
            None => base.reference.clone(),
        };
        let image = self.image(&Source::Registry { reference })?;
        let unread = image.unread.len();
        let mut facts = Facts {
            images: vec![image],
            ..Facts::default()
        };
        packages::complete(&mut facts);
        let mut judged = Judged::default();
        judge::judge(&mut facts, settings.today, &mut judged);
        self.advise(&facts, &mut judged)
            .map_err(|source| AssessError::Pack {
                name: settings.pack.name(),
                source,
            })?;
        packages::judge_licences(&facts, settings.policy, &mut judged);
        let Judged {
            mut findings,
            unknowns,
        } = judged;
        // What these documents say of another image is no note on this one. What is attached to
        // the target is not about its base.
        let attached = AttachedVex::default();
        drop(settings.statements.apply(attached, &facts, &mut findings));
        let images: Vec<ImageContext> = facts.images.iter().map(ImageContext::of).collect();
        // For the waivers alone: nobody asked whether the base passes the gate.
        let _ = settings.policy.decide(
            settings.gate,
            &mut findings,
            &unknowns,
            &images,
            settings.today,
        );
        Ok((findings, unread))
    }

    /// What is attached to the image, if that is asked for.
    fn attached_vex(&self, name: Option<&str>, facts: &Facts) -> Result<AttachedVex, AssessError> {
        if !self.settings.statements.asks_for_attached() {
            return Ok(AttachedVex::default());
        }
        let reference = match name.map(|name| target::recognise(name, true)) {
            Some(Ok(
                Recognised::Image(Source::Registry { reference }) | Recognised::Attached(reference),
            )) => Some(reference),
            _ => None,
        };
        match (reference, facts.images.first()) {
            (Some(reference), Some(image)) => {
                Ok(attached::read_vex(self.client()?, &reference, image))
            }
            _ => Ok(AttachedVex::not_asked(
                name.unwrap_or("an earlier assessment"),
            )),
        }
    }

    /// Matches packages with advisories. One thread at a time: what others matched is remembered.
    fn advise(&self, facts: &Facts, judged: &mut Judged) -> Result<DataVersion, PackError> {
        let settings = self.settings;
        let mut memo = self.memo.lock().unwrap_or_else(PoisonError::into_inner);
        let memo = match &mut *memo {
            Some(memo) => memo,
            none => none.insert(Memo::new(Pack::open(settings.pack.bytes())?)),
        };
        packages::judge(facts, memo, settings.pack.name(), settings.today, judged)
    }

    /// Reads a target.
    fn inspect(&self, name: &str) -> Result<(Facts, Target, Option<Configuration>), AssessError> {
        match target::recognise(name, self.settings.must_be_image)? {
            Recognised::Image(source) => {
                let facts = self.image(&source)?;
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
                let images = vec![facts];
                let facts = Facts {
                    images,
                    ..Facts::default()
                };
                Ok((facts, target, None))
            }
            Recognised::Tree(path) => {
                let target = Target {
                    kind: if path.is_file() {
                        TargetKind::File
                    } else {
                        TargetKind::Folder
                    },
                    name: path.display().to_string(),
                    digest: None,
                    platform: None,
                };
                let (facts, configuration) = self.tree(&path)?;
                Ok((facts, target, Some(configuration)))
            }
            Recognised::Bom(path) => {
                let (facts, target) = bill::read(&path)?;
                Ok((facts, target, None))
            }
            Recognised::Attached(reference) => {
                let mut guard = Guard::new(&self.engine);
                let platform = self.settings.platform.as_ref();
                let client = self.client()?;
                let (mut facts, target) =
                    attached::read_bill(&reference, platform, client, &mut guard)?;
                if let Some(image) = facts.images.first_mut() {
                    image.secrets.extend(guard.secrets());
                }
                Ok((facts, target, None))
            }
        }
    }

    pub(crate) fn threads(&self) -> usize {
        self.settings.threads.unwrap_or_else(cores)
    }

    pub(crate) fn analysers(&self) -> [&dyn Analyser; 2] {
        [&self.cataloguers, &self.secrets]
    }

    pub(crate) fn forget_allowed(&self, secrets: &mut Vec<SecretFact>) {
        if !self.allow.is_empty() {
            secrets.retain(|secret| !self.allow.allows(secret));
        }
    }

    pub(crate) fn client(&self) -> Result<&Client, AssessError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::new(self.settings.registry.clone())?;
        Ok(self.client.get_or_init(|| client))
    }

    /// A client for questions whose answer decides nothing: a registry that is slow, away or busy
    /// must not hold up the scan.
    fn hasty(&self) -> Result<&Client, AssessError> {
        if let Some(client) = self.hasty.get() {
            return Ok(client);
        }
        let mut options = self.settings.registry.clone();
        let limits = &mut options.http.limits;
        limits.attempts_max = 1;
        limits.connect_time_max = ASIDE_CONNECT_TIME_MAX;
        limits.first_byte_time_max = ASIDE_TIME_MAX;
        limits.stall_time_max = ASIDE_TIME_MAX;
        limits.total_time_max = ASIDE_TIME_MAX;
        let client = Client::new(options)?;
        Ok(self.hasty.get_or_init(|| client))
    }
}

/// The registry of a target, where it is an image of one.
fn registry_of(target: &str) -> Option<String> {
    let Ok(Recognised::Image(Source::Registry { reference })) = target::recognise(target, true)
    else {
        return None;
    };
    let reference: Reference = reference.parse().ok()?;
    Some(reference.registry().to_owned())
}

/// An error with its causes, for an unknown.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
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
