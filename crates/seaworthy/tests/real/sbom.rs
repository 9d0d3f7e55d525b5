//! The bill of materials counts what the scan counts.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::scan::{program, scan};
use crate::{debian, parts, storefront};

#[test]
fn a_bill_of_materials_has_one_component_for_each_package() -> Result<()> {
    let mut targets = vec![storefront::target()];
    let alpine = parts::shared("corpora/images/alpine-310.tar.gz");
    if alpine.is_file() {
        targets.push(alpine.display().to_string());
    }
    if let Some(root) = debian::root()? {
        targets.push(format!("rootfs:{}", root.display()));
    }
    let folder = tempfile::tempdir()?;
    for target in &targets {
        let mut sbom = program(folder.path());
        let text = parts::output(sbom.args(["sbom", target]))?;
        let document: Value = serde_json::from_str(&text)?;
        let components = document["components"].as_array().context("components")?;
        let urls = components
            .iter()
            .filter_map(|component| component["purl"].as_str());
        let mut urls: Vec<&str> = urls.collect();
        let scan = scan(folder.path(), target)?;
        let packages = &scan.image()?.packages;
        let mut expected: Vec<&str> = packages.iter().map(|package| &*package.purl).collect();
        urls.sort_unstable();
        expected.sort_unstable();
        assert!(!expected.is_empty(), "{target}");
        assert_eq!(urls, expected, "{target}");
    }
    Ok(())
}
