//! `cargo xtask kube-schemas`: rewrites the table of the types of the API of Kubernetes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{Command, expect_no_arguments};
use crate::kube_schemas::{Range, Table, read_release};
use crate::{process, workspace};

pub(super) static COMMAND: Command = Command {
    name: "kube-schemas",
    arguments: "",
    summary: "rewrites the table of types of the API of Kubernetes",
    help: "
Lets cargo fetch the releases of the crate `k8s-openapi` that are named in this command, reads the
fields of every type out of their sources, and writes the table that the checks of fields are made
with. For a new release of Kubernetes add the release of the crate that describes it to SOURCES, and
commit the table by itself.",
    run,
};

/// Releases of the crate, and the minor releases of Kubernetes that are taken from each. The newest
/// release of the crate that has a minor release describes it best.
const SOURCES: &[(&str, std::ops::RangeInclusive<u16>)] = &[
    ("0.22.0", 24..=30),
    ("0.27.1", 31..=32),
    ("0.29.0", 33..=37),
];
/// Where the checks embed it from.
const TABLE: &str = "crates/decide/checks-cluster/data/kube_schemas.txt";
/// LIMIT: what the program may carry for these checks.
const TABLE_BYTES_MAX: usize = 250 * 1024;

fn run(arguments: &[String]) -> Result<()> {
    expect_no_arguments(&COMMAND, arguments)?;
    let folders = fetch()?;
    let mut table = Table::default();
    let mut all: Option<Range> = None;
    for (version, minors) in SOURCES {
        let folder = folders
            .get(*version)
            .with_context(|| format!("cargo has not fetched k8s-openapi {version}"))?;
        for minor in minors.clone() {
            let source = folder.join("src").join(format!("v1_{minor}"));
            let release = read_release(&source)
                .with_context(|| format!("reading types of Kubernetes 1.{minor}"))?;
            println!("1.{minor}: {} types", release.len());
            table.add(minor, release);
            let first = all.as_ref().map_or(minor, |range| range.first);
            all = Some(Range { first, last: minor });
        }
    }
    let Some(all) = all else {
        bail!("no release is named");
    };
    let text = table.text(all);
    if text.len() > TABLE_BYTES_MAX {
        bail!(
            "the table has {} bytes, more than {TABLE_BYTES_MAX}",
            text.len()
        );
    }
    let path = workspace::root().join(TABLE);
    std::fs::write(&path, &text).with_context(|| format!("writing {}", path.display()))?;
    println!("{TABLE}: {} bytes", text.len());
    Ok(())
}

/// The folder of each release of the crate, fetched by cargo for a package that uses them all.
fn fetch() -> Result<BTreeMap<String, PathBuf>> {
    let folder = workspace::target().join("kube-schemas");
    write(&folder.join("src/lib.rs"), "")?;
    write(&folder.join("Cargo.toml"), &manifest())?;
    let mut metadata = process::cargo(["metadata", "--format-version", "1", "--manifest-path"]);
    metadata.arg(folder.join("Cargo.toml"));
    let answer = process::capture(&mut metadata)?;
    let answer: serde_json::Value =
        serde_json::from_str(&answer).context("reading the answer of `cargo metadata`")?;
    let packages = answer["packages"].as_array();
    let packages = packages.context("`cargo metadata` names no packages")?;
    let ours = packages
        .iter()
        .filter(|package| package["name"] == "k8s-openapi");
    let folders = ours.filter_map(|package| {
        let version = package["version"].as_str()?.to_owned();
        let manifest = Path::new(package["manifest_path"].as_str()?);
        Some((version, manifest.parent()?.to_owned()))
    });
    Ok(folders.collect())
}

fn manifest() -> String {
    let head = "[package]\nname = \"kube-schemas\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                [workspace]\n\n[dependencies]\n";
    let lines = SOURCES.iter().enumerate().map(|(index, (version, _))| {
        format!(
            "source-{index} = {{ package = \"k8s-openapi\", version = \"={version}\", \
             default-features = false }}\n"
        )
    });
    lines.fold(head.to_owned(), |text, line| text + &line)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("creating {}", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}
