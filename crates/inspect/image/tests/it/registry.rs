//! Images in a registry, here on loopback.

use seaworthy_facts::ImageFacts;
use seaworthy_image::{ReadOptions, Source};
use seaworthy_model::Digest;
use seaworthy_registry::{Client, OCI_MANIFEST, Options};
use seaworthy_testkit::image::{Image, Layer, Packing};
use seaworthy_testkit::registry::{FakeRegistry, Fault, Route};

use crate::probe::{assert_unread, facts_of, packages, unread};

fn image() -> Image {
    Image::new()
        .layer(Layer::new().file("a.pkg", "one 1"), Packing::Gzip, "x")
        .layer(Layer::new().file("b.pkg", "two 2"), Packing::Zstd, "y")
}

/// Pushes all blobs of the image but those that `keep` refuses, and reads the image.
fn pull(image: &Image, keep: impl Fn(&Digest) -> bool) -> (Digest, anyhow::Result<ImageFacts>) {
    pull_from(&FakeRegistry::plain().unwrap(), image, keep)
}

fn pull_from(
    registry: &FakeRegistry,
    image: &Image,
    keep: impl Fn(&Digest) -> bool,
) -> (Digest, anyhow::Result<ImageFacts>) {
    let (mut blobs, _) = image.blobs();
    let (digest, manifest) = blobs.pop().unwrap();
    for (_, bytes) in blobs.iter().filter(|(digest, _)| keep(digest)) {
        registry.put_blob(bytes);
    }
    registry.put_manifest("team/app", "1", OCI_MANIFEST, &manifest);
    let client = Client::new(Options {
        plain_http: true,
        ..Options::default()
    })
    .unwrap();
    let options = ReadOptions {
        registry: Some(&client),
        ..ReadOptions::default()
    };
    let reference = format!("{}/team/app:1", registry.host());
    (digest, facts_of(&Source::Registry { reference }, &options))
}

#[test]
fn an_image_is_read_from_a_registry() {
    let (digest, facts) = pull(&image(), |_| true);
    let facts = facts.unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg", "two 2 @1 b.pkg"]);
    assert_eq!(unread(&facts), Vec::<String>::new());
    assert_eq!(facts.digest, Some(digest));
    assert!(facts.has_reference && facts.name.ends_with("/team/app:1"));
}

#[test]
fn a_layer_that_the_registry_lacks_leaves_the_others() {
    let image = image();
    let gone = Digest::sha256(&image.layers[0].0);
    let facts = pull(&image, |digest| *digest != gone).1.unwrap();
    assert_eq!(packages(&facts), ["two 2 @1 b.pkg"]);
    assert_unread(&facts, "layer 0 (");
}

#[test]
fn a_registry_that_sends_other_bytes_is_found_out() {
    let registry = FakeRegistry::plain().unwrap();
    let layer = Layer::new()
        .file("a.pkg", "one 1")
        .file("big", vec![0; 1_000_000]);
    let image = Image::new().layer(layer, Packing::Plain, "x");
    // The configuration is the first blob that is asked for, the layer the second.
    registry.fail(Route::Blob, Fault::Append(0), 1);
    registry.fail(Route::Blob, Fault::Corrupt, 1);
    let facts = pull_from(&registry, &image, |_| true).1.unwrap();
    assert_eq!(packages(&facts), ["one 1 @0 a.pkg"]);
    assert_unread(&facts, "the blob could not be read on");
}

#[test]
fn what_is_no_reference_is_an_error() {
    let client = Client::new(Options::default()).unwrap();
    let options = ReadOptions {
        registry: Some(&client),
        ..ReadOptions::default()
    };
    let source = Source::Registry {
        reference: "No Reference".to_owned(),
    };
    let error = facts_of(&source, &options).unwrap_err();
    assert_eq!(error.to_string(), "`No Reference` is no image reference");
}
