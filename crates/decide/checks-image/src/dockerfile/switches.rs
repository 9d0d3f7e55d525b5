//! Switches by which programs stop to verify what they fetch.

use seaworthy_facts::manifest::Place;
use seaworthy_facts::manifest::dockerfile::Keyword;

use seaworthy_check::Judge;
use seaworthy_model::Confidence;

use super::BuildFile;
use super::shell::{Command, Step, Word};

/// Options of programs: alone, with `=value`, or one letter among others.
pub(super) struct Switch {
    pub(super) programs: &'static [&'static str],
    pub(super) options: &'static [&'static str],
    /// A letter that means the same, as in `-fsSLk`.
    pub(super) letter: Option<char>,
    /// Two words behind each other, as in `strict-ssl false`.
    pub(super) pairs: &'static [(&'static str, &'static str)],
}

/// Variables, and the values by which they switch it off. `*` stands for any value.
pub(super) type Variables = &'static [(&'static str, &'static [&'static str])];

const NO_SWITCH: Switch = Switch {
    programs: &[],
    options: &[],
    letter: None,
    pairs: &[],
};

impl Switch {
    /// Options only.
    pub(super) const fn options(
        programs: &'static [&'static str],
        options: &'static [&'static str],
    ) -> Self {
        Switch {
            programs,
            options,
            ..NO_SWITCH
        }
    }

    /// Pairs of words only.
    pub(super) const fn pairs(
        programs: &'static [&'static str],
        pairs: &'static [(&'static str, &'static str)],
    ) -> Self {
        Switch {
            programs,
            pairs,
            ..NO_SWITCH
        }
    }

    /// With a letter as well.
    pub(super) const fn letter(self, letter: char) -> Self {
        Switch {
            letter: Some(letter),
            ..self
        }
    }

    /// The word that switches it off, and its name for people.
    fn found<'c>(&self, command: &'c Command) -> Option<(&'c Word, String)> {
        let program = command.program();
        let plain = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        if !self.programs.contains(&program) && !self.programs.contains(&plain) {
            return None;
        }
        for option in self.options {
            let fits = |word: &&Word| {
                let rest = word.text.strip_prefix(option);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
            };
            if let Some(word) = command.arguments().iter().find(fits) {
                return Some((word, (*option).to_owned()));
            }
        }
        if let Some(letter) = self.letter
            && let Some(word) = command.letter(letter)
        {
            return Some((word, format!("-{letter}")));
        }
        self.pairs.iter().find_map(|(name, value)| {
            let joined = format!("{name}={value}").to_ascii_lowercase();
            let one = command
                .arguments()
                .iter()
                .find(|word| word.text.to_ascii_lowercase() == joined);
            let word = command.pair(name, value).or(one)?;
            Some((word, format!("{name} {value}")))
        })
    }
}

/// Complains of switches in the commands of every stage, and of variables set by `ENV`, `ARG`,
/// `export` or before a command. What is done to the machine itself is passed over.
pub(super) fn judge(
    build: &BuildFile,
    judge: &mut Judge,
    switches: &[Switch],
    variables: Variables,
) {
    for (step, command) in build.commands() {
        let local = command.words.iter().any(|word| {
            ["localhost", "127.0.0.1", "[::1]"]
                .iter()
                .any(|host| word.text.contains(&format!("://{host}")))
        });
        let found = switches.iter().find_map(|switch| switch.found(command));
        if let Some((word, name)) = found.filter(|_| !local) {
            let message = format!("`{}` is run with `{name}`", command.program());
            let alone = word.text == name;
            let patch = build.word_removed(word).filter(|_| alone);
            let failure = build.complaint(word.place, message).patch(patch);
            judge.fail(failure.confidence(confidence(build, step)));
        }
        let exports = command.is(&["export"]);
        let exported = command.arguments().iter().filter(|_| exports);
        for word in command.assignments.iter().chain(exported) {
            let Some((name, value)) = word.text.split_once('=') else {
                continue;
            };
            variable(build, judge, variables, name, value, word.place);
        }
    }
    for keyword in [Keyword::Env, Keyword::Arg] {
        for instruction in build.instructions(keyword) {
            for pair in instruction.arguments.pairs() {
                let value = pair.value.as_ref().map_or("", |value| value.known());
                variable(
                    build,
                    judge,
                    variables,
                    pair.name.known(),
                    value,
                    pair.name.place,
                );
            }
        }
    }
}

fn variable(
    build: &BuildFile,
    judge: &mut Judge,
    variables: Variables,
    name: &str,
    value: &str,
    place: Place,
) {
    let lower = value.trim().to_ascii_lowercase();
    let known = variables
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    let off = known.is_some_and(|(_, values)| {
        values.contains(&lower.as_str()) || (values.contains(&"*") && !lower.is_empty())
    });
    if off {
        let message = format!("`{name}` stops the verification of what is fetched");
        judge.fail(build.complaint(place, message));
    }
}

/// A stage that the last one does not need may never be built.
fn confidence(build: &BuildFile, step: &Step) -> Confidence {
    let last = build.last_stage().unwrap_or_default();
    if build.file().needed(last).contains(&step.stage) {
        Confidence::High
    } else {
        Confidence::Medium
    }
}
