//! A Dockerfile (or Containerfile): instructions with places, and the graph of its stages.

use std::ops::Range;
use std::sync::Arc;

use super::{Comment, Place, Source};

/// What a Dockerfile says.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    /// The file.
    pub source: Arc<Source>,
    /// Directives of the parser at the top, as in `# syntax=docker/dockerfile:1`.
    pub directives: Vec<Directive>,
    /// Instructions in order. Those before the first `FROM` belong to no stage.
    pub instructions: Vec<Instruction>,
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Comments that are no directives, each on a line of its own.
    pub comments: Vec<Comment>,
    /// What could not be read; a builder refuses the file for most of it.
    pub problems: Vec<Fault>,
}

/// A directive of the parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// `syntax`, `escape` or `check`.
    pub name: String,
    /// What stands behind the equals sign.
    pub value: String,
    /// The line.
    pub place: Place,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// Why, in lower case, without a full stop; a limit is named.
    pub reason: String,
}

/// The keyword of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "the names are those of the Dockerfile reference"
)]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
}

/// Every keyword with its name.
const KEYWORDS: &[(&str, Keyword)] = &[
    ("ADD", Keyword::Add),
    ("ARG", Keyword::Arg),
    ("CMD", Keyword::Cmd),
    ("COPY", Keyword::Copy),
    ("ENTRYPOINT", Keyword::Entrypoint),
    ("ENV", Keyword::Env),
    ("EXPOSE", Keyword::Expose),
    ("FROM", Keyword::From),
    ("HEALTHCHECK", Keyword::Healthcheck),
    ("LABEL", Keyword::Label),
    ("MAINTAINER", Keyword::Maintainer),
    ("ONBUILD", Keyword::Onbuild),
    ("RUN", Keyword::Run),
    ("SHELL", Keyword::Shell),
    ("STOPSIGNAL", Keyword::Stopsignal),
    ("USER", Keyword::User),
    ("VOLUME", Keyword::Volume),
    ("WORKDIR", Keyword::Workdir),
];

impl Keyword {
    /// The keyword of that name, in upper or lower case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = KEYWORDS.iter();
        let found = all.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(found.1)
    }

    /// Its name in upper case.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = KEYWORDS.iter().find(|(_, keyword)| *keyword == self);
        found.map_or("", |(name, _)| name)
    }
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// What it does.
    pub keyword: Keyword,
    /// The keyword as it is written.
    pub keyword_place: Place,
    /// From the keyword to the end of its last line, without the texts of here-documents.
    pub place: Place,
    /// Flags behind the keyword, as in `--from=build`.
    pub flags: Vec<Flag>,
    /// What stands behind the flags.
    pub arguments: Arguments,
    /// Here-documents, in the order of their names.
    pub heredocs: Vec<Heredoc>,
    /// The instruction of an `ONBUILD`.
    pub on_build: Option<Box<Instruction>>,
    /// The number of its stage; nothing before the first `FROM`.
    pub stage: Option<usize>,
}

/// A flag of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its name without dashes.
    pub name: String,
    /// Its value; nothing where no equals sign is written.
    pub value: Option<Word>,
    /// All of it.
    pub place: Place,
}

/// A word, or a text that a shell gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is written, but for line continuations and comments within.
    pub text: String,
    /// Its value where the builder expands it: quotes removed, variables replaced. Nothing where a
    /// variable is not known before the build. Equal to the text where the builder leaves it alone.
    pub value: Option<String>,
    /// Where it is written.
    pub place: Place,
}

impl Word {
    /// The value, or the text where it is not known.
    #[must_use]
    pub fn known(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.text)
    }
}

/// A name with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name.
    pub name: Word,
    /// The value; nothing for an `ARG` without default.
    pub value: Option<Word>,
}

/// What stands behind keyword and flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// A text for a shell: `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK` in shell form.
    Shell(Word),
    /// A list in the form of JSON.
    Exec(Vec<Word>),
    /// Words: sources and target of `COPY`, ports, a user, ...
    Words(Vec<Word>),
    /// Names and values: `ENV`, `ARG`, `LABEL`.
    Pairs(Vec<Pair>),
}

impl Arguments {
    /// The words of any form; of pairs the names.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        let (words, pairs): (&[Word], &[Pair]) = match self {
            Arguments::Shell(word) => (std::slice::from_ref(word), &[]),
            Arguments::Exec(words) | Arguments::Words(words) => (words, &[]),
            Arguments::Pairs(pairs) => (&[], pairs),
        };
        words.iter().chain(pairs.iter().map(|pair| &pair.name))
    }

    /// Names and values; none for other forms.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        match self {
            Arguments::Pairs(pairs) => pairs,
            _ => &[],
        }
    }
}

/// A here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it.
    pub name: String,
    /// The text, without the tabs that `<<-` removes.
    pub text: String,
    /// Whether variables in it are replaced: its name is not quoted.
    pub expands: bool,
    /// The lines of the text, without the one that ends it.
    pub place: Place,
}

/// A stage of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name (`AS name`), in lower case as builders compare it.
    pub name: Option<String>,
    /// What it begins with.
    pub base: Base,
    /// `--platform`, where it is known.
    pub platform: Option<String>,
    /// The numbers of its instructions; the first is its `FROM`.
    pub instructions: Range<usize>,
    /// Numbers of the stages that it needs: its base, and those it copies from or mounts.
    pub needs: Vec<usize>,
}

/// What a stage begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Nothing (`FROM scratch`).
    Scratch,
    /// An image.
    Image(String),
    /// An earlier stage.
    Stage(usize),
    /// A reference with a variable that only the build knows, as it is written.
    Unknown(String),
}

impl Instruction {
    /// The flag of that name; the first of several.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name == name)
    }

    /// Every flag of that name, as `--mount` may stand several times.
    pub fn flags_named(&self, name: &str) -> impl Iterator<Item = &Flag> {
        self.flags.iter().filter(move |flag| flag.name == name)
    }
}

impl Dockerfile {
    /// The instructions of a stage.
    #[must_use]
    pub fn stage_instructions(&self, stage: usize) -> &[Instruction] {
        let range = self
            .stages
            .get(stage)
            .map(|stage| stage.instructions.clone());
        range
            .and_then(|range| self.instructions.get(range))
            .unwrap_or_default()
    }

    /// The stage that a build makes without `--target`: the last.
    #[must_use]
    pub fn last_stage(&self) -> Option<&Stage> {
        self.stages.last()
    }

    /// The numbers of the stages of which a target is made by `FROM`, the target first.
    #[must_use]
    pub fn lineage(&self, target: usize) -> Vec<usize> {
        let mut lineage = Vec::new();
        let mut next = Some(target).filter(|target| *target < self.stages.len());
        // INVARIANT: a base stands before its stage, so that this ends.
        while let Some(current) = next {
            lineage.push(current);
            next = match self.stages.get(current).map(|stage| &stage.base) {
                Some(Base::Stage(base)) if *base < current => Some(*base),
                _ => None,
            };
        }
        lineage
    }

    /// The numbers of all stages that a target needs, itself among them, in order.
    #[must_use]
    pub fn needed(&self, target: usize) -> Vec<usize> {
        let mut needed = vec![false; self.stages.len()];
        let mut open = vec![target];
        while let Some(current) = open.pop() {
            if let Some(seen) = needed.get_mut(current)
                && !std::mem::replace(seen, true)
            {
                let stage = self.stages.get(current);
                open.extend(
                    stage
                        .into_iter()
                        .flat_map(|stage| stage.needs.iter().copied()),
                );
            }
        }
        let numbers = needed.iter().enumerate().filter(|(_, needed)| **needed);
        numbers.map(|(number, _)| number).collect()
    }

    /// The last instruction of a keyword that holds for what a target yields, through the stages
    /// that it is made of.
    #[must_use]
    pub fn effective(&self, target: usize, keyword: Keyword) -> Option<&Instruction> {
        let stages = self.lineage(target).into_iter();
        let mut found = stages.filter_map(|stage| {
            let mut instructions = self.stage_instructions(stage).iter().rev();
            instructions.find(|instruction| instruction.keyword == keyword)
        });
        found.next()
    }
}
