//! The small corpora of the fuzz targets run with the ordinary tests.

use std::fs;
use std::path::Path;

use seaworthy_image::{Limits, RawConfig, fuzz, read_docker_manifest};

use crate::probe::Probe;

fn every(corpus: &str, run: impl Fn(&[u8])) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fuzz/corpus"));
    let folder = folder.join(corpus);
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        run(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files >= 3, "{} has {files} files", folder.display());
}

/// Also every shortened form of small inputs, and every form with one byte changed.
fn mutated(bytes: &[u8], run: impl Fn(&[u8])) {
    run(bytes);
    for at in 0..bytes.len().min(2048) {
        run(&bytes[..at]);
        let mut changed = bytes.to_vec();
        changed[at] ^= 0x80;
        run(&changed);
    }
}

#[test]
fn layers_never_panic() {
    let mut limits = Limits::default();
    limits.layer_inflated_bytes_max = 1 << 20;
    every("layer", |bytes| {
        mutated(bytes, |bytes| {
            let (facts, problems) = fuzz::layer(bytes, &[&Probe], &limits);
            assert!(facts.unread.len() + problems.len() <= limits.layer_unread_max + 4);
        });
    });
}

#[test]
fn configurations_never_panic() {
    every("image-config", |bytes| {
        mutated(bytes, |bytes| {
            if let Ok(raw) = RawConfig::read(bytes) {
                let config = raw.redacted(&mut |_, _| Some(String::new()));
                assert!(config.env.values().all(String::is_empty));
            }
        });
    });
}

#[test]
fn texts_of_the_file_system_never_panic() {
    every("os-release", |bytes| {
        for path in ["etc/os-release", "etc/alpine-release", "etc/debian_version"] {
            let _ = fuzz::os_release(path, bytes);
        }
        for path in ["etc/redhat-release", "etc/lsb-release"] {
            if let Some(distro) = fuzz::os_release(path, bytes) {
                assert!(!distro.id.is_empty());
            }
        }
    });
    every("passwd", |bytes| {
        for account in fuzz::passwd(bytes).iter().chain(&fuzz::group(bytes)) {
            assert!(!account.name.is_empty());
        }
    });
}

#[test]
fn manifests_of_docker_archives_never_panic() {
    every("docker-archive", |bytes| {
        if let Ok(images) = read_docker_manifest(bytes) {
            assert!(images.len() <= bytes.len());
        }
    });
}
