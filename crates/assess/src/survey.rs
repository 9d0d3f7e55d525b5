//! What a folder holds, for whoever begins a policy for it.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use seaworthy_facts::ConfigurationFacts;
use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::dockerfile::Base;
use seaworthy_facts::manifest::kubernetes::PodTemplate;
use seaworthy_registry::Reference;

use crate::config::{self, Configuration, ConfigurationOptions, Files};
use crate::folder::{self, ReadFolderError};

/// The label by which a namespace enforces a level of the Pod Security Standards
/// (kubernetes.io, "Enforce Pod Security Standards with Namespace Labels").
const ENFORCES: &str = "pod-security.kubernetes.io/enforce";

/// What the configuration of a folder uses.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// What was found, in numbers.
    pub facts: ConfigurationFacts,
    /// Registry and repository of each image that is run or built upon, such as
    /// `docker.io/library/debian`.
    pub repositories: BTreeSet<String>,
    /// Names of images that hold variables, or are no names of images.
    pub unresolved: BTreeSet<String>,
    /// Whether a namespace enforces the Pod Security Standard `restricted`.
    pub enforces_restricted: bool,
}

/// Reads the configuration of a folder and judges nothing.
///
/// # Errors
/// The folder cannot be read.
pub fn survey(
    root: &Path,
    options: &ConfigurationOptions,
    now: Timestamp,
    threads: usize,
) -> Result<Survey, ReadFolderError> {
    let paths = folder::list(root)?;
    let read = config::read(&Files::new(root, &paths), options, now, threads);
    let mut survey = Survey {
        facts: read.facts.clone(),
        ..Survey::default()
    };
    for image in images(&read) {
        match image.parse::<Reference>() {
            Ok(found) => {
                let name = format!("{}/{}", found.registry(), found.repository());
                survey.repositories.insert(name);
            }
            Err(_) => {
                survey.unresolved.insert(image);
            }
        }
    }
    survey.enforces_restricted = read.sets.iter().any(|deployed| {
        let mut namespaces = deployed.set.of_kind("Namespace");
        namespaces.any(|namespace| {
            let level = namespace.label(ENFORCES);
            level.and_then(Value::text) == Some("restricted")
        })
    });
    Ok(survey)
}

/// The images that are named, as they are written.
fn images(read: &Configuration) -> Vec<String> {
    let mut images = Vec::new();
    for deployed in &read.sets {
        let containers = deployed.set.pods().flat_map(PodTemplate::containers);
        let named = containers.filter_map(|container| container.image()?.text());
        images.extend(named.map(str::to_owned));
    }
    for project in &read.projects {
        for service in project.views() {
            // What is built here is named by itself.
            let named = service
                .at("image")
                .filter(|_| service.at("build").is_none());
            images.extend(named.and_then(Value::text).map(str::to_owned));
        }
    }
    for build in &read.builds {
        for stage in &build.file().stages {
            if let Base::Image(name) | Base::Unknown(name) = &stage.base {
                images.push(name.clone());
            }
        }
    }
    images
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_found_wherever_they_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put(
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  initContainers:\n    - \
             {name: i, image: registry.example/team/init:1}\n  containers:\n    - {name: a, image: \
             'nginx:1'}\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: \
             {pod-security.kubernetes.io/enforce: restricted}\n",
        );
        put(
            "compose.yaml",
            "services:\n  db: {image: 'bitnami/redis:7'}\n  own: {image: own/app, build: .}\n",
        );
        put(
            "Dockerfile",
            "FROM debian:12 AS build\nFROM build\nFROM $UNKNOWN\nFROM scratch\n",
        );
        let options = ConfigurationOptions::default();
        let found = survey(folder.path(), &options, Timestamp::UNIX_EPOCH, 1).unwrap();
        let names: Vec<&str> = found.repositories.iter().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "docker.io/bitnami/redis",
                "docker.io/library/debian",
                "docker.io/library/nginx",
                "registry.example/team/init"
            ]
        );
        assert_eq!(found.unresolved.len(), 1);
        assert!(found.enforces_restricted);
        assert_eq!((found.facts.dockerfiles, found.facts.manifests), (1, 1));
    }

    #[test]
    fn an_empty_folder_uses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let options = ConfigurationOptions::default();
        let found = survey(folder.path(), &options, Timestamp::UNIX_EPOCH, 1).unwrap();
        assert!(found.repositories.is_empty() && !found.enforces_restricted);
        assert_eq!(found.facts, ConfigurationFacts::default());
    }
}
