//! A registry with one image in it, and a client that trusts it.

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use seaworthy_http::{Limits, Pause, Proxies, Trust};
use seaworthy_model::Digest;
use seaworthy_registry::{Client, Descriptor, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, Options};
use seaworthy_registry::{ReadBlobError, Reference};
use seaworthy_testkit::registry::{FakeRegistry, sha256};
use seaworthy_testkit::tls::Authority;

pub(crate) const LAYER_TYPE: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
pub(crate) const NAME: &str = "team/app";

/// Waits that the client would have made.
pub(crate) type Waits = Arc<Mutex<Vec<Duration>>>;

pub(crate) struct Setup {
    pub(crate) authority: Authority,
    pub(crate) registry: FakeRegistry,
    pub(crate) options: Options,
    pub(crate) waits: Waits,
}

impl Setup {
    /// A registry that speaks TLS and has the image `team/app:1` for linux/amd64 with one layer.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let authority = Authority::new()?;
        let registry = FakeRegistry::tls(&authority)?;
        put_image(&registry, "1", "amd64", &layer_bytes());
        let waits = Waits::default();
        let recorded = Arc::clone(&waits);
        let mut options = Options::default();
        options.http.trust = Trust {
            system_store: false,
            files: Vec::new(),
            texts: vec![authority.pem()],
        };
        options.http.proxies = Proxies::default();
        options.http.pause = Pause::new(move |time| {
            recorded
                .lock()
                .expect("no panic while recording")
                .push(time);
        });
        Ok(Self {
            authority,
            registry,
            options,
            waits,
        })
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.options.clone()).expect("a valid set-up")
    }

    pub(crate) fn limits(&mut self) -> &mut Limits {
        &mut self.options.http.limits
    }

    pub(crate) fn reference(&self, tail: &str) -> Reference {
        reference(&self.registry, tail)
    }

    pub(crate) fn layer(&self) -> Descriptor {
        descriptor(LAYER_TYPE, &layer_bytes())
    }
}

pub(crate) fn reference(registry: &FakeRegistry, tail: &str) -> Reference {
    let text = format!("{}/{NAME}{tail}", registry.host());
    text.parse().expect("a valid reference")
}

/// 200 KB that look like nothing.
pub(crate) fn layer_bytes() -> Vec<u8> {
    (0_u32..50_000)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect()
}

pub(crate) fn config_text(architecture: &str) -> String {
    format!(r#"{{"os":"linux","architecture":"{architecture}","rootfs":{{"type":"layers"}}}}"#)
}

pub(crate) fn descriptor(media_type: &str, bytes: &[u8]) -> Descriptor {
    Descriptor {
        media_type: media_type.to_owned(),
        digest: Digest::sha256(bytes),
        size_bytes: bytes.len() as u64,
        annotations: Default::default(),
    }
}

pub(crate) fn descriptor_text(media_type: &str, bytes: &[u8]) -> String {
    let digest = sha256(bytes);
    format!(
        r#""mediaType":"{media_type}","digest":"{digest}","size":{}"#,
        bytes.len()
    )
}

pub(crate) fn manifest_text(architecture: &str, layer: &[u8]) -> String {
    let config = descriptor_text(OCI_CONFIG, config_text(architecture).as_bytes());
    let layer = descriptor_text(LAYER_TYPE, layer);
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{{config}}},
            "layers":[{{{layer}}}]}}"#
    )
}

/// Stores an image and gives its manifest.
pub(crate) fn put_image(
    registry: &FakeRegistry,
    tag: &str,
    architecture: &str,
    layer: &[u8],
) -> String {
    registry.put_blob(layer);
    registry.put_blob(config_text(architecture).as_bytes());
    let manifest = manifest_text(architecture, layer);
    registry.put_manifest(NAME, tag, OCI_MANIFEST, manifest.as_bytes());
    manifest
}

/// The text of an index over documents with their media types and platforms.
pub(crate) fn index_text(entries: &[(&str, &str, &str)]) -> String {
    let entry = |(media_type, document, platform): &(&str, &str, &str)| {
        let (os, architecture) = platform.split_once('/').expect("os/architecture");
        let descriptor = descriptor_text(media_type, document.as_bytes());
        format!(r#"{{{descriptor},"platform":{{"os":"{os}","architecture":"{architecture}"}}}}"#)
    };
    let entries: Vec<String> = entries.iter().map(entry).collect();
    let entries = entries.join(",");
    format!(r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{entries}]}}"#)
}

/// Reads a blob through `Read`, as consumers do.
pub(crate) fn read_blob(
    client: &Client,
    image: &Reference,
    descriptor: &Descriptor,
) -> Result<Vec<u8>, ReadBlobError> {
    let mut reader = client.blob(image, descriptor)?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 3_000];
    loop {
        match reader.read_some(&mut chunk)? {
            0 => return Ok(bytes),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

/// An error and all its causes in one text.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
