//! Facts of layers between runs of the program, met as a user meets them.

use std::path::Path;
use std::process::Command;

use seaworthy_testkit::image::{Image, Layer, Packing};
use seaworthy_testkit::registry::FakeRegistry;

use crate::program::{Run, finish, json, run};

const STATUS: &str = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\n\
                      Version: 5.2.15-2+b2\n\n";

/// An image of Debian with a password in a file.
pub(crate) fn image(note: &str) -> Image {
    let password = ["Lantern", "-41-", "harbour"].concat();
    let base = Layer::new()
        .file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        .file("var/lib/dpkg/status", STATUS);
    let url = format!("URL=postgres://shop:{password}@db.internal/shop\n");
    let top = Layer::new().file("srv/note", note).file("srv/.env", url);
    Image::new()
        .layer(base, Packing::Gzip, "FROM debian:12")
        .layer(top, Packing::Zstd, "COPY . /srv")
}

/// Puts an image into a registry as `team/NAME:1`.
pub(crate) fn push(registry: &FakeRegistry, name: &str, image: &Image) -> String {
    let (mut blobs, _) = image.blobs();
    let (_, manifest) = blobs.pop().expect("set-up of a test");
    for (_, bytes) in &blobs {
        registry.put_blob(bytes);
    }
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    registry.put_manifest(&format!("team/{name}"), "1", media_type, &manifest);
    format!("{}/team/{name}:1", registry.host())
}

fn scan(target: &str, folder: &Path, more: &[&str]) -> Run {
    let mut arguments = vec!["scan", target, "--plain-http", "--at", "2026-11-22"];
    let folder = folder.to_str().expect("set-up of a test");
    arguments.extend(["--cache-dir", folder, "--output", "json"]);
    arguments.extend(more);
    run(&arguments)
}

/// A document without what differs between any two runs.
pub(crate) fn timeless(text: &str) -> serde_json::Value {
    let mut document = json(text);
    document["timing"] = serde_json::Value::Null;
    document
}

#[test]
fn a_second_scan_of_a_registry_image_reads_no_layer_and_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let registry = FakeRegistry::plain().unwrap();
    let target = push(&registry, "app", &image("one"));
    let cold = scan(&target, folder.path(), &[]);
    assert_eq!(cold.stderr, "");
    let before = registry.requests().len();
    let warm = scan(&target, folder.path(), &[]);
    assert_eq!(timeless(&warm.stdout), timeless(&cold.stdout));
    let asked = registry.requests().split_off(before);
    let gets: Vec<&str> = asked.iter().map(|asked| asked.target.as_str()).collect();
    assert_eq!(gets.len(), 2, "a manifest and a configuration: {gets:?}");
    let without = scan(&target, folder.path(), &["--no-cache"]);
    assert_eq!(timeless(&without.stdout), timeless(&cold.stdout));
    assert!(
        registry.requests().len() > before + 4,
        "all layers are read"
    );
}

#[test]
fn what_a_policy_allows_is_decided_after_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    let registry = FakeRegistry::plain().unwrap();
    let target = push(&registry, "app", &image("one"));
    let policy = folder.path().join("lenient.yaml");
    let text = "version: 1\nextends: baseline\nsecrets:\n  allow:\n    paths: [\"srv/**\"]\n";
    std::fs::write(&policy, text).unwrap();
    let cache = folder.path().join("cache");
    let secrets = |run: &Run| {
        let images = &json(&run.stdout)["facts"]["images"];
        images[0]["secrets"].as_array().map(Vec::len)
    };
    let lenient = ["--policy", policy.to_str().unwrap()];
    let first = scan(&target, &cache, &lenient);
    assert_eq!(secrets(&first), Some(0), "{}", first.stderr);
    let strict = scan(&target, &cache, &[]);
    assert_eq!(
        secrets(&strict),
        Some(1),
        "the cache holds what the policy hid"
    );
    assert_eq!(secrets(&scan(&target, &cache, &lenient)), Some(0));
}

#[test]
fn the_cache_is_described_and_emptied() {
    let folder = tempfile::tempdir().unwrap();
    let registry = FakeRegistry::plain().unwrap();
    let target = push(&registry, "app", &image("one"));
    scan(&target, folder.path(), &[]);
    let folder = folder.path().to_str().unwrap();
    let status =
        || json(&run(&["cache", "status", "--cache-dir", folder, "--format", "json"]).stdout);
    let full = status();
    assert_eq!((&full["layers"], &full["blobs"]), (&2.into(), &2.into()));
    assert_eq!(full["folder"], folder);
    let table = run(&["cache", "status", "--cache-dir", folder]);
    assert!(table.stdout.contains("facts of layers"), "{}", table.stdout);
    let kept = run(&["cache", "prune", "--cache-dir", folder]);
    assert_eq!(status(), full, "{}", kept.stderr);
    let pruned = run(&["cache", "prune", "--cache-dir", folder, "--all"]);
    assert!(
        pruned.stderr.contains("removed 4 files"),
        "{}",
        pruned.stderr
    );
    assert_eq!(status()["bytes"], 0);
    let both = run(&["cache", "prune", "--all", "--max-size", "1GiB"]);
    assert_eq!(both.code, 64);
    let nowhere = run(&["cache", "status"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.stderr.contains("--cache-dir"), "{}", nowhere.stderr);
}

#[test]
fn a_scan_keeps_the_cache_within_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let registry = FakeRegistry::plain().unwrap();
    let target = push(&registry, "app", &image("one"));
    scan(&target, folder.path(), &["--cache-max-size", "0"]);
    let folder = folder.path().to_str().unwrap();
    let status = run(&["cache", "status", "--cache-dir", folder, "--format", "json"]);
    assert_eq!(json(&status.stdout)["bytes"], 0);
}

/// A limit on the size of files stands in for a disk that is full: both refuse to write.
#[test]
fn a_full_disk_under_the_cache_is_a_note_and_the_scan_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let registry = FakeRegistry::plain().unwrap();
    let target = push(&registry, "app", &image("one"));
    let program = env!("CARGO_BIN_EXE_seaworthy");
    let cache = folder.path().join("cache");
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$@\"";
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script, "sh", program, "scan", &target, "--plain-http"]);
    command.arg("--cache-dir").arg(&cache);
    let full = finish(&mut command, &[]);
    assert!(
        full.stderr.contains("cannot write into the cache"),
        "{}",
        full.stderr
    );
    assert!(full.stdout.contains("gate ci"), "{}", full.stdout);
    assert_ne!(full.code, 2, "{}", full.stderr);
    let left = std::fs::read_dir(cache.join("layers")).unwrap().flatten();
    for shelf in left {
        assert_eq!(std::fs::read_dir(shelf.path()).unwrap().count(), 0);
    }
}
