//! Facts that were read before: the same facts, without reading, and never those of other bytes.

use std::path::{Path, PathBuf};

use seaworthy_facts::ImageFacts;
use seaworthy_image::{
    Keep, LayerStore, Limits, ReadOptions, Source, StoreCounts, cache_status, prune_cache,
};
use seaworthy_model::Digest;
use seaworthy_registry::{Client, OCI_MANIFEST, Options};
use seaworthy_testkit::image::{Image, Layer, Packing};
use seaworthy_testkit::registry::{FakeRegistry, Fault, Route};

use crate::probe::{assert_unread, facts_of, packages};

fn base() -> Layer {
    Layer::new()
        .file("a.pkg", "one 1")
        .file("srv/real", "three 3")
        .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
}

/// Two layers, the second with a link that leads back into the first.
fn image() -> Image {
    let top = Layer::new()
        .file("b.pkg", "two 2")
        .symlink("db/packages", "/srv/real");
    Image::new()
        .layer(base(), Packing::Gzip, "x")
        .layer(top, Packing::Zstd, "y")
}

struct Host {
    registry: FakeRegistry,
    client: Client,
}

impl Host {
    fn new() -> Self {
        let client = Client::new(Options {
            plain_http: true,
            ..Options::default()
        });
        Host {
            registry: FakeRegistry::plain().unwrap(),
            client: client.unwrap(),
        }
    }

    fn push(&self, name: &str, image: &Image) {
        let (mut blobs, _) = image.blobs();
        let (_, manifest) = blobs.pop().unwrap();
        for (_, bytes) in &blobs {
            self.registry.put_blob(bytes);
        }
        self.registry
            .put_manifest(name, "1", OCI_MANIFEST, &manifest);
    }

    fn read_within(&self, name: &str, store: Option<&LayerStore>, limits: &Limits) -> ImageFacts {
        let options = ReadOptions {
            registry: Some(&self.client),
            store,
            limits: limits.clone(),
            ..ReadOptions::default()
        };
        let reference = format!("{}/{name}:1", self.registry.host());
        facts_of(&Source::Registry { reference }, &options).unwrap()
    }

    fn read(&self, name: &str, store: Option<&LayerStore>) -> ImageFacts {
        self.read_within(name, store, &Limits::default())
    }

    /// Reads with a store of its own on a folder, as the next run of the program does.
    fn read_anew(&self, name: &str, folder: &Path) -> (ImageFacts, StoreCounts) {
        let store = LayerStore::new(Some(folder));
        let facts = self.read(name, Some(&store));
        assert_eq!(store.notes(), [""; 0]);
        (facts, store.counts())
    }

    /// `GET` requests since the last call, by what they asked for.
    fn asked(&self, from: usize) -> Vec<String> {
        let requests = self.registry.requests();
        let gets = requests
            .iter()
            .skip(from)
            .filter(|asked| asked.method == "GET");
        gets.map(|asked| asked.target.clone()).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_warm_reading_asks_for_a_manifest_and_a_configuration_and_no_layer() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    host.push("team/app", &image());
    let plain = host.read("team/app", None);
    assert!(packages(&plain).contains(&"three 3 @1 db/packages".to_owned()));
    let (cold, counts) = host.read_anew("team/app", folder.path());
    assert_eq!((counts.read, counts.served), (2, 0));
    assert_eq!(cold, plain);
    let before = host.registry.requests().len();
    let (warm, counts) = host.read_anew("team/app", folder.path());
    assert_eq!(warm, plain);
    // Both layers, and what the link leads to.
    assert_eq!((counts.read, counts.served), (0, 3));
    let asked = host.asked(before);
    let config = Digest::sha256(&image().config_bytes());
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[0].contains("/manifests/"), "{asked:?}");
    assert!(asked[1].ends_with(config.as_str()), "{asked:?}");
}

#[test]
fn a_layer_that_another_image_has_too_is_not_read_again() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    host.push("team/app", &image());
    let other = Image::new().layer(base(), Packing::Gzip, "x").layer(
        Layer::new().whiteout("a.pkg"),
        Packing::Gzip,
        "y",
    );
    host.push("team/other", &other);
    let store = LayerStore::new(None);
    host.read("team/app", Some(&store));
    let facts = host.read("team/other", Some(&store));
    assert_eq!(facts, host.read("team/other", None));
    assert_eq!(packages(&facts), [""; 0]);
    assert_eq!(store.counts().read, 3, "two layers and the whiteout");
    assert_eq!(
        files(folder.path()).len(),
        0,
        "a store without a folder writes none"
    );
}

#[test]
fn many_readings_at_once_read_each_layer_once() {
    let host = Host::new();
    host.push("team/app", &image());
    let store = LayerStore::new(None);
    let plain = host.read("team/app", None);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| assert_eq!(host.read("team/app", Some(&store)), plain));
        }
    });
    assert_eq!(store.counts().read, 2);
}

#[test]
fn a_damaged_file_is_as_good_as_absent_and_is_made_anew() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    host.push("team/app", &image());
    let (plain, _) = host.read_anew("team/app", folder.path());
    let all = files(folder.path());
    assert_eq!(all.len(), 5, "two layers, two blobs, one link: {all:?}");
    let sound: Vec<Vec<u8>> = all
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    for path in &all {
        let mut bytes = std::fs::read(path).unwrap();
        for damage in [Vec::new(), bytes[..bytes.len() / 2].to_vec(), {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x20;
            bytes
        }] {
            std::fs::write(path, damage).unwrap();
            let (facts, counts) = host.read_anew("team/app", folder.path());
            assert_eq!(facts, plain);
            assert!(counts.served < 3, "{}", path.display());
        }
    }
    let healed: Vec<Vec<u8>> = all
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert_eq!(healed, sound);
}

#[test]
fn a_file_under_the_name_of_another_layer_is_not_believed() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    host.push("team/app", &image());
    let (plain, _) = host.read_anew("team/app", folder.path());
    let layers = files(&folder.path().join("layers"));
    for (one, other) in layers.iter().zip(layers.iter().skip(1)) {
        std::fs::copy(one, other).unwrap();
    }
    assert_eq!(host.read_anew("team/app", folder.path()).0, plain);
}

#[test]
fn a_layer_that_is_not_what_is_claimed_of_it_is_never_kept() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    let image = Image::new().layer(base(), Packing::Gzip, "x");
    host.push("team/app", &image);
    host.read_anew("team/app", folder.path());
    // Another image brings the layer's blob and says that it is another layer.
    let mut liar = image.clone();
    liar.config["rootfs"]["diff_ids"][0] = Digest::sha256(b"something else").as_str().into();
    host.push("team/liar", &liar);
    for _ in 0..2 {
        let (facts, counts) = host.read_anew("team/liar", folder.path());
        assert_unread(&facts, "diff id mismatch");
        assert_eq!((counts.read, counts.served), (1, 0));
    }
    // A blob that does not come whole.
    let folder = tempfile::tempdir().unwrap();
    host.registry.fail(Route::Blob, Fault::Append(0), 1);
    host.registry.fail(Route::Blob, Fault::Corrupt, 1);
    let (facts, _) = host.read_anew("team/app", folder.path());
    assert_eq!(facts.unread.len(), 1, "{:?}", facts.unread);
    assert_eq!(files(folder.path()).len(), 0);
}

#[test]
fn facts_that_were_read_within_other_limits_do_not_serve() {
    let host = Host::new();
    host.push("team/app", &image());
    let store = LayerStore::new(None);
    host.read("team/app", Some(&store));
    let mut limits = Limits::default();
    limits.layer_entries_max = 1;
    let facts = host.read_within("team/app", Some(&store), &limits);
    assert_unread(&facts, "layer_entries_max = 1");
    assert_eq!(store.counts().read, 4);
}

#[test]
fn a_cache_that_cannot_be_written_is_a_note_and_nothing_more() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    host.push("team/app", &image());
    let file = folder.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    let store = LayerStore::new(Some(&file));
    let facts = host.read("team/app", Some(&store));
    assert_eq!(facts, host.read("team/app", None));
    let notes = store.notes();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(
        notes[0].starts_with("cannot write into the cache"),
        "{notes:?}"
    );
}

#[test]
fn a_cache_that_is_pruned_while_it_is_used_costs_only_time() {
    let (host, folder) = (Host::new(), tempfile::tempdir().unwrap());
    host.push("team/app", &image());
    let (plain, _) = host.read_anew("team/app", folder.path());
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(host.read_anew("team/app", folder.path()).0, plain));
            scope.spawn(|| prune_cache(folder.path(), Keep::Nothing).unwrap());
        }
    });
    host.read_anew("team/app", folder.path());
    let status = cache_status(folder.path()).unwrap();
    assert_eq!((status.layers, status.blobs), (3, 2));
    // A store that wrote brings the folder to its size.
    prune_cache(folder.path(), Keep::Nothing).unwrap();
    let store = LayerStore::new(Some(folder.path()));
    host.read("team/app", Some(&store));
    store.tidy(1);
    assert_eq!(cache_status(folder.path()).unwrap().bytes, 0);
}
