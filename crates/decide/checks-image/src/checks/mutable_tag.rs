//! The image is named by a version or a digest, not by a tag that moves.
//!
//! # Why
//! What `latest`, `main` or `dev` means changes from day to day: what was scanned is not what is
//! pulled tomorrow, and nobody can tell which build runs.
//!
//! # Fix
//! Tag each build with its version and deploy by digest: `name:1.4.2@sha256:…`.
//!
//! # See
//! NIST SP 800-190 4.2.2
//! CIS Docker 5.28

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Tags that say a branch or a state instead of a version.
const MOVING: &[&str] = &[
    "latest",
    "dev",
    "devel",
    "develop",
    "development",
    "main",
    "master",
    "trunk",
    "head",
    "edge",
    "nightly",
    "snapshot",
    "canary",
    "stable",
    "staging",
    "testing",
    "test",
    "prod",
    "production",
    "release",
    "current",
    "next",
    "rolling",
    "unstable",
];

/// Whether a tag says a branch or a state instead of a version.
pub(crate) fn is_moving(tag: &str) -> bool {
    MOVING.contains(&tag.to_ascii_lowercase().as_str())
}

pub(crate) static CHECK: Check<Image> = Check::new("IMG-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("mutable_tag.rs"))
    .examples(&[
        Example::new(
            "
            name: shop/web:latest   #! the tag `latest` moves from build to build
            has_reference: true
            ",
        ),
        Example::new(
            "
            name: registry.example:5000/shop/web   #! no tag is given, which means `latest`
            has_reference: true
            ",
        ),
        Example::new(
            "
            name: shop/web:1.4.2
            has_reference: true
            ",
        ),
        Example::new(
            "
            name: shop/web@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            has_reference: true
            ",
        ),
        Example::new("name: archive.tar"),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    if !image.facts.has_reference {
        return judge.not_applicable();
    }
    let name = image.facts.name.as_str();
    if name.contains('@') {
        return;
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    let message = match last.split_once(':') {
        None => "no tag is given, which means `latest`".to_owned(),
        Some((_, tag)) if is_moving(tag) => {
            format!("the tag `{tag}` moves from build to build")
        }
        Some(_) => return,
    };
    let mut failure = Failure::new(message, Location::object("name")).evidence("reference", name);
    if let Some(digest) = &image.facts.digest {
        failure = failure.evidence("digest now", digest.as_str());
    }
    judge.fail(failure);
}
