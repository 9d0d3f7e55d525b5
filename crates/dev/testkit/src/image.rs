//! Images built in memory: layers, configurations, archives and layouts, also broken ones.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use seaworthy_model::Digest;

/// How a layer is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// A bare tar.
    Plain,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Packing {
    /// Bytes as they are stored.
    #[must_use]
    pub fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Packing::Plain => bytes.to_vec(),
            Packing::Gzip => gzip(bytes),
            // INVARIANT: writing to memory does not fail.
            Packing::Zstd => zstd::encode_all(bytes, 1).unwrap_or_default(),
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Packing::Plain => "application/vnd.oci.image.layer.v1.tar",
            Packing::Gzip => "application/vnd.oci.image.layer.v1.tar+gzip",
            Packing::Zstd => "application/vnd.oci.image.layer.v1.tar+zstd",
        }
    }
}

/// One gzip member.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // INVARIANT: writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// A tar archive in the making; also the file system changes of a layer.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    bytes: Vec<u8>,
}

impl Layer {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A file with mode 0644, owned by root.
    #[must_use]
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.file_mode(path, content, 0o644)
    }

    /// A file with a mode.
    #[must_use]
    pub fn file_mode(self, path: &str, content: impl AsRef<[u8]>, mode: u32) -> Self {
        self.raw(b'0', path.as_bytes(), b"", mode, content.as_ref())
    }

    /// A folder.
    #[must_use]
    pub fn folder(self, path: &str, mode: u32) -> Self {
        self.raw(b'5', path.as_bytes(), b"", mode, b"")
    }

    /// A symbolic link.
    #[must_use]
    pub fn symlink(self, path: &str, target: &str) -> Self {
        self.raw(b'2', path.as_bytes(), target.as_bytes(), 0o777, b"")
    }

    /// A hard link.
    #[must_use]
    pub fn hard_link(self, path: &str, target: &str) -> Self {
        self.raw(b'1', path.as_bytes(), target.as_bytes(), 0o644, b"")
    }

    /// The deletion of a path of a lower layer.
    #[must_use]
    pub fn whiteout(self, path: &str) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        self.file(&format!("{folder}/.wh.{name}"), b"")
    }

    /// A folder that hides what lower layers have in it.
    #[must_use]
    pub fn opaque(self, folder: &str) -> Self {
        self.file(&format!("{folder}/.wh..wh..opq"), b"")
    }

    /// A pax header with these records for the entry that follows.
    #[must_use]
    pub fn pax(self, records: &[(&str, &str)]) -> Self {
        let content: String = records
            .iter()
            .map(|(key, value)| pax_record(key, value))
            .collect();
        self.raw(b'x', b"PaxHeaders/x", b"", 0o644, content.as_bytes())
    }

    /// Any entry. A path longer than 100 bytes gets a GNU long name before it.
    #[must_use]
    pub fn raw(mut self, flag: u8, path: &[u8], link: &[u8], mode: u32, content: &[u8]) -> Self {
        if path.len() > 100 {
            self = self.raw(b'L', b"././@LongLink", b"", 0, path);
        }
        if link.len() > 100 {
            self = self.raw(b'K', b"././@LongLink", b"", 0, link);
        }
        self.header(flag, path, link, mode, content.len() as u64);
        self.bytes.extend_from_slice(content);
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        self
    }

    /// A file whose header states another size than its content has.
    #[must_use]
    pub fn lying_file(mut self, path: &str, content: &[u8], stated_bytes: u64) -> Self {
        self.header(b'0', path.as_bytes(), b"", 0o644, stated_bytes);
        self.bytes.extend_from_slice(content);
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        self
    }

    /// Any bytes, such as a header that is none.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// The archive without its end mark, to be cut where a test wants.
    #[must_use]
    pub fn unfinished(self) -> Vec<u8> {
        self.bytes
    }

    /// The archive.
    #[must_use]
    pub fn tar(mut self) -> Vec<u8> {
        self.bytes.resize(self.bytes.len() + 1024, 0);
        self.bytes
    }

    fn header(&mut self, flag: u8, path: &[u8], link: &[u8], mode: u32, size: u64) {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::new(flag));
        header.set_mode(mode);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(size);
        let bytes = header.as_mut_bytes();
        for (start, text) in [(0, path), (157, link)] {
            for (at, byte) in text.iter().take(100).enumerate() {
                if let Some(place) = bytes.get_mut(start + at) {
                    *place = *byte;
                }
            }
        }
        header.set_cksum();
        self.bytes.extend_from_slice(header.as_bytes());
    }
}

/// `LENGTH KEY=VALUE\n`, in which the length counts itself.
fn pax_record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len();
    while length != rest.len() + length.to_string().len() {
        length += 1;
    }
    format!("{length}{rest}")
}

/// An image in the making.
#[derive(Clone, Debug)]
pub struct Image {
    /// Layers as they are stored, from the bottom, with their packing.
    pub layers: Vec<(Vec<u8>, Packing)>,
    /// The configuration; `rootfs.diff_ids` is already right.
    pub config: Value,
    /// Its tags.
    pub tags: Vec<String>,
    /// For each layer, what the manifest says instead of its digest and size.
    pub claims: Vec<Option<(Digest, u64)>>,
}

impl Default for Image {
    fn default() -> Self {
        Image {
            layers: Vec::new(),
            config: json!({
                "os": "linux",
                "architecture": "amd64",
                "config": {},
                "rootfs": {"type": "layers", "diff_ids": []},
                "history": [],
            }),
            tags: vec!["example/app:1".to_owned()],
            claims: Vec::new(),
        }
    }
}

impl Image {
    /// An image of no layers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a layer, with its history entry.
    #[must_use]
    pub fn layer(self, layer: Layer, packing: Packing, created_by: &str) -> Self {
        let tar = layer.tar();
        let stored = packing.pack(&tar);
        self.stored_layer(&Digest::sha256(&tar), stored, packing, created_by)
    }

    /// Adds a layer from what is stored and what the configuration says of it.
    #[must_use]
    pub fn stored_layer(
        mut self,
        diff_id: &Digest,
        stored: Vec<u8>,
        packing: Packing,
        created_by: &str,
    ) -> Self {
        self.layers.push((stored, packing));
        self.claims.push(None);
        push(
            &mut self.config,
            &["rootfs", "diff_ids"],
            json!(diff_id.as_str()),
        );
        push(
            &mut self.config,
            &["history"],
            json!({"created_by": created_by}),
        );
        self
    }

    /// Adds a history entry that made no layer.
    #[must_use]
    pub fn empty_history(mut self, created_by: &str) -> Self {
        let entry = json!({"created_by": created_by, "empty_layer": true});
        push(&mut self.config, &["history"], entry);
        self
    }

    /// Sets a field of `config`.
    #[must_use]
    pub fn set(mut self, name: &str, value: Value) -> Self {
        if let Some(config) = self.config.get_mut("config") {
            config[name] = value;
        }
        self
    }

    /// Sets the tags.
    #[must_use]
    pub fn tagged(mut self, tags: &[&str]) -> Self {
        self.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        self
    }

    /// Sets the processor.
    #[must_use]
    pub fn architecture(mut self, name: &str) -> Self {
        self.config["architecture"] = json!(name);
        self
    }

    /// Makes the manifest lie about the last layer.
    #[must_use]
    pub fn claiming(mut self, digest: Digest, size_bytes: u64) -> Self {
        if let Some(claim) = self.claims.last_mut() {
            *claim = Some((digest, size_bytes));
        }
        self
    }

    /// The configuration as stored.
    #[must_use]
    pub fn config_bytes(&self) -> Vec<u8> {
        self.config.to_string().into_bytes()
    }

    /// Its blobs by digest, the manifest last, and the descriptor of the manifest.
    #[must_use]
    pub fn blobs(&self) -> (Vec<(Digest, Vec<u8>)>, Value) {
        let config = self.config_bytes();
        let mut blobs = vec![(Digest::sha256(&config), config.clone())];
        let mut layers = Vec::new();
        for ((stored, packing), claim) in self.layers.iter().zip(&self.claims) {
            let truth = (Digest::sha256(stored), stored.len() as u64);
            let (digest, size) = claim.clone().unwrap_or(truth);
            layers.push(json!({
                "mediaType": packing.media_type(),
                "digest": digest.as_str(),
                "size": size,
            }));
            blobs.push((digest, stored.clone()));
        }
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": Digest::sha256(&config).as_str(),
                "size": config.len(),
            },
            "layers": layers,
        });
        let manifest = manifest.to_string().into_bytes();
        let digest = Digest::sha256(&manifest);
        let mut descriptor = json!({
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "digest": digest.as_str(),
            "size": manifest.len(),
            "platform": {"os": self.config["os"], "architecture": self.config["architecture"]},
        });
        if let Some(tag) = self.tags.first() {
            descriptor["annotations"] = json!({"org.opencontainers.image.ref.name": tag});
        }
        blobs.push((digest, manifest));
        (blobs, descriptor)
    }
}

fn push(value: &mut Value, path: &[&str], element: Value) {
    let place = path
        .iter()
        .try_fold(value, |value, name| value.get_mut(*name));
    if let Some(Value::Array(list)) = place {
        list.push(element);
    }
}

/// The files of an OCI layout with these images.
#[must_use]
pub fn oci_files(images: &[Image]) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(
        "oci-layout".to_owned(),
        br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
    )];
    let mut manifests = Vec::new();
    for image in images {
        let (blobs, descriptor) = image.blobs();
        manifests.push(descriptor);
        for (digest, bytes) in blobs {
            files.push((blob_path(&digest), bytes));
        }
    }
    let index = json!({"schemaVersion": 2, "manifests": manifests});
    files.push(("index.json".to_owned(), index.to_string().into_bytes()));
    files
}

/// Where a blob lies in an OCI layout.
#[must_use]
pub fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().as_str(), digest.hex())
}

/// The files of an archive of `docker save` as it was before it became an OCI layout: each layer
/// as `layer.tar` in a folder of its own.
#[must_use]
pub fn docker_files(images: &[Image]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut manifest = Vec::new();
    for (number, image) in images.iter().enumerate() {
        let config = image.config_bytes();
        let config_name = format!("{}.json", Digest::sha256(&config).hex());
        let mut layers = Vec::new();
        for (index, (stored, _)) in image.layers.iter().enumerate() {
            let name = format!("{number}-{index}/layer.tar");
            layers.push(name.clone());
            files.push((name, stored.clone()));
        }
        manifest.push(json!({
            "Config": config_name, "RepoTags": image.tags, "Layers": layers,
        }));
        files.push((config_name, config));
    }
    let manifest = Value::Array(manifest).to_string().into_bytes();
    files.push(("manifest.json".to_owned(), manifest));
    files
}

/// An archive of files.
#[must_use]
pub fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let all = files.iter();
    all.fold(Layer::new(), |layer, (name, bytes)| layer.file(name, bytes))
        .tar()
}

/// Writes files into a folder.
///
/// # Errors
/// Those of the file system.
pub fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().context("a file has a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
        fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
