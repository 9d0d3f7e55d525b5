//! Version order of every ecosystem, as byte keys that sort the way the ecosystem sorts.
//!
//! One file per family of rules. A scheme turns the text of a version into a [`VersionKey`]; two
//! keys of one scheme compare as bytes. Most schemes give every text some place, as the tools of
//! their ecosystem do; a text without a place is a [`VersionError`], never an order made up.

mod apk;
mod dpkg;
mod key;
mod maven;
mod packagist;
mod pep440;
mod rpm;
mod rubygems;
mod semver;

use std::cmp::Ordering;

pub use key::VersionKey;

/// LIMIT: longest version text, in bytes. The longest of the public advisory data is under 120; the
/// zero counters of the Maven and RubyGems keys hold up to 255 zeros of two bytes each.
pub const VERSION_BYTES_MAX: usize = 500;

/// Why a version has no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// The ecosystem is not one whose version order is known.
    #[error("no version order is known for ecosystem {ecosystem:?}")]
    UnknownEcosystem {
        /// The ecosystem as it was asked for.
        ecosystem: String,
    },
    /// Nothing but white space.
    #[error("the version is empty")]
    Empty,
    /// Longer than [`VERSION_BYTES_MAX`].
    #[error("the version has {bytes} bytes, more than {VERSION_BYTES_MAX}")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
    },
    /// Holds a NUL byte.
    #[error("the version holds a NUL byte")]
    Nul,
    /// The scheme gives this text no place.
    #[error("the version has a malformed {what} for {scheme}")]
    Malformed {
        /// Name of the scheme.
        scheme: &'static str,
        /// The part that could not be read.
        what: &'static str,
    },
}

/// A family of version rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Debian, Ubuntu.
    Dpkg,
    /// Alpine, Wolfi, Chainguard.
    Apk,
    /// Red Hat, AlmaLinux, Rocky, SUSE and other users of rpm.
    Rpm,
    /// npm, crates.io, Go, Hex, Bitnami and others.
    SemVer,
    /// PyPI.
    Pep440,
    /// RubyGems.
    RubyGems,
    /// Maven.
    Maven,
    /// NuGet.
    NuGet,
    /// Packagist.
    Packagist,
    /// CRAN.
    Cran,
    /// Hackage.
    Hackage,
    /// Pub.
    Pub,
}

impl Scheme {
    /// The scheme of an OSV ecosystem; a release behind a colon (`Debian:12`) is ignored.
    ///
    /// Names are those of the OSV schema's list of ecosystems, and four of rpm vendors that it does
    /// not list, for sets that somebody makes of their data.
    #[must_use]
    pub fn for_ecosystem(ecosystem: &str) -> Option<Self> {
        let name = ecosystem.split(':').next().unwrap_or("");
        Some(match name {
            "Debian" | "Ubuntu" | "Echo" => Self::Dpkg,
            "Alpine"
            | "Wolfi"
            | "Chainguard"
            | "Alpaquita"
            | "MinimOS"
            | "BellSoft Hardened Containers" => Self::Apk,
            "Red Hat" | "AlmaLinux" | "Rocky Linux" | "SUSE" | "openSUSE" | "Mageia"
            | "openEuler" | "Azure Linux" | "Photon OS" | "Amazon Linux" | "Oracle Linux"
            | "Fedora" | "CentOS" => Self::Rpm,
            "npm" | "crates.io" | "Go" | "Hex" | "Bitnami" | "SwiftURL" | "ConanCenter"
            | "Bioconductor" | "GitHub Actions" | "Julia" => Self::SemVer,
            "PyPI" => Self::Pep440,
            "RubyGems" => Self::RubyGems,
            "Maven" => Self::Maven,
            "NuGet" => Self::NuGet,
            "Packagist" => Self::Packagist,
            "CRAN" => Self::Cran,
            "Hackage" => Self::Hackage,
            "Pub" => Self::Pub,
            _ => return None,
        })
    }

    /// The key of `version`.
    ///
    /// # Errors
    /// When the text is empty, too long, holds NUL, or has no place in the scheme.
    pub fn key(self, version: &str) -> Result<VersionKey, VersionError> {
        let version = version.trim();
        if version.is_empty() {
            return Err(VersionError::Empty);
        }
        if version.len() > VERSION_BYTES_MAX {
            return Err(VersionError::TooLong {
                bytes: version.len(),
            });
        }
        if version.contains('\0') {
            return Err(VersionError::Nul);
        }
        match self {
            Self::Dpkg => dpkg::key(version),
            Self::Apk => apk::key(version),
            Self::Rpm => rpm::key(version),
            Self::SemVer => semver::key(version),
            Self::Pep440 => pep440::key(version),
            Self::RubyGems => rubygems::key(version),
            Self::Maven => maven::key(version),
            Self::NuGet => semver::nuget_key(version),
            Self::Packagist => packagist::key(version),
            Self::Cran => semver::cran_key(version),
            Self::Hackage => semver::hackage_key(version),
            Self::Pub => semver::pub_key(version),
        }
    }
}

/// Compares two versions by the rules of an OSV ecosystem.
///
/// This is the order of the keys, but for Maven, whose specification is circular for versions that
/// mix dotted and dashed qualifiers: there a pair gets the answer of the specification.
///
/// # Errors
/// When the ecosystem is unknown or a version has no place in its scheme.
pub fn compare(ecosystem: &str, left: &str, right: &str) -> Result<Ordering, VersionError> {
    let scheme =
        Scheme::for_ecosystem(ecosystem).ok_or_else(|| VersionError::UnknownEcosystem {
            ecosystem: ecosystem.to_owned(),
        })?;
    let (left_key, right_key) = (scheme.key(left)?, scheme.key(right)?);
    if scheme == Scheme::Maven {
        return Ok(maven::relation(left.trim(), right.trim()));
    }
    Ok(left_key.cmp(&right_key))
}

/// Outcome of one line `a < b`, `a = b` or `a > b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderLine {
    /// Nothing stands on the line, or only a `//` comment.
    Blank,
    /// The order is as the line says.
    Holds,
    /// It is not; the text says what was found.
    Fails(String),
}

/// Checks a line of a version-order file against [`compare`].
#[must_use]
pub fn check_order_line(ecosystem: &str, line: &str) -> OrderLine {
    let line = line.trim();
    if line.is_empty() || line.starts_with("//") {
        return OrderLine::Blank;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let [left, sign, right] = words.as_slice() else {
        return OrderLine::Fails("not of the form `a < b`".to_owned());
    };
    let found = match compare(ecosystem, left, right) {
        Ok(Ordering::Less) => "<",
        Ok(Ordering::Equal) => "=",
        Ok(Ordering::Greater) => ">",
        Err(error) => return OrderLine::Fails(error.to_string()),
    };
    if found == *sign {
        OrderLine::Holds
    } else {
        OrderLine::Fails(format!("found `{found}`"))
    }
}
