//! `seaworthy init`: a policy from what a folder holds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use seaworthy_assess::{ConfigurationOptions, Survey};
use seaworthy_policy::Builtin;

use crate::cli::InitArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::policy_file;
use crate::terminal::Terminal;

/// LIMIT: patterns of trusted repositories that are written. A list that nobody reads protects
/// nobody, so that beyond this many whole registries are trusted.
const TRUSTED_MAX: usize = 40;

/// Looks at the folder, decides, writes, and says what was decided.
pub(super) fn run(args: &InitArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let file = args.folder.join(policy_file::FILE_NAME);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let options = ConfigurationOptions::default();
    let survey = seaworthy_assess::survey(&args.folder, &options, Timestamp::now(), threads)
        .map_err(anyhow::Error::from)?;
    let extends = match survey.enforces_restricted {
        true => Builtin::Restricted,
        false => Builtin::Baseline,
    };
    let trusted = trusted(&survey.repositories);
    let text = seaworthy_policy::template_trusting(extends, &trusted);
    policy_file::create(&file, args.force, &text)?;
    for line in [found(&survey), reason(extends), trust(&survey, &trusted)] {
        terminal.note(&line);
    }
    let (folder, file) = (args.folder.display(), file.display());
    let next = match args.folder.as_os_str() == "." {
        true => "seaworthy scan .".to_owned(),
        false => format!("seaworthy scan {folder} --policy {file}"),
    };
    terminal.note(&format!(
        "wrote {file}; next: `{next}`, and `seaworthy policy explain {file}` says what it means"
    ));
    Ok(CLEAN)
}

/// The places that images come from: what stands before their last name, with all that lies there.
fn trusted(repositories: &BTreeSet<String>) -> Vec<String> {
    let above = |name: &String| name.rsplit_once('/').map(|(above, _)| format!("{above}/*"));
    let places: BTreeSet<String> = repositories.iter().filter_map(above).collect();
    if places.len() <= TRUSTED_MAX {
        return places.into_iter().collect();
    }
    let host = |name: &String| name.split_once('/').map(|(host, _)| host.to_owned());
    let hosts: BTreeSet<String> = repositories.iter().filter_map(host).collect();
    hosts.into_iter().collect()
}

fn found(survey: &Survey) -> String {
    let facts = &survey.facts;
    let many = [
        (
            facts.objects,
            "object of Kubernetes",
            "objects of Kubernetes",
        ),
        (facts.charts.len() as u64, "chart", "charts"),
        (facts.dockerfiles, "Dockerfile", "Dockerfiles"),
        (
            facts.compose_projects,
            "Compose project",
            "Compose projects",
        ),
    ];
    let told: Vec<String> = many
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, more)| format!("{count} {}", if count == 1 { one } else { more }))
        .collect();
    match told.is_empty() {
        true => "found no manifests, charts, Dockerfiles or Compose files".to_owned(),
        false => format!("found {}", told.join(", ")),
    }
}

fn reason(extends: Builtin) -> String {
    match extends {
        Builtin::Restricted => "the policy extends `restricted`: a namespace here enforces the \
                                Pod Security Standard of that name"
            .to_owned(),
        _ => format!(
            "the policy extends `{extends}`: no namespace here enforces the Pod Security Standard \
             `restricted`"
        ),
    }
}

fn trust(survey: &Survey, trusted: &[String]) -> String {
    let unresolved = match survey.unresolved.len() {
        0 => String::new(),
        1 => "; one image has a name that only the build or deployment knows".to_owned(),
        count => format!("; {count} images have names that only the build or deployment knows"),
    };
    if trusted.is_empty() {
        return format!("every registry is trusted: no image is named here{unresolved}");
    }
    format!(
        "trusted, because images here come from there: {}. Images from elsewhere are a warning in \
         CI and denied at the gates after it{unresolved}",
        trusted.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_an_image_is_trusted_until_there_are_too_many_places() {
        let few = ["docker.io/library/a", "docker.io/library/b", "r.example/x"];
        let few: BTreeSet<String> = few.map(str::to_owned).into();
        assert_eq!(trusted(&few), ["docker.io/library/*", "r.example/*"]);
        let many = 0..=TRUSTED_MAX;
        let many: BTreeSet<String> = many.map(|n| format!("r.example/team{n}/app")).collect();
        assert_eq!(trusted(&many), ["r.example"]);
    }
}
