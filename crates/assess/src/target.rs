//! What a user means by a target.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use seaworthy_image::{ReadImageError, Source};
use seaworthy_registry::{ParseReferenceError, Reference};

/// A target, recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recognised {
    /// One image, or a root file system.
    Image(Source),
    /// A folder or file of sources.
    Tree(PathBuf),
    /// A bill of materials.
    Bom(PathBuf),
    /// The bill of materials that is attached to an image of a registry.
    Attached(String),
}

/// Why a target is none.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// It has the form of a path, and nothing lies there.
    #[error("there is no file or folder `{0}`")]
    NoSuchPath(String),
    /// It is neither a path nor an image reference.
    #[error("`{target}` is neither a file, a folder nor an image reference")]
    NoReference {
        /// As given.
        target: String,
        /// What is wrong with it as a reference.
        source: ParseReferenceError,
    },
    /// A scheme with nothing behind it.
    #[error("`{0}` names nothing behind its colon")]
    Empty(String),
    /// Standard input.
    #[error("`-` is no target: an image is not read from standard input")]
    StandardInput,
    /// The address of a web page, or of something else that is no registry.
    #[error("`{0}` is an address, not the name of an image")]
    Address(String),
    /// A folder where a file must be.
    #[error("`{0}` is a folder, not a file")]
    Folder(String),
    /// It is not known whether something lies at the path.
    #[error("cannot look at `{path}`")]
    Look {
        /// As given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A pipe, a socket or a device.
    #[error("`{0}` is neither a file nor a folder")]
    Special(String),
    /// What lies at the path cannot be opened.
    #[error(transparent)]
    Open(#[from] ReadImageError),
    /// An image was expected, and it is a folder or file of something else.
    #[error("`{0}` is no image archive, image layout, SIF or root file system")]
    NoImage(String),
}

/// Recognises a target: by its scheme, else by what lies at the path, else as an image reference.
///
/// # Errors
/// It is nothing of these, or no image where one must be.
pub(crate) fn recognise(target: &str, must_be_image: bool) -> Result<Recognised, TargetError> {
    if let Some(wrong) = misunderstood(target) {
        return Err(wrong);
    }
    if let Some(source) = Source::parse(target, Path::exists) {
        return Ok(Recognised::Image(source));
    }
    if let Some(reference) = target.strip_prefix("attached:") {
        return Ok(Recognised::Attached(reference.to_owned()));
    }
    if let Some(path) = target.strip_prefix("sbom:") {
        let path = Path::new(path);
        let name = || path.display().to_string();
        return match is_there(path)? {
            true if path.is_file() => Ok(Recognised::Bom(path.to_owned())),
            true if path.is_dir() => Err(TargetError::Folder(name())),
            true => Err(TargetError::Special(name())),
            false => Err(TargetError::NoSuchPath(name())),
        };
    }
    let path = Path::new(target);
    if is_there(path)? {
        if is_bom(path) {
            return Ok(Recognised::Bom(path.to_owned()));
        }
        if is_archive(path) {
            // What kind of archive it is, its members tell; that is found out when it is read.
            return Ok(Recognised::Image(Source::Archive {
                path: path.to_owned(),
            }));
        }
        if !path.is_file() && !path.is_dir() {
            return Err(TargetError::Special(target.to_owned()));
        }
        return match seaworthy_image::detect(path)? {
            Some(source) => Ok(Recognised::Image(source)),
            None if must_be_image => Err(TargetError::NoImage(target.to_owned())),
            None => Ok(Recognised::Tree(path.to_owned())),
        };
    }
    if has_form_of_path(target) {
        return Err(TargetError::NoSuchPath(target.to_owned()));
    }
    match target.parse::<Reference>() {
        Ok(_) => Ok(Recognised::Image(Source::Registry {
            reference: target.to_owned(),
        })),
        Err(source) => Err(TargetError::NoReference {
            target: target.to_owned(),
            source,
        }),
    }
}

/// Whether something lies at a path. Where that cannot be told, a registry must not be asked for
/// a file that the user may not see.
fn is_there(path: &Path) -> Result<bool, TargetError> {
    match path.try_exists() {
        Ok(there) => Ok(there),
        // A reference is longer than names of files may be, or has a file for a folder.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidFilename | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(false)
        }
        Err(source) => Err(TargetError::Look {
            path: path.display().to_string(),
            source,
        }),
    }
}

/// The schemes that only a name or a path makes a target.
const SCHEMES: &[&str] = &[
    "attached",
    "containerd",
    "docker-archive",
    "docker-daemon",
    "oci",
    "oci-archive",
    "oci-layout",
    "podman",
    "registry",
    "rootfs",
    "sbom",
];

/// What is sometimes meant as a target and is none, so that it is not told in the words of image
/// references. A file of such a name is one all the same.
fn misunderstood(target: &str) -> Option<TargetError> {
    if Path::new(target).exists() {
        return None;
    }
    if target == "-" {
        return Some(TargetError::StandardInput);
    }
    if let Some(scheme) = target.strip_suffix(':')
        && SCHEMES.contains(&scheme)
    {
        return Some(TargetError::Empty(target.to_owned()));
    }
    let (scheme, _) = target.split_once("://")?;
    (scheme != "docker").then(|| TargetError::Address(target.to_owned()))
}

/// Whether a file begins as an archive does. One that cannot be read is told of when it is opened.
fn is_archive(path: &Path) -> bool {
    // A pipe or device must not be opened: reading it may never end.
    if !path.is_file() {
        return false;
    }
    if has_name_of_archive(&path.to_string_lossy()) {
        return true;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
    read.is_ok() && seaworthy_image::may_be_archive(&head)
}

/// Whether a file begins as a bill of materials does, or as an attestation of one.
fn is_bom(path: &Path) -> bool {
    let mut head = Vec::new();
    path.is_file()
        && File::open(path)
            .and_then(|file| file.take(64 * 1024).read_to_end(&mut head))
            .is_ok()
        && seaworthy_packages::bom::is_bom(&head)
}

/// Whether a file calls itself a tar archive. What does so and cannot be read as one is told, since
/// an image that was cut off in copying must not look like a file in which there is nothing.
pub(crate) fn has_name_of_archive(name: &str) -> bool {
    [".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.zstd"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether a text can only be meant as a path, so that a mistyped file is not sought in a registry.
fn has_form_of_path(target: &str) -> bool {
    let endings = [
        ".tar", ".tar.gz", ".tgz", ".sif", ".json", ".lock", ".txt", ".yaml", ".yml", ".toml",
    ];
    target.is_empty()
        || target.starts_with(['.', '/', '~'])
        || target.ends_with('/')
        || endings.iter().any(|ending| target.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_path_is_not_sought_in_a_registry() {
        for target in ["./nowhere", "/nowhere", "image.tar", "nowhere/", ""] {
            let error = recognise(target, false).unwrap_err();
            assert!(
                matches!(error, TargetError::NoSuchPath(_)),
                "{target}: {error}"
            );
        }
    }

    #[test]
    fn what_has_no_other_form_is_a_reference() {
        for target in [
            "debian",
            "debian:12",
            "registry.example:5000/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ] {
            let source = Source::Registry {
                reference: target.to_owned(),
            };
            assert_eq!(recognise(target, true).unwrap(), Recognised::Image(source));
        }
        assert!(matches!(
            recognise("Not A Name", false),
            Err(TargetError::NoReference { .. })
        ));
    }

    #[test]
    fn what_is_sometimes_meant_as_a_target_is_told_in_its_own_words() {
        let told = |target: &str| recognise(target, false).unwrap_err().to_string();
        for scheme in SCHEMES {
            let text = told(&format!("{scheme}:"));
            assert!(text.contains("names nothing"), "{text}");
        }
        assert!(told("-").contains("standard input"));
        assert!(told("https://docker.io/debian").contains("is an address"));
        assert!(told("sbom:/").contains("is a folder"));
        assert!(recognise("docker://debian", false).is_ok());
        let long = format!("registry.example/{}", "a".repeat(300));
        assert!(!told(&long).contains("cannot look"), "{}", told(&long));
    }

    #[test]
    fn a_device_is_refused_without_being_read() {
        assert!(matches!(
            recognise("/dev/zero", false),
            Err(TargetError::Special(_))
        ));
    }

    #[test]
    fn a_folder_of_sources_is_no_image() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        assert!(matches!(recognise(path, false), Ok(Recognised::Tree(_))));
        assert!(matches!(
            recognise(path, true),
            Err(TargetError::NoImage(_))
        ));
    }
}
