//! A pack in a registry, and one that comes as a file.

use jiff::Timestamp;
use seaworthy_registry::{Client, OCI_MANIFEST, Options, Reference};
use seaworthy_testkit::registry::{Access, Fault, Route};
use seaworthy_update::{ImportError, RemoteError, Status, Store, pull, push};

use crate::setup::World;

fn client() -> Client {
    let mut options = Options {
        plain_http: true,
        ..Options::default()
    };
    options.http.trust.system_store = false;
    Client::new(options).expect("a client")
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a time")
}

fn reference(world: &World) -> Reference {
    format!("{}/team/data:daily", world.server.host())
        .parse()
        .expect("a name")
}

#[test]
fn a_pack_is_pushed_and_pulled() {
    let world = World::fetched();
    world.server.set_access(Access::Token { realm: None });
    let name = reference(&world);
    let pushed = push(&client(), &name, &world.pack()).expect("pushed");
    let manifest = world.server.manifest("team/data", "daily").expect("stored");
    let text = String::from_utf8_lossy(&manifest).into_owned();
    assert!(text.contains(seaworthy_update::ARTIFACT_TYPE), "{text}");

    let other = Store::new(world.folder.path().join("other"));
    let pulled = pull(&client(), &name, &other, now()).expect("pulled");
    assert_eq!(pulled, pushed);
    assert!(std::fs::read(other.pack()).expect("a pack") == world.pack());
    assert_eq!(
        Status::read(&other).expect("noted").origin,
        name.to_string()
    );
    // The same blobs are not sent twice.
    let seen = world.server.requests().len();
    push(&client(), &name, &world.pack()).expect("pushed");
    let posts = world.server.requests();
    assert!(
        posts
            .iter()
            .skip(seen)
            .all(|request| request.method != "POST")
    );
}

#[test]
fn what_is_pulled_is_verified() {
    let world = World::fetched();
    let name = reference(&world);
    push(&client(), &name, &world.pack()).expect("pushed");
    let before = world.pack();
    let pulled = || pull(&client(), &name, &world.store, now());
    world.server.fail(Route::Blob, Fault::Corrupt, 1);
    assert!(matches!(pulled(), Err(RemoteError::Blob(_))));
    world.server.fail(Route::Manifest, Fault::Corrupt, 1);
    assert!(pulled().is_err());
    push_manifest(&world, "application/vnd.other", b"x");
    assert!(matches!(pulled(), Err(RemoteError::NotAPack { .. })));
    push_manifest(&world, seaworthy_update::ARTIFACT_TYPE, b"no zstd");
    assert!(matches!(pulled(), Err(RemoteError::Inflate(_))));
    let frame = zstd::bulk::compress(b"no pack", 1).expect("memory");
    push_manifest(&world, seaworthy_update::ARTIFACT_TYPE, &frame);
    assert!(matches!(
        pulled(),
        Err(RemoteError::Import(ImportError::Pack { .. }))
    ));
    assert!(before == world.pack());
}

/// Stores a manifest of this type over one layer.
fn push_manifest(world: &World, artifact_type: &str, layer: &[u8]) {
    let digest = world.server.put_blob(layer);
    let config = world.server.put_blob(b"{}");
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","artifactType":"{artifact_type}",
        "config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{config}","size":2}},
        "layers":[{{"mediaType":"{}","digest":"{digest}","size":{}}}]}}"#,
        seaworthy_update::LAYER_TYPE,
        layer.len()
    );
    world
        .server
        .put_manifest("team/data", "daily", OCI_MANIFEST, text.as_bytes());
}

#[test]
fn a_pack_that_comes_as_a_file_is_verified() {
    let world = World::fetched();
    let store = Store::new(world.folder.path().join("other"));
    let digest = store
        .import_file(&world.store.pack(), now())
        .expect("imported");
    assert_eq!(Status::read(&store).expect("noted").pack, digest.as_str());
    let damaged = world.folder.path().join("damaged");
    let mut bytes = world.pack();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&damaged, &bytes).expect("a file");
    let error = store.import_file(&damaged, now()).expect_err("damaged");
    assert!(matches!(error, ImportError::Pack { .. }), "{error}");
    assert!(std::fs::read(store.pack()).expect("a pack") == world.pack());
}
