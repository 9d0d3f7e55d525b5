//! The image is named by digest.
//!
//! # Why
//! A tag is a name that its owner may move: what was scanned today is not for certain what a node
//! pulls tomorrow, unless the reference says which bytes are meant.
//!
//! # Fix
//! Deploy by digest (`name:1.4.2@sha256:…`); the digest that was scanned stands in the evidence.
//!
//! # See
//! CIS Kubernetes 5.5.1
//! NIST SP 800-190 4.2.2

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("PRV-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unpinned_reference.rs"))
    .examples(&[
        Example::new(
            "
            name: shop/web:1.4.2   #! the image is named by a tag, without a digest
            has_reference: true
            ",
        ),
        Example::new(
            "
            name: shop/web@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            has_reference: true
            ",
        ),
        Example::new(
            "
            name: archive.tar
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    if !image.facts.has_reference {
        return judge.not_applicable();
    }
    if image.facts.name.contains("@sha256:") || image.facts.name.contains("@sha512:") {
        return;
    }
    let message = "the image is named by a tag, without a digest";
    let mut failure = Failure::new(message, Location::object("name")).key("digest");
    if let Some(digest) = &image.facts.digest {
        failure = failure.evidence("digest now", digest.as_str());
    }
    judge.fail(failure);
}
