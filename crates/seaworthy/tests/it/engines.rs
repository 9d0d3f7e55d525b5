//! Images of container engines, by a socket that answers as theirs do.

use std::path::Path;
use std::process::Command;

use seaworthy_testkit::engine::{FakeEngine, Sending};
use seaworthy_testkit::image::{Image, Layer, Packing, archive, docker_files, oci_files};
use seaworthy_testkit::registry::FakeRegistry;

use crate::cache::{image, push, timeless};
use crate::program::{Run, finish, run};

/// Runs the program with `DOCKER_HOST` (or another variable) set.
fn scan(variable: &str, engine: &FakeEngine, target: &str) -> Run {
    scan_with(variable, engine, target, &[])
}

fn scan_with(variable: &str, engine: &FakeEngine, target: &str, more: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    command.args(["scan", target, "--at", "2026-11-22", "-o", "json"]);
    command.args(more);
    let host = engine.host();
    finish(&mut command, &[(variable, Path::new(&host))])
}

/// What newer engines write: a layout, with the list that names the tags behind everything else.
fn layout(image: &Image) -> Vec<u8> {
    let mut files = oci_files(std::slice::from_ref(image));
    let (blobs, _) = image.blobs();
    let name = |bytes: &[u8]| {
        let digest = seaworthy_testkit::image::blob_path(&seaworthy_model::Digest::sha256(bytes));
        serde_json::Value::from(digest)
    };
    let layers: Vec<_> = image
        .layers
        .iter()
        .map(|(stored, _)| name(stored))
        .collect();
    let list = serde_json::json!([{
        "Config": name(&blobs[0].1), "RepoTags": ["team/app:1"], "Layers": layers,
    }]);
    files.push(("manifest.json".to_owned(), list.to_string().into_bytes()));
    archive(&files)
}

#[test]
fn an_image_of_an_engine_yields_what_its_archive_yields() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FakeEngine::start(folder.path()).unwrap();
    let linked = Layer::new()
        .file("opt/real", "ID=alpine\nVERSION_ID=3.19.1\n")
        .symlink("usr/lib/os-release", "/opt/real");
    let image = image("one")
        .layer(linked, Packing::Gzip, "RUN ln -s")
        .tagged(&["team/app:1"]);
    let classic = archive(&docker_files(std::slice::from_ref(&image)));
    let layout = layout(&image);
    for (bytes, sending) in [
        (&classic, Sending::Chunked),
        (&classic, Sending::Closed),
        (&layout, Sending::Chunked),
    ] {
        let file = folder.path().join("image.tar");
        std::fs::write(&file, bytes).unwrap();
        let target = format!("docker-archive:{}", file.display());
        let from_file = run(&["scan", &target, "--at", "2026-11-22", "-o", "json"]);
        engine.put("team/app:1", bytes);
        engine.send(sending);
        for (variable, target) in [
            ("DOCKER_HOST", "docker-daemon:team/app:1"),
            ("CONTAINER_HOST", "podman:team/app:1"),
        ] {
            let live = scan(variable, &engine, target);
            assert_eq!(live.code, from_file.code, "{}", live.stderr);
            assert_eq!(timeless(&live.stdout), timeless(&from_file.stdout));
        }
    }
    assert_eq!(engine.asked()[0], "/images/team/app:1/get");
}

#[test]
fn an_image_that_is_not_there_and_a_stream_that_breaks_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FakeEngine::start(folder.path()).unwrap();
    let gone = scan("DOCKER_HOST", &engine, "docker-daemon:team/gone");
    assert_eq!(gone.code, 2);
    assert!(gone.stderr.contains("No such image"), "{}", gone.stderr);
    let bytes = archive(&docker_files(&[image("one")]));
    engine.put("app", &bytes);
    for cut in [0, 100, 700, bytes.len() / 2, bytes.len() - 1500] {
        engine.send(Sending::CutAfter(cut));
        let broken = scan("DOCKER_HOST", &engine, "docker-daemon:app");
        assert_eq!(broken.code, 2, "{cut}: {}{}", broken.stdout, broken.stderr);
        assert!(!broken.stderr.contains("panicked"), "{}", broken.stderr);
    }
    let nobody = run(&["scan", "docker-daemon:app"]);
    assert_eq!(nobody.code, 2);
    assert!(
        nobody.stderr.contains("/var/run/docker.sock"),
        "{}",
        nobody.stderr
    );
}

/// An archive with other bytes in the place of each layer of an image.
fn spoilt(archive: &[u8], image: &Image) -> Vec<u8> {
    let mut bytes = archive.to_vec();
    for (layer, _) in &image.layers {
        let at = bytes.windows(layer.len()).position(|part| part == layer);
        let at = at.expect("the archive holds the layer") + layer.len() / 2;
        bytes[at] ^= 0xff;
    }
    bytes
}

#[test]
fn a_layer_that_was_read_before_is_passed_over_in_the_stream() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FakeEngine::start(folder.path()).unwrap();
    let image = image("one").tagged(&["team/app:1"]);
    let whole = layout(&image);
    let spoilt = spoilt(&whole, &image);
    let cache = folder.path().join("cache");
    let cached = ["--cache-dir", cache.to_str().unwrap()];
    let target = "docker-daemon:team/app:1";
    let scan = |bytes: &[u8], more: &[&str]| {
        engine.put("team/app:1", bytes);
        scan_with("DOCKER_HOST", &engine, target, more)
    };
    let broken = scan(&spoilt, &cached);
    assert!(
        broken.stdout.contains("digest mismatch"),
        "{}",
        broken.stdout
    );
    // Nothing is kept of what is not what its name says.
    let cold = scan(&whole, &cached);
    assert_eq!(timeless(&cold.stdout), timeless(&scan(&whole, &[]).stdout));
    // Who does not read the layers cannot see that they are others.
    let warm = scan(&spoilt, &cached);
    assert_eq!(warm.stderr, "");
    assert_eq!(timeless(&warm.stdout), timeless(&cold.stdout));
    let anew = scan(&spoilt, &[&cached[..], &["--no-cache"]].concat());
    assert_eq!(timeless(&anew.stdout), timeless(&broken.stdout));
}

#[test]
fn layers_of_an_engine_serve_a_registry_and_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FakeEngine::start(folder.path()).unwrap();
    let image = image("one").tagged(&["team/app:1"]);
    let cache = folder.path().join("cache");
    let cached = ["--cache-dir", cache.to_str().unwrap()];
    engine.put("team/app:1", &layout(&image));
    scan_with("DOCKER_HOST", &engine, "docker-daemon:team/app:1", &cached);
    let registry = FakeRegistry::plain().unwrap();
    let target = push(&registry, "app", &image);
    let arguments = ["scan", &target, "--plain-http", "-o", "json"];
    let scanned = run(&[&arguments[..], &cached].concat());
    assert!(matches!(scanned.code, 0 | 1), "{}", scanned.stderr);
    let asked = registry.requests();
    assert_eq!(asked.len(), 2, "a manifest and a configuration: {asked:?}");
}

/// What Docker wrote before version 25: folders named by the chains of their layers.
fn classic(image: &Image) -> Vec<u8> {
    let mut files = Vec::new();
    let mut names = Vec::new();
    for (number, (layer, _)) in image.layers.iter().enumerate() {
        let folder = seaworthy_model::Digest::sha256(format!("chain {number}").as_bytes());
        let name = format!("{}/layer.tar", folder.hex());
        files.push((name.clone(), layer.clone()));
        names.push(name);
    }
    let (blobs, _) = image.blobs();
    let (_, config) = &blobs[0];
    let name = format!("{}.json", seaworthy_model::Digest::sha256(config).hex());
    let list = serde_json::json!([{
        "Config": name, "RepoTags": ["team/app:1"], "Layers": names,
    }]);
    files.push((name, config.clone()));
    files.push(("manifest.json".to_owned(), list.to_string().into_bytes()));
    archive(&files)
}

#[test]
fn layers_under_the_names_of_earlier_engines_are_passed_over_and_still_checked() {
    let folder = tempfile::tempdir().unwrap();
    let engine = FakeEngine::start(folder.path()).unwrap();
    let cache = folder.path().join("cache");
    let cached = ["--cache-dir", cache.to_str().unwrap()];
    let scan = |bytes: &[u8], more: &[&str]| {
        engine.put("team/app:1", bytes);
        scan_with("DOCKER_HOST", &engine, "docker-daemon:team/app:1", more)
    };
    let one = image("one").tagged(&["team/app:1"]);
    let whole = classic(&one);
    let cold = scan(&whole, &cached);
    assert!(!cold.stdout.contains("mismatch"), "{}", cold.stdout);
    let warm = scan(&spoilt(&whole, &one), &cached);
    assert_eq!(timeless(&warm.stdout), timeless(&cold.stdout));
    // Another image under the names of the first is told by its configuration.
    let lying = scan(&classic(&image("two").tagged(&["team/app:1"])), &cached);
    assert!(
        lying.stdout.contains("diff id mismatch"),
        "{}",
        lying.stdout
    );
}
