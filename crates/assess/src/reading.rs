//! Reading an image, and a folder with the images and the configuration in it.

use std::path::Path;

use seaworthy_facts::{Facts, ImageFacts, Unread};
use seaworthy_image::{ReadOptions, Source};

use crate::assessor::{Assessor, chain};
use crate::config::{self, Configuration};
use crate::settings::Guard;
use crate::{AssessError, folder};

impl Assessor<'_> {
    pub(crate) fn image(&self, source: &Source) -> Result<ImageFacts, AssessError> {
        let settings = self.settings;
        let options = ReadOptions {
            platform: settings.platform.clone(),
            threads: settings.threads,
            registry: match source {
                Source::Registry { .. } => Some(self.client()?),
                _ => None,
            },
            progress: settings.progress,
            store: settings.store,
            ..ReadOptions::default()
        };
        let read = seaworthy_image::read(source, &self.analysers(), &options)?;
        let mut guard = Guard::new(&self.engine);
        let mut facts = read.into_facts(&mut |place, text| guard.redact(place, text));
        self.forget_allowed(&mut facts.secrets);
        facts.secrets.extend(guard.secrets());
        seaworthy_packages::finish_purls(&mut facts.packages, facts.distro.as_ref());
        Ok(facts)
    }

    pub(crate) fn tree(&self, path: &Path) -> Result<(Facts, Configuration), AssessError> {
        let threads = self.threads();
        let folder::FolderRead {
            mut tree,
            images,
            files,
        } = folder::read(path, &self.analysers(), threads)?;
        let settings = self.settings;
        let options = &settings.configuration;
        let mut configuration = {
            let files = config::Files::new(path, &files);
            config::read(&files, options, settings.now, threads)
        };
        let mut facts = Facts::default();
        if !configuration.is_empty() {
            // Who names one file of configuration has been answered.
            tree.unread.retain(|unread| unread.analyser != "file");
            facts.configuration = Some(std::mem::take(&mut configuration.facts));
        }
        for found in images {
            // What lies in the folder is an image by its content; whether it can be read is its
            // affair.
            let read = match seaworthy_image::detect(&found) {
                Ok(Some(source)) => self.image(&source).map_err(Box::from),
                Ok(None) => continue,
                Err(error) => Err(Box::<dyn std::error::Error>::from(error)),
            };
            match read {
                Ok(image) => facts.images.push(image),
                Err(error) => {
                    let shown = found
                        .strip_prefix(path)
                        .unwrap_or(&found)
                        .display()
                        .to_string();
                    tree.unread
                        .push(Unread::new(shown, "image", chain(error.as_ref())));
                }
            }
        }
        self.forget_allowed(&mut tree.secrets);
        seaworthy_packages::finish_purls(&mut tree.packages, None);
        facts.tree = Some(tree);
        Ok((facts, configuration))
    }
}
