//! The image holds what its program needs, not a whole distribution.
//!
//! # Why
//! Every package is one that may need a fix and one that an intruder may use. Most programs need
//! a C library, certificates and time zones.
//!
//! # Fix
//! Build in stages, and put the result on a distroless, chiselled or `scratch` base, or at least
//! on the slim form of the distribution.
//!
//! # See
//! NIST SP 800-190 4.1.2
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::{FilePurpose, Package, PackageKind};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// The slim images of Debian and Ubuntu have some 90 packages, their full ones more than 400.
const PACKAGES_MANY: usize = 150;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("full_distribution.rs"))
    .examples(&[
        Example::new(
            "
            distro:   #! the image is a full operating system: debian 12
              id: debian
              version_id: '12'
            files:
              - {path: usr/bin/apt-get, purposes: [package-manager]}
              - {path: usr/bin/bash, purposes: [shell]}
              - {path: usr/bin/gcc, purposes: [compiler]}
            ",
        ),
        Example::new(
            "
            distro: {id: debian, version_id: '12'}
            files: []
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(distro) = &image.facts.distro else {
        return;
    };
    let class = Class::of(image);
    if class != Class::Full {
        return;
    }
    let name = [distro.id.as_str(), distro.version_id.as_str()].join(" ");
    let message = format!("the image is a full operating system: {}", name.trim());
    let location = Location::object("distro");
    let packages = os_packages(image).to_string();
    judge.fail(
        Failure::new(message, location)
            .key("class")
            .evidence("packages of the system", packages),
    );
}

/// How much of a distribution an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Neither shell nor package manager.
    Distroless,
    /// A small base with either of them.
    Minimal,
    /// A shell, a package manager, and many packages or tools for developers.
    Full,
}

impl Class {
    fn of(image: &Image) -> Self {
        let has = |purpose| !image.files_for(purpose).is_empty();
        let (shell, manager) = (has(FilePurpose::Shell), has(FilePurpose::PackageManager));
        let tools = has(FilePurpose::Compiler) || has(FilePurpose::Debugger);
        match (shell, manager) {
            (false, false) => Class::Distroless,
            (true, true) if tools || os_packages(image) > PACKAGES_MANY => Class::Full,
            _ => Class::Minimal,
        }
    }
}

fn os_packages(image: &Image) -> usize {
    let os = |package: &&Package| {
        matches!(
            package.kind,
            PackageKind::Deb | PackageKind::Rpm | PackageKind::Apk
        )
    };
    image.facts.packages.iter().filter(os).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_without_shell_and_manager_is_distroless() {
        assert_eq!(Class::of(&Image::default()), Class::Distroless);
    }
}
