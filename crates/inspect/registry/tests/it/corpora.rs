//! The small corpora of the fuzz targets, run as ordinary tests: no input makes a parser panic,
//! and what is named `valid-*` parses while what is named `bad-*` does not.

use std::fs;
use std::path::Path;

use seaworthy_registry::{
    DockerConfig, Reference, parse_challenges, read_document, read_hosts_toml,
};

fn run(corpus: &str, parses: impl Fn(&[u8]) -> bool) -> anyhow::Result<()> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fuzz/corpus"));
    let mut count = 0;
    for entry in fs::read_dir(folder.join(corpus))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let parsed = parses(&fs::read(&path)?);
        assert!(
            !name.starts_with("valid-") || parsed,
            "{corpus}/{name} does not parse"
        );
        assert!(
            !name.starts_with("bad-") || !parsed,
            "{corpus}/{name} parses"
        );
        count += 1;
    }
    assert!(count >= 8, "the corpus {corpus} has only {count} inputs");
    Ok(())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes)
        .unwrap_or_default()
        .trim_end_matches('\n')
}

#[test]
fn references() -> anyhow::Result<()> {
    run("reference", |bytes| {
        text(bytes).parse::<Reference>().is_ok()
    })
}

#[test]
fn challenges() -> anyhow::Result<()> {
    run("challenge", |bytes| parse_challenges(text(bytes)).is_ok())
}

#[test]
fn manifests() -> anyhow::Result<()> {
    run("manifest", |bytes| read_document(bytes, None).is_ok())
}

#[test]
fn docker_configs() -> anyhow::Result<()> {
    let image: Reference = "r.io/team/app:1".parse()?;
    run("docker-config", |bytes| {
        DockerConfig::parse(bytes)
            .and_then(|config| config.places(&image))
            .is_ok()
    })
}

#[test]
fn hosts_of_containerd() -> anyhow::Result<()> {
    run("hosts-toml", |bytes| read_hosts_toml(bytes).is_some())
}
