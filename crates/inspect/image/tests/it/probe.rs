//! An analyser for tests, and the way from an image to its facts.

use std::path::Path;

use anyhow::Result;
use seaworthy_facts::{
    Analyser, FileHead, FileStream, ImageFacts, Interest, LayerFacts, Package, PackageKind,
    SecretFact, SecretOrigin,
};
use seaworthy_image::{ReadOptions, Source, read};
use seaworthy_model::{Confidence, Severity};
use seaworthy_testkit::image::{Image, archive, docker_files};

/// Takes `db/packages` and `*.pkg` whole, with a package `NAME VERSION` a line; takes `*.key` in
/// pieces, each a secret of its whole content.
pub(crate) struct Probe;

impl Analyser for Probe {
    fn id(&self) -> &'static str {
        "probe"
    }

    fn version(&self) -> u32 {
        1
    }

    fn interest(&self, file: &FileHead<'_>) -> Interest {
        if file.path == "db/packages" || file.path.ends_with(".pkg") {
            Interest::Whole
        } else if file.path.ends_with(".key") {
            Interest::Stream
        } else {
            Interest::None
        }
    }

    fn whole(&self, file: &FileHead<'_>, content: &[u8], facts: &mut LayerFacts) {
        for line in String::from_utf8_lossy(content).lines() {
            let (name, version) = line.split_once(' ').unwrap_or((line, ""));
            let kind = if file.path.ends_with(".pkg") {
                PackageKind::Npm
            } else {
                PackageKind::Deb
            };
            facts
                .packages
                .push(Package::new(kind, name, version, file.path, "probe"));
        }
    }

    fn stream(&self, file: &FileHead<'_>) -> Box<dyn FileStream + '_> {
        Box::new(Key {
            path: file.path.to_owned(),
            bytes: Vec::new(),
        })
    }
}

struct Key {
    path: String,
    bytes: Vec<u8>,
}

impl FileStream for Key {
    fn chunk(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        facts.secrets.push(SecretFact {
            rule: "key".to_owned(),
            title: "key".to_owned(),
            severity: Severity::High,
            confidence: Confidence::High,
            remedy: "remove it".to_owned(),
            origin: SecretOrigin::File {
                path: self.path.clone(),
                line: 1,
                column: 1,
                layer: None,
                diff_id: None,
                deleted_by: None,
            },
            fingerprint: seaworthy_model::Digest::sha256(&self.bytes).to_string(),
            length: u32::try_from(self.bytes.len()).unwrap(),
        });
    }
}

/// Reads a source with the probe.
pub(crate) fn facts_of(source: &Source, options: &ReadOptions<'_>) -> Result<ImageFacts> {
    Ok(read(source, &[&Probe], options)?.into_facts(&mut |_, _| None))
}

/// Reads an image as a docker archive.
pub(crate) fn facts_with(image: &Image, options: &ReadOptions<'_>) -> ImageFacts {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    std::fs::write(&path, archive(&docker_files(std::slice::from_ref(image)))).unwrap();
    facts_of(&docker_archive(&path), options).unwrap()
}

/// The same with default options.
pub(crate) fn facts(image: &Image) -> ImageFacts {
    facts_with(image, &ReadOptions::default())
}

pub(crate) fn docker_archive(path: &Path) -> Source {
    Source::DockerArchive {
        path: path.to_owned(),
        image: None,
    }
}

/// `NAME VERSION @LAYER PATH` for each package and place.
pub(crate) fn packages(facts: &ImageFacts) -> Vec<String> {
    let lines = facts.packages.iter().flat_map(|package| {
        package.places.iter().map(move |place| {
            let layer = place.layer.unwrap_or(99);
            format!(
                "{} {} @{layer} {}",
                package.name, package.version, place.path
            )
        })
    });
    lines.collect()
}

/// `PATH: REASON` for everything unread.
pub(crate) fn unread(facts: &ImageFacts) -> Vec<String> {
    facts
        .unread
        .iter()
        .map(|unread| format!("{}: {}", unread.path, unread.reason))
        .collect()
}

/// Whether something unread speaks of `part`.
#[track_caller]
pub(crate) fn assert_unread(facts: &ImageFacts, part: &str) {
    let all = unread(facts);
    assert!(
        all.iter().any(|line| line.contains(part)),
        "no `{part}` in {all:#?}"
    );
}
