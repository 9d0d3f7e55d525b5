//! The configuration files of a folder: which they are, what they say together, and the findings.
//!
//! A file is read here a second time, after the analysers had it: what configuration says is
//! decided by several files together, which analysers never see.

mod build;
mod chart;
mod cloud;
mod files;
mod ignore;
mod judge;
mod kustomization;
mod plain;

use std::sync::Arc;

use jiff::Timestamp;
use seaworthy_checks_image::dockerfile::BuildFile;
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::compose::Project;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_facts::{ConfigurationFacts, Unread};
use seaworthy_manifest::helm::ValuesInput;
use seaworthy_manifest::yaml;

pub(crate) use files::Files;
pub(crate) use judge::{Asked, judge, kept, tell_secrets_once};

/// How configuration is read.
#[derive(Clone, Debug, Default)]
pub struct ConfigurationOptions {
    /// The version of Kubernetes that it is for.
    pub kube_version: KubeVersion,
    /// Values that charts are rendered with, on top of their own.
    pub values: Vec<ValuesInput>,
    /// Files of admission policies from elsewhere, which every object is asked about.
    pub policies: Vec<PolicyFile>,
}

/// A file of admission policies, bindings and their parameters.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// What it is called in messages.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What the configuration files of a folder say.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// Objects, by what is deployed together: the plain files of the folder, each chart, each
    /// kustomization.
    pub(crate) sets: Vec<Deployed>,
    /// Dockerfiles.
    pub(crate) builds: Vec<BuildFile>,
    /// Compose projects.
    pub(crate) projects: Vec<Arc<Project>>,
    /// What infrastructure as code declares.
    pub(crate) declared: cloud::Declared,
    /// Objects of the files of admission policies from elsewhere.
    pub(crate) policies: Vec<Arc<ObjectSet>>,
    /// What could not be read.
    pub(crate) unread: Vec<Unread>,
    /// What was found, in numbers.
    pub(crate) facts: ConfigurationFacts,
}

/// Objects that are deployed together.
#[derive(Debug)]
pub(crate) struct Deployed {
    /// The objects.
    pub(crate) set: Arc<ObjectSet>,
    /// The chart that made them, where one did.
    pub(crate) chart: Option<chart::Chart>,
}

impl Configuration {
    /// Whether no file was one of configuration.
    pub(crate) fn is_empty(&self) -> bool {
        self.facts == ConfigurationFacts::default()
            && self.unread.is_empty()
            && self.declared.is_empty()
    }
}

/// Reads the files of configuration among those of a folder.
pub(crate) fn read(
    files: &Files<'_>,
    options: &ConfigurationOptions,
    now: Timestamp,
    threads: usize,
) -> Configuration {
    let mut read = Configuration::default();
    chart::read(files, options, now, threads, &mut read);
    let version = options.kube_version;
    let parts = kustomization::read(files, version, threads, &mut read);
    plain::read(files, &parts, version, threads, &mut read);
    build::read(files, &mut read);
    cloud::read(files, now, threads, &mut read);
    policies(options, &mut read);
    read
}

/// Reads the files of admission policies from elsewhere.
fn policies(options: &ConfigurationOptions, into: &mut Configuration) {
    let mut objects = Vec::new();
    for file in &options.policies {
        let tree = yaml::read(&file.path, &file.bytes, Dialect::Kubernetes);
        let found = plain::objects(&file.path, &Arc::new(tree));
        if found.objects.is_empty() && found.unread.is_empty() {
            let reason = "no object of Kubernetes is in it";
            into.unread.push(Unread::new(&file.path, "yaml", reason));
        }
        objects.extend(found.objects);
        into.unread.extend(found.unread);
    }
    if !objects.is_empty() {
        let set = ObjectSet::new("the policies", options.kube_version, objects);
        into.policies.push(Arc::new(set));
    }
}
