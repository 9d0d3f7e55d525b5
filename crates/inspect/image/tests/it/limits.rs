//! Each limit is reached once, told by its name, and the rest is read.

use seaworthy_facts::ImageFacts;
use seaworthy_image::{LAYERS_MAX, Limits, ReadOptions};
use seaworthy_testkit::image::{Image, Layer, Packing, archive, docker_files};

use crate::probe::{assert_unread, docker_archive, facts, facts_of, facts_with, packages};

fn good() -> Layer {
    Layer::new().file("a.pkg", "one 1")
}

fn read(layer: Layer, set: impl FnOnce(&mut Limits)) -> ImageFacts {
    let mut options = ReadOptions::default();
    set(&mut options.limits);
    facts_with(&Image::new().layer(layer, Packing::Gzip, "x"), &options)
}

#[test]
fn entries_of_a_layer() {
    let layer = good().file("b", "").file("c.pkg", "two 2");
    let facts = read(layer, |limits| limits.layer_entries_max = 2);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "more entries than layer_entries_max = 2");
}

#[test]
fn length_and_depth_of_a_path() {
    let deep = "d/".repeat(300) + "x.pkg";
    let long = "l".repeat(5000) + ".pkg";
    let layer = Layer::new()
        .file(&deep, "two 2")
        .file(&long, "three 3")
        .file("a.pkg", "one 1");
    let facts = read(layer, |_| {});
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "path_depth_max = 256");
    assert_unread(&facts, "path_bytes_max = 4096");
}

#[test]
fn length_of_a_link_target() {
    let layer = Layer::new()
        .symlink("b.pkg", &"l".repeat(5000))
        .file("a.pkg", "one 1");
    let facts = read(layer, |_| {});
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(
        &facts,
        "b.pkg: its link target is longer than path_bytes_max = 4096",
    );
}

#[test]
fn bytes_of_an_extended_header() {
    let value = "x".repeat(3000);
    let layer = good().pax(&[("comment", &value)]).file("b.pkg", "two 2");
    let facts = read(layer, |limits| limits.pax_bytes_max = 2000);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "more than pax_bytes_max = 2000");
}

#[test]
fn inflated_bytes_of_a_layer_and_of_an_image() {
    let layer = || good().file("zeros", vec![0; 3_000_000]);
    let found = read(layer(), |limits| {
        limits.layer_inflated_bytes_max = 1_000_000;
    });
    assert_eq!(packages(&found), ["one 1 @0 a.pkg"]);
    assert_unread(&found, "layer_inflated_bytes_max = 1000000");
    let found = read(layer(), |limits| {
        limits.image_inflated_bytes_max = 1_000_000;
    });
    assert_unread(&found, "image_inflated_bytes_max = 1000000");
}

#[test]
fn a_bomb_is_stopped_by_its_ratio() {
    let layer = || good().file("zeros", vec![0; 3_000_000]);
    for packing in [Packing::Gzip, Packing::Zstd] {
        let mut options = ReadOptions::default();
        options.limits.inflate_ratio_free_bytes = 500_000;
        options.limits.inflate_ratio_max = 50;
        let facts = facts_with(&Image::new().layer(layer(), packing, "x"), &options);
        assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
        assert_unread(&facts, "inflate_ratio_max = 50");
        assert_unread(&facts, "could not be checked");
    }
    assert_eq!(
        facts(&Image::new().layer(layer(), Packing::Gzip, "x")).unread,
        []
    );
}

#[test]
fn bytes_of_a_whole_file() {
    let layer = Layer::new()
        .file("big.pkg", vec![b'x'; 5000])
        .file("a.pkg", "one 1");
    let found = read(layer.clone(), |limits| limits.whole_file_bytes_max = 4999);
    assert_eq!(packages(&found), ["one 1 @0 a.pkg"]);
    assert_unread(
        &found,
        "big.pkg: 5000 bytes, more than whole_file_bytes_max = 4999",
    );
    let found = read(layer, |limits| limits.whole_bytes_budget = 4999);
    assert_unread(
        &found,
        "big.pkg: 5000 bytes, more than whole_file_bytes_max = 4999",
    );
}

#[test]
fn texts_that_a_layer_leaves_in_memory() {
    let layer = (0..20).fold(good(), |layer, n| {
        layer.symlink(&format!("link{n}"), "a.pkg")
    });
    let facts = read(layer, |limits| limits.layer_recorded_bytes_max = 50);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "layer_recorded_bytes_max = 50");
}

#[test]
fn unread_files_are_named_to_a_number_and_then_counted() {
    let layer = (0..10).fold(good(), |layer, n| layer.file(&format!("../{n}"), ""));
    let facts = read(layer, |limits| limits.layer_unread_max = 3);
    assert_eq!(facts.unread.len(), 4);
    assert_unread(
        &facts,
        "7 more files could not be read; layer_unread_max = 3 are named",
    );
}

#[test]
fn ten_thousand_layers() {
    let tar = Layer::new().tar();
    let digest = seaworthy_model::Digest::sha256(&tar);
    let mut image = Image::new().layer(good(), Packing::Plain, "x");
    for _ in 0..10_000 {
        image = image.stored_layer(&digest, tar.clone(), Packing::Plain, "y");
    }
    let facts = facts(&image);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_eq!(facts.layers.len(), LAYERS_MAX);
    assert_unread(
        &facts,
        "10001 layers; only the first layers_max = 500 are read",
    );
}

#[test]
fn bytes_of_manifest_and_configuration_and_members_of_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    let image = Image::new().layer(good(), Packing::Gzip, "x");
    std::fs::write(&path, archive(&docker_files(&[image]))).unwrap();
    let error = |set: fn(&mut Limits)| {
        let mut options = ReadOptions::default();
        set(&mut options.limits);
        format!(
            "{:#}",
            facts_of(&docker_archive(&path), &options).unwrap_err()
        )
    };
    let text = error(|limits| limits.manifest_bytes_max = 10);
    assert!(text.ends_with("it is longer than 10 bytes"), "{text}");
    let text = error(|limits| limits.config_bytes_max = 11);
    assert!(text.ends_with("it is longer than 11 bytes"), "{text}");
    let text = error(|limits| limits.archive_members_max = 1);
    assert!(
        text.ends_with("more members than archive_members_max = 1"),
        "{text}"
    );
}
