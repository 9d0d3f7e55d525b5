//! Damaged and lying images: everything before the damage is told, and so is the damage.

use seaworthy_image::ReadOptions;
use seaworthy_model::Digest;
use seaworthy_testkit::image::{
    Image, Layer, Packing, archive, blob_path, docker_files, gzip, oci_files, write_files,
};

use crate::probe::{assert_unread, docker_archive, facts, facts_of, packages, unread};

fn good() -> Layer {
    Layer::new().file("a.pkg", "one 1")
}

/// An image with a good layer below a stored one.
fn above_good(stored: Vec<u8>, packing: Packing) -> Image {
    let claimed = Digest::sha256(b"what it should be");
    let image = Image::new().layer(good(), Packing::Gzip, "good");
    image.stored_layer(&claimed, stored, packing, "bad")
}

fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..bytes).map(next).collect()
}

#[test]
fn a_cut_off_layer_tells_what_came_before() {
    let tar = Layer::new()
        .file("b.pkg", "two 2")
        .file("big", noise(400_000))
        .tar();
    for (packing, says) in [
        (Packing::Plain, "is cut off"),
        (Packing::Gzip, "gzip data is cut off"),
        (Packing::Zstd, "zstd data"),
    ] {
        let mut stored = packing.pack(&tar);
        stored.truncate(stored.len() - 100_000);
        let facts = facts(&above_good(stored, packing));
        assert_eq!(
            packages(&facts),
            ["one 1 @0 a.pkg", "two 2 @1 b.pkg"],
            "{packing:?}"
        );
        assert_unread(&facts, says);
        assert!(
            facts
                .unread
                .iter()
                .all(|unread| unread.path.starts_with("layer 1 ("))
        );
    }
}

#[test]
fn a_file_that_is_cut_off_is_named() {
    let mut stored = Layer::new().file("b.pkg", noise(20_000)).unfinished();
    stored.truncate(12_000);
    let facts = facts(&above_good(stored, Packing::Plain));
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "b.pkg: its content could not be read to the end");
}

#[test]
fn corrupt_gzip_and_trailing_garbage_are_told() {
    let tar = Layer::new()
        .file("b.pkg", "two 2")
        .file("big", noise(300_000))
        .tar();
    let mut stored = gzip(&tar);
    let middle = stored.len() / 2;
    for byte in &mut stored[middle..middle + 64] {
        *byte ^= 0xff;
    }
    let facts_corrupt = facts(&above_good(stored, Packing::Gzip));
    assert_eq!(
        packages(&facts_corrupt),
        ["one 1 @0 a.pkg", "two 2 @1 b.pkg"]
    );
    assert_unread(&facts_corrupt, "layer 1 (");
    let mut stored = gzip(&tar);
    stored.extend_from_slice(b"garbage");
    let facts_trailing = facts(&above_good(stored, Packing::Gzip));
    assert_eq!(
        packages(&facts_trailing),
        ["one 1 @0 a.pkg", "two 2 @1 b.pkg"]
    );
    assert_unread(&facts_trailing, "could not be");
}

#[test]
fn a_layer_of_several_gzip_members_is_one_layer() {
    let tar = Layer::new().file("b.pkg", "two 2").tar();
    let (front, back) = tar.split_at(700);
    let stored = [gzip(front), gzip(back)].concat();
    let image = Image::new().stored_layer(&Digest::sha256(&tar), stored, Packing::Gzip, "x");
    let facts = facts(&image);
    assert_eq!(packages(&facts), ["two 2 @0 b.pkg"]);
    assert_eq!(unread(&facts), Vec::<String>::new());
}

#[test]
fn a_corrupt_header_in_the_middle_ends_the_layer_there() {
    let layer = Layer::new()
        .file("b.pkg", "two 2")
        .bytes(&[b'x'; 512])
        .file("c.pkg", "three 3");
    let facts = facts(&Image::new().layer(layer, Packing::Gzip, "x"));
    assert_eq!(packages(&facts), ["two 2 @0 b.pkg"]);
    assert_unread(&facts, "check sum is wrong");
}

#[test]
fn a_header_that_lies_about_the_size_is_told() {
    let huge = Layer::new()
        .file("a.pkg", "one 1")
        .lying_file("b.pkg", b"two 2", u64::MAX >> 31);
    let found = facts(&Image::new().layer(huge, Packing::Gzip, "x"));
    assert_eq!(packages(&found), ["one 1 @0 a.pkg"]);
    assert_unread(
        &found,
        "b.pkg: 8589934591 bytes, more than whole_file_bytes_max",
    );
    assert_unread(&found, "cut off");
    let small = Layer::new()
        .lying_file("b.pkg", b"two 2 and more", 5)
        .file("c.pkg", "three 3");
    let found = facts(&Image::new().layer(small, Packing::Gzip, "x"));
    assert_eq!(packages(&found), ["three 3 @0 c.pkg", "two 2 @0 b.pkg"]);
}

#[test]
fn a_wrong_diff_id_is_told_and_the_facts_are_kept() {
    let tar = Layer::new().file("b.pkg", "two 2").tar();
    for packing in [Packing::Plain, Packing::Gzip, Packing::Zstd] {
        let facts = facts(&above_good(packing.pack(&tar), packing));
        assert_eq!(packages(&facts), ["one 1 @0 a.pkg", "two 2 @1 b.pkg"]);
        assert_unread(&facts, "diff id mismatch");
        assert_eq!(facts.layers[1].diff_id, Digest::sha256(&tar));
    }
}

#[test]
fn a_manifest_that_lies_about_digest_and_size_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let lie = Digest::sha256(b"another blob");
    let image = Image::new()
        .layer(good(), Packing::Gzip, "x")
        .claiming(lie, 7);
    write_files(folder.path(), &oci_files(&[image])).unwrap();
    let source = seaworthy_image::Source::OciLayout {
        path: folder.path().into(),
        image: None,
    };
    let facts = facts_of(&source, &ReadOptions::default()).unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, ": digest mismatch: the manifest says");
    assert_unread(&facts, "size mismatch: the manifest says 7 bytes");
}

#[test]
fn a_media_type_that_lies_is_told_and_the_content_decides() {
    let folder = tempfile::tempdir().unwrap();
    let tar = good().tar();
    let image = Image::new().stored_layer(&Digest::sha256(&tar), tar, Packing::Gzip, "called gzip");
    write_files(folder.path(), &oci_files(&[image])).unwrap();
    let source = seaworthy_image::Source::OciLayout {
        path: folder.path().into(),
        image: None,
    };
    let facts = facts_of(&source, &ReadOptions::default()).unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(
        &facts,
        "media type mismatch: the manifest says gzip, the blob is plain",
    );
}

#[test]
fn a_missing_layer_does_not_end_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    let image = Image::new().layer(good(), Packing::Gzip, "x").layer(
        Layer::new().file("b.pkg", "two 2"),
        Packing::Gzip,
        "y",
    );
    let gone = blob_path(&Digest::sha256(&image.layers[0].0));
    write_files(folder.path(), &oci_files(&[image])).unwrap();
    std::fs::remove_file(folder.path().join(gone)).unwrap();
    let source = seaworthy_image::Source::OciLayout {
        path: folder.path().into(),
        image: None,
    };
    let facts = facts_of(&source, &ReadOptions::default()).unwrap();
    assert_eq!(packages(&facts), ["two 2 @1 b.pkg"]);
    assert_unread(&facts, "cannot be opened");
    assert_eq!(facts.layers.len(), 2);
}

#[test]
fn documents_that_are_none_are_clear_errors() {
    let folder = tempfile::tempdir().unwrap();
    let read = |files: &[(String, Vec<u8>)]| {
        let path = folder.path().join("image.tar");
        std::fs::write(&path, archive(files)).unwrap();
        facts_of(&docker_archive(&path), &ReadOptions::default())
    };
    let named = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let error = read(&[named("manifest.json", "{")]).unwrap_err();
    assert_eq!(error.to_string(), "`manifest.json` is malformed");
    let error = read(&[named("manifest.json", "[]")]).unwrap_err();
    assert!(error.to_string().ends_with("holds no image"), "{error}");
    let error = read(&[named("other", "")]).unwrap_err();
    assert!(
        error.to_string().contains("is no docker archive"),
        "{error}"
    );
    let mut files = docker_files(&[Image::new().layer(good(), Packing::Gzip, "x")]);
    files.retain(|(name, _)| !name.ends_with(".json") || name == "manifest.json");
    let error = read(&files).unwrap_err();
    assert!(error.to_string().starts_with("cannot read `"), "{error}");
}

#[test]
fn an_unreadable_configuration_leaves_the_layers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    let mut files = docker_files(&[Image::new().layer(good(), Packing::Gzip, "x")]);
    for (name, bytes) in &mut files {
        if name.ends_with(".json") && name != "manifest.json" {
            *bytes = b"not json".to_vec();
        }
    }
    std::fs::write(&path, archive(&files)).unwrap();
    let facts = facts_of(&docker_archive(&path), &ReadOptions::default()).unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "the image configuration is malformed");
    assert_unread(&facts, "digest mismatch: its name says");
    assert_unread(
        &facts,
        "the manifest has 1 layers, the configuration 0 diff ids",
    );
}

#[test]
fn a_cut_off_archive_tells_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    let image = Image::new().layer(good(), Packing::Plain, "x").layer(
        Layer::new()
            .file("b.pkg", "two 2")
            .file("big", noise(50_000)),
        Packing::Plain,
        "y",
    );
    let mut files = docker_files(&[image]);
    files.rotate_right(2);
    let mut bytes = archive(&files);
    bytes.truncate(bytes.len() - 20_000);
    std::fs::write(&path, bytes).unwrap();
    let facts = facts_of(&docker_archive(&path), &ReadOptions::default()).unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg", "two 2 @1 b.pkg"]);
    assert_unread(&facts, "cut off");
}
