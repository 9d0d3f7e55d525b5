//! The steps of a build, as the history of the image tells them.

use seaworthy_facts::ImageConfig;
use seaworthy_model::Location;

/// A step that ran commands.
pub(super) struct RunStep<'a> {
    /// Number of its history entry.
    pub index: usize,
    /// What the shell was given.
    pub script: &'a str,
}

/// The steps that ran commands, in their order. Builders write `RUN /bin/sh -c … # buildkit`,
/// `/bin/sh -c …`, and build arguments before the shell as `|2 A=1 B=2 /bin/sh -c …`.
pub(super) fn runs(config: &ImageConfig) -> impl Iterator<Item = RunStep<'_>> {
    let entries = config.history.iter().enumerate();
    entries.filter_map(|(index, entry)| {
        script(&entry.created_by).map(|script| RunStep { index, script })
    })
}

fn script(created_by: &str) -> Option<&str> {
    let text = created_by.trim();
    let text = text.strip_suffix("# buildkit").unwrap_or(text).trim();
    let (run, text) = match text.strip_prefix("RUN ") {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    let shell = text.starts_with('/') || text.starts_with('|');
    if let Some(at) = text.find(" -c ").filter(|_| shell) {
        let script = text.get(at + 4..)?.trim_start();
        return (!script.starts_with("#(nop)")).then_some(script);
    }
    run.then_some(text)
}

impl RunStep<'_> {
    /// Where it stands.
    pub(super) fn location(&self) -> Location {
        Location::object(format!("config.history[{}].created_by", self.index))
    }

    /// Its simple commands as words, without `sudo` and settings before the name.
    pub(super) fn commands(&self) -> Vec<Vec<&str>> {
        self.pipelines().into_iter().flatten().collect()
    }

    /// Its commands, those joined by pipes together.
    pub(super) fn pipelines(&self) -> Vec<Vec<Vec<&str>>> {
        let lists = self.script.split(['\n', ';']);
        let lists = lists.flat_map(|part| part.split("&&"));
        lists
            .flat_map(|part| part.split("||"))
            .map(|pipeline| {
                let commands = pipeline.split('|').map(words);
                commands.filter(|words| !words.is_empty()).collect()
            })
            .collect()
    }
}

fn words(command: &str) -> Vec<&str> {
    command
        .split_whitespace()
        .map(|word| word.trim_matches(['(', ')', '{', '}', '`', '"', '\'']))
        .skip_while(|word| {
            matches!(
                *word,
                "" | "sudo" | "then" | "do" | "else" | "if" | "time" | "exec" | "env"
            ) || is_setting(word)
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// `NAME=value` before a command.
fn is_setting(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// The last part of a path: `apt-get` of `/usr/bin/apt-get`.
pub(super) fn program<'a>(words: &[&'a str]) -> &'a str {
    let first = words.first().copied().unwrap_or_default();
    first.rsplit('/').next().unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_builder_writes_is_read() {
        let texts = [
            "RUN /bin/sh -c apt-get update # buildkit",
            "/bin/sh -c apt-get update",
            "|1 V=2 /bin/sh -c apt-get update",
            "RUN |1 V=2 /bin/bash -o pipefail -c apt-get update # buildkit",
            "RUN apt-get update",
        ];
        for text in texts {
            assert_eq!(script(text), Some("apt-get update"), "{text}");
        }
        for text in [
            "/bin/sh -c #(nop)  CMD [\"a\"]",
            "CMD [\"/bin/sh\" \"-c\" \"a\"]",
            "COPY a b",
        ] {
            assert_eq!(script(text), None, "{text}");
        }
    }

    #[test]
    fn scripts_are_cut_into_commands() {
        let step = RunStep {
            index: 0,
            script: "set -eux; A=x apt-get update && (curl -s a | sudo bash -s) || exit 1",
        };
        let expected = [
            vec!["set", "-eux"],
            vec!["apt-get", "update"],
            vec!["curl", "-s", "a"],
            vec!["bash", "-s"],
            vec!["exit", "1"],
        ];
        assert_eq!(step.commands(), expected);
        assert_eq!(program(&["/usr/bin/apt-get"]), "apt-get");
    }
}
