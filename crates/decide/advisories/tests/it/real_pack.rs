//! Packs built from real data: their size, their content, and that they read back.

use std::io::Read;
use std::path::Path;

use seaworthy_advisories::pack::{Form, Options, Pack, PackBuilder, Releases, Source};

use crate::order::shared;

/// The size that the embedded pack may have.
const EMBEDDED_BYTES_MAX: usize = 8 * 1024 * 1024;

pub(crate) fn options(form: Form, releases: Releases) -> Options {
    Options {
        form,
        releases,
        built_by: "test".into(),
        built_on: None,
    }
}

/// Builds a pack from a folder in the layout of the OSV bucket.
pub(crate) fn build(advisories: &Path, options: Options, wanted: &[&str]) -> Vec<u8> {
    let mut builder = PackBuilder::new(options);
    for folder in std::fs::read_dir(advisories.join("osv")).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !wanted.is_empty() && !wanted.contains(&name.as_str()) {
            continue;
        }
        builder.source(
            &name,
            Source {
                name: name.clone(),
                ..Source::default()
            },
        );
        let file = std::fs::File::open(folder.join("all.zip")).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            builder.record(&entry.name().unwrap(), &bytes).unwrap();
        }
    }
    builder
        .kev(
            &std::fs::read(advisories.join("kev.json")).unwrap(),
            Source::default(),
        )
        .unwrap();
    let mut epss = Vec::new();
    let file = std::fs::File::open(advisories.join("epss_scores-2026-08-16.csv.gz")).unwrap();
    flate2::read::GzDecoder::new(file)
        .read_to_end(&mut epss)
        .unwrap();
    builder.epss(&epss, Source::default()).unwrap();
    for file in std::fs::read_dir(advisories.join("endoflife")).unwrap() {
        let path = file.unwrap().path();
        let product = path.file_stem().unwrap().to_string_lossy().into_owned();
        builder
            .cycles(&product, &std::fs::read(&path).unwrap())
            .unwrap();
    }
    let (pack, report) = builder.finish().unwrap();
    assert_eq!(report.rejected, 0, "{:?}", report.rejected_named);
    pack
}

#[test]
fn the_embedded_pack_stays_small_and_reads_back() {
    let Some(shared) = shared() else {
        println!("skipped: the shared material is absent");
        return;
    };
    let options = options(Form::Compressed { level: 9 }, Releases::LongTerm);
    let bytes = build(&shared.join("advisories"), options, &[]);
    println!("{} bytes", bytes.len());
    assert!(bytes.len() <= EMBEDDED_BYTES_MAX, "{} bytes", bytes.len());
    let pack = Pack::open(&bytes).unwrap();
    pack.verify().unwrap();
    let names: Vec<&str> = pack.ecosystems().collect();
    assert!(names.contains(&"Ubuntu:22.04:LTS") && names.contains(&"Ubuntu:Pro:18.04:LTS"));
    assert!(!names.contains(&"Ubuntu:23.10"));
    assert_eq!(pack.manifest().unwrap().ecosystems.len(), names.len());
    if let Some(out) = std::env::var_os("SEAWORTHY_PACK_OUT") {
        std::fs::write(out, &bytes).unwrap();
    }
}
