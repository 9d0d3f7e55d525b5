//! Bills of materials as a source of facts: what somebody else, or we, wrote down of a target.
//!
//! Read are CycloneDX (1.2 to 1.7, JSON and XML), SPDX 2.2 and 2.3 JSON and SPDX 3.0 JSON-LD, each
//! also as the predicate of an in-toto statement, plain or in a DSSE envelope (signatures are not
//! looked at here). What identifies a package is its package URL; a component without one is told.

mod cyclonedx;
mod document;
mod envelope;
mod purl;
mod spdx2;
mod spdx3;
mod xml;

use seaworthy_facts::{Facts, ImageFacts, ImageLayer, TreeFacts, Unread};

pub use document::is_bom;
use document::{Builder, Container};

/// LIMIT: bytes of one bill. The largest seen, of a distribution's whole archive, has 180 MB.
pub const BOM_BYTES_MAX: usize = 256 * 1024 * 1024;

/// LIMIT: components of one bill; the largest images have some 20,000.
pub const COMPONENTS_MAX: usize = 500_000;

/// The id under which bills tell what they could not read.
pub(crate) const ID: &str = "bom";

/// A bill of materials, read.
#[derive(Debug, Default)]
pub struct Bom {
    /// Its format and version, such as `CycloneDX 1.6`.
    pub format: String,
    /// The facts of what it describes: images where it says so or names packages of a
    /// distribution, else a folder.
    pub facts: Facts,
    /// SHA-256 digests, in hexadecimal, of what the statement around the bill is about; empty where
    /// there is none.
    pub subjects: Vec<String>,
}

/// Why a document cannot be used as a bill of materials.
#[derive(Debug, thiserror::Error)]
pub enum ReadBomError {
    /// Longer than [`BOM_BYTES_MAX`].
    #[error("the bill of materials has more than {BOM_BYTES_MAX} bytes")]
    TooLarge,
    /// It is nothing that is read here.
    #[error(
        "this is no bill of materials that can be read: CycloneDX (JSON, XML), SPDX 2.2, 2.3 or \
         3.0 (JSON), or an attestation of one"
    )]
    Unknown,
    /// Its JSON is malformed.
    #[error("malformed JSON")]
    Json(#[from] serde_json::Error),
    /// Its XML is malformed.
    #[error("malformed XML: {0}")]
    Xml(String),
    /// The envelope around it cannot be opened.
    #[error("the attestation holds no bill of materials: {0}")]
    Envelope(&'static str),
}

/// Reads a bill of materials.
///
/// # Errors
/// It is none, or too damaged to say what it describes. Single components that cannot be read are
/// among the facts' `unread`.
pub fn read(name: &str, bytes: &[u8]) -> Result<Bom, ReadBomError> {
    if bytes.len() > BOM_BYTES_MAX {
        return Err(ReadBomError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let opened = envelope::open(bytes)?;
    let document = opened.as_ref().map_or(bytes, |opened| &opened.document);
    let mut builder = Builder::new(name);
    let format = match document::kind(document) {
        Some(document::Kind::CycloneDx) => cyclonedx::read(document, &mut builder)?,
        Some(document::Kind::CycloneDxXml) => xml::read(document, &mut builder)?,
        Some(document::Kind::Spdx2) => spdx2::read(document, &mut builder)?,
        Some(document::Kind::Spdx3) => spdx3::read(document, &mut builder)?,
        None => return Err(ReadBomError::Unknown),
    };
    Ok(Bom {
        format,
        facts: facts(name, builder),
        subjects: opened.map(|opened| opened.subjects).unwrap_or_default(),
    })
}

fn facts(name: &str, builder: Builder) -> Facts {
    let (containers, unread) = builder.finish();
    let mut facts = Facts::default();
    for container in containers {
        if container.is_image() {
            facts.images.push(image(name, container));
        } else {
            let tree = facts.tree.get_or_insert_with(|| TreeFacts {
                name: container.name.clone().unwrap_or_else(|| name.to_owned()),
                ..TreeFacts::default()
            });
            tree.packages.extend(container.packages);
        }
    }
    if facts.images.is_empty() && facts.tree.is_none() {
        facts.tree = Some(TreeFacts {
            name: name.to_owned(),
            ..TreeFacts::default()
        });
    }
    let told = Unread::new(
        "",
        ID,
        "a bill of materials tells of packages only: configuration, files and secrets were not \
         looked at",
    );
    match (facts.images.first_mut(), &mut facts.tree) {
        (Some(image), _) => image.unread.extend(unread.into_iter().chain([told])),
        (None, Some(tree)) => tree.unread.extend(unread),
        (None, None) => {}
    }
    facts
}

fn image(name: &str, container: Container) -> ImageFacts {
    let layers = container.layers;
    let mut created_by = container.created_by.into_iter();
    ImageFacts {
        name: container.name.unwrap_or_else(|| name.to_owned()),
        has_reference: container.has_reference,
        digest: container.digest,
        config_digest: container.config_digest,
        platform: container.platform,
        layers: layers
            .into_iter()
            .map(|diff_id| ImageLayer {
                diff_id,
                digest: None,
                size_bytes: 0,
                created_by: created_by.next().filter(|text| !text.is_empty()),
            })
            .collect(),
        distro: container.distro,
        packages: container.packages,
        stated_base: container.stated_base,
        changelogs: container.changelogs,
        programs: container.programs,
        ..ImageFacts::default()
    }
}
