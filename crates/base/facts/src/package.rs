//! A package: installed software with a name and a version.

use schemars::JsonSchema;
use seaworthy_model::Digest;
use serde::{Deserialize, Serialize};

/// The kind of a package; the words are the types of the package URL specification.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum PackageKind {
    /// Debian and its kin.
    Deb,
    /// Alpine and its kin.
    Apk,
    /// Red Hat, SUSE and their kin.
    Rpm,
    /// A Go module, the main module of a binary, or the standard library (`stdlib`).
    Golang,
    /// A Rust crate.
    Cargo,
    /// An npm package.
    Npm,
    /// A Python distribution.
    Pypi,
    /// A Java artefact.
    Maven,
    /// A Ruby gem.
    Gem,
    /// A PHP package.
    Composer,
    /// A .NET package.
    Nuget,
    /// Arch Linux and its kin.
    Alpm,
    /// OpenWrt's packages.
    Opkg,
    /// A conda package.
    Conda,
    /// An Elixir or Erlang package.
    Hex,
    /// An application of Erlang/OTP.
    Otp,
    /// A Dart or Flutter package.
    Pub,
    /// A Swift package.
    Swift,
    /// A CocoaPods pod.
    Cocoapods,
    /// A Conan package of C or C++.
    Conan,
    /// A Julia package.
    Julia,
    /// An R package.
    Cran,
    /// A Haskell package.
    Hackage,
    /// A Lua rock.
    Luarocks,
    /// A Perl distribution.
    Cpan,
    /// An OCaml package.
    Opam,
    /// A Nix store path.
    Nix,
    /// A Homebrew formula or cask.
    Brew,
    /// A WordPress plug-in.
    #[serde(rename = "wordpress-plugin")]
    Wordpress,
    /// A Deno module by its address; those of JSR and npm are `jsr` and `npm`.
    Deno,
    /// A JSR package.
    Jsr,
    /// An application that Bitnami packaged.
    Bitnami,
    /// A machine learning model, by the metadata in its file.
    #[serde(rename = "mlmodel")]
    Model,
    /// Software without a package manager, found by its own marks.
    Generic,
}

impl PackageKind {
    /// The type in a package URL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PackageKind::Deb => "deb",
            PackageKind::Apk => "apk",
            PackageKind::Rpm => "rpm",
            PackageKind::Golang => "golang",
            PackageKind::Cargo => "cargo",
            PackageKind::Npm => "npm",
            PackageKind::Pypi => "pypi",
            PackageKind::Maven => "maven",
            PackageKind::Gem => "gem",
            PackageKind::Composer => "composer",
            PackageKind::Nuget => "nuget",
            PackageKind::Alpm => "alpm",
            PackageKind::Opkg => "opkg",
            PackageKind::Conda => "conda",
            PackageKind::Hex => "hex",
            PackageKind::Otp => "otp",
            PackageKind::Pub => "pub",
            PackageKind::Swift => "swift",
            PackageKind::Cocoapods => "cocoapods",
            PackageKind::Conan => "conan",
            PackageKind::Julia => "julia",
            PackageKind::Cran => "cran",
            PackageKind::Hackage => "hackage",
            PackageKind::Luarocks => "luarocks",
            PackageKind::Cpan => "cpan",
            PackageKind::Opam => "opam",
            PackageKind::Nix => "nix",
            PackageKind::Brew => "brew",
            PackageKind::Wordpress => "wordpress-plugin",
            PackageKind::Deno => "deno",
            PackageKind::Jsr => "jsr",
            PackageKind::Bitnami => "bitnami",
            PackageKind::Model => "mlmodel",
            PackageKind::Generic => "generic",
        }
    }

    /// Whether an operating system's package manager put it there.
    #[must_use]
    pub fn is_os(self) -> bool {
        matches!(
            self,
            PackageKind::Deb
                | PackageKind::Apk
                | PackageKind::Rpm
                | PackageKind::Alpm
                | PackageKind::Opkg
        )
    }
}

/// One package, with every place where it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Package {
    /// Its kind.
    pub kind: PackageKind,
    /// The namespace of its package URL: npm scope (`@babel`), Maven group, Composer vendor, Go
    /// path up to the last slash. Distributions fill it when the package URL is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Name, without the namespace.
    pub name: String,
    /// Version as written: with epoch and release for OS packages (`1:2.3-4`). Empty: not stated.
    pub version: String,
    /// Architecture, for OS packages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// The source package it was built from, for OS packages. Vendors track these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourcePackage>,
    /// The module stream of an rpm (`MODULARITYLABEL`), such as `nodejs:18`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Who packaged it, as the package says: `Vendor` of an rpm, `Origin` or maintainer domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Licences as written: SPDX expressions where the package gives them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<String>,
    /// The terms as one SPDX licence expression (SPDX specification, Annex B), from `licences` or,
    /// where the package states none, from the licence file beside it. What no list knows stands in
    /// it as `LicenseRef-...`. None: nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Package URL, complete: `pkg:deb/debian/openssl@3.0.11-1?arch=amd64&distro=debian-12`.
    pub purl: String,
    /// Where it was seen. Never empty.
    pub places: Vec<Place>,
    /// The OS package that owns the files of this language package, if one does. Then the vendor of
    /// the distribution answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<String>,
    /// Whether it is there for development only, where the lock file says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub development: bool,
    /// Names of packages it needs, as written, where the source says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<String>,
    /// Digests of the archive it comes from, where a lock file states them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<Digest>,
    /// The cataloguer that found it.
    pub cataloguer: String,
}

impl Package {
    /// A package with what every cataloguer knows. The caller adds the rest.
    #[must_use]
    pub fn new(
        kind: PackageKind,
        name: impl Into<String>,
        version: impl Into<String>,
        path: impl Into<String>,
        cataloguer: &'static str,
    ) -> Self {
        Package {
            kind,
            namespace: None,
            name: name.into(),
            version: version.into(),
            architecture: None,
            source: None,
            module: None,
            vendor: None,
            licences: Vec::new(),
            licence: None,
            purl: String::new(),
            places: vec![Place {
                path: path.into(),
                layer: None,
                diff_id: None,
                line: None,
            }],
            owned_by: None,
            development: false,
            depends: Vec::new(),
            hashes: Vec::new(),
            cataloguer: cataloguer.to_owned(),
        }
    }

    /// Namespace and name as the ecosystem writes them: `@scope/name`, `vendor/name`, `group:name`.
    #[must_use]
    pub fn full_name(&self) -> String {
        match (&self.namespace, self.kind) {
            (Some(space), PackageKind::Maven) => format!("{space}:{}", self.name),
            (Some(space), kind) if !kind.is_os() => format!("{space}/{}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// The source package of an OS package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourcePackage {
    /// Name.
    pub name: String,
    /// Version; equal to the binary's where the database gives no other.
    pub version: String,
}

/// A place where a package was seen.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Place {
    /// The file that proves it. For what lies inside an archive: `app.war!/WEB-INF/lib/x.jar`.
    pub path: String,
    /// Number of the layer that brought it, from 0; set when layers are merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<u32>,
    /// Digest of that layer, uncompressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff_id: Option<Digest>,
    /// Line in the file, where it has lines that matter (lock files).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}
