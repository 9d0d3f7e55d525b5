//! Odd entries of layers, and what is delivered of them.

use seaworthy_facts::HEAD_BYTES_MAX;
use seaworthy_testkit::image::{Image, Layer, Packing};

use crate::probe::{assert_unread, facts, packages, unread};

fn read(layer: Layer) -> seaworthy_facts::ImageFacts {
    facts(&Image::new().layer(layer, Packing::Gzip, "x"))
}

#[test]
fn content_arrives_complete_whatever_its_size() {
    for bytes in [
        0,
        1,
        511,
        512,
        HEAD_BYTES_MAX,
        HEAD_BYTES_MAX + 1,
        131_072,
        1_000_003,
    ] {
        let facts = read(Layer::new().file("x.key", vec![b'k'; bytes]));
        let expected = seaworthy_model::Digest::sha256(&vec![b'k'; bytes]).to_string();
        assert_eq!(facts.secrets[0].fingerprint, expected, "{bytes}");
        let text = format!("{} 1", "n".repeat(bytes));
        let facts = read(Layer::new().file("x.pkg", &text));
        assert_eq!(facts.packages[0].name.len(), bytes);
    }
}

#[test]
fn paths_that_climb_are_refused_and_told() {
    let layer = Layer::new()
        .file("../../etc/a.pkg", "two 2")
        .file("./b//../a.pkg", "one 1");
    let facts = read(layer.hard_link("c.pkg", "../../x"));
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "../../etc/a.pkg: its path climbs out of the root");
    assert_unread(&facts, "c.pkg: its link target is refused");
}

#[test]
fn devices_and_pipes_are_passed_over() {
    let layer = Layer::new()
        .raw(b'3', b"dev/a.pkg", b"", 0o600, b"")
        .raw(b'4', b"dev/b.pkg", b"", 0o600, b"")
        .raw(b'6', b"dev/c.pkg", b"", 0o600, b"")
        .raw(b'V', b"volume", b"", 0, b"some content")
        .file("a.pkg", "one 1");
    let facts = read(layer);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_eq!(unread(&facts), Vec::<String>::new());
}

#[test]
fn names_that_are_not_utf8_are_shown_and_told() {
    let facts = read(Layer::new().raw(b'0', b"\xff\xfe.pkg", b"", 0o644, b"one 1"));
    assert_eq!(packages(&facts), ["one 1 @0 \u{fffd}\u{fffd}.pkg"]);
    assert_unread(&facts, "its name is not UTF-8");
}

#[test]
fn long_names_and_pax_records_apply_to_the_next_entry_only() {
    let long = "l/".repeat(90) + "a.pkg";
    let layer = Layer::new()
        .file(&long, "one 1")
        .pax(&[("path", "b.pkg"), ("size", "5"), ("mtime", "1.5")])
        .file("short", "two 2")
        .file("c.pkg", "three 3");
    let facts = read(layer);
    let expected = [
        format!("one 1 @0 {long}"),
        "three 3 @0 c.pkg".to_owned(),
        "two 2 @0 b.pkg".to_owned(),
    ];
    assert_eq!(packages(&facts), expected);
}

#[test]
fn a_gnu_long_name_goes_before_a_pax_path() {
    let layer = Layer::new()
        .raw(b'L', b"././@LongLink", b"", 0, b"long.pkg\0")
        .pax(&[("path", "pax.pkg")])
        .file("short", "one 1");
    assert_eq!(packages(&read(layer)), ["one 1 @0 long.pkg"]);
}

#[test]
fn global_records_change_nothing() {
    let layer = Layer::new()
        .raw(b'g', b"pax_global_header", b"", 0, b"14 path=b.pkg\n")
        .file("a.pkg", "one 1");
    assert_eq!(packages(&read(layer)), ["one 1 @0 a.pkg"]);
}

#[test]
fn malformed_extended_headers_end_the_layer() {
    let layer = Layer::new()
        .file("a.pkg", "one 1")
        .raw(b'x', b"x", b"", 0, b"99 path=b\n");
    let facts = read(layer.file("c.pkg", "two 2"));
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "is malformed");
}

#[test]
fn links_and_folders_have_no_content_whatever_they_state() {
    // Engines take the block behind such a header for the next header.
    let layer = Layer::new().file("a.pkg", "one 1");
    let layer = layer
        .raw(b'5', b"folder/", b"", 0o755, b"")
        .file("folder/b.pkg", "two 2");
    assert_eq!(
        packages(&read(layer)),
        ["one 1 @0 a.pkg", "two 2 @0 folder/b.pkg"]
    );
    let old = Layer::new()
        .raw(0, b"old/", b"", 0o755, b"")
        .raw(0, b"c.pkg", b"", 0, b"three 3");
    assert_eq!(packages(&read(old)), ["three 3 @0 c.pkg"]);
}

#[test]
fn sparse_files_are_told_and_what_follows_is_read() {
    let layer = Layer::new()
        .raw(b'S', b"sparse.pkg", b"", 0o644, b"stored")
        .pax(&[("GNU.sparse.major", "1"), ("GNU.sparse.name", "s2.pkg")])
        .file("GNUSparseFile.0/s2.pkg", "1\n0\n1\nx")
        .file("a.pkg", "one 1");
    let facts = read(layer);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "sparse.pkg: it is stored with holes left out");
    assert_unread(&facts, "s2.pkg: it is stored with holes left out");
}

#[test]
fn nothing_hides_behind_a_single_block_of_zeros() {
    let layer = Layer::new().bytes(&[0; 512]).file("a.pkg", "one 1");
    assert_eq!(packages(&read(layer)), ["one 1 @0 a.pkg"]);
}
