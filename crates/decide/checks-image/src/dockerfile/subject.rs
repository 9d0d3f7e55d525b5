//! What the checks of Dockerfiles look at.

use std::sync::Arc;

use seaworthy_check::{Examined, Failure, Judge};
use seaworthy_facts::manifest::Place;
use seaworthy_facts::manifest::dockerfile::{Base, Dockerfile, Instruction, Keyword, Word as Text};
use seaworthy_model::{Location, Patch, Subject, SubjectKind};

use super::shell::{self, Command, Step, Word};

/// One Dockerfile (or Containerfile), and what lies beside it.
#[derive(Clone, Debug)]
pub struct BuildFile {
    file: Arc<Dockerfile>,
    steps: Arc<[Step]>,
    /// The numbers of the stages that the image is made of, the base first.
    lineage: Vec<usize>,
    /// Whether a `.dockerignore` lies beside it; nothing where that is not known.
    pub has_ignore_file: Option<bool>,
}

impl BuildFile {
    /// A file that was read.
    #[must_use]
    pub fn new(file: Arc<Dockerfile>) -> Self {
        let mut lineage = file.lineage(file.stages.len().saturating_sub(1));
        lineage.reverse();
        BuildFile {
            steps: Arc::from(shell::steps(&file)),
            lineage,
            file,
            has_ignore_file: None,
        }
    }

    /// What it says.
    #[must_use]
    pub fn file(&self) -> &Dockerfile {
        &self.file
    }

    /// The number of the stage that a build makes by default, where there is one.
    #[must_use]
    pub fn last_stage(&self) -> Option<usize> {
        self.file.stages.len().checked_sub(1)
    }

    /// Every step that runs commands.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps whose files end in the image: those of the last stage and of its bases.
    pub(super) fn image_steps(&self) -> impl Iterator<Item = &Step> {
        let steps = self.steps.iter();
        steps.filter(|step| self.lineage.contains(&step.stage))
    }

    /// Every command of the steps.
    pub(super) fn commands(&self) -> impl Iterator<Item = (&Step, &Command)> {
        let steps = self.steps.iter();
        steps.flat_map(|step| step.commands.iter().map(move |command| (step, command)))
    }

    /// The numbers of the stages that the image is made of, the base first.
    pub(super) fn lineage(&self) -> &[usize] {
        &self.lineage
    }

    /// What the first of these stages begins with.
    pub(super) fn base(&self) -> Option<&Base> {
        let stage = self.file.stages.get(*self.lineage.first()?)?;
        Some(&stage.base)
    }

    /// The instructions of a keyword in the stages that the image is made of.
    pub(super) fn image_instructions(
        &self,
        keyword: Keyword,
    ) -> impl Iterator<Item = &Instruction> {
        let stages = self.lineage.iter();
        let all = stages.flat_map(|stage| self.file.stage_instructions(*stage));
        all.filter(move |instruction| instruction.keyword == keyword)
    }

    /// The instructions of a keyword in every stage, those of `ONBUILD` too.
    pub(super) fn instructions(&self, keyword: Keyword) -> impl Iterator<Item = &Instruction> {
        let all = self.file.instructions.iter();
        let all = all.map(|instruction| instruction.on_build.as_deref().unwrap_or(instruction));
        all.filter(move |instruction| instruction.keyword == keyword)
    }

    /// The values that a variable of the environment has in a stage up to an instruction, or that
    /// one of its `ARG`s has, the last first.
    pub(super) fn values<'f>(
        &'f self,
        stage: usize,
        before: usize,
        name: &'f str,
    ) -> impl Iterator<Item = &'f str> {
        let stages = self.file.lineage(stage).into_iter();
        let ranges = stages.filter_map(|stage| self.file.stages.get(stage));
        let numbers = ranges.flat_map(|stage| stage.instructions.clone().rev());
        let instructions = numbers
            .filter(move |number| *number < before)
            .filter_map(|number| self.file.instructions.get(number));
        let pairs = instructions
            .filter(|one| matches!(one.keyword, Keyword::Env | Keyword::Arg))
            .flat_map(|one| one.arguments.pairs().iter().rev());
        let named = pairs.filter(move |pair| pair.name.known() == name);
        named.filter_map(|pair| pair.value.as_ref()?.value.as_deref())
    }

    /// The values of the flags `--mount` of a step, `type=cache,target=/a` and the like.
    pub(super) fn mounts(&self, step: &Step) -> impl Iterator<Item = &str> {
        let instruction = self.file.instructions.get(step.index);
        let run = instruction.map(|one| one.on_build.as_deref().unwrap_or(one));
        let flags = run.into_iter().flat_map(|run| run.flags_named("mount"));
        flags.filter_map(|flag| flag.value.as_ref().map(Text::known))
    }

    /// Whether a folder of a step is a cache of the builder, which is no part of the image.
    pub(super) fn is_cached(&self, step: &Step, folder: &str) -> bool {
        self.mounts(step).any(|mount| {
            let kept = mount.contains("type=cache") || mount.contains("type=tmpfs");
            kept && mount.split(',').any(|part| {
                let target = part
                    .split_once('=')
                    .filter(|(name, _)| matches!(*name, "target" | "dst" | "destination"));
                target.is_some_and(|(_, path)| {
                    let path = path.trim_end_matches('/');
                    folder == path
                        || folder
                            .strip_prefix(path)
                            .is_some_and(|rest| rest.starts_with('/'))
                        || path
                            .strip_prefix(folder)
                            .is_some_and(|rest| rest.starts_with('/'))
                })
            })
        })
    }

    /// Complains of instructions whose place a later one of their stage takes.
    pub(super) fn judge_repeated(&self, keyword: Keyword, judge: &mut Judge) {
        for stage in 0..self.file.stages.len() {
            let all = self.file.stage_instructions(stage).iter();
            let mut all: Vec<_> = all.filter(|one| one.keyword == keyword).collect();
            all.pop();
            for one in all {
                let name = keyword.name();
                let message = format!("a later `{name}` of the stage takes its place");
                let failure = self.complaint(one.place, message);
                judge.fail(failure.patch(self.removed(one)));
            }
        }
    }

    /// Something wrong at a place, told from other findings of the check by its message.
    pub(super) fn complaint(&self, at: Place, message: impl Into<String>) -> Failure {
        let message = message.into();
        let detail = message.clone();
        self.failure(at, &detail, message)
    }

    /// The change that adds a word behind another.
    pub(super) fn word_added(&self, behind: &Word, text: &str) -> Option<Patch> {
        let end = self.file.source.place(behind.place.end, behind.place.end);
        self.replaced(end, &format!(" {text}"))
    }

    /// The change that takes a word away, with the blanks before it.
    pub(super) fn word_removed(&self, word: &Word) -> Option<Patch> {
        let source = &self.file.source;
        let (first, _) = source.line_range(word.place.line);
        let head = source.slice(first, word.place.start);
        let kept = head.trim_end_matches([' ', '\t']);
        // At the start of a line the indentation stays.
        let blanks = if kept.is_empty() {
            0
        } else {
            head.len() - kept.len()
        };
        let start = word.place.start.saturating_sub(u32::try_from(blanks).ok()?);
        self.replaced(
            Place {
                start,
                ..word.place
            },
            "",
        )
    }

    /// Something wrong at a place. The `detail`, such as the name of a package or stage, tells it
    /// from other findings of the check in this file, whatever their lines.
    #[must_use]
    pub fn failure(&self, at: Place, detail: &str, message: impl Into<String>) -> Failure {
        let path = self.file.source.path();
        let location = Location::File {
            path: path.to_owned(),
            line: Some(at.line),
            column: Some(at.column),
        };
        Failure::new(message, location).key(format!("{path}|{detail}"))
    }

    /// The change of a part of one line.
    #[must_use]
    pub fn replaced(&self, at: Place, text: &str) -> Option<Patch> {
        let source = &self.file.source;
        let (start, _) = source.line_range(at.line);
        let line = source.line(at.line);
        let one_line = source.line_of(at.end) == at.line && !source.is_recoded();
        let head = line.get(..at.start.checked_sub(start)? as usize)?;
        let tail = line.get(at.end.checked_sub(start)? as usize..)?;
        one_line.then(|| Patch {
            path: source.path().to_owned(),
            line: at.line,
            remove: vec![line.to_owned()],
            insert: vec![format!("{head}{text}{tail}")],
        })
    }

    /// The change that takes an instruction away with all its lines.
    #[must_use]
    pub fn removed(&self, instruction: &Instruction) -> Option<Patch> {
        let source = &self.file.source;
        let place = instruction.place;
        let last = source.line_of(place.end.max(place.start + 1) - 1);
        let is_plain = instruction.heredocs.is_empty() && !source.is_recoded();
        is_plain.then(|| Patch {
            path: source.path().to_owned(),
            line: place.line,
            remove: (place.line..=last)
                .map(|line| source.line(line).to_owned())
                .collect(),
            insert: Vec::new(),
        })
    }
}

impl Examined for BuildFile {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::File,
            name: self.file.source.path().to_owned(),
            within: None,
        }
    }
}
