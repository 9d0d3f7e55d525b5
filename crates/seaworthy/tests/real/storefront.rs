//! The example image as `skopeo` writes it in other forms: what is found stays the same.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::lists::differences;
use crate::parts;
use crate::scan::{Scan, scan};

/// The layout of the example, as it is committed.
pub(crate) const LAYOUT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/storefront/image"
);
/// The image in it.
pub(crate) const NAME: &str = "storefront:latest";

/// The layout itself as a target, for us and for `skopeo`.
pub(crate) fn target() -> String {
    format!("oci:{LAYOUT}:{NAME}")
}

/// `skopeo`, without the policy of the machine: what it may copy is not what is tested here.
pub(crate) fn skopeo(folder: &Path) -> Result<std::process::Command> {
    let mut skopeo = parts::command("skopeo", folder)?;
    skopeo.args(["--insecure-policy", "--tmpdir"]).arg(folder);
    Ok(skopeo)
}

/// That another form of the image has the same packages and findings as the layout.
/// `named` are the checks that look at the name, which is another one.
pub(crate) fn same_as_layout(folder: &Path, other: &Scan, named: &[&str]) -> Result<()> {
    same(&scan(folder, &target())?, other, named)
}

/// That two forms of the image have the same packages and findings.
pub(crate) fn same(layout: &Scan, other: &Scan, named: &[&str]) -> Result<()> {
    // An empty list equals an empty list, so both sides are shown to hold something.
    ensure!(
        layout.packages()?.len() >= 25,
        "the example lists too little"
    );
    ensure!(
        layout.found("vulnerable-package"),
        "the example is judged too kindly"
    );
    let packages = differences(&layout.packages()?, &other.packages()?);
    ensure!(packages.is_empty(), "other packages: {packages:#?}");
    let before = layout.findings_without(named);
    let findings = differences(&before, &other.findings_without(named));
    ensure!(findings.is_empty(), "other findings: {findings:#?}");
    Ok(())
}

fn copied(to: &str, options: &[&str]) -> Result<Option<tempfile::TempDir>> {
    if !parts::present(&["skopeo"])? {
        return Ok(None);
    }
    let folder = tempfile::tempdir()?;
    let mut copy = skopeo(folder.path())?;
    parts::output(copy.arg("copy").args(options).arg(target()).arg(to))?;
    Ok(Some(folder))
}

#[test]
fn a_docker_archive_of_skopeo_holds_the_same() -> Result<()> {
    let to = "docker-archive:shop.tar:shop/storefront:1.0";
    let Some(folder) = copied(to, &[])? else {
        return Ok(());
    };
    let folder = folder.path();
    for target in ["docker-archive:shop.tar", "shop.tar"] {
        let archive = scan(folder, target)?;
        assert!(archive.image()?.name.ends_with("shop/storefront:1.0"));
        same_as_layout(folder, &archive, &["mutable-tag"])?;
        assert!(!archive.found("mutable-tag"), "1.0 is a version");
    }
    Ok(())
}

#[test]
fn an_oci_archive_of_skopeo_holds_the_same() -> Result<()> {
    let Some(folder) = copied("oci-archive:shop.tar:storefront:latest", &[])? else {
        return Ok(());
    };
    let folder = folder.path();
    for target in ["oci-archive:shop.tar:storefront:latest", "shop.tar"] {
        same_as_layout(folder, &scan(folder, target)?, &[])?;
    }
    Ok(())
}

#[test]
fn zstd_layers_of_skopeo_hold_the_same() -> Result<()> {
    let options = ["--dest-compress-format", "zstd"];
    let Some(folder) = copied("oci:shop:storefront:latest", &options)? else {
        return Ok(());
    };
    let folder = folder.path();
    let types = layer_types(&folder.join("shop"))?;
    assert!(
        types.iter().all(|kind| kind.ends_with("tar+zstd")),
        "{types:?}"
    );
    let zstd = scan(folder, "oci:shop:storefront:latest")?;
    assert_eq!(zstd.image()?.layers.len(), types.len());
    same_as_layout(folder, &zstd, &[])
}

#[test]
fn gzip_layers_that_skopeo_packed_again_hold_the_same() -> Result<()> {
    // An archive of Docker holds bare layers, so that the way back packs each anew.
    let Some(folder) = copied("docker-archive:shop.tar:storefront:latest", &[])? else {
        return Ok(());
    };
    let folder = folder.path();
    let mut back = skopeo(folder)?;
    back.args([
        "copy",
        "docker-archive:shop.tar",
        "oci:shop:storefront:latest",
    ]);
    parts::output(&mut back)?;
    let types = layer_types(&folder.join("shop"))?;
    assert!(
        types.iter().all(|kind| kind.ends_with("tar+gzip")),
        "{types:?}"
    );
    same_as_layout(folder, &scan(folder, "oci:shop:storefront:latest")?, &[])
}

/// The media types of the layers of the first image of a layout.
fn layer_types(layout: &Path) -> Result<Vec<String>> {
    let read =
        |path: &Path| -> Result<Value> { Ok(serde_json::from_slice(&std::fs::read(path)?)?) };
    let index = read(&layout.join("index.json"))?;
    let digest = index["manifests"][0]["digest"]
        .as_str()
        .context("a manifest")?;
    let manifest = read(&layout.join("blobs").join(digest.replace(':', "/")))?;
    let layers = manifest["layers"].as_array().context("layers")?;
    ensure!(!layers.is_empty(), "the image has no layers");
    let types = layers
        .iter()
        .filter_map(|layer| layer["mediaType"].as_str());
    Ok(types.map(ToOwned::to_owned).collect())
}
