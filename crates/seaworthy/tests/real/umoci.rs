//! An image that `umoci` makes layer by layer: a deleted package, a deleted secret, an upgrade, and
//! a configuration that changes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use seaworthy_facts::SecretOrigin;

use crate::lists::{Listed, differences};
use crate::parts;
use crate::scan::{Scan, scan};

/// A weakness of OpenSSL that Debian 12 fixed with 3.0.10-1~deb12u1.
const FIXED: &str = "CVE-2023-3446";
/// Where Debian's Python looks for packages.
const PYTHON: &str = "usr/lib/python3/dist-packages";

#[test]
fn layers_of_umoci_are_laid_on_each_other() -> Result<()> {
    if !parts::present(&["umoci"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    umoci(folder, &["init", "--layout", "shop"])?;
    umoci(folder, &["new", "--image", "shop:base"])?;
    change(folder, "base", "first", fill)?;
    umoci(folder, &["tag", "--image", "shop:first", "final"])?;
    change(folder, "final", "final", replace)?;
    umoci(
        folder,
        &[
            "config",
            "--image",
            "shop:final",
            "--config.user",
            "web",
            "--config.env",
            "MODE=production",
            "--config.label",
            "org.opencontainers.image.source=x",
        ],
    )?;

    first_is_as_filled(&scan(folder, "oci:shop:first")?)?;
    final_is_as_replaced(&scan(folder, "oci:shop:final")?)
}

fn first_is_as_filled(first: &Scan) -> Result<()> {
    let expected = [
        Listed::new("deb", "openssl", "3.0.9-1"),
        Listed::new("deb", "zlib1g", "1:1.2.13.dfsg-1"),
        Listed::new("pypi", "flask", "2.0.0"),
        Listed::new("pypi", "jinja2", "2.10"),
    ];
    let packages = differences(&BTreeSet::from(expected), &first.packages()?);
    assert!(packages.is_empty(), "{packages:#?}");
    assert!(first.found("root-user"), "the image names no user");
    assert!(first.found("missing-source-label"));
    assert!(weaknesses(first, "openssl").contains(FIXED));
    assert!(!weaknesses(first, "flask").is_empty());
    assert_eq!(npm_token(first)?, (Some(0), None));
    Ok(())
}

fn final_is_as_replaced(last: &Scan) -> Result<()> {
    let expected = [
        Listed::new("deb", "openssl", "3.0.11-1~deb12u2"),
        Listed::new("deb", "zlib1g", "1:1.2.13.dfsg-1"),
        Listed::new("pypi", "jinja2", "2.10"),
    ];
    let packages = differences(&BTreeSet::from(expected), &last.packages()?);
    assert!(packages.is_empty(), "{packages:#?}");
    // The status file is of the upper layer; what did not change is there since the lower one.
    for (name, layer) in [("openssl", 1), ("zlib1g", 0), ("jinja2", 0)] {
        let place = last.package(name)?.places.first().context(name)?;
        assert_eq!(place.layer, Some(layer), "{name}");
    }
    assert!(
        !weaknesses(last, "openssl").contains(FIXED),
        "{FIXED} is fixed by the upgrade"
    );
    assert!(
        !weaknesses(last, "openssl").is_empty(),
        "later ones are not"
    );
    assert_eq!(weaknesses(last, "flask"), BTreeSet::new());

    let config = last.image()?.config.as_ref().context("no configuration")?;
    assert_eq!(config.user, "web");
    assert_eq!(
        config.env.get("MODE").map(String::as_str),
        Some("production")
    );
    assert!(!last.found("root-user"), "web is not root");
    assert!(
        !last.found("unresolved-user"),
        "web is in the image's passwd"
    );
    assert!(!last.found("missing-source-label"));
    // Deleting a file does not take it out of the layer below.
    assert_eq!(npm_token(last)?, (Some(0), Some(1)));
    Ok(())
}

/// The ids of what is wrong with a package.
fn weaknesses(scan: &Scan, name: &str) -> BTreeSet<String> {
    let part = format!("/{name}@");
    let findings = scan.assessment.findings.iter();
    let of_package = findings.filter(|finding| finding.subject.name.contains(&part));
    of_package.map(|finding| finding.id().to_owned()).collect()
}

/// The layers that bring and delete the token of `.npmrc`.
fn npm_token(scan: &Scan) -> Result<(Option<u32>, Option<u32>)> {
    let secrets = &scan.image()?.secrets;
    let origins = secrets.iter().map(|secret| &secret.origin);
    let mut found = origins.filter_map(|origin| match origin {
        SecretOrigin::File {
            path,
            layer,
            deleted_by,
            ..
        } if path == "root/.npmrc" => Some((*layer, *deleted_by)),
        _ => None,
    });
    found.next().context("the token was not found")
}

/// Unpacks the image of a tag, changes its files, and packs the change as a layer of another tag.
fn change(folder: &Path, from: &str, to: &str, edit: impl Fn(&Path) -> Result<()>) -> Result<()> {
    let image = format!("shop:{from}");
    let mut unpack = vec!["unpack", "--image", &image];
    if !parts::is_root()? {
        unpack.push("--rootless");
    }
    let bundle = format!("bundle-{to}");
    unpack.push(&bundle);
    umoci(folder, &unpack)?;
    edit(&folder.join(&bundle).join("rootfs"))?;
    umoci(
        folder,
        &["repack", "--image", &format!("shop:{to}"), &bundle],
    )
}

/// The first layer.
fn fill(root: &Path) -> Result<()> {
    write(root, "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")?;
    write(
        root,
        "etc/passwd",
        "root:x:0:0::/root:/bin/sh\nweb:x:10001:10001::/srv:/bin/false\n",
    )?;
    write(root, "var/lib/dpkg/status", &status("3.0.9-1"))?;
    for (name, version) in [("flask", "2.0.0"), ("jinja2", "2.10")] {
        let path = format!("{PYTHON}/{name}-{version}.dist-info/METADATA");
        write(
            root,
            &path,
            &format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
        )?;
    }
    // In parts, so that no text of this repository looks like a token.
    let token = ["npm", "_", "wV8sQ2kLr5TzYb3NcXf7", "HjM9PgD4aE0qRuKd"].concat();
    write(
        root,
        "root/.npmrc",
        &format!("//npm.example/:_authToken={token}\n"),
    )
}

/// The second layer.
fn replace(root: &Path) -> Result<()> {
    write(root, "var/lib/dpkg/status", &status("3.0.11-1~deb12u2"))?;
    fs::remove_dir_all(root.join(format!("{PYTHON}/flask-2.0.0.dist-info")))?;
    fs::remove_file(root.join("root/.npmrc"))?;
    Ok(())
}

/// The package database with OpenSSL of a version.
fn status(openssl: &str) -> String {
    let package = |name: &str, source: &str, version: &str| {
        format!(
            "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n\
             Source: {source}\nVersion: {version}\n\n"
        )
    };
    package("openssl", "openssl", openssl) + &package("zlib1g", "zlib", "1:1.2.13.dfsg-1")
}

fn write(root: &Path, path: &str, content: &str) -> Result<()> {
    let path = root.join(path);
    fs::create_dir_all(path.parent().context("a folder")?)?;
    fs::write(&path, content).with_context(|| format!("write {}", path.display()))
}

fn umoci(folder: &Path, arguments: &[&str]) -> Result<()> {
    parts::output(parts::command("umoci", folder)?.args(arguments)).map(drop)
}
