//! Infrastructure as code: which files it is, what it declares, and what is wrong with that.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use seaworthy_check::Judgement;
use seaworthy_checks_cloud::Cloud;
use seaworthy_cloud::{CloudContent, CloudFile, CloudForm};
use seaworthy_facts::Unread;
use seaworthy_facts::manifest::{Dialect, Source};
use seaworthy_manifest::yaml;

use super::Configuration;
use super::files::Files;
use crate::folder::each;

/// What the files of a folder declare.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    cloud: Cloud,
    /// The files, for the comments in them.
    sources: Vec<Source>,
    trees: Vec<CloudFile>,
}

impl Declared {
    /// Whether there is no resource.
    pub(super) fn is_empty(&self) -> bool {
        self.cloud.is_empty()
    }

    /// Asks every check.
    pub(super) fn judge(&self) -> Vec<Judgement> {
        if self.is_empty() {
            return Vec::new();
        }
        seaworthy_checks_cloud::judge(&self.cloud)
    }

    /// The files that declare something, for the comments in them.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        let of_trees = self.trees.iter().filter_map(|file| match &file.content {
            CloudContent::Tree(tree) => tree.source().map(AsRef::as_ref),
            _ => None,
        });
        self.sources.iter().chain(of_trees)
    }
}

/// Reads every file of infrastructure as code. All are read at once, since modules call each other.
pub(super) fn read(files: &Files<'_>, now: Timestamp, threads: usize, into: &mut Configuration) {
    let names: Vec<(&str, CloudForm)> = files
        .names()
        .filter(|name| !is_copy(name))
        .filter_map(|name| Some((name, seaworthy_cloud::form(name)?)))
        .collect();
    let found = each(&names, threads, |(name, form)| match files.read(name)? {
        Ok(bytes) => content(name, *form, bytes).map(Ok),
        // Whoever reads YAML tells of it.
        Err(_) if *form == CloudForm::Tree => None,
        Err(error) => Some(Err(Unread::new(*name, "cloud", error.to_string()))),
    });
    let mut taken = Vec::new();
    for file in found.into_iter().flatten() {
        match file {
            Ok(file) => taken.push(file),
            Err(unread) => into.unread.push(unread),
        }
    }
    if taken.is_empty() {
        return;
    }
    let lookup = |path: &str| files.read(path)?.ok();
    let facts = seaworthy_cloud::read(&taken, &lookup);
    for problem in &facts.problems {
        let reason = format!("line {}: {}", problem.place.line, problem.reason);
        let path = problem.place.path.to_string();
        into.unread.push(Unread::new(path, "cloud", reason));
    }
    let declared = &mut into.declared;
    for file in taken {
        match &file.content {
            CloudContent::Tree(_) => declared.trees.push(file),
            CloudContent::Hcl(bytes) | CloudContent::Bicep(bytes) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                declared.sources.push(Source::new(file.path, text));
            }
        }
    }
    let today = now.to_zoned(TimeZone::UTC).date();
    declared.cloud = Cloud::new("the folder", facts, Some(today));
}

/// Whether Terraform put the file there: a copy of a module from elsewhere.
fn is_copy(name: &str) -> bool {
    name.split('/').any(|part| part == ".terraform")
}

fn content(name: &str, form: CloudForm, bytes: Vec<u8>) -> Option<CloudFile> {
    let content = match form {
        CloudForm::Hcl => CloudContent::Hcl(bytes),
        CloudForm::Bicep => CloudContent::Bicep(bytes),
        CloudForm::Tree => {
            let is_named = name.ends_with(".tf.json") || name.ends_with(".tfvars.json");
            if !is_named && !may_declare(&bytes) {
                return None;
            }
            let tree = yaml::read(name, &bytes, Dialect::Core);
            if !seaworthy_cloud::is_cloud(&tree) {
                return None;
            }
            CloudContent::Tree(Arc::new(tree))
        }
    };
    let path = name.to_owned();
    Some(CloudFile { path, content })
}

/// Whether a word is in the content that every template or plan has.
fn may_declare(content: &[u8]) -> bool {
    const WORDS: &[&str] = &["Resources", "eploymentTemplate.json", "planned_values"];
    let has = |word: &&str| memchr::memmem::find(content, word.as_bytes()).is_some();
    WORDS.iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_told_from_other_files() {
        let read = |name: &str, text: &str| {
            let form = seaworthy_cloud::form(name)?;
            content(name, form, text.as_bytes().to_vec())
        };
        let stack = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n";
        assert!(read("stack.yaml", stack).is_some());
        assert!(read("values.yaml", "Resources: {}\n").is_none());
        assert!(read("pod.yaml", "kind: Pod\n").is_none());
        assert!(read("main.tf", "").is_some());
        assert!(read("main.go", "").is_none());
        assert!(is_copy("a/.terraform/modules/b/main.tf"));
        assert!(!is_copy("a/terraform/main.tf"));
    }
}
