//! `cargo xtask new-check`: a file for a check, and its two lines in the list of its group.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::Command;
use crate::workspace;

pub(super) static COMMAND: Command = Command {
    name: "new-check",
    arguments: "NAME --control ID [--group checks-image]",
    summary: "writes the file of a check and adds it to its group",
    help: "
NAME is the bad thing and reads well after \"allow\": `latest-tag`, `unset-memory-limit`. ID is a
control of the catalogue: `cargo run -- controls` lists them. The group is a crate in crates/decide.

The result compiles and its tests fail until the header says why, fix and see, and one example
fires while another does not.",
    run,
};

/// What a run asks for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    name: String,
    control: String,
    group: String,
}

fn run(arguments: &[String]) -> Result<()> {
    let request = parse(arguments)?;
    let group = workspace::root().join("crates/decide").join(&request.group);
    let list = group.join("src/checks/mod.rs");
    let before = fs::read_to_string(&list)
        .with_context(|| format!("no group of checks: reading {}", list.display()))?;
    let module = request.name.replace('-', "_");
    let file = group.join("src/checks").join(format!("{module}.rs"));
    if file.exists() {
        bail!("{} exists", file.display());
    }
    let after = add_to_list(&before, &module)?;
    let subject = subject(&before).context("the list has no `CHECKS: &[&Check<SUBJECT>]`")?;
    write(&file, &template(&request, &module, subject))?;
    write(&list, &after)?;
    println!(
        "fill {}, then `cargo test -p seaworthy-{}`",
        file.display(),
        request.group
    );
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

fn parse(arguments: &[String]) -> Result<Request> {
    let (mut name, mut control, mut group) = (None, None, "checks-image".to_owned());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || {
            rest.next()
                .cloned()
                .with_context(|| format!("`{argument}` needs a value"))
        };
        match argument.as_str() {
            "--control" => control = Some(value()?),
            "--group" => group = value()?,
            word if name.is_none() && !word.starts_with('-') => name = Some(word.to_owned()),
            word => bail!("`new-check` takes no argument `{word}`"),
        }
    }
    let name = name.context("which name? the bad thing, such as `latest-tag`")?;
    let control = control.context("which control? `--control IMG-03`")?;
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !name
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(is_part))
    {
        bail!("`{name}` is not lower case words with dashes");
    }
    if !is_control(&control) {
        bail!("`{control}` is not the id of a control, such as `IMG-03`");
    }
    Ok(Request {
        name,
        control,
        group,
    })
}

fn is_control(text: &str) -> bool {
    let upper = |part: &str| part.len() == 3 && part.chars().all(|c| c.is_ascii_uppercase());
    let digits = |part: &str| part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
    text.split_once('-')
        .is_some_and(|(group, number)| upper(group) && digits(number))
}

/// The type that the checks of a list look at.
fn subject(list: &str) -> Option<&str> {
    let (_, rest) = list.split_once("&[&Check<")?;
    rest.split_once('>').map(|(subject, _)| subject)
}

/// The list with a `mod` line and an entry, both by name.
fn add_to_list(list: &str, module: &str) -> Result<String> {
    let lines: Vec<&str> = list.lines().collect();
    let is_mod =
        |line: &str| line.ends_with(';') && (line.starts_with("mod ") || line.contains(") mod "));
    let is_entry = |line: &str| line.trim_start().starts_with('&') && line.ends_with("::CHECK,");
    let position = |test: &dyn Fn(&str) -> bool, new: &str, key: &dyn Fn(&str) -> String| {
        let fitting = lines.iter().enumerate().filter(|(_, line)| test(line));
        let before = fitting.clone().find(|(_, line)| key(line) > key(new));
        before
            .map(|(at, _)| at)
            .or_else(|| fitting.last().map(|(at, _)| at + 1))
    };
    let declaration = format!("mod {module};");
    let entry = format!("    &{module}::CHECK,");
    let name_of_mod = |line: &str| line.rsplit(' ').next().unwrap_or_default().to_owned();
    let name_of_entry = |line: &str| line.trim_start().to_owned();
    // A group may have modules that are no checks; the new line goes among those that are.
    let is_check = |line: &str| {
        is_mod(line)
            && list.contains(&format!(
                "&{}::CHECK",
                name_of_mod(line).trim_end_matches(';')
            ))
    };
    let mod_at =
        position(&is_check, &declaration, &name_of_mod).context("the list has no `mod`")?;
    let entry_at = position(&is_entry, &entry, &name_of_entry).context("the list has no entry")?;
    let mut out = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if index == mod_at {
            out.push(declaration.as_str());
        }
        if index == entry_at {
            out.push(entry.as_str());
        }
        out.push(line);
    }
    Ok(out.join("\n") + "\n")
}

fn template(request: &Request, module: &str, subject: &str) -> String {
    let Request { name, control, .. } = request;
    let variable = subject.to_lowercase();
    format!(
        r#"//! Say what is so when nothing is wrong, in a sentence, instead of {name}.
//!
//! # Why
//!
//! # Fix
//!
//! # See

use seaworthy_check::{{Check, Example, Failure, Judge}};
use seaworthy_model::{{Location, Severity}};

use crate::{subject};

pub(crate) static CHECK: Check<{subject}> = Check::new("{control}", Severity::Medium, run)
    .doc(seaworthy_check::header!("{module}.rs"))
    .examples(&[
        // Put `#! message` at the end of the line that is found, and add an example that is not.
        Example::new("name: fill.me"),
    ]);

fn run({variable}: &{subject}, judge: &mut Judge) {{
    if {variable}.facts.name.is_empty() {{
        judge.fail(Failure::new("say what was found", Location::object("name")));
    }}
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "//! L.\nmod files;\n\nmod a_check;\nmod c_check;\n\n\
        pub static CHECKS: &[&Check<Image>] = &[\n    &a_check::CHECK,\n    &c_check::CHECK,\n];\n";

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn both_lines_are_added_in_order() {
        let expected = LIST
            .replace("mod c_check;", "mod b_check;\nmod c_check;")
            .replace("    &c_check", "    &b_check::CHECK,\n    &c_check");
        assert_eq!(add_to_list(LIST, "b_check").unwrap(), expected);
        let last = add_to_list(LIST, "d_check").unwrap();
        assert!(last.contains("mod c_check;\nmod d_check;\n"), "{last}");
        assert!(
            last.contains("&c_check::CHECK,\n    &d_check::CHECK,\n]"),
            "{last}"
        );
        assert_eq!(subject(LIST), Some("Image"));
    }

    #[test]
    fn a_name_and_a_control_are_asked_for() {
        let good = parse(&words("old-tag --control IMG-04")).unwrap();
        assert_eq!(
            (good.name.as_str(), good.group.as_str()),
            ("old-tag", "checks-image")
        );
        for line in [
            "",
            "old-tag",
            "Old-Tag --control IMG-04",
            "old-tag --control IMG4",
            "a b",
        ] {
            assert!(parse(&words(line)).is_err(), "{line}");
        }
    }
}
