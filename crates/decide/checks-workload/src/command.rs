//! What a container is told to run: its command and arguments as words.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Container;

/// The programs that read commands.
pub(crate) const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "ash",
    "dash",
    "zsh",
    "ksh",
    "busybox",
    "pwsh",
    "powershell",
    "powershell.exe",
    "cmd",
    "cmd.exe",
];

/// Each text of the command and the arguments, in order.
pub(crate) fn texts<'a>(container: &Container<'a>) -> impl Iterator<Item = Value<'a>> {
    let lists = ["command", "args"].map(|key| container.value.get(key));
    let lists = lists.into_iter().flatten();
    lists.flat_map(|list| {
        let single = (!list.is_sequence()).then_some(list);
        single.into_iter().chain(list.items())
    })
}

/// The words of a text as a shell separates commands: at blanks and at `;`, `&`, `|` and brackets.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let separates = |c: char| c.is_whitespace() || ";&|()`".contains(c);
    text.split(separates).filter(|word| !word.is_empty())
}

/// The last part of a path.
pub(crate) fn program(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}
