//! Each kind of source gives the same image.

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy_image::{ReadImageError, ReadOptions, Source, detect};
use seaworthy_model::{Digest, Platform};
use seaworthy_testkit::image::{
    Image, Layer, Packing, archive, blob_path, docker_files, gzip, oci_files, write_files,
};

use crate::probe::{docker_archive, facts_of, packages, unread};

fn image() -> Image {
    let base = Layer::new()
        .folder("db", 0o755)
        .file("db/packages", "one 1\ntwo 2\n");
    let top = Layer::new().file("app/a.pkg", "left 3\n");
    Image::new()
        .layer(base, Packing::Gzip, "/bin/sh -c #(nop) ADD file:base in / ")
        .empty_history("CMD [\"app\"]")
        .layer(top, Packing::Zstd, "COPY app /app # buildkit")
}

fn place(folder: &Path, name: &str, bytes: Vec<u8>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn oci_archive(path: PathBuf, image: Option<&str>) -> Source {
    Source::OciArchive {
        path,
        image: image.map(str::to_owned),
    }
}

#[test]
fn every_source_gives_the_same_packages_and_commands() {
    let folder = tempfile::tempdir().unwrap();
    let image = image();
    let docker = archive(&docker_files(std::slice::from_ref(&image)));
    let oci = archive(&oci_files(std::slice::from_ref(&image)));
    let both: Vec<_> = [
        docker_files(std::slice::from_ref(&image)),
        oci_files(std::slice::from_ref(&image)),
    ]
    .concat();
    let layout = folder.path().join("layout");
    write_files(&layout, &oci_files(std::slice::from_ref(&image))).unwrap();
    let paths = [
        place(folder.path(), "docker.tar", docker.clone()),
        place(folder.path(), "docker.tar.gz", gzip(&docker)),
        place(folder.path(), "docker.tar.zst", Packing::Zstd.pack(&docker)),
        place(folder.path(), "both.tar", archive(&both)),
        place(folder.path(), "oci.tar", oci.clone()),
        place(folder.path(), "oci.tgz", gzip(&oci)),
        layout,
    ];
    for path in paths {
        let source = detect(&path).unwrap().unwrap();
        let facts = facts_of(&source, &ReadOptions::default()).unwrap();
        let expected = [
            "one 1 @0 db/packages",
            "two 2 @0 db/packages",
            "left 3 @1 app/a.pkg",
        ];
        assert_eq!(packages(&facts), expected, "{source:?}");
        assert_eq!(unread(&facts), Vec::<String>::new(), "{source:?}");
        assert_eq!(facts.name, "example/app:1");
        assert!(facts.has_reference);
        let commands: Vec<_> = facts
            .layers
            .iter()
            .map(|l| l.created_by.as_deref())
            .collect();
        assert_eq!(
            commands,
            [Some("ADD file:base in /"), Some("COPY app /app")]
        );
        assert_eq!(
            facts.config_digest,
            Some(Digest::sha256(&image.config_bytes()))
        );
        let has_manifest = !path.to_str().unwrap().contains("docker");
        assert_eq!(facts.digest.is_some(), has_manifest, "{source:?}");
    }
}

#[test]
fn what_is_no_image_is_not_detected_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let tar = Layer::new().file("readme", "x").tar();
    for (name, bytes) in [
        ("a.tar", tar.clone()),
        ("a.tar.gz", gzip(&tar)),
        ("a.txt", b"text".to_vec()),
        ("long.txt", vec![b'x'; 4096]),
        ("empty", Vec::new()),
    ] {
        let path = place(folder.path(), name, bytes);
        assert_eq!(detect(&path).unwrap(), None, "{name}");
    }
    assert_eq!(detect(folder.path()).unwrap(), None);
    assert!(detect(&folder.path().join("gone")).is_err());
    write_files(
        folder.path(),
        &[("etc/os-release".to_owned(), b"ID=x".to_vec())],
    )
    .unwrap();
    let root = folder.path().to_owned();
    assert_eq!(
        detect(folder.path()).unwrap(),
        Some(Source::Rootfs { path: root })
    );
}

#[test]
fn several_images_are_named_unless_one_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let images = [
        image().tagged(&["a:1", "a:2"]),
        image().set("User", "x".into()).tagged(&["b:1"]),
    ];
    let docker = place(folder.path(), "docker.tar", archive(&docker_files(&images)));
    let oci = place(folder.path(), "oci.tar", archive(&oci_files(&images)));
    let options = ReadOptions::default();
    for source in [docker_archive(&docker), oci_archive(oci.clone(), None)] {
        let error = facts_of(&source, &options).unwrap_err();
        let error = error.downcast_ref::<ReadImageError>().unwrap();
        let ReadImageError::Several { names, .. } = error else {
            panic!("{error}")
        };
        assert_eq!(*names, ["a:1", "b:1"]);
    }
    let chosen = Source::DockerArchive {
        path: docker.clone(),
        image: Some("a:2".into()),
    };
    assert_eq!(facts_of(&chosen, &options).unwrap().tags, ["a:1", "a:2"]);
    let chosen = oci_archive(oci.clone(), Some("b:1"));
    let facts = facts_of(&chosen, &options).unwrap();
    assert_eq!(facts.config.unwrap().user, "x");
    let by_digest = oci_archive(oci.clone(), Some(&format!("@{}", facts.digest.unwrap())));
    assert_eq!(facts_of(&by_digest, &options).unwrap().name, "b:1");
    for source in [
        Source::DockerArchive {
            path: docker,
            image: Some("c".into()),
        },
        oci_archive(oci, Some("c")),
    ] {
        let error = facts_of(&source, &options).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("holds no image `c`; it holds: a:1, b:1"),
            "{error}"
        );
    }
}

#[test]
fn the_platform_chooses_in_a_nested_index() {
    let folder = tempfile::tempdir().unwrap();
    let arm = Image::new().architecture("arm64").tagged(&[]);
    let amd = image().tagged(&[]);
    let mut files = oci_files(&[arm, amd]);
    let (name, inner) = files.pop().unwrap();
    let digest = Digest::sha256(&inner);
    let outer = serde_json::json!({"schemaVersion": 2, "manifests": [{
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "digest": digest.as_str(), "size": inner.len(),
        "annotations": {"org.opencontainers.image.ref.name": "many"},
    }]});
    files.push((blob_path(&digest), inner));
    files.push((name, outer.to_string().into_bytes()));
    let path = place(folder.path(), "oci.tar", archive(&files));
    let for_platform = |text: &str| {
        let platform = Some(text.parse::<Platform>().unwrap());
        facts_of(
            &oci_archive(path.clone(), Some("many")),
            &ReadOptions {
                platform,
                ..ReadOptions::default()
            },
        )
    };
    assert_eq!(for_platform("linux/arm64").unwrap().layers.len(), 0);
    assert_eq!(for_platform("linux/amd64").unwrap().layers.len(), 2);
    let error = for_platform("linux/s390x").unwrap_err().to_string();
    assert_eq!(
        error,
        "no image for linux/s390x; there are: linux/amd64, linux/arm64"
    );
}

#[test]
fn an_archive_of_another_platform_does_not_pass_for_the_one_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = place(
        folder.path(),
        "docker.tar",
        archive(&docker_files(&[image()])),
    );
    let platform = Some("linux/arm64".parse().unwrap());
    let options = ReadOptions {
        platform,
        ..ReadOptions::default()
    };
    let error = facts_of(&docker_archive(&path), &options).unwrap_err();
    assert!(
        error.to_string().contains("no image for linux/arm64"),
        "{error}"
    );
}

#[test]
fn layers_of_old_archives_may_be_links_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let tar = Layer::new().file("a.pkg", "one 1").tar();
    let image = Image::new()
        .stored_layer(&Digest::sha256(&tar), tar.clone(), Packing::Plain, "a")
        .stored_layer(&Digest::sha256(&tar), tar, Packing::Plain, "b");
    let mut bytes = Layer::new();
    for (name, content) in docker_files(&[image]) {
        bytes = match name.as_str() {
            "0-1/layer.tar" => bytes.symlink(&name, "../0-0/layer.tar"),
            _ => bytes.file(&name, content),
        };
    }
    let path = place(folder.path(), "docker.tar", bytes.tar());
    let facts = facts_of(&docker_archive(&path), &ReadOptions::default()).unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_eq!(unread(&facts), Vec::<String>::new());
}

#[test]
fn a_registry_needs_a_client() {
    let source = Source::Registry {
        reference: "example/app:1".to_owned(),
    };
    let error = facts_of(&source, &ReadOptions::default()).unwrap_err();
    assert!(
        error.to_string().contains("no registry may be asked"),
        "{error}"
    );
}
