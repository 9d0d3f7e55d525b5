//! The corpora of the fuzz targets, whole, cut and with changed bytes.

use std::fs;
use std::path::PathBuf;

use seaworthy_facts::LayerFacts;
use seaworthy_packages::{Unit, fuzz, units};

/// A file of a corpus with the cataloguer that reads it and the path that it pretends to have.
pub(crate) struct Sample {
    pub(crate) unit: &'static Unit,
    pub(crate) name: String,
    pub(crate) path: &'static str,
    pub(crate) content: Vec<u8>,
}

/// For each cataloguer, whose id is the name of its corpus, the paths by which it tells kinds of
/// files apart.
const CORPORA: [(&str, &[&str]); 16] = [
    ("apk", &["lib/apk/db/installed"]),
    ("cargo-auditable", &["usr/bin/tool"]),
    ("cargo-lock", &["Cargo.lock"]),
    ("composer-installed", &["vendor/composer/installed.json"]),
    ("composer-lock", &["composer.lock"]),
    (
        "dpkg",
        &[
            "var/lib/dpkg/status",
            "var/lib/dpkg/info/zlib1g:amd64.list",
            "var/lib/dpkg/status.d/zlib1g.md5sums",
            "usr/share/doc/zlib1g/copyright",
        ],
    ),
    ("gemfile-lock", &["Gemfile.lock"]),
    ("gemspec", &["specifications/rails-7.0.1.gemspec"]),
    ("go-binary", &["usr/bin/tool"]),
    ("java-archive", &["opt/app-1.0.war"]),
    ("node-package", &["node_modules/a/package.json"]),
    ("npm-lock", &["package-lock.json"]),
    ("program", &["usr/local/bin/nginx"]),
    ("python-dist", &["a-1.dist-info/METADATA"]),
    ("requirements", &["requirements.txt"]),
    (
        "rpm",
        &[
            "var/lib/rpm/rpmdb.sqlite",
            "var/lib/rpm/Packages",
            "usr/lib/sysimage/rpm/Packages.db",
        ],
    ),
];

fn folder(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fuzz/corpus")).join(name)
}

fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder(name))
        .unwrap_or_else(|error| panic!("corpus {name}: {error}"))
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = format!("{name}/{}", path.file_name().unwrap().display());
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "corpus {name} is empty");
    files
}

/// Every sample under every path of its cataloguer.
pub(crate) fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (id, paths) in CORPORA {
        let unit = *units().iter().find(|unit| unit.id == id).unwrap();
        for (name, content) in files(id) {
            samples.extend(paths.iter().map(|path| Sample {
                unit,
                name: name.clone(),
                path,
                content: content.clone(),
            }));
        }
    }
    samples
}

pub(crate) fn read(sample: &Sample, content: &[u8]) -> LayerFacts {
    let mut facts = LayerFacts::default();
    fuzz::parse_with(sample.unit, sample.path, content, &mut facts);
    for package in &facts.packages {
        assert!(!package.name.is_empty(), "{}", sample.name);
        assert!(!package.places.is_empty(), "{}", sample.name);
        assert_eq!(package.cataloguer, sample.unit.id);
    }
    facts
}

#[test]
fn every_cataloguer_has_a_corpus_in_which_it_finds_packages() {
    let samples = samples();
    for unit in units() {
        let packages: usize = samples
            .iter()
            .filter(|sample| sample.unit.id == unit.id)
            .map(|sample| read(sample, &sample.content).packages.len())
            .sum();
        assert!(packages > 0, "{}", unit.id);
    }
}

#[test]
fn cut_and_changed_samples_are_survived() {
    // At most this many variants of a sample, evenly spread.
    const VARIANTS: usize = 400;
    for sample in samples() {
        let step = (sample.content.len() / VARIANTS).max(1);
        for at in (0..sample.content.len()).step_by(step) {
            read(&sample, &sample.content[..at]);
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = sample.content.clone();
                changed[at] ^= flip;
                read(&sample, &changed);
            }
        }
    }
}

#[test]
fn rpm_headers_are_survived_by_themselves() {
    for (name, content) in files("rpm-header") {
        let mut facts = LayerFacts::default();
        fuzz::parse_rpm_header(&content, &mut facts);
        assert_eq!(facts.packages.len(), 1, "{name}");
        for at in 0..content.len() {
            let mut changed = content.clone();
            changed[at] ^= 0xff;
            fuzz::parse_rpm_header(&changed, &mut LayerFacts::default());
            fuzz::parse_rpm_header(&content[..at], &mut LayerFacts::default());
        }
    }
}
