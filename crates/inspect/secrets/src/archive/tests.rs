//! Archives that are built here, whole and damaged.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::*;

/// An access key id that belongs to nobody, put together here so that no file holds it whole.
fn secret() -> String {
    ["id = AKIA", "Q3EGR7ZT", "W5XNB2KD\n"].concat()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip_of(members: &[(&str, &[u8], u16)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content, method) in members {
        let stored = if *method == 8 {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap()
        } else {
            content.to_vec()
        };
        let at = bytes.len() as u32;
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0]);
        common.extend(method.to_le_bytes());
        common.extend([0; 8]);
        common.extend((stored.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(stored);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = bytes.len() as u32;
    let length = directory.len() as u32;
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([members.len() as u8, 0, members.len() as u8, 0]);
    bytes.extend(length.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in members {
        let mut block = [0_u8; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[156] = b'0';
        block[257..262].copy_from_slice(b"ustar");
        bytes.extend(block);
        bytes.extend(*content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

fn pack_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"PACK\0\0\0\x02".to_vec();
    bytes.extend((objects.len() as u32).to_be_bytes());
    bytes.extend(objects.concat());
    bytes.extend([0; 20]);
    bytes
}

fn object(kind: u8, before: &[u8], content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = vec![0x80 | kind << 4 | (length & 15) as u8, (length >> 4) as u8];
    bytes.extend(before);
    bytes.extend(zlib(content));
    bytes
}

fn scan(bytes: &[u8], path: &str) -> ArchiveScan {
    let engine = Engine::builtin().unwrap();
    engine.scan_archive(bytes, path).expect("an archive")
}

fn names(found: &ArchiveScan) -> Vec<&str> {
    let members = found.members.iter();
    members
        .filter(|(_, scanned)| !scanned.hits.is_empty())
        .map(|(name, _)| &**name)
        .collect()
}

#[test]
fn members_of_zip_and_tar_are_searched() {
    let text = secret();
    let zip = zip_of(&[
        ("a/stored.ini", text.as_bytes(), 0),
        ("b/deflated.ini", text.as_bytes(), 8),
        ("c/Clean.java", b"class Clean {}", 8),
        ("d/Code.class", text.as_bytes(), 8),
    ]);
    let found = scan(&zip, "srv/app.jar");
    assert_eq!(names(&found), ["a/stored.ini", "b/deflated.ini"]);
    assert_eq!(found.members[1].1.hits[0].line, 1);
    assert!(found.unread.is_empty(), "{:?}", found.unread);
    let tar = tar_of(&[("one.ini", text.as_bytes()), ("two.txt", b"nothing")]);
    assert_eq!(names(&scan(&tar, "a.tar")), ["one.ini"]);
    assert_eq!(names(&scan(&gz(&tar), "a.tar.gz")), ["one.ini"]);
    assert_eq!(
        names(&scan(&gz(text.as_bytes()), "srv/dump.sql.gz")),
        ["dump.sql"]
    );
}

#[test]
fn objects_of_git_are_searched_loose_and_packed() {
    let text = secret();
    let blob = [format!("blob {}\0", text.len()).as_bytes(), text.as_bytes()].concat();
    let path = format!("app/.git/objects/ab/{}", "c".repeat(38));
    assert_eq!(names(&scan(&zlib(&blob), &path)), ["blob"]);
    let tree = zlib(b"tree 4\0abcd");
    assert!(scan(&tree, &path).unread.is_empty());
    assert_eq!(scan(b"no zlib", &path).unread.len(), 1);

    // A blob, and one that differs from it by what stands before it.
    let base = format!("{}{text}", "clean line\n".repeat(4));
    let first = object(3, &[], base.as_bytes());
    let whole = format!("new: {text}");
    let size = base.len();
    let mut delta = vec![
        (size & 127 | 128) as u8,
        (size >> 7) as u8,
        whole.len() as u8,
        5,
    ];
    delta.extend(b"new: ");
    delta.extend([0x91, 44, text.len() as u8]);
    let second = object(6, &[first.len() as u8], &delta);
    assert!(first.len() < 128);
    let pack = pack_of(&[first, second, object(1, &[], b"tree x\n\nmessage\n")]);
    let found = scan(&pack, "app/.git/objects/pack/pack-1.pack");
    assert_eq!(names(&found).len(), 2, "{found:?}");
    assert!(found.unread.is_empty(), "{:?}", found.unread);
}

#[test]
fn bombs_end_at_their_limits_and_say_so() {
    let engine = Engine::builtin().unwrap();
    let small = Limits {
        member_bytes_max: 2_000,
        inflated_bytes_max: 10_000,
        members_max: 8,
        hits_max: 3,
    };
    let within = |bytes: &[u8]| {
        let found = engine.scan_archive_within(bytes, "a.zip", small);
        found.unwrap().unread.join(", ")
    };
    let blanks = vec![b' '; 70_000];
    let one = within(&zip_of(&[("large.txt", &blanks, 8)]));
    assert!(one.contains("more than 2000 bytes"), "{one}");
    let bomb = within(&zip_of(&[("x.txt", &blanks[..], 8); 7]));
    assert!(bomb.contains("inflates to more than 10000"), "{bomb}");
    let many = within(&zip_of(&[("x.txt", &b"text"[..], 0); 9]));
    assert!(many.contains("more than 8 members"), "{many}");
    let text = secret();
    let full = within(&zip_of(&[("x.ini", text.as_bytes(), 0); 5]));
    assert!(full.contains("more than 3 hits"), "{full}");
    let tar = within(&tar_of(&[("x.ini", text.as_bytes()); 5]));
    assert!(tar.contains("more than 3 hits"), "{tar}");
}

#[test]
fn damage_ends_without_a_panic() {
    let text = secret();
    let tar = tar_of(&[("one.ini", text.as_bytes())]);
    let blob = object(3, &[], text.as_bytes());
    let wholes = [
        (zip_of(&[("a", text.as_bytes(), 8)]), "a.zip"),
        (gz(&tar), "a.tgz"),
        (tar, "a.tar"),
        (pack_of(&[blob]), "x.pack"),
    ];
    let engine = Engine::builtin().unwrap();
    for (whole, path) in wholes {
        for cut in (0..whole.len()).step_by(11) {
            let _ = engine.scan_archive(&whole[..cut], path);
            let mut changed = whole.clone();
            changed[cut] ^= 0x55;
            let _ = engine.scan_archive(&changed, path);
        }
    }
    let lying = [&b"PK\x03\x04"[..], b"PK\x05\x06", &[0xff; 18]].concat();
    assert_eq!(scan(&lying, "a.zip").unread.len(), 1);
}
