//! A full advisory pack from a folder in the layout of the OSV bucket, for sets that match.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use seaworthy_advisories::pack::{Form, Options, PackBuilder, Releases, Source};

/// Every release of every ecosystem below `folder/osv`.
pub(crate) fn full_pack(folder: &Path) -> Result<Vec<u8>> {
    let mut builder = PackBuilder::new(Options {
        form: Form::Raw,
        releases: Releases::All,
        built_by: "seaworthy-truth".to_owned(),
        built_on: None,
    });
    let osv = folder.join("osv");
    for entry in fs::read_dir(&osv).with_context(|| format!("reading {}", osv.display()))? {
        let entry = entry.context("reading the ecosystems")?;
        let name = entry.file_name().to_string_lossy().into_owned();
        builder.source(
            &name,
            Source {
                name: name.clone(),
                ..Source::default()
            },
        );
        let archive = entry.path().join("all.zip");
        add_records(&mut builder, &archive)
            .with_context(|| format!("reading {}", archive.display()))?;
    }
    let (pack, report) = builder.finish().context("building the pack")?;
    ensure!(
        report.rejected == 0,
        "records were rejected: {:?}",
        report.rejected_named
    );
    Ok(pack)
}

fn add_records(builder: &mut PackBuilder, archive: &Path) -> Result<()> {
    let mut archive = zip::ZipArchive::new(File::open(archive)?)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        builder.record(&name, &bytes)?;
    }
    Ok(())
}
