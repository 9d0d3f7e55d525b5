//! Images of container engines, by a socket that answers as theirs do.

use std::path::Path;
use std::process::Command;

use seaworthy_testkit::engine::{FakeEngine, Sending};
use seaworthy_testkit::image::{Layer, Packing, archive, docker_files, oci_files};

use crate::cache::{image, timeless};
use crate::program::{Run, finish, run};

/// Runs the program with `DOCKER_HOST` (or another variable) set.
fn scan(variable: &str, engine: &FakeEngine, target: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    command.args(["scan", target, "--at", "2026-11-22", "-o", "json"]);
    let host = engine.host();
    finish(&mut command, &[(variable, Path::new(&host))])
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
    // Newer engines write a layout, with the list that names the tags behind everything else.
    let mut files = oci_files(std::slice::from_ref(&image));
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
    let layout = archive(&files);
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
