//! A bill of materials as a target: what it says is judged as if it had been found.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use seaworthy_facts::Facts;
use seaworthy_model::{Target, TargetKind};
use seaworthy_packages::bom::{self, BOM_BYTES_MAX, ReadBomError};

/// Why a bill of materials cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadBillError {
    /// The file cannot be opened or read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no bill of materials, or a damaged one.
    #[error("cannot read {path} as a bill of materials")]
    Parse {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ReadBomError,
    },
}

/// Reads a bill from a file.
pub(crate) fn read(path: &Path) -> Result<(Facts, Target), ReadBillError> {
    let failed = |source| ReadBillError::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(BOM_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let name = path.display().to_string();
    parse(&name, &bytes).map_err(|source| ReadBillError::Parse {
        path: path.to_owned(),
        source,
    })
}

/// Reads a bill from memory. The target is what the bill describes, where it says so.
pub(crate) fn parse(name: &str, bytes: &[u8]) -> Result<(Facts, Target), ReadBomError> {
    let facts = bom::read(name, bytes)?.facts;
    let described = match (facts.images.as_slice(), &facts.tree) {
        ([image], None) => (&image.name, image.digest.clone(), image.platform.clone()),
        (_, Some(tree)) => (&tree.name, None, None),
        _ => return Ok((facts, target(name.to_owned()))),
    };
    let target = Target {
        digest: described.1,
        platform: described.2,
        ..target(described.0.clone())
    };
    Ok((facts, target))
}

fn target(name: String) -> Target {
    Target {
        kind: TargetKind::Sbom,
        name,
        digest: None,
        platform: None,
    }
}
