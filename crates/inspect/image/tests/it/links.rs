//! Content behind links is read under the name that matters.

use seaworthy_testkit::image::{Image, Layer, Packing};

use crate::probe::{assert_unread, facts, packages};

fn image(layers: Vec<Layer>) -> Image {
    layers.into_iter().fold(Image::new(), |image, layer| {
        image.layer(layer, Packing::Gzip, "step")
    })
}

#[test]
fn a_database_behind_a_symbolic_link_is_read() {
    let base = Layer::new().file("srv/real", "one 1");
    let linked = Layer::new().symlink("db/packages", "../srv/real");
    let found = packages(&facts(&image(vec![base.clone(), linked.clone()])));
    assert_eq!(found, ["one 1 @1 db/packages"]);
    let newer = Layer::new().file("srv/real", "one 2");
    let found = packages(&facts(&image(vec![base.clone(), linked.clone(), newer])));
    assert_eq!(found, ["one 2 @2 db/packages"]);
    let gone = Layer::new().whiteout("srv/real");
    assert_eq!(packages(&facts(&image(vec![base, linked, gone]))), [""; 0]);
}

#[test]
fn a_hard_link_keeps_the_content_of_its_layer() {
    let base = Layer::new()
        .file("srv/real", "one 1")
        .hard_link("db/packages", "srv/real");
    let newer = Layer::new().file("srv/real", "one 2");
    let found = packages(&facts(&image(vec![base, newer])));
    assert_eq!(found, ["one 1 @0 db/packages"]);
}

#[test]
fn chains_and_absolute_links_are_followed_inside_the_image() {
    let layer = Layer::new()
        .file("srv/real", "one 1")
        .symlink("opt", "/srv")
        .symlink("b", "../../opt/real")
        .symlink("db/packages", "/b");
    assert_eq!(
        packages(&facts(&image(vec![layer]))),
        ["one 1 @0 db/packages"]
    );
}

#[test]
fn loops_and_dangling_links_end() {
    let layer = Layer::new()
        .symlink("db", "db2")
        .symlink("db2", "db")
        .symlink("a.pkg", "b.pkg")
        .symlink("b.pkg", "a.pkg")
        .symlink("c.pkg", "nowhere")
        .symlink("self.pkg", "self.pkg")
        .symlink("grow", "grow/grow")
        .file("d.pkg", "one 1");
    assert_eq!(packages(&facts(&image(vec![layer]))), ["one 1 @0 d.pkg"]);
}

#[test]
fn a_file_written_through_a_link_to_a_folder_replaces_the_one_behind_it() {
    let base = Layer::new()
        .symlink("lib", "usr/lib")
        .file("usr/lib/a.pkg", "one 1");
    let top = Layer::new().file("lib/a.pkg", "one 2");
    let found = packages(&facts(&image(vec![base.clone(), top])));
    assert_eq!(found, ["one 2 @1 lib/a.pkg"]);
    let gone = Layer::new().whiteout("lib/a.pkg");
    assert_eq!(packages(&facts(&image(vec![base.clone(), gone]))), [""; 0]);
    // A folder in the link's place is another folder.
    let other = Layer::new().folder("lib", 0o755).file("lib/a.pkg", "two 2");
    let found = packages(&facts(&image(vec![base, other])));
    assert_eq!(found, ["one 1 @0 usr/lib/a.pkg", "two 2 @1 lib/a.pkg"]);
}

#[test]
fn accounts_behind_a_moved_etc_are_read() {
    let layer = Layer::new()
        .symlink("etc", "private/etc")
        .file("private/etc/passwd", "app:x:1000:1000::/:/bin/sh\n")
        .file("private/etc/os-release", "ID=odd\nVERSION_ID=1\n");
    let facts = facts(&image(vec![layer]));
    assert_eq!(facts.accounts[0].name, "app");
    assert_eq!(facts.distro.unwrap().id, "odd");
}

#[test]
fn more_links_than_the_limit_are_told() {
    let layer = (0..5).fold(Layer::new().file("real", "one 1"), |layer, number| {
        layer.symlink(&format!("{number}.pkg"), "real")
    });
    let mut options = seaworthy_image::ReadOptions::default();
    options.limits.followed_links_max = 2;
    let facts = crate::probe::facts_with(&image(vec![layer]), &options);
    assert_eq!(packages(&facts).len(), 2);
    assert_unread(&facts, "followed_links_max = 2");
}
