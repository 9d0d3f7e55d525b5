//! What to scan: named, from a list, or chosen in a registry.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use seaworthy_registry::{Client, Pattern, Registry};

use crate::cli::{ScanArgs, ScanRegistryArgs};
use crate::failure::Failure;
use crate::registry;

/// LIMIT: bytes of a list of targets: a hundred thousand names of 160 characters.
const LIST_BYTES_MAX: u64 = 16 << 20;

/// LIMIT: targets of one run.
const TARGETS_MAX: usize = 100_000;

/// One thing to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// Inspect a target and decide.
    Target(String),
    /// Decide again on the documents of a file.
    Stored(PathBuf),
}

impl Job {
    /// How messages call it.
    pub(super) fn name(&self) -> &str {
        match self {
            Job::Target(target) => target,
            Job::Stored(path) => path.to_str().unwrap_or("an assessment"),
        }
    }
}

/// The jobs that the arguments name.
pub(super) fn named(args: &ScanArgs) -> Result<Vec<Job>, Failure> {
    if !args.from_assessment.is_empty() {
        return Ok(args
            .from_assessment
            .iter()
            .cloned()
            .map(Job::Stored)
            .collect());
    }
    let mut targets = args.targets.clone();
    if let Some(file) = &args.from_file {
        targets.extend(listed(&read(file)?));
        if targets.is_empty() {
            let empty = anyhow!("{} names no target", file.display());
            return Err(empty.into());
        }
    }
    jobs(targets)
}

fn jobs(targets: Vec<String>) -> Result<Vec<Job>, Failure> {
    if targets.len() > TARGETS_MAX {
        let many = anyhow!(
            "{} targets; a run takes {TARGETS_MAX} at most",
            targets.len()
        );
        return Err(many.into());
    }
    Ok(targets.into_iter().map(Job::Target).collect())
}

fn read(file: &Path) -> Result<String, Failure> {
    let wrong = || format!("cannot read the list of targets {}", file.display());
    let mut bytes = Vec::new();
    let most = LIST_BYTES_MAX + 1;
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    }
    .with_context(wrong)?;
    if bytes.len() as u64 > LIST_BYTES_MAX {
        let large = anyhow!("it is larger than {} MiB", LIST_BYTES_MAX >> 20);
        return Err(large.context(wrong()).into());
    }
    Ok(String::from_utf8(bytes).with_context(wrong)?)
}

/// The targets of a list: one a line; a line that begins with `#` and what follows ` #` are
/// comments. Each is named once, in the order of the list.
fn listed(text: &str) -> Vec<String> {
    let mut known = std::collections::HashSet::new();
    let lines = text.lines().map(|line| {
        let comment = line.find(" #").or(line.find("\t#"));
        line.get(..comment.unwrap_or(line.len()))
            .unwrap_or_default()
            .trim()
    });
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter(|line| known.insert((*line).to_owned()))
        .map(str::to_owned)
        .collect()
}

/// The images of a registry that the patterns name.
pub(super) fn of_registry(args: &ScanRegistryArgs) -> Result<Vec<Job>, Failure> {
    let host: Registry = args
        .host
        .parse()
        .with_context(|| format!("`{}` is no registry", args.host))
        .map_err(Failure::usage)?;
    let asked = format!("{host}/any");
    let client = Client::new(registry::options(&args.options.source, &[&asked], None)?)?;
    let mut repositories = Vec::new();
    let (names, patterns): (Vec<&String>, Vec<&String>) =
        args.repos.iter().partition(|text| is_name(text));
    repositories.extend(names.into_iter().cloned());
    if !patterns.is_empty() {
        let all = client.catalog(&host).map_err(|error| {
            Failure::from(error).help(
                "registries of many organisations list no repositories; --repos takes names, \
                 and --from-file a list of images",
            )
        })?;
        for text in patterns {
            let pattern = pattern(text)?;
            repositories.extend(all.iter().filter(|name| pattern.matches(name)).cloned());
        }
    }
    repositories.sort_unstable();
    repositories.dedup();
    let mut targets = Vec::new();
    for repository in &repositories {
        let image = host
            .image(repository, "latest")
            .with_context(|| format!("`{repository}` is no repository"))
            .map_err(Failure::usage)?;
        let mut tags = Vec::new();
        let (names, patterns): (Vec<&String>, Vec<&String>) =
            args.tags.iter().partition(|text| is_name(text));
        tags.extend(names.into_iter().cloned());
        for text in patterns {
            tags.extend(client.tags_like(&image, &pattern(text)?)?);
        }
        tags.sort_unstable();
        tags.dedup();
        targets.extend(tags.iter().map(|tag| format!("{host}/{repository}:{tag}")));
    }
    if targets.is_empty() {
        let none = anyhow!("{host} has no image that the patterns name");
        return Err(none.into());
    }
    jobs(targets)
}

fn pattern(text: &str) -> Result<Pattern, Failure> {
    text.parse()
        .with_context(|| format!("`{text}` is no pattern"))
        .map_err(Failure::usage)
}

fn is_name(text: &str) -> bool {
    !text.contains(['*', '?', '[', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_target_a_line_and_comments() {
        let text = "# images\n\ndebian:12\n  app.tar  # the newest\r\nodd#name\ndebian:12\n#x\n";
        assert_eq!(listed(text), ["debian:12", "app.tar", "odd#name"]);
        assert!(listed("\n# nothing\n").is_empty());
    }

    #[test]
    fn more_targets_than_one_run_takes_are_refused() {
        assert!(jobs(vec![String::new(); TARGETS_MAX]).is_ok());
        assert!(jobs(vec![String::new(); TARGETS_MAX + 1]).is_err());
    }
}
