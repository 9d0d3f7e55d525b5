//! What the reader's own analyser finds.

use seaworthy_facts::{FilePurpose, ImageFacts};
use seaworthy_testkit::image::{Image, Layer, Packing};

use crate::probe::facts;

fn image(layers: Vec<Layer>) -> ImageFacts {
    let all = layers.into_iter();
    facts(&all.fold(Image::new(), |image, layer| {
        image.layer(layer, Packing::Gzip, "x")
    }))
}

fn purposes(facts: &ImageFacts) -> Vec<String> {
    let lines = facts.files.iter().map(|file| {
        let purposes: Vec<String> = file
            .file
            .purposes
            .iter()
            .map(|purpose| format!("{purpose:?}"))
            .collect();
        format!("{} {} @{}", file.file.path, purposes.join("+"), file.layer)
    });
    lines.collect()
}

#[test]
fn modes_and_tools_are_found_in_the_final_file_system() {
    let base = Layer::new()
        .file_mode("usr/bin/sudo", "", 0o4755)
        .file_mode("usr/bin/wall", "", 0o2755)
        .file_mode("usr/bin/gcc-12", "", 0o755)
        .file_mode("usr/bin/bash", "", 0o644)
        .file_mode("srv/open", "", 0o666)
        .folder("srv/all", 0o777)
        .folder("tmp", 0o1777)
        .folder("usr/local/lib", 0o2755);
    let top = Layer::new()
        .file_mode("usr/bin/sudo", "", 0o755)
        .whiteout("usr/bin/gcc-12");
    let expected = [
        "srv/all WorldWritable @0",
        "srv/open WorldWritable @0",
        "usr/bin/gcc-12 Compiler @0",
        "usr/bin/sudo Setuid+PrivilegeTool @0",
        "usr/bin/wall Setgid @0",
    ];
    assert_eq!(purposes(&image(vec![base.clone()])), expected);
    let expected = [
        "srv/all WorldWritable @0",
        "srv/open WorldWritable @0",
        "usr/bin/sudo PrivilegeTool @1",
        "usr/bin/wall Setgid @0",
    ];
    assert_eq!(purposes(&image(vec![base, top])), expected);
}

#[test]
fn applets_of_busybox_are_tools_by_their_links() {
    let layer = Layer::new()
        .file_mode("bin/busybox", "", 0o755)
        .symlink("bin/sh", "/bin/busybox")
        .symlink("usr/bin/wget", "../../bin/busybox")
        .symlink("bin/ls", "/bin/busybox")
        .symlink("usr/bin/cc", "gcc")
        .raw(b'1', b"bin/ash", b"bin/busybox", 0o755, b"");
    let facts = image(vec![layer]);
    assert_eq!(
        purposes(&facts),
        [
            "bin/ash Shell @0",
            "bin/sh Shell @0",
            "usr/bin/wget NetworkTool @0"
        ]
    );
    assert_eq!(facts.files[1].file.purposes, [FilePurpose::Shell]);
}

#[test]
fn what_a_finished_image_has_no_use_for_is_noted() {
    let core = [&b"\x7fELF\x02\x01\x01"[..], &[0; 9], &[4, 0], &[0; 64]].concat();
    let program = [&b"\x7fELF\x02\x01\x01"[..], &[0; 9], &[3, 0], &[0; 64]].concat();
    let layer = Layer::new()
        .file("app/.git/HEAD", "ref: refs/heads/main\n")
        .file("app/Dockerfile", "FROM scratch\n")
        .file("app/core.17", core)
        .file("app/core", program)
        .file("root/.bash_history", "ls\n")
        .file("root/.zsh_history", "")
        .file_mode("usr/sbin/sshd", "x", 0o755)
        .pax(&[
            ("SCHILY.xattr.security.capability", CAPABILITY),
            ("uid", "7"),
        ])
        .file_mode("usr/bin/ping", "x", 0o755);
    let facts = image(vec![layer]);
    let expected = [
        "app/.git/HEAD SourceControl @0",
        "app/Dockerfile BuildFile @0",
        "app/core.17 CoreDump @0",
        "root/.bash_history ShellHistory @0",
        "usr/bin/ping Capabilities+ForeignProgram @0",
        "usr/sbin/sshd RemoteLogin @0",
    ];
    assert_eq!(purposes(&facts), expected);
    assert_eq!(facts.files[4].file.capabilities, ["cap_net_bind_service"]);
}

/// Revision 2 of the attribute with bit 10.
const CAPABILITY: &str = "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

#[test]
fn caches_count_in_every_layer_and_hidden_bytes_by_who_hides_them() {
    let large = vec![b'a'; 200 * 1024];
    let base = Layer::new()
        .file("var/lib/apt/lists/some_InRelease", "12345")
        .file("srv/data/one", &large)
        .file("srv/data/two", [&large[..], b"more"].concat())
        .file("srv/kept", &large);
    let top = Layer::new()
        .whiteout("var/lib/apt/lists")
        .whiteout("srv/data");
    let facts = image(vec![base, top]);
    let [cache] = &facts.caches[..] else {
        panic!("{:?}", facts.caches)
    };
    assert_eq!(
        (cache.layer, cache.cache.files, cache.cache.bytes),
        (0, 1, 5)
    );
    let [hidden] = &facts.hidden[..] else {
        panic!("{:?}", facts.hidden)
    };
    assert_eq!((hidden.layer, hidden.by, hidden.files), (0, 1, 2));
    assert_eq!(hidden.bytes, 2 * 200 * 1024 + 4);
    assert_eq!(hidden.largest, "srv/data/two");
}

#[test]
fn open_accounts_are_those_of_the_newest_files() {
    let base = Layer::new()
        .file("etc/passwd", "root:x:0:0::/:/bin/sh\nold::1:1::/:\n")
        .file("etc/shadow", "root::1::::::\n");
    let facts = image(vec![base.clone()]);
    let names: Vec<_> = facts.passwords.iter().map(|fact| &*fact.name).collect();
    assert_eq!(names, ["old", "root"]);
    let top = Layer::new().file("etc/shadow", "root:*:1::::::\n");
    let facts = image(vec![base, top]);
    let names: Vec<_> = facts.passwords.iter().map(|fact| &*fact.name).collect();
    assert_eq!(names, ["old"]);
}

#[test]
fn the_distribution_is_that_of_the_newest_file_that_counts_most() {
    let base = Layer::new()
        .symlink("etc/os-release", "../usr/lib/os-release")
        .file("usr/lib/os-release", "ID=debian\nVERSION_ID=\"11\"\n")
        .file("etc/debian_version", "11.6\n");
    let top = Layer::new().file("usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    let found = image(vec![base.clone(), top]).distro.unwrap();
    assert_eq!(
        (found.version_id.as_str(), found.path.as_str()),
        ("12", "usr/lib/os-release")
    );
    let gone = Layer::new().whiteout("usr/lib/os-release");
    let found = image(vec![base, gone]).distro.unwrap();
    assert_eq!(
        (found.version_id.as_str(), found.path.as_str()),
        ("11", "etc/debian_version")
    );
    assert_eq!(image(vec![Layer::new()]).distro, None);
}

#[test]
fn extended_support_is_what_files_of_the_finished_image_name() {
    let base = Layer::new()
        .file("etc/os-release", "ID=rhel\nVERSION_ID=\"9.2\"\n")
        .file(
            "root/buildinfo/content_manifests/base.json",
            r#"{"content_sets":["rhel-9-for-x86_64-baseos-eus-rpms"]}"#,
        );
    let top = Layer::new().file(
        "etc/yum.repos.d/redhat.repo",
        "[rhel-9-for-x86_64-baseos-e4s-rpms]\nenabled = 1\n",
    );
    let served = |layers| image(layers).distro.unwrap().support;
    assert_eq!(served(vec![base.clone(), top.clone()]), ["e4s", "eus"]);
    let gone = Layer::new().whiteout("root/buildinfo/content_manifests/base.json");
    assert_eq!(served(vec![base.clone(), top, gone]), ["e4s"]);
    let broken = Layer::new().file("root/buildinfo/content_manifests/base.json", "{");
    let facts = image(vec![base, broken]);
    assert!(facts.distro.unwrap().support.is_empty());
    assert!(
        facts
            .unread
            .iter()
            .any(|unread| unread.path.ends_with("base.json")),
        "{:?}",
        facts.unread
    );
}

#[test]
fn accounts_are_those_of_the_newest_file() {
    let base = Layer::new()
        .file("etc/passwd", "root:x:0:0::/:/bin/sh\nold:x:1:1::/:\n")
        .file("etc/group", "root:x:0:\n");
    let top = Layer::new().file("etc/passwd", "root:x:0:0::/:/bin/sh\nnew:x:2:2::/:\n");
    let facts = image(vec![base, top]);
    let names: Vec<_> = facts
        .accounts
        .iter()
        .map(|account| account.name.as_str())
        .collect();
    assert_eq!(names, ["root", "new"]);
    assert_eq!(facts.groups[0].name, "root");
}
