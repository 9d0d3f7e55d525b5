//! Many images over few layers, as the images of an organisation are: some bases, and applications
//! that share them. The same numbers make the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context as _, Result};
use seaworthy_model::Digest;
use serde_json::json;

use crate::image::{Image, Layer, Packing, write_files};

/// How large a fleet is.
#[derive(Clone, Copy, Debug)]
pub struct Fleet {
    /// Images.
    pub images: usize,
    /// Distinct layers, a tenth of them bases.
    pub layers: usize,
    /// Operating system packages of a base.
    pub base_packages: usize,
    /// Node packages of an application's layer.
    pub node_packages: usize,
    /// Images in one layout; a fleet has as many layouts as it needs.
    pub per_layout: usize,
}

impl Default for Fleet {
    /// A thousand images over two hundred layers.
    fn default() -> Self {
        Fleet {
            images: 1000,
            layers: 200,
            base_packages: 150,
            node_packages: 60,
            per_layout: 50,
        }
    }
}

/// Source packages of Debian 12 with a version that was installed once.
const DEBIAN: [(&str, &str); 24] = [
    ("apt", "2.6.1"),
    ("bash", "5.2.15-2"),
    ("curl", "7.88.1-10+deb12u4"),
    ("dpkg", "1.21.22"),
    ("expat", "2.5.0-1"),
    ("gcc-12", "12.2.0-14"),
    ("git", "1:2.39.2-1.1"),
    ("glibc", "2.36-9+deb12u3"),
    ("gnutls28", "3.7.9-2"),
    ("krb5", "1.20.1-2+deb12u1"),
    ("libgcrypt20", "1.10.1-3"),
    ("libxml2", "2.9.14+dfsg-1.3~deb12u1"),
    ("ncurses", "6.4-4"),
    ("nghttp2", "1.52.0-1"),
    ("openldap", "2.5.13+dfsg-5"),
    ("openssh", "1:9.2p1-2+deb12u1"),
    ("openssl", "3.0.11-1~deb12u2"),
    ("perl", "5.36.0-7"),
    ("python3.11", "3.11.2-6"),
    ("shadow", "1:4.13+dfsg1-1"),
    ("sqlite3", "3.40.1-2"),
    ("systemd", "252.17-1~deb12u1"),
    ("util-linux", "2.38.1-5"),
    ("zlib", "1:1.2.13.dfsg-1"),
];

/// Packages of npm.
const NODE: [(&str, &str); 12] = [
    ("body-parser", "1.19.0"),
    ("braces", "3.0.2"),
    ("cookie", "0.4.0"),
    ("debug", "2.6.9"),
    ("express", "4.17.1"),
    ("follow-redirects", "1.14.0"),
    ("lodash", "4.17.20"),
    ("minimist", "1.2.5"),
    ("ms", "2.0.0"),
    ("path-to-regexp", "0.1.7"),
    ("qs", "6.7.0"),
    ("ws", "7.4.0"),
];

/// Words of the texts.
const WORDS: [&str; 16] = [
    "anchor", "berth", "cargo", "deck", "ensign", "fender", "galley", "harbour", "keel", "lantern",
    "mast", "pilot", "quay", "rudder", "sail", "tide",
];

/// Numbers without a pattern (an LCG with the constants of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below.max(1)
    }

    fn text(&mut self, lines: usize) -> String {
        let mut text = String::new();
        for _ in 0..lines {
            for word in 0..9 {
                text.push_str(if word == 0 { "  " } else { " " });
                text.push_str(
                    WORDS
                        .get(self.next(WORDS.len()))
                        .copied()
                        .unwrap_or_default(),
                );
            }
            text.push_str(";\n");
        }
        text
    }
}

/// Writes the layouts of a fleet into a folder (`layout-000`, …, with one folder of blobs for all),
/// and `images.txt`, the list of its targets as `seaworthy scan --from-file` takes it.
///
/// # Errors
/// Those of the file system.
pub fn write(folder: &Path, fleet: &Fleet) -> Result<()> {
    let bases = (fleet.layers / 10).max(1);
    let tops = fleet.layers.saturating_sub(bases).max(1);
    let packed = |layer: Layer, packing| Image::new().layer(layer, packing, "");
    let base: Vec<Image> = (0..bases)
        .map(|number| packed(base_layer(number, fleet.base_packages), Packing::Gzip))
        .collect();
    let top: Vec<Image> = (0..tops)
        .map(|number| packed(top_layer(number, fleet.node_packages), Packing::Gzip))
        .collect();
    let mut numbers = Numbers(7);
    let mut targets = String::new();
    let mut written: BTreeMap<Digest, ()> = BTreeMap::new();
    let mut index = Vec::new();
    let mut layout = 0;
    for number in 0..fleet.images {
        // Every layer is in some image, however the numbers fall.
        let mut chosen = vec![number % tops];
        for _ in 0..numbers.next(4) + 1 {
            chosen.push(numbers.next(tops));
        }
        chosen.dedup();
        let mut image = base.get(number % bases).context("a base")?.clone();
        for at in chosen {
            image = stacked(image, top.get(at).context("a layer")?);
        }
        image = image.set("User", "10001".into());
        image = image.set(
            "Labels",
            json!({"org.opencontainers.image.version": number.to_string()}),
        );
        let (blobs, mut descriptor) = image.blobs();
        for (digest, bytes) in blobs {
            if written.insert(digest.clone(), ()).is_none() {
                let name = crate::image::blob_path(&digest);
                write_files(folder, &[(name, bytes)])?;
            }
        }
        let name = format!("fleet.example/team/app:{number}");
        descriptor["annotations"] = json!({"org.opencontainers.image.ref.name": name});
        index.push(descriptor);
        let path = folder.join(format!("layout-{layout:03}"));
        targets.push_str(&format!("oci:{}:{name}\n", path.display()));
        if index.len() == fleet.per_layout.max(1) || number + 1 == fleet.images {
            let manifests = json!({"schemaVersion": 2, "manifests": std::mem::take(&mut index)});
            let marker = br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec();
            let files = [
                ("oci-layout".to_owned(), marker),
                ("index.json".to_owned(), manifests.to_string().into_bytes()),
            ];
            write_files(&path, &files)?;
            symlink("../blobs", path.join("blobs")).context("sharing the blobs")?;
            layout += 1;
        }
    }
    fs::write(folder.join("images.txt"), targets).context("writing the list of images")
}

/// An image with the layer of another on top.
fn stacked(mut image: Image, other: &Image) -> Image {
    let diff_id = other.config["rootfs"]["diff_ids"][0]
        .as_str()
        .unwrap_or_default();
    let diff_id = diff_id.parse::<Digest>();
    for ((stored, packing), diff_id) in other.layers.iter().zip(diff_id) {
        image = image.stored_layer(&diff_id, stored.clone(), *packing, "COPY app /srv");
    }
    image
}

/// A base: the database of its packages, their files, and text.
fn base_layer(number: usize, packages: usize) -> Layer {
    let mut numbers = Numbers(1 + number as u64);
    let mut status = String::new();
    let mut layer = Layer::new()
        .file(
            "etc/os-release",
            "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n",
        )
        .file("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    for package in 0..packages {
        let (source, version) = DEBIAN
            .get(numbers.next(DEBIAN.len()))
            .copied()
            .unwrap_or_default();
        let name = format!("{source}-{package}");
        status.push_str(&format!(
            "Package: {name}\nStatus: install ok installed\nSource: {source}\nArchitecture: amd64\n\
             Version: {version}\nMaintainer: A <a@debian.example>\n\
             Description: part of {source}\n\n"
        ));
        let mut list = String::new();
        for file in 0..8 {
            let path = format!("usr/share/{name}/{file}.txt");
            list.push_str(&format!("/{path}\n"));
            layer = layer.file(&path, numbers.text(40));
        }
        layer = layer.file(&format!("var/lib/dpkg/info/{name}.list"), list);
    }
    layer.file("var/lib/dpkg/status", status)
}

/// An application: its own files and its Node packages.
fn top_layer(number: usize, packages: usize) -> Layer {
    let mut numbers = Numbers(1000 + number as u64);
    let app = format!("srv/app-{number}");
    let mut layer = Layer::new();
    for package in 0..packages {
        let (name, version) = NODE
            .get(numbers.next(NODE.len()))
            .copied()
            .unwrap_or_default();
        let folder = format!("{app}/node_modules/{name}-{package}");
        let manifest = json!({"name": name, "version": version, "license": "MIT"});
        layer = layer
            .file(&format!("{folder}/package.json"), manifest.to_string())
            .file(&format!("{folder}/index.js"), numbers.text(120));
    }
    layer.file(&format!("{app}/main.js"), numbers.text(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_has_its_images_over_its_layers_and_is_the_same_each_time() {
        let fleet = Fleet {
            images: 12,
            layers: 10,
            base_packages: 3,
            node_packages: 2,
            per_layout: 5,
        };
        let listed = |folder: &Path| {
            write(folder, &fleet).unwrap();
            let mut names: Vec<_> = fs::read_dir(folder.join("blobs/sha256"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            names.sort();
            names
        };
        let [one, two] = [(); 2].map(|()| tempfile_dir());
        let (first, second) = (listed(&one), listed(&two));
        assert_eq!(first, second);
        // Twelve manifests, twelve configurations, ten layers.
        assert_eq!(first.len(), 34);
        let targets = fs::read_to_string(one.join("images.txt")).unwrap();
        assert_eq!(targets.lines().count(), 12);
        assert!(one.join("layout-002/index.json").is_file());
        fs::remove_dir_all(one).unwrap();
        fs::remove_dir_all(two).unwrap();
    }

    /// A folder of this test alone.
    fn tempfile_dir() -> std::path::PathBuf {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("seaworthy-fleet-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }
}
