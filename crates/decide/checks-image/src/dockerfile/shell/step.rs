//! The steps of a build that run commands.

use std::collections::BTreeMap;
use std::sync::Arc;

use seaworthy_facts::manifest::dockerfile::{
    Arguments, Base, Dockerfile, Instruction, Keyword, Stage, Word as Item,
};

use super::layout::Layout;
use super::parser::Parser;
use super::{Command, Next, ShellFault, base_name, is_shell};

/// One `RUN`, or that of an `ONBUILD`.
#[derive(Clone, Debug)]
pub(in crate::dockerfile) struct Step {
    /// The number of its instruction.
    pub(in crate::dockerfile) index: usize,
    /// The number of its stage.
    pub(in crate::dockerfile) stage: usize,
    pub(in crate::dockerfile) dialect: Dialect,
    /// Its commands; none where the shell is not one of POSIX.
    pub(in crate::dockerfile) commands: Arc<[Command]>,
    pub(in crate::dockerfile) faults: Vec<ShellFault>,
    /// Whether a limit was reached, so that commands are missing.
    pub(in crate::dockerfile) is_cut: bool,
}

/// What reads the scripts of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::dockerfile) struct Dialect {
    /// Whether it is a shell of POSIX.
    pub(in crate::dockerfile) is_posix: bool,
    /// Whether `SHELL` names a shell that knows more than `sh`.
    pub(in crate::dockerfile) is_named: bool,
    /// `-o pipefail` in `SHELL`.
    pub(in crate::dockerfile) pipefail: bool,
    /// `-e` in `SHELL`.
    pub(in crate::dockerfile) errexit: bool,
}

/// Every step of a file, in order.
pub(in crate::dockerfile) fn steps(file: &Dockerfile) -> Vec<Step> {
    let escape = file
        .directives
        .iter()
        .any(|d| d.name == "escape" && d.value == "`");
    let escape = if escape { '`' } else { '\\' };
    let mut dialects: Vec<Dialect> = Vec::new();
    let mut steps = Vec::new();
    for (number, stage) in file.stages.iter().enumerate() {
        let mut dialect = begin(stage, &dialects);
        let range = stage.instructions.clone();
        for (instruction, index) in file.stage_instructions(number).iter().zip(range) {
            if instruction.keyword == Keyword::Shell {
                dialect = named(&instruction.arguments);
            }
            let inner = instruction.on_build.as_deref();
            let run = inner.unwrap_or(instruction);
            if run.keyword == Keyword::Run {
                let mut step = read(file, run, dialect, escape);
                (step.index, step.stage) = (index, number);
                steps.push(step);
            }
        }
        dialects.push(dialect);
    }
    steps
}

/// The shell that a stage begins with.
fn begin(stage: &Stage, earlier: &[Dialect]) -> Dialect {
    let windows = |name: &str| {
        name.contains("/windows") || name.contains("nanoserver") || name.contains("windowsserver")
    };
    let is_posix = match &stage.base {
        Base::Stage(base) => return earlier.get(*base).copied().unwrap_or_default(),
        Base::Image(name) | Base::Unknown(name) => !windows(name),
        Base::Scratch => true,
    };
    let platform = stage.platform.as_deref().unwrap_or_default();
    Dialect {
        is_posix: is_posix && !platform.starts_with("windows"),
        ..Dialect::default()
    }
}

fn named(arguments: &Arguments) -> Dialect {
    let words: Vec<&str> = arguments.words().map(Item::known).collect();
    let program = words.first().map_or("", |word| base_name(word));
    let errexit = words.iter().skip(1).any(|word| {
        word.strip_prefix('-')
            .is_some_and(|letters| !letters.starts_with('-') && letters.contains('e'))
    });
    Dialect {
        is_posix: is_shell(program),
        is_named: is_shell(program) && !matches!(program, "sh" | "dash"),
        pipefail: words.contains(&"pipefail") || words.iter().any(|w| w.ends_with("o pipefail")),
        errexit,
    }
}

fn read(file: &Dockerfile, run: &Instruction, dialect: Dialect, escape: char) -> Step {
    let mut step = Step {
        index: 0,
        stage: 0,
        dialect,
        commands: Arc::from([]),
        faults: Vec::new(),
        is_cut: false,
    };
    let source = &*file.source;
    let mut commands = Vec::new();
    match &run.arguments {
        Arguments::Shell(word) if dialect.is_posix => {
            let layout = Layout::of_text(source, word, escape);
            add(&mut step, &mut commands, &layout, &word.text);
        }
        Arguments::Exec(words) => {
            // `["sh", "-c", "…"]`; any other list is one command.
            let texts: Vec<&str> = words.iter().map(Item::known).collect();
            let script = match (texts.as_slice(), words.last()) {
                ([shell, options @ .., _], Some(last)) => {
                    let asks = options.iter().any(|option| option.ends_with('c'));
                    (is_shell(base_name(shell)) && asks).then_some(last)
                }
                _ => None,
            };
            match script {
                Some(script) => {
                    let layout = Layout::of_item(source, script);
                    let pipefail = texts.contains(&"pipefail");
                    step.dialect.pipefail |= pipefail;
                    step.dialect.is_named |= base_name(texts.first().unwrap_or(&"")) != "sh";
                    add(&mut step, &mut commands, &layout, script.known());
                }
                None => commands.push(plain(words)),
            }
        }
        _ => {}
    }
    add_heredocs(file, run, &mut step, &mut commands);
    step.commands = Arc::from(commands);
    step
}

fn add(step: &mut Step, commands: &mut Vec<Command>, layout: &Layout<'_>, text: &str) {
    let pipeline = commands.iter().map(|command| command.pipeline + 1).max();
    let pipeline = pipeline.unwrap_or_default();
    let script = commands.last().map_or(0, |last| last.script + 1);
    let mut parser = Parser::new(layout, pipeline, script);
    parser.parse(text, 0..text.len(), 0);
    step.is_cut |= parser.is_cut;
    step.faults.append(&mut parser.faults);
    commands.append(&mut parser.commands);
}

/// A here-document is a script where a shell reads it: where no command is named, or a shell is.
fn add_heredocs(
    file: &Dockerfile,
    run: &Instruction,
    step: &mut Step,
    commands: &mut Vec<Command>,
) {
    if run.heredocs.is_empty() {
        return;
    }
    let shown = commands.clone();
    for heredoc in &run.heredocs {
        let reader = shown.iter().find(|command| {
            let mut names = command.redirects.iter();
            names.any(|(operator, word)| operator.starts_with("<<") && word.text == heredoc.name)
        });
        let reads = reader.is_none_or(|command| {
            let shell = is_shell(command.program()) && command.operands().next().is_none();
            shell || command.words.is_empty()
        });
        // A first line of `#!` names another program to read it.
        let interpreter = heredoc
            .text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("#!"));
        let other = interpreter.is_some_and(|line| {
            let mut words = line.split_whitespace().map(base_name);
            !words.any(is_shell)
        });
        if reads && !other && (step.dialect.is_posix || interpreter.is_some()) {
            let layout = Layout::of_heredoc(&file.source, heredoc);
            if interpreter.is_some() {
                step.dialect.is_named = true;
            }
            add(step, commands, &layout, &heredoc.text);
        }
    }
}

fn plain(words: &[Item]) -> Command {
    let words = words.iter().map(|word| super::Word {
        text: word.known().to_owned(),
        place: word.place,
        is_quoted: true,
        expands: false,
    });
    Command {
        assignments: Vec::new(),
        wrappers: Vec::new(),
        words: words.collect(),
        redirects: Vec::new(),
        pipeline: 0,
        script: 0,
        next: Next::End,
        is_condition: false,
        is_negated: false,
        is_nested: false,
        depth: 0,
    }
}

impl Step {
    /// The commands joined by pipes, in order.
    pub(in crate::dockerfile) fn pipelines(&self) -> Vec<Vec<&Command>> {
        let mut pipelines: BTreeMap<usize, Vec<&Command>> = BTreeMap::new();
        for command in &*self.commands {
            pipelines.entry(command.pipeline).or_default().push(command);
        }
        pipelines.into_values().collect()
    }

    /// Whether `set` turns an option on somewhere in the script, by letter or name.
    pub(in crate::dockerfile) fn sets(&self, letter: char, name: &str) -> bool {
        self.commands.iter().any(|command| {
            let turns = command.program() == "set"
                || (is_shell(command.program()) && command.arguments().len() > 1);
            let named = command.arguments().iter().any(|word| word.text == name);
            let lettered = command.arguments().iter().any(|word| {
                word.text.strip_prefix('-').is_some_and(|letters| {
                    letters.contains(letter) && letters.chars().all(|c| c.is_ascii_alphabetic())
                })
            });
            turns && (named || lettered && letter != ' ')
        })
    }
}
