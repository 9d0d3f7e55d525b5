//! A Debian root made by `debootstrap`, as a folder and as the layer of an image.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context as _, Result, anyhow, ensure};

use crate::lists::differences;
use crate::parts;
use crate::scan::{Scan, scan};

/// The release that is installed.
const SUITE: &str = "bookworm";
/// How a package manager behind a proxy is told so; nothing else of the user's environment counts.
const PROXIES: &[&str] = &["http_proxy", "https_proxy", "no_proxy"];

/// The root, made once for all tests. It stays in the target folder, as it takes a minute.
static MADE: LazyLock<Result<PathBuf>> = LazyLock::new(make);

/// The root, or nothing with a printed reason.
///
/// # Errors
/// It could not be made.
pub(crate) fn root() -> Result<Option<PathBuf>> {
    if !parts::present(&["debootstrap", "dpkg-query"])? {
        return Ok(None);
    }
    if !kept().is_dir() && !parts::is_complete() {
        parts::say("skipped: a Debian root is downloaded by `cargo xtask test` only");
        return Ok(None);
    }
    if !kept().is_dir() && !parts::is_root()? {
        parts::say("skipped: only root may make a Debian root");
        return Ok(None);
    }
    match &*MADE {
        Ok(root) => Ok(Some(root.clone())),
        Err(error) => Err(anyhow!("making a Debian root: {error:#}")),
    }
}

fn kept() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("debian-{SUITE}"))
}

fn make() -> Result<PathBuf> {
    let root = kept();
    if root.is_dir() {
        return Ok(root);
    }
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(cache)?;
    // It gets its name when it is whole, so that an interrupted run leaves no half of one.
    let folder = tempfile::Builder::new()
        .prefix("making-debian-")
        .tempdir_in(cache)?;
    let mut debootstrap = parts::command("debootstrap", folder.path())?;
    for name in PROXIES {
        if let Some(value) = env::var_os(name) {
            debootstrap.env(name, value);
        }
    }
    let made = folder.path().join("root");
    parts::output(debootstrap.args(["--variant=minbase", SUITE]).arg(&made))?;
    fs::rename(&made, &root).context("keep the root")?;
    Ok(root)
}

/// Name, version and architecture of each package, as dpkg itself lists them.
fn dpkg(folder: &Path, root: &Path) -> Result<BTreeSet<String>> {
    let mut query = parts::command("dpkg-query", folder)?;
    query.arg("--admindir").arg(root.join("var/lib/dpkg"));
    query.args([
        "--show",
        "--showformat=${Package} ${Version} ${Architecture}\n",
    ]);
    let lines: BTreeSet<String> = parts::output(&mut query)?.lines().map(Into::into).collect();
    ensure!(
        lines.len() > 50,
        "a Debian of {} packages is not whole",
        lines.len()
    );
    Ok(lines)
}

/// The same of a scan.
fn ours(scan: &Scan) -> Result<BTreeSet<String>> {
    let packages = scan.image()?.packages.iter();
    let debs = packages.filter(|package| package.kind.as_str() == "deb");
    Ok(debs
        .map(|package| {
            let architecture = package.architecture.as_deref().unwrap_or_default();
            format!("{} {} {architecture}", package.name, package.version)
        })
        .collect())
}

fn same_as_dpkg(folder: &Path, root: &Path, scan: &Scan) -> Result<()> {
    let packages = differences(&dpkg(folder, root)?, &ours(scan)?);
    ensure!(packages.is_empty(), "{packages:#?}");
    let distro = scan.image()?.distro.as_ref().context("no distribution")?;
    ensure!(
        distro.id == "debian" && distro.version_id == "12",
        "{distro:?}"
    );
    let unread = &scan.image()?.unread;
    ensure!(unread.is_empty(), "{unread:?}");
    ensure!(scan.found("setuid-file"), "su and passwd are there");
    ensure!(scan.found("package-manager-left-in"), "apt is there");
    // What a distribution ships to everybody is no secret.
    ensure!(!scan.found("hard-coded-secret"), "{:#?}", scan.findings());
    Ok(())
}

#[test]
fn a_debian_root_has_the_packages_that_dpkg_lists() -> Result<()> {
    let Some(root) = root()? else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    for target in [
        format!("rootfs:{}", root.display()),
        root.display().to_string(),
    ] {
        same_as_dpkg(folder, &root, &scan(folder, &target)?)?;
    }
    Ok(())
}

#[test]
fn a_layer_of_a_debian_root_has_the_packages_that_dpkg_lists() -> Result<()> {
    let Some(root) = root()? else { return Ok(()) };
    if !parts::present(&["umoci", "tar"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let mut tar = parts::command("tar", folder)?;
    tar.args(["--numeric-owner", "-cf", "layer.tar", "-C"])
        .arg(&root)
        .arg(".");
    parts::output(&mut tar)?;
    for arguments in [
        ["init", "--layout", "debian"].as_slice(),
        &["new", "--image", "debian:12"],
        &["raw", "add-layer", "--image", "debian:12", "layer.tar"],
    ] {
        parts::output(parts::command("umoci", folder)?.args(arguments))?;
    }
    let scan = scan(folder, "oci:debian:12")?;
    same_as_dpkg(folder, &root, &scan)?;
    for package in &scan.image()?.packages {
        let place = package
            .places
            .first()
            .context("a package without a place")?;
        assert_eq!(place.layer, Some(0), "{}", package.name);
    }
    assert!(scan.found("root-user"), "the image names no user");
    Ok(())
}
