//! What the checks of this crate look at.

use jiff::civil::Date;
use seaworthy_check::{Examined, Exemplary, harness};
use seaworthy_facts::{FilePurpose, ImageFacts, ImageFile};
use seaworthy_model::{Location, Subject, SubjectKind};
use serde::Deserialize;

/// One image, and the day on which it is judged.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Image {
    /// Its facts.
    #[serde(flatten)]
    pub facts: ImageFacts,
    /// Today, UTC; without it nothing is judged by age.
    pub today: Option<Date>,
}

impl Examined for Image {
    fn subject(&self) -> Subject {
        Subject {
            kind: SubjectKind::Image,
            name: self.facts.name.clone(),
            within: None,
        }
    }
}

impl Exemplary for Image {
    fn of_example(text: &str) -> Result<Self, String> {
        serde_saphyr::from_str(text).map_err(|error| error.to_string())
    }

    fn example_line(text: &str, location: &Location) -> Option<u32> {
        match location {
            Location::Object { path } => harness::yaml_line(text, path),
            // The place of a file is the line that names it.
            Location::File { path, .. }
            | Location::Layer {
                path: Some(path), ..
            } => text
                .lines()
                .zip(1..)
                .find(|(line, _)| line.contains(path.as_str()))
                .map(|(_, number)| number),
            Location::Layer { path: None, .. } | Location::Url { .. } => None,
        }
    }
}

impl Image {
    /// The files that have a purpose, grouped by the layer that brought them, from the bottom.
    #[must_use]
    pub fn files_for(&self, purpose: FilePurpose) -> Vec<(u32, Vec<&ImageFile>)> {
        let mut files: Vec<&ImageFile> = self
            .facts
            .files
            .iter()
            .filter(|found| found.file.purposes.contains(&purpose))
            .collect();
        files.sort_by(|a, b| (a.layer, &a.file.path).cmp(&(b.layer, &b.file.path)));
        let mut groups: Vec<(u32, Vec<&ImageFile>)> = Vec::new();
        for file in files {
            match groups.last_mut() {
                Some((layer, group)) if *layer == file.layer => group.push(file),
                _ => groups.push((file.layer, vec![file])),
            }
        }
        groups
    }
}
