//! The image of the benchmark: Debian 12 with interpreters, a server and 400 npm modules, from
//! Debian packages.
//!
//! One root file system, written twice: as an OCI layout with a gzip layer, and as the archive of
//! `docker save`. It is built once and kept under `target/bench`; remove the folder to have it
//! built of today's packages.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{process, workspace};

/// What is in it besides the essential packages: several package managers, and much of what images
/// carry.
const PACKAGES: &str = "python3,python3-pip,nodejs,npm,ruby,nginx,curl,perl";
const SUITE: &str = "bookworm";

/// An image on disk.
pub(super) struct Image {
    /// As the archive of `docker save`: the layer is a plain tar.
    pub(super) docker_archive: PathBuf,
    /// As an OCI layout: the layer is a gzip tar.
    pub(super) oci_layout: PathBuf,
    /// The same with a zstd layer.
    pub(super) zstd_layout: PathBuf,
    /// Bytes of the layer as a plain tar.
    pub(super) layer_bytes: u64,
    /// Bytes of the layer under gzip.
    pub(super) gzip_bytes: u64,
}

/// The image, from the cache or built.
pub(super) fn provide(mmdebstrap: &Path) -> Result<Image> {
    let folder = workspace::target().join("bench/image");
    let done = folder.join("done");
    let layer = folder.join("layer.tar");
    let gzip = folder.join("layer.tar.gz");
    let image = Image {
        docker_archive: folder.join("docker.tar"),
        oci_layout: folder.join("oci"),
        zstd_layout: folder.join("oci-zstd"),
        layer_bytes: 0,
        gzip_bytes: 0,
    };
    if !done.is_file() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        println!("building the image (minutes)");
        bootstrap(mmdebstrap, &layer)?;
        // -n leaves name and time out, so that equal layers are equal files.
        process::run(
            process::command("gzip")
                .args(["-6", "-n", "-k"])
                .arg(&layer),
        )?;
        let config = config(&sha256(&layer)?);
        write_oci_layout(&image.oci_layout, &gzip, "gzip", &config)?;
        write_docker_archive(&folder, &image.docker_archive, &config)?;
        fs::write(&done, "").context("noting that the image is complete")?;
    }
    if !image.zstd_layout.is_dir() {
        let zstd = folder.join("layer.tar.zst");
        process::run(
            process::command("zstd")
                .args(["-q", "-f", "-3", "-k", "-o"])
                .arg(&zstd)
                .arg(&layer),
        )?;
        let config = config(&sha256(&layer)?);
        write_oci_layout(&image.zstd_layout, &zstd, "zstd", &config)?;
    }
    let layer_bytes = length(&layer)?;
    let gzip_bytes = length(&gzip)?;
    Ok(Image {
        layer_bytes,
        gzip_bytes,
        ..image
    })
}

fn bootstrap(mmdebstrap: &Path, layer: &Path) -> Result<()> {
    let mut command = process::command(mmdebstrap);
    command
        .args(["--variant=minbase", "--include", PACKAGES, SUITE])
        .arg(layer);
    process::run(&mut command).context("building the root file system")
}

/// An image configuration of one layer (OCI image-spec 1.1, config.md).
pub(super) fn config(diff_id: &str) -> Value {
    json!({
        "architecture": "amd64",
        "os": "linux",
        "config": {
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "Cmd": ["nginx", "-g", "daemon off;"],
        },
        "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{diff_id}")]},
        "history": [{"created_by": format!("mmdebstrap {SUITE} {PACKAGES}")}],
    })
}

/// Writes a layout of one image with one layer, whose compression (`gzip`, `zstd`) the media type
/// names.
pub(super) fn write_oci_layout(
    layout: &Path,
    layer: &Path,
    compression: &str,
    config: &Value,
) -> Result<()> {
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs).context("creating the OCI layout")?;
    let layer_digest = sha256(layer)?;
    fs::hard_link(layer, blobs.join(&layer_digest)).context("placing the layer")?;
    let (config_digest, config_bytes) = write_blob(&blobs, config)?;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": format!("sha256:{config_digest}"),
            "size": config_bytes,
        },
        "layers": [{
            "mediaType": format!("application/vnd.oci.image.layer.v1.tar+{compression}"),
            "digest": format!("sha256:{layer_digest}"),
            "size": length(layer)?,
        }],
    });
    let (manifest_digest, manifest_bytes) = write_blob(&blobs, &manifest)?;
    let index = json!({
        "schemaVersion": 2,
        "manifests": [{
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "digest": format!("sha256:{manifest_digest}"),
            "size": manifest_bytes,
            "annotations": {"org.opencontainers.image.ref.name": "baseline"},
        }],
    });
    fs::write(
        layout.join("oci-layout"),
        r#"{"imageLayoutVersion":"1.0.0"}"#,
    )?;
    fs::write(layout.join("index.json"), index.to_string()).context("writing the index")
}

/// Writes a JSON blob under its digest; returns digest and size.
fn write_blob(blobs: &Path, value: &Value) -> Result<(String, usize)> {
    let text = value.to_string();
    let draft = blobs.join("draft");
    fs::write(&draft, &text).context("writing a blob")?;
    let digest = sha256(&draft)?;
    fs::rename(&draft, blobs.join(&digest)).context("placing a blob")?;
    Ok((digest, text.len()))
}

fn write_docker_archive(folder: &Path, archive: &Path, config: &Value) -> Result<()> {
    let manifest = json!([{
        "Config": "config.json",
        "RepoTags": ["baseline:latest"],
        "Layers": ["layer.tar"],
    }]);
    fs::write(folder.join("config.json"), config.to_string())?;
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    let mut tar = process::command("tar");
    tar.arg("-C")
        .arg(folder)
        .args(["--format=ustar", "-cf"])
        .arg(archive);
    process::run(tar.args(["manifest.json", "config.json", "layer.tar"]))
}

/// In hexadecimal, by the system's own program.
pub(super) fn sha256(path: &Path) -> Result<String> {
    let line = process::capture(process::command("sha256sum").arg(path))?;
    let digest = line
        .split(' ')
        .next()
        .unwrap_or_default()
        .trim_start_matches('\\');
    Ok(digest.to_owned())
}

fn length(path: &Path) -> Result<u64> {
    let metadata = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_lies_under_its_own_digest() {
        let folder = std::env::temp_dir().join(format!("xtask-blob-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let written = write_blob(&folder, &json!({}));
        let expected = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(written.unwrap(), (expected.to_owned(), 2));
        assert_eq!(fs::read(folder.join(expected)).unwrap(), b"{}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
