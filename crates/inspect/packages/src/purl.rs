//! Package URLs (the purl specification, ECMA-427, and its type definitions).
//!
//! The case of names is kept as the package writes it, except where the ecosystem itself ignores it
//! (PyPI). The distribution is known only when layers are merged, so that URLs are made last.

use std::fmt::Write as _;

use seaworthy_facts::{Distro, Package, PackageKind};

/// Makes the URL of every package, and the namespace of those that the distribution brought.
pub fn finish_purls(packages: &mut [Package], distro: Option<&Distro>) {
    for package in packages {
        if package.kind.is_os() {
            package.namespace = distro
                .map(|distro| distro.id.clone())
                .filter(|id| !id.is_empty());
        }
        package.purl = purl(package, distro);
    }
}

fn purl(package: &Package, distro: Option<&Distro>) -> String {
    let mut url = format!("pkg:{}/", package.kind.as_str());
    if let Some(namespace) = &package.namespace {
        for segment in namespace.split('/').filter(|segment| !segment.is_empty()) {
            encode(&mut url, segment);
            url.push('/');
        }
    }
    if package.kind == PackageKind::Pypi {
        // PEP 503 folds case and `_.-`; the type definition folds case and `_` only.
        encode(&mut url, &package.name.to_lowercase().replace('_', "-"));
    } else {
        encode(&mut url, &package.name);
    }
    let (epoch, version) = split_epoch(package);
    if !version.is_empty() {
        url.push('@');
        encode(&mut url, version);
    }
    let mut qualifiers = Qualifiers { url, any: false };
    if package.kind.is_os() {
        // Sorted by name, as the canonical form asks.
        qualifiers.add("arch", package.architecture.as_deref().unwrap_or_default());
        qualifiers.add("distro", &distro.map(distro_name).unwrap_or_default());
        qualifiers.add("epoch", epoch);
        qualifiers.add("upstream", &upstream(package));
    }
    qualifiers.url
}

/// The epoch of an rpm is a qualifier; that of a Debian package is part of the version.
fn split_epoch(package: &Package) -> (&str, &str) {
    match package.version.split_once(':') {
        Some((epoch, version)) if package.kind == PackageKind::Rpm => (epoch, version),
        _ => ("", &package.version),
    }
}

fn distro_name(distro: &Distro) -> String {
    match (distro.id.is_empty(), distro.version_id.is_empty()) {
        (true, _) => String::new(),
        (false, true) => distro.id.clone(),
        (false, false) => format!("{}-{}", distro.id, distro.version_id),
    }
}

/// The source package where it differs from the binary one, in the form others write too: a source
/// rpm by its file name, else `name` or `name@version`.
fn upstream(package: &Package) -> String {
    let Some(source) = &package.source else {
        return String::new();
    };
    if package.kind == PackageKind::Rpm {
        let version = source.version.split_once(':');
        let version = version.map_or(&*source.version, |(_, version)| version);
        return format!("{}-{version}.src.rpm", source.name);
    }
    if source.version != package.version {
        format!("{}@{}", source.name, source.version)
    } else if source.name != package.name {
        source.name.clone()
    } else {
        String::new()
    }
}

struct Qualifiers {
    url: String,
    any: bool,
}

impl Qualifiers {
    fn add(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.url.push(if self.any { '&' } else { '?' });
        self.any = true;
        self.url.push_str(name);
        self.url.push('=');
        encode(&mut self.url, value);
    }
}

/// Percent-encodes everything but letters, digits, `.-_~` and the colon.
fn encode(out: &mut String, text: &str) {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':');
    if text.bytes().all(plain) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            // INVARIANT: writing to a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::SourcePackage;

    use super::*;

    fn url(package: Package, distro: Option<&Distro>) -> String {
        let mut one = [package];
        finish_purls(&mut one, distro);
        let [package] = one;
        package.purl
    }

    fn language(kind: PackageKind, space: &str, name: &str, version: &str) -> String {
        let mut package = Package::new(kind, name, version, "p", "c");
        package.namespace = (!space.is_empty()).then(|| space.to_owned());
        url(package, None)
    }

    fn debian() -> Distro {
        Distro {
            id: "debian".to_owned(),
            version_id: "12".to_owned(),
            ..Distro::default()
        }
    }

    #[test]
    fn os_packages_carry_their_distribution() {
        let mut deb = Package::new(
            PackageKind::Deb,
            "libstdc++6",
            "1:12.2.0-14+b1",
            "p",
            "dpkg",
        );
        deb.architecture = Some("amd64".to_owned());
        deb.source = Some(SourcePackage {
            name: "gcc-12".to_owned(),
            version: "1:12.2.0-14".to_owned(),
        });
        assert_eq!(
            url(deb.clone(), Some(&debian())),
            "pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bb1\
             ?arch=amd64&distro=debian-12&upstream=gcc-12%401:12.2.0-14"
        );
        assert_eq!(
            url(deb, None),
            "pkg:deb/libstdc%2B%2B6@1:12.2.0-14%2Bb1?arch=amd64&upstream=gcc-12%401:12.2.0-14"
        );
        let mut rpm = Package::new(
            PackageKind::Rpm,
            "openssl-libs",
            "1:3.0.7-6.el9",
            "p",
            "rpm",
        );
        rpm.source = Some(SourcePackage {
            name: "openssl".to_owned(),
            version: "1:3.0.7-6.el9".to_owned(),
        });
        assert_eq!(
            url(rpm, None),
            "pkg:rpm/openssl-libs@3.0.7-6.el9?epoch=1&upstream=openssl-3.0.7-6.el9.src.rpm"
        );
    }

    #[test]
    fn language_packages_follow_their_type() {
        use PackageKind::{Cargo, Composer, Gem, Golang, Maven, Npm, Pypi};
        let cases = [
            (
                Npm,
                "@babel",
                "core",
                "7.1.0",
                "pkg:npm/%40babel/core@7.1.0",
            ),
            (Pypi, "", "Foo_Bar", "1.0", "pkg:pypi/foo-bar@1.0"),
            (Maven, "org.x", "y", "1 b", "pkg:maven/org.x/y@1%20b"),
            (Gem, "", "rails", "7.0", "pkg:gem/rails@7.0"),
            (Cargo, "", "Inflector", "0.1", "pkg:cargo/Inflector@0.1"),
            (
                Composer,
                "symfony",
                "yaml",
                "v1",
                "pkg:composer/symfony/yaml@v1",
            ),
            (
                Golang,
                "github.com/Azure",
                "go-autorest",
                "v14.2.0+incompatible",
                "pkg:golang/github.com/Azure/go-autorest@v14.2.0%2Bincompatible",
            ),
            (Golang, "", "stdlib", "", "pkg:golang/stdlib"),
        ];
        for (kind, space, name, version, expected) in cases {
            assert_eq!(language(kind, space, name, version), expected);
        }
    }
}
