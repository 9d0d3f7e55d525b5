//! Packages of language ecosystems: which OSV ecosystem, which name, which version.

use seaworthy_facts::{Package, PackageKind};

/// What to ask about a package that no distribution tracks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageQuery {
    /// OSV ecosystem.
    pub ecosystem: &'static str,
    /// Name as the ecosystem writes it.
    pub name: String,
    /// Version in the form of the ecosystem's advisories.
    pub version: String,
}

/// The question for a package; none for packages of a distribution.
#[must_use]
pub fn language_query(package: &Package) -> Option<LanguageQuery> {
    let ecosystem = match package.kind {
        PackageKind::Golang => "Go",
        PackageKind::Cargo => "crates.io",
        PackageKind::Npm => "npm",
        PackageKind::Pypi => "PyPI",
        PackageKind::Maven => "Maven",
        PackageKind::Gem => "RubyGems",
        PackageKind::Composer => "Packagist",
        PackageKind::Nuget => "NuGet",
        // Bitnami's database keys plain applications by their common name.
        PackageKind::Generic | PackageKind::Bitnami => "Bitnami",
        PackageKind::Hex => "Hex",
        PackageKind::Pub => "Pub",
        PackageKind::Swift => "SwiftURL",
        PackageKind::Conan => "ConanCenter",
        PackageKind::Julia => "Julia",
        PackageKind::Cran => "CRAN",
        PackageKind::Hackage => "Hackage",
        PackageKind::Opam => "opam",
        // No set of OSV covers these; what nobody publishes advisories for is said, not asked.
        PackageKind::Conda
        | PackageKind::Otp
        | PackageKind::Cocoapods
        | PackageKind::Luarocks
        | PackageKind::Cpan
        | PackageKind::Nix
        | PackageKind::Brew
        | PackageKind::Wordpress
        | PackageKind::Deno
        | PackageKind::Jsr
        | PackageKind::Model => return None,
        PackageKind::Deb
        | PackageKind::Apk
        | PackageKind::Rpm
        | PackageKind::Alpm
        | PackageKind::Opkg => return None,
    };
    let name = match (package.kind, package.name.as_str()) {
        (PackageKind::Generic | PackageKind::Bitnami, name) => bitnami_name(name).to_owned(),
        _ => package.full_name(),
    };
    let version = match package.kind {
        PackageKind::Golang if matches!(name.as_str(), "stdlib" | "toolchain") => {
            go_release(&package.version)
        }
        PackageKind::Generic | PackageKind::Bitnami
            if matches!(name.as_str(), "java" | "java-min" | "jre") =>
        {
            java_release(&package.version)
        }
        PackageKind::Gem => without_platform(&package.version).to_owned(),
        PackageKind::Bitnami => without_revision(&package.version).to_owned(),
        _ => package.version.clone(),
    };
    Some(LanguageQuery {
        ecosystem,
        name,
        version,
    })
}

/// The version of a Go release as golang/vulndb writes it: `go1.21rc2` is `1.21.0-rc.2`.
fn go_release(version: &str) -> String {
    let version = version.split_whitespace().next().unwrap_or("");
    let version = version.strip_prefix("go").unwrap_or(version);
    for mark in ["rc", "beta"] {
        if let Some((release, number)) = version.split_once(mark)
            && !release.contains('-')
        {
            let patch = if release.matches('.').count() < 2 {
                ".0"
            } else {
                ""
            };
            return format!("{release}{patch}-{mark}.{number}");
        }
    }
    version.to_owned()
}

/// The version of a Java runtime as Bitnami's advisories write it: update 392 of Java 8, which the
/// runtime calls `1.8.0_392` and Bitnami's images `1.8.392`, is `8.0.392`.
fn java_release(version: &str) -> String {
    let update = version.strip_prefix("1.8.0_");
    let update = update.or_else(|| version.strip_prefix("1.8."));
    match update {
        Some(update) => format!("8.0.{update}"),
        None => version.to_owned(),
    }
}

/// The name under which Bitnami's database keys an application that others call otherwise.
fn bitnami_name(name: &str) -> &str {
    match name {
        "nodejs" => "node",
        "httpd" | "apache2" => "apache",
        "postgres" => "postgresql",
        "redis-server" => "redis",
        "mongod" => "mongodb",
        "mysqld" => "mysql",
        "mariadbd" => "mariadb",
        "python3" => "python",
        "openjdk" | "jdk" | "jre" => "java",
        "go" | "golang-go" => "golang",
        "memcached-server" => "memcached",
        other => other,
    }
}

/// The upstream version of a Bitnami package: behind the dash stands its own revision, which
/// semantic versioning would take for a release candidate.
fn without_revision(version: &str) -> &str {
    match version.rsplit_once('-') {
        Some((upstream, revision))
            if !revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            upstream
        }
        _ => version,
    }
}

/// A gem version without its platform: `1.15.4-x86_64-linux` is `1.15.4`.
fn without_platform(version: &str) -> &str {
    const PLATFORMS: [&str; 9] = [
        "x86",
        "x64",
        "arm",
        "aarch",
        "java",
        "universal",
        "ruby",
        "jruby",
        "mingw",
    ];
    match version.split_once('-') {
        Some((release, rest)) if PLATFORMS.iter().any(|p| rest.starts_with(p)) => release,
        _ => version,
    }
}

/// Why a text that stands where a version should be is none. Such a package is unknown, not old.
pub(super) fn not_a_version(ecosystem: &str, version: &str) -> Option<&'static str> {
    if version.trim().is_empty() {
        return Some("no version is stated");
    }
    let placeholder = match ecosystem {
        "Go" => matches!(
            version.strip_prefix('v').unwrap_or(version),
            "(devel)" | "0.0.0" | "0.0.0-00010101000000-000000000000" | "unknown"
        ),
        _ => false,
    };
    placeholder.then_some("the version is a placeholder of the build")
}

/// `v0.0.0-20200622213623-75b288015ac9`: a commit before any release (Go modules reference).
pub(super) fn is_go_pseudo_version(ecosystem: &str, version: &str) -> bool {
    let version = version.strip_prefix('v').unwrap_or(version);
    ecosystem == "Go" && version.starts_with("0.0.0-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: PackageKind, name: &str, version: &str) -> LanguageQuery {
        language_query(&Package::new(kind, name, version, "x", "test")).unwrap()
    }

    #[test]
    fn versions_are_asked_in_the_form_of_the_advisories() {
        for (version, expected) in [
            ("go1.22.3", "1.22.3"),
            ("go1.21rc2", "1.21.0-rc.2"),
            ("go1.21.1rc2", "1.21.1-rc.2"),
            ("go1.20.5 X:boringcrypto", "1.20.5"),
            ("go1.18beta1", "1.18.0-beta.1"),
        ] {
            let asked = question(PackageKind::Golang, "stdlib", version);
            assert_eq!(asked.version, expected);
        }
        for (kind, name, version, expected) in [
            (PackageKind::Generic, "java", "1.8.0_392", "8.0.392"),
            (PackageKind::Bitnami, "jre", "1.8.392", "8.0.392"),
            (PackageKind::Generic, "java", "17.0.9", "17.0.9"),
            (PackageKind::Generic, "nginx", "1.8.1", "1.8.1"),
        ] {
            assert_eq!(question(kind, name, version).version, expected);
        }
        let gem = question(PackageKind::Gem, "nokogiri", "1.15.4-x86_64-linux");
        assert_eq!(gem.version, "1.15.4");
        assert_eq!(
            question(PackageKind::Gem, "rails", "7.0.0-rc1").version,
            "7.0.0-rc1"
        );
    }

    #[test]
    fn applications_are_asked_by_bitnamis_names_and_upstream_versions() {
        let asked = question(PackageKind::Generic, "httpd", "2.4.58");
        assert_eq!(
            (asked.ecosystem, asked.name.as_str()),
            ("Bitnami", "apache")
        );
        let asked = question(PackageKind::Bitnami, "postgresql", "16.1.0-15");
        assert_eq!(
            (asked.name.as_str(), asked.version.as_str()),
            ("postgresql", "16.1.0")
        );
        assert_eq!(
            question(PackageKind::Bitnami, "x", "1.0-rc1").version,
            "1.0-rc1"
        );
    }

    #[test]
    fn names_carry_their_namespace() {
        let mut package = Package::new(PackageKind::Npm, "core", "1.0.0", "x", "test");
        package.namespace = Some("@babel".to_owned());
        assert_eq!(language_query(&package).unwrap().name, "@babel/core");
        package.kind = PackageKind::Maven;
        package.namespace = Some("org.babel".to_owned());
        assert_eq!(language_query(&package).unwrap().name, "org.babel:core");
        package.kind = PackageKind::Deb;
        assert_eq!(language_query(&package), None);
    }

    #[test]
    fn a_placeholder_is_no_version() {
        for version in [
            "",
            "(devel)",
            "v0.0.0",
            "v0.0.0-00010101000000-000000000000",
        ] {
            assert!(not_a_version("Go", version).is_some(), "{version}");
        }
        assert!(not_a_version("npm", "0.0.0").is_none());
        assert!(is_go_pseudo_version(
            "Go",
            "v0.0.0-20200622213623-75b288015ac9"
        ));
        assert!(!is_go_pseudo_version(
            "Go",
            "v1.2.4-0.20200622213623-75b288015ac9"
        ));
    }
}
