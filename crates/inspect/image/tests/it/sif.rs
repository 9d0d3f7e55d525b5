//! Image files of Singularity and Apptainer, good and bad.

use std::path::PathBuf;

use seaworthy_facts::{ImageFacts, SecretOrigin};
use seaworthy_image::{Limits, ReadImageError, ReadOptions, Source, detect, fuzz, read};
use seaworthy_model::Digest;
use seaworthy_testkit::squashfs::{BLOCK_BYTES, SifObject, Squash, Stored, sif};

use crate::probe::{Probe, assert_unread, facts_of, packages, unread};

const ALL: [Stored; 3] = [Stored::Plain, Stored::Zlib, Stored::Zstd];

/// A file of more than one block, with a hole and an end that fills none.
fn key() -> Vec<u8> {
    let mut bytes = vec![b'k'; BLOCK_BYTES];
    bytes.extend(vec![0; BLOCK_BYTES]);
    bytes.extend((0..9_000_u32).flat_map(u32::to_le_bytes));
    bytes
}

fn root(stored: Stored) -> Squash {
    Squash::new(stored)
        .link("etc/os-release", "../usr/lib/os-release")
        .file("usr/lib/os-release", "ID=alpine\nVERSION_ID=3.20.1\n")
        .file("etc/passwd", "root:x:0:0::/:/bin/sh\n")
        .file("db/packages", "one 1\n")
        .file_mode("usr/bin/su", "", 0o4755)
        .file("a.key", key())
}

fn kept(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn facts_with(bytes: &[u8], options: &ReadOptions<'_>) -> ImageFacts {
    let (_folder, path) = kept(bytes);
    facts_of(&Source::Sif { path }, options).unwrap()
}

fn facts(bytes: &[u8]) -> ImageFacts {
    facts_with(bytes, &ReadOptions::default())
}

#[test]
fn the_root_file_system_is_read_whatever_stores_its_blocks() {
    for stored in ALL {
        let facts = facts(&sif(&[SifObject::root(root(stored).bytes())]));
        assert_eq!(unread(&facts), Vec::<String>::new(), "{stored:?}");
        assert_eq!(packages(&facts), ["one 1 @0 db/packages"]);
        assert_eq!(facts.distro.unwrap().id, "alpine");
        assert_eq!(facts.accounts.len(), 1);
        assert_eq!(facts.files[0].file.path, "usr/bin/su");
        assert_eq!(facts.platform.unwrap().to_string(), "linux/amd64");
        assert_eq!(facts.config, None);
        let [secret] = facts.secrets.as_slice() else {
            panic!("{:?}", facts.secrets)
        };
        assert!(matches!(&secret.origin, SecretOrigin::File { path, .. } if path == "a.key"));
        assert_eq!(secret.fingerprint, Digest::sha256(&key()).to_string());
    }
}

#[test]
fn what_mksquashfs_wrote_is_read() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fuzz/corpus/sif");
    let lines: String = (1..=1_500).map(|number| format!("{number}\n")).collect();
    let content = [&[0; 9_000], lines.as_bytes()].concat();
    for name in ["gzip", "zstd"] {
        let facts = facts(&std::fs::read(format!("{corpus}/{name}")).unwrap());
        assert_eq!(unread(&facts), Vec::<String>::new(), "{name}");
        assert_eq!(facts.distro.unwrap().version_id, "3.20.1");
        assert_eq!(facts.accounts.len(), 1);
        assert_eq!(facts.secrets.len(), 1);
        assert_eq!(
            facts.secrets[0].fingerprint,
            Digest::sha256(&content).to_string()
        );
    }
    let xz = facts(&std::fs::read(format!("{corpus}/xz")).unwrap());
    assert_unread(&xz, "compressed by xz, which is not read");
}

#[test]
fn a_file_is_recognised_by_its_content() {
    let (_folder, path) = kept(&sif(&[SifObject::root(root(Stored::Zlib).bytes())]));
    assert_eq!(detect(&path).unwrap(), Some(Source::Sif { path }));
    let (_folder, path) = kept(b"SIF_MAGIC");
    assert_eq!(detect(&path).unwrap(), None);
    let error = read(&Source::Sif { path }, &[&Probe], &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadImageError::Kind { .. }), "{error}");
}

#[test]
fn an_image_for_another_processor_is_refused() {
    let (_folder, path) = kept(&sif(&[SifObject::root(root(Stored::Zlib).bytes())]));
    let options = ReadOptions {
        platform: Some("linux/arm64".parse().unwrap()),
        ..ReadOptions::default()
    };
    let error = read(&Source::Sif { path }, &[&Probe], &options).unwrap_err();
    assert!(matches!(error, ReadImageError::Platform { .. }), "{error}");
}

#[test]
fn what_is_not_read_is_told_by_name() {
    let object = |kind, system, part| SifObject {
        kind,
        system,
        part,
        bytes: vec![1; 10],
    };
    for (objects, reason) in [
        (vec![], "no partition with a root file system"),
        (vec![object(0x4004, 5, 2)], "encrypted squashfs"),
        (vec![object(0x4004, 2, 2)], "the root file system is ext3"),
        (vec![object(0x400a, 0, 0)], "OCI-SIF"),
        (
            vec![object(0x4004, 1, 2)],
            "the root file system cannot be read",
        ),
    ] {
        let facts = facts(&sif(&objects));
        assert!(facts.packages.is_empty());
        assert_unread(&facts, reason);
    }
    let overlay = sif(&[
        SifObject::root(root(Stored::Zlib).bytes()),
        object(0x4004, 2, 4),
    ]);
    let facts = facts(&overlay);
    assert_eq!(facts.packages.len(), 1);
    assert_unread(&facts, "an overlay over the files of the image is ext3");
    for (number, name) in [(2, "lzma"), (3, "lzo"), (4, "xz"), (5, "lz4")] {
        let mut squash = root(Stored::Zlib).bytes();
        squash[20] = number;
        assert_unread(&self::facts(&sif(&[SifObject::root(squash)])), name);
    }
}

#[test]
fn a_block_that_is_broken_costs_its_file_and_no_other() {
    let mut squash = root(Stored::Zlib).bytes();
    // The first block of content, behind the superblock: that of `a.key`.
    squash[96..100].copy_from_slice(&[0xff; 4]);
    let facts = facts(&sif(&[SifObject::root(squash)]));
    assert_eq!(packages(&facts), ["one 1 @0 db/packages"]);
    assert_eq!(facts.distro.as_ref().unwrap().id, "alpine");
    assert_unread(&facts, "a.key: ");
    assert_unread(&facts, "cannot be inflated");
}

#[test]
fn a_folder_with_two_names_is_read_once() {
    let squash = root(Stored::Plain).same("other", "db").bytes();
    let facts = facts(&sif(&[SifObject::root(squash)]));
    assert_eq!(packages(&facts).len(), 1);
    assert!(
        unread(&facts)
            .iter()
            .any(|told| told.contains("it is read once")),
        "{:?}",
        unread(&facts)
    );
}

#[test]
fn entries_inflated_bytes_depth_and_waiting_folders_have_limits() {
    let image = sif(&[SifObject::root(
        root(Stored::Zlib).file("x/y/z/w.pkg", "w 1").bytes(),
    )]);
    type Set = fn(&mut Limits);
    let cases: [(Set, &str); 5] = [
        (
            |limits| limits.layer_entries_max = 3,
            "layer_entries_max = 3",
        ),
        (
            |limits| limits.layer_inflated_bytes_max = 20_000,
            "layer_inflated_bytes_max",
        ),
        (
            |limits| (limits.inflate_ratio_max, limits.inflate_ratio_free_bytes) = (1, 20_000),
            "inflate_ratio_max",
        ),
        (|limits| limits.path_depth_max = 2, "path_depth_max = 2"),
        (
            |limits| limits.layer_recorded_bytes_max = 4,
            "layer_recorded_bytes_max = 4",
        ),
    ];
    for (set, reason) in cases {
        let mut limits = Limits::default();
        set(&mut limits);
        let options = ReadOptions {
            limits,
            ..ReadOptions::default()
        };
        let told = unread(&facts_with(&image, &options));
        assert!(
            told.iter().any(|told| told.contains(reason)),
            "{reason}: {told:?}"
        );
    }
}

#[test]
fn too_many_data_objects_are_refused() {
    let mut image = sif(&[SifObject::root(root(Stored::Zlib).bytes())]);
    image[88..96].copy_from_slice(&u64::MAX.to_le_bytes());
    let (_, told) = fuzz::sif(&image, &Limits::default());
    assert!(told[0].reason.contains("more than 1000"), "{told:?}");
}

#[test]
fn every_damage_to_every_byte_is_survived_and_every_cut_is_told() {
    for stored in ALL {
        let squash = Squash::new(stored)
            .file("etc/passwd", "root:x:0:0::/:/bin/sh\n".repeat(9))
            .file("db/packages", "one 1\n")
            .link("lib", "usr/lib");
        let image = sif(&[SifObject::root(squash.bytes())]);
        let mut limits = Limits::default();
        limits.inflate_ratio_free_bytes = 1024 * 1024;
        let (whole, told) = fuzz::sif(&image, &limits);
        assert!(told.is_empty() && whole.entries == 5, "{told:?}");
        for at in 0..image.len() {
            for value in [0, 0xff, image[at] ^ 1, image[at] ^ 0x80] {
                let mut damaged = image.clone();
                damaged[at] = value;
                let (facts, _) = fuzz::sif(&damaged, &limits);
                assert!(facts.entries < 10_000, "{at} {value}");
            }
            let (_, told) = fuzz::sif(&image[..at], &limits);
            assert!(!told.is_empty(), "cut at {at}");
        }
    }
}
