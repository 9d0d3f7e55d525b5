//! What the final file system holds, by the rules of layers.

use seaworthy_facts::SecretOrigin;
use seaworthy_testkit::image::{Image, Layer, Packing};

use crate::probe::{facts, packages};

fn image(layers: Vec<Layer>) -> Image {
    let numbered = layers.into_iter().enumerate();
    numbered.fold(Image::new(), |image, (number, layer)| {
        image.layer(layer, Packing::Plain, &format!("step {number}"))
    })
}

fn found(layers: Vec<Layer>) -> Vec<String> {
    packages(&facts(&image(layers)))
}

fn one() -> Layer {
    Layer::new().folder("app", 0o755).file("app/a.pkg", "one 1")
}

#[test]
fn a_deleted_file_takes_its_packages_along() {
    assert_eq!(
        found(vec![one(), Layer::new().whiteout("app/a.pkg")]),
        [""; 0]
    );
    assert_eq!(found(vec![one(), Layer::new().whiteout("app")]), [""; 0]);
    assert_eq!(
        found(vec![one(), Layer::new().whiteout("app/b.pkg")]),
        ["one 1 @0 app/a.pkg"]
    );
}

#[test]
fn an_opaque_folder_hides_lower_content_and_not_its_own() {
    let top = Layer::new()
        .folder("app", 0o755)
        .opaque("app")
        .file("app/b.pkg", "two 2");
    assert_eq!(found(vec![one(), top]), ["two 2 @1 app/b.pkg"]);
    let top = Layer::new().file("app/b.pkg", "two 2").opaque("app");
    assert_eq!(found(vec![one(), top]), ["two 2 @1 app/b.pkg"]);
}

#[test]
fn a_file_that_nobody_takes_replaces_one_that_was_taken() {
    assert_eq!(
        found(vec![one(), Layer::new().symlink("app/a.pkg", "x")]),
        [""; 0]
    );
    assert_eq!(
        found(vec![one(), Layer::new().file("app", "no folder any more")]),
        [""; 0]
    );
    assert_eq!(
        found(vec![one(), Layer::new().folder("app/a.pkg", 0o755)]),
        [""; 0]
    );
    assert_eq!(
        found(vec![one(), Layer::new().folder("app", 0o700)]),
        ["one 1 @0 app/a.pkg"]
    );
}

#[test]
fn a_package_belongs_to_the_first_layer_since_which_it_is_there() {
    let database = |text: &str| Layer::new().file("db/packages", text);
    let layers = vec![
        database("a 1\nb 1\n"),
        database("a 1\nb 2\nc 1\n"),
        database("a 1\nc 1\n"),
    ];
    assert_eq!(found(layers), ["a 1 @0 db/packages", "c 1 @1 db/packages"]);
    let broken = vec![
        database("a 1"),
        Layer::new().whiteout("db"),
        database("a 1"),
    ];
    assert_eq!(found(broken), ["a 1 @2 db/packages"]);
    assert_eq!(found(vec![database("a 1"), database("")]), [""; 0]);
}

#[test]
fn the_same_package_in_two_places_is_told_once_with_both() {
    let layer = Layer::new().file("a.pkg", "one 1").file("b.pkg", "one 1");
    let facts = facts(&image(vec![layer]));
    assert_eq!(facts.packages.len(), 1);
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg", "one 1 @0 b.pkg"]);
}

#[test]
fn a_secret_stays_when_its_file_is_deleted() {
    let layers = vec![
        Layer::new().file("root/x.key", "opensesame"),
        Layer::new().file("other", ""),
        Layer::new().whiteout("root/x.key"),
    ];
    let facts = facts(&image(layers));
    let [secret] = facts.secrets.as_slice() else {
        panic!("{:?}", facts.secrets)
    };
    let SecretOrigin::File {
        path,
        layer,
        deleted_by,
        diff_id,
        ..
    } = &secret.origin
    else {
        panic!("{secret:?}")
    };
    assert_eq!(
        (path.as_str(), *layer, *deleted_by),
        ("root/x.key", Some(0), Some(2))
    );
    assert_eq!(diff_id.as_ref(), Some(&facts.layers[0].diff_id));
}

#[test]
fn a_secret_that_two_layers_bring_is_told_once() {
    let key = || Layer::new().file("x.key", "opensesame");
    let facts = facts(&image(vec![
        key(),
        key(),
        Layer::new().file("x.key", "another"),
    ]));
    assert_eq!(facts.secrets.len(), 2);
    let SecretOrigin::File {
        layer, deleted_by, ..
    } = &facts.secrets[0].origin
    else {
        panic!("a secret in a file")
    };
    assert_eq!((*layer, *deleted_by), (Some(0), Some(2)));
}

#[test]
fn layers_without_matching_history_have_no_command() {
    let facts = facts(&image(vec![one()]).empty_history("CMD x"));
    assert_eq!(facts.layers[0].created_by.as_deref(), Some("step 0"));
    let mut odd = image(vec![one()]);
    odd.config["history"] = serde_json::json!([]);
    assert_eq!(crate::probe::facts(&odd).layers[0].created_by, None);
}

#[test]
fn many_layers_on_many_threads_keep_their_order() {
    let layers = (0..40).map(|n| Layer::new().file(&format!("{n:02}.pkg"), format!("p{n:02} 1")));
    let image = image(layers.collect());
    let options = seaworthy_image::ReadOptions {
        threads: Some(7),
        ..seaworthy_image::ReadOptions::default()
    };
    let found = packages(&crate::probe::facts_with(&image, &options));
    let expected: Vec<String> = (0..40)
        .map(|n| format!("p{n:02} 1 @{n} {n:02}.pkg"))
        .collect();
    assert_eq!(found, expected);
}
