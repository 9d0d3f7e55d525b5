//! The list of another cataloguer, Syft, against ours on the same images: every difference has its
//! reason here.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::lists::{Listed, differences};
use crate::scan::scan;
use crate::{debian, parts, storefront};

/// A difference that is meant.
struct Rule {
    /// The line of the difference: `-` is in Syft's list only, `+` in ours only.
    line: &'static str,
    /// Why.
    #[expect(dead_code, reason = "it is there for who reads the table")]
    reason: &'static str,
}

/// Differences on the example image.
const STOREFRONT: &[Rule] = &[Rule {
    line: "- npm storefront-web 1.0.0",
    reason: "Syft counts the root entry of package-lock.json, which is the application itself: \
             nobody publishes it, no advisory names it, and it was not installed as a package",
}];

/// Syft's words for the types of package URLs, where they differ.
const KINDS: &[(&str, &str)] = &[
    ("python", "pypi"),
    ("go-module", "golang"),
    ("java-archive", "maven"),
    ("rust-crate", "cargo"),
    ("php-composer", "composer"),
];

/// The program of the PyPI package, which `cargo xtask test` names.
fn program() -> Result<Option<PathBuf>> {
    let syft = parts::named_by("SEAWORTHY_SYFT");
    if syft.is_none() {
        parts::skip(
            "syft",
            "SEAWORTHY_SYFT names no Syft; `cargo xtask test` installs it",
        )?;
    }
    Ok(syft)
}

/// What Syft lists. `source` is in its own words, such as `oci-dir:image`.
fn list(syft: &Path, folder: &Path, source: &str) -> Result<BTreeSet<Listed>> {
    let mut command = parts::clean(syft, folder);
    command.env("SYFT_CHECK_FOR_APP_UPDATE", "false");
    let text = parts::output(command.args(["scan", "--quiet", source, "--output", "syft-json"]))?;
    let document: Value = serde_json::from_str(&text).context("read Syft's list")?;
    let artifacts = document["artifacts"].as_array().context("artifacts")?;
    ensure!(!artifacts.is_empty(), "Syft found nothing in {source}");
    artifacts.iter().map(listed).collect()
}

fn listed(artifact: &Value) -> Result<Listed> {
    let word = |name: &str| {
        artifact[name]
            .as_str()
            .with_context(|| format!("no {name}"))
    };
    let kind = word("type")?;
    let same = KINDS.iter().find(|(theirs, _)| *theirs == kind);
    let kind = same.map_or(kind, |(_, ours)| ours);
    Ok(Listed::new(kind, word("name")?, word("version")?))
}

/// Compares both lists, and the differences with their table: neither may have more.
fn compare(target: &str, source: &str, folder: &Path, syft: &Path, rules: &[Rule]) -> Result<()> {
    let theirs = list(syft, folder, source)?;
    let ours = scan(folder, target)?.packages()?;
    let found: BTreeSet<String> = differences(&theirs, &ours).into_iter().collect();
    let explained = rules.iter().map(|rule| rule.line.to_owned()).collect();
    let left = differences(&explained, &found);
    ensure!(
        left.is_empty(),
        "of {} packages, explained but gone (-), new and unexplained (+): {left:#?}",
        theirs.len()
    );
    Ok(())
}

#[test]
fn the_example_has_the_packages_that_syft_lists() -> Result<()> {
    let Some(syft) = program()? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let source = format!("oci-dir:{}", storefront::LAYOUT);
    compare(
        &storefront::target(),
        &source,
        folder.path(),
        &syft,
        STOREFRONT,
    )
}

#[test]
fn alpine_has_the_packages_that_syft_lists() -> Result<()> {
    let Some(syft) = program()? else {
        return Ok(());
    };
    let packed = parts::shared("corpora/images/alpine-310.tar.gz");
    if !packed.is_file() {
        parts::say("skipped: the shared material is absent");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    // Syft reads no compressed archive of Docker.
    let archive = folder.path().join("alpine.tar");
    let mut plain = flate2::read::MultiGzDecoder::new(File::open(&packed)?);
    io::copy(&mut plain, &mut File::create(&archive)?)?;
    let source = format!("docker-archive:{}", archive.display());
    compare(
        &packed.to_string_lossy(),
        &source,
        folder.path(),
        &syft,
        &[],
    )
}

#[test]
fn a_debian_root_has_the_packages_that_syft_lists() -> Result<()> {
    let Some(syft) = program()? else {
        return Ok(());
    };
    let Some(root) = debian::root()? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let root = root.display();
    compare(
        &format!("rootfs:{root}"),
        &format!("dir:{root}"),
        folder.path(),
        &syft,
        &[],
    )
}
