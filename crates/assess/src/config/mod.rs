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
use seaworthy_facts::manifest::compose::Project;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_facts::{ConfigurationFacts, Unread};
use seaworthy_manifest::helm::ValuesInput;

pub(crate) use files::Files;
pub(crate) use judge::{Asked, judge, kept, tell_secrets_once};

/// How configuration is read.
#[derive(Clone, Debug, Default)]
pub struct ConfigurationOptions {
    /// The version of Kubernetes that it is for.
    pub kube_version: KubeVersion,
    /// Values that charts are rendered with, on top of their own.
    pub values: Vec<ValuesInput>,
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
    read
}
