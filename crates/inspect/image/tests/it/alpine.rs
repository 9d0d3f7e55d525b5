//! A real image, where the shared material is at hand.

use std::path::PathBuf;

use seaworthy_facts::FilePurpose;
use seaworthy_image::{ReadOptions, Source, detect};

use crate::probe::facts_of;

#[test]
fn alpine_is_read_through_its_compressed_archive() {
    let shared = std::env::var_os("SEAWORTHY_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared").into());
    let path = shared.join("corpora/images/alpine-310.tar.gz");
    if !path.is_file() {
        println!("skipped: {} is not there", path.display());
        return;
    }
    let source = detect(&path).unwrap().unwrap();
    assert!(matches!(source, Source::DockerArchive { .. }));
    let facts = facts_of(&source, &ReadOptions::default()).unwrap();
    assert_eq!(facts.name, "alpine:3.10");
    let distro = facts.distro.unwrap();
    assert_eq!(
        (distro.id.as_str(), distro.version_id.as_str()),
        ("alpine", "3.10.4")
    );
    assert_eq!(facts.platform.unwrap().to_string(), "linux/amd64");
    assert_eq!(facts.layers.len(), 1);
    let command = facts.layers[0].created_by.as_deref().unwrap();
    assert!(command.starts_with("ADD file:"), "{command}");
    assert!(facts.accounts.iter().any(|account| account.name == "guest"));
    let tool = |path: &str| {
        let file = facts.files.iter().find(|file| file.file.path == path);
        file.map(|file| file.file.purposes.clone())
    };
    assert_eq!(tool("bin/sh"), Some(vec![FilePurpose::Shell]));
    assert_eq!(tool("sbin/apk"), Some(vec![FilePurpose::PackageManager]));
    assert_eq!(tool("usr/bin/wget"), Some(vec![FilePurpose::NetworkTool]));
    assert_eq!(facts.unread, []);
}
