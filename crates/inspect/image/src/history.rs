//! The instruction that made a layer, as a person would write it in a Dockerfile.

use seaworthy_facts::History;

/// LIMIT: a command is quoted no further; here-documents can fill pages.
const SHOWN_CHARS_MAX: usize = 1_000;

/// For each of `layers` layers the history entry that made it, tidied. Entries without a layer
/// are passed over (OCI image specification, config.md, `history`).
pub(crate) fn layer_commands(history: &[History], layers: usize) -> Vec<Option<String>> {
    let mut commands: Vec<Option<String>> = history
        .iter()
        .filter(|entry| !entry.empty_layer)
        .map(|entry| Some(tidy(&entry.created_by)).filter(|command| !command.is_empty()))
        .collect();
    // Numbers that do not match would lay the blame on the wrong instruction.
    if commands.len() != layers {
        commands.clear();
    }
    commands.resize(layers, None);
    commands
}

/// Takes away what builders add: the shell around `RUN`, `#(nop)`, build arguments, `# buildkit`.
fn tidy(command: &str) -> String {
    let command = command.trim();
    let command = command.strip_suffix("# buildkit").unwrap_or(command).trim();
    let (run, command) = match command.strip_prefix("RUN ") {
        Some(rest) => (true, rest),
        None => (false, command),
    };
    // `|2 A=1 B=2 /bin/sh -c …`: the arguments of the build.
    let bare = if command.starts_with('|') {
        command
            .find("/bin/sh -c ")
            .and_then(|at| command.get(at..))
            .unwrap_or(command)
    } else {
        command
    };
    let shell = bare.strip_prefix("/bin/sh -c ");
    let text = match shell.map(str::trim_start) {
        Some(rest) => match rest.strip_prefix("#(nop)") {
            Some(instruction) => instruction.trim().to_owned(),
            None => format!("RUN {rest}"),
        },
        None if run => format!("RUN {command}"),
        None => command.to_owned(),
    };
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SHOWN_CHARS_MAX)
        .collect();
    if text.chars().nth(SHOWN_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builders_forms_become_instructions() {
        let cases = [
            ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]"),
            ("/bin/sh -c #(nop) ADD file:abc in / ", "ADD file:abc in /"),
            ("/bin/sh -c apk add curl", "RUN apk add curl"),
            ("RUN /bin/sh -c apk add curl # buildkit", "RUN apk add curl"),
            ("|1 V=2 /bin/sh -c make", "RUN make"),
            ("RUN |1 V=2 /bin/sh -c make # buildkit", "RUN make"),
            ("COPY . /app # buildkit", "COPY . /app"),
            ("bazel build", "bazel build"),
        ];
        for (command, shown) in cases {
            assert_eq!(tidy(command), shown);
        }
    }

    #[test]
    fn entries_are_given_to_layers_only_where_the_numbers_match() {
        let entry = |command: &str, empty_layer| History {
            created_by: command.to_owned(),
            empty_layer,
            ..History::default()
        };
        let history = [
            entry("ADD a", false),
            entry("CMD b", true),
            entry("COPY c", false),
        ];
        let both = [Some("ADD a".to_owned()), Some("COPY c".to_owned())];
        assert_eq!(layer_commands(&history, 2), both);
        assert_eq!(layer_commands(&history, 3), [None, None, None]);
    }

    #[test]
    fn long_commands_are_cut() {
        let shown = tidy(&"x".repeat(SHOWN_CHARS_MAX + 1));
        assert_eq!(shown.chars().count(), SHOWN_CHARS_MAX + 1);
        assert!(shown.ends_with('…'));
    }
}
