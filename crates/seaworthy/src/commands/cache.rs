//! `seaworthy cache`: what is kept of layers, and less of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use seaworthy_image::{Keep, LayerStore};

use super::table;
use crate::cli::{CacheArgs, CacheCommand, CacheFolder, ListFormat, Size};
use crate::failure::{CLEAN, Code, Failure};
use crate::terminal::Terminal;

/// Runs one of the cache commands.
pub(super) fn run(command: CacheCommand, terminal: &Terminal) -> Result<Code, Failure> {
    match command {
        CacheCommand::Status { folder, format } => status(&found(folder)?, format),
        CacheCommand::Prune {
            folder,
            max_size,
            all,
        } => {
            let keep = if all {
                Keep::Nothing
            } else {
                Keep::Bytes(max_size.0)
            };
            prune(&found(folder)?, keep, terminal)
        }
    }
}

/// The store of a scan; `None` where one image is read and nothing is to be kept.
pub(super) fn store(args: &CacheArgs, several: bool) -> Option<LayerStore> {
    let folder = args.cache_dir.clone().or_else(usual);
    match folder.filter(|_| !args.no_cache) {
        Some(folder) => Some(LayerStore::new(Some(&folder))),
        // Images of one run share layers even where nothing may be written down.
        None => several.then(|| LayerStore::new(None)),
    }
}

fn usual() -> Option<PathBuf> {
    seaworthy_image::cache_folder(|name| std::env::var_os(name))
}

fn found(folder: CacheFolder) -> Result<PathBuf, Failure> {
    folder.cache_dir.or_else(usual).ok_or_else(|| {
        let none =
            anyhow!("there is no folder for the cache: neither HOME nor XDG_CACHE_HOME is set");
        Failure::from(none).help("--cache-dir names one")
    })
}

fn status(folder: &Path, format: ListFormat) -> Result<Code, Failure> {
    let status = seaworthy_image::cache_status(folder)?;
    let mut out = std::io::stdout().lock();
    if format == ListFormat::Json {
        let document = serde_json::json!({
            "folder": folder.display().to_string(),
            "layers": status.layers,
            "blobs": status.blobs,
            "bytes": status.bytes,
        });
        writeln!(out, "{document:#}")?;
        return Ok(CLEAN);
    }
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    let rows = [
        row("folder", folder.display().to_string()),
        row("facts of layers", status.layers.to_string()),
        row("known blobs", status.blobs.to_string()),
        row("size", Size(status.bytes).to_string()),
    ];
    match format {
        ListFormat::Markdown => table::markdown(&mut out, &["what", "value"], &rows)?,
        _ => table::aligned(&mut out, &["what", "value"], &rows)?,
    }
    Ok(CLEAN)
}

fn prune(folder: &Path, keep: Keep, terminal: &Terminal) -> Result<Code, Failure> {
    let pruned = seaworthy_image::prune_cache(folder, keep)?;
    terminal.note(&format!(
        "removed {} files of {}; {} are left",
        pruned.files,
        Size(pruned.bytes),
        Size(pruned.left_bytes)
    ));
    Ok(CLEAN)
}
