//! Unpacked root file systems.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;

use seaworthy_facts::ImageFacts;
use seaworthy_image::{ReadOptions, Source};
use seaworthy_testkit::image::write_files;

use crate::probe::{assert_unread, facts_of, packages, unread};

fn read(folder: &std::path::Path, options: &ReadOptions<'_>) -> ImageFacts {
    facts_of(
        &Source::Rootfs {
            path: folder.to_owned(),
        },
        options,
    )
    .unwrap()
}

fn root() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = [
        file("etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n"),
        file("etc/passwd", "root:x:0:0::/:/bin/sh\n"),
        file("db/packages", "one 1\n"),
        file("usr/bin/su", ""),
    ];
    write_files(folder.path(), &files).unwrap();
    let mode = fs::Permissions::from_mode(0o4755);
    fs::set_permissions(folder.path().join("usr/bin/su"), mode).unwrap();
    folder
}

#[test]
fn a_root_file_system_is_an_image_without_configuration() {
    let folder = root();
    let facts = read(folder.path(), &ReadOptions::default());
    assert_eq!(packages(&facts), ["one 1 @0 db/packages"]);
    assert_eq!(facts.distro.unwrap().id, "alpine");
    assert_eq!(facts.accounts.len(), 1);
    assert_eq!(facts.files[0].file.path, "usr/bin/su");
    assert_eq!(facts.config, None);
    assert!(!facts.has_reference);
}

#[test]
fn no_link_leads_out_of_it_and_sockets_are_passed_over() {
    let folder = root();
    let outside = tempfile::tempdir().unwrap();
    write_files(outside.path(), &[("x.pkg".to_owned(), b"two 2".to_vec())]).unwrap();
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(outside.path().join("x.pkg"), folder.path().join("x.pkg")).unwrap();
    symlink("../../../../../../../../x.pkg", folder.path().join("y.pkg")).unwrap();
    let _socket = UnixListener::bind(folder.path().join("z.pkg")).unwrap();
    let facts = read(folder.path(), &ReadOptions::default());
    assert_eq!(packages(&facts), ["one 1 @0 db/packages"]);
    assert_eq!(unread(&facts), Vec::<String>::new());
}

#[test]
fn absolute_links_lead_to_its_own_root() {
    let folder = root();
    fs::write(folder.path().join("real"), "two 2").unwrap();
    symlink("/real", folder.path().join("x.pkg")).unwrap();
    let facts = read(folder.path(), &ReadOptions::default());
    assert_eq!(packages(&facts), ["one 1 @0 db/packages", "two 2 @0 x.pkg"]);
}

#[test]
fn its_limits_are_told() {
    let folder = root();
    let mut options = ReadOptions::default();
    options.limits.layer_entries_max = 3;
    assert_unread(
        &read(folder.path(), &options),
        "more entries than layer_entries_max = 3",
    );
    let mut options = ReadOptions::default();
    options.limits.path_depth_max = 2;
    assert_unread(
        &read(folder.path(), &options),
        "usr/bin/su: beyond path_bytes_max",
    );
}

#[test]
fn what_is_no_folder_is_an_error() {
    let folder = root();
    let options = ReadOptions::default();
    let path = folder.path().join("db/packages");
    let error = facts_of(&Source::Rootfs { path }, &options).unwrap_err();
    assert!(error.to_string().ends_with("it is no folder"), "{error}");
    let path = folder.path().join("gone");
    let error = facts_of(&Source::Rootfs { path }, &options).unwrap_err();
    assert!(error.to_string().starts_with("cannot open"), "{error}");
}
