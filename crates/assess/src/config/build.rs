//! What builds and composes: Dockerfiles and Compose projects.

use std::collections::BTreeMap;
use std::sync::Arc;

use seaworthy_checks_image::dockerfile::BuildFile;
use seaworthy_facts::Unread;
use seaworthy_manifest::{compose, dockerfile};

use super::Configuration;
use super::files::{Files, base_of, folder_of};

/// Reads every Dockerfile and every Compose project.
pub(super) fn read(files: &Files<'_>, into: &mut Configuration) {
    dockerfiles(files, into);
    projects(files, into);
}

fn dockerfiles(files: &Files<'_>, into: &mut Configuration) {
    for name in files.names() {
        if !dockerfile::is_name(base_of(name)) {
            continue;
        }
        let content = match files.read(name) {
            Some(Ok(content)) => content,
            Some(Err(error)) => {
                let unread = Unread::new(name, "dockerfile", error.to_string());
                into.unread.push(unread);
                continue;
            }
            None => continue,
        };
        let file = dockerfile::read(name, &content);
        for problem in &file.problems {
            let reason = format!("line {}: {}", problem.place.line, problem.reason);
            into.unread.push(Unread::new(name, "dockerfile", reason));
        }
        let beside = format!("{}.dockerignore", folder_of(name));
        let own = format!("{name}.dockerignore");
        let mut build = BuildFile::new(Arc::new(file));
        build.has_ignore_file = Some(files.has(&beside) || files.has(&own));
        into.facts.dockerfiles += 1;
        into.builds.push(build);
    }
}

/// One project for each folder: its Compose file with the override that Compose adds by itself,
/// and one for each other file, which lies on the first.
fn projects(files: &Files<'_>, into: &mut Configuration) {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in files.names().filter(|name| compose::is_name(base_of(name))) {
        folders.entry(folder_of(name)).or_default().push(name);
    }
    for names in folders.values() {
        for paths in layered(names) {
            let lookup = |path: &str| files.read(path)?.ok();
            let project = compose::read(&lookup, &paths);
            for trouble in &project.problems {
                let reason = format!("line {}: {}", trouble.place.line, trouble.reason);
                into.unread
                    .push(Unread::new(&trouble.path, "compose", reason));
            }
            into.facts.compose_projects += 1;
            into.facts.services += project.services.len() as u64;
            into.projects.push(Arc::new(project));
        }
    }
}

/// Which files are read together. `compose.yaml` is the one that Compose takes by itself; with
/// none of the names that it knows, each file stands alone.
fn layered<'a>(names: &[&'a str]) -> Vec<Vec<&'a str>> {
    let order = [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
    ];
    let main = order
        .iter()
        .find_map(|base| names.iter().find(|name| base_of(name) == *base));
    let is_override = |name: &&&str| {
        let stem = base_of(name).rsplit_once('.').map_or("", |(stem, _)| stem);
        matches!(stem, "compose.override" | "docker-compose.override")
    };
    let Some(main) = main else {
        return names.iter().map(|name| vec![*name]).collect();
    };
    let first: Vec<&str> = [*main]
        .into_iter()
        .chain(names.iter().find(is_override).copied())
        .collect();
    let others = names.iter().filter(|name| !first.contains(name));
    let others: Vec<Vec<&str>> = others.map(|name| vec![*main, *name]).collect();
    [vec![first.clone()], others].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_lies_on_the_main_file_and_others_are_tried_one_by_one() {
        let names = [
            "a/compose.override.yaml",
            "a/compose.prod.yaml",
            "a/compose.yaml",
        ];
        assert_eq!(
            layered(&names),
            [
                vec!["a/compose.yaml", "a/compose.override.yaml"],
                vec!["a/compose.yaml", "a/compose.prod.yaml"],
            ]
        );
        let names = ["docker-compose.db.yml", "docker-compose.web.yml"];
        assert_eq!(layered(&names), [vec![names[0]], vec![names[1]]]);
    }
}
