//! Package URLs taken apart (ECMA-427): what they tell of a package.

use seaworthy_facts::{Distro, Package, PackageKind, SourcePackage};

use super::ID;

/// LIMIT: bytes of one package URL; real ones have some hundred.
const PURL_BYTES_MAX: usize = 8 * 1024;

const KINDS: [PackageKind; 34] = [
    PackageKind::Deb,
    PackageKind::Apk,
    PackageKind::Rpm,
    PackageKind::Golang,
    PackageKind::Cargo,
    PackageKind::Npm,
    PackageKind::Pypi,
    PackageKind::Maven,
    PackageKind::Gem,
    PackageKind::Composer,
    PackageKind::Nuget,
    PackageKind::Alpm,
    PackageKind::Opkg,
    PackageKind::Conda,
    PackageKind::Hex,
    PackageKind::Otp,
    PackageKind::Pub,
    PackageKind::Swift,
    PackageKind::Cocoapods,
    PackageKind::Conan,
    PackageKind::Julia,
    PackageKind::Cran,
    PackageKind::Hackage,
    PackageKind::Luarocks,
    PackageKind::Cpan,
    PackageKind::Opam,
    PackageKind::Nix,
    PackageKind::Brew,
    PackageKind::Wordpress,
    PackageKind::Deno,
    PackageKind::Jsr,
    PackageKind::Bitnami,
    PackageKind::Model,
    PackageKind::Generic,
];

/// What a package URL tells.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) package: Package,
    /// The qualifier `distro`, such as `debian-12`.
    pub(super) distro: Option<String>,
}

/// Takes a package URL apart. The package has no places yet.
///
/// # Errors
/// It is malformed, or of a type that names no package that is known here.
pub(super) fn parse(url: &str) -> Result<Parsed, &'static str> {
    if url.len() > PURL_BYTES_MAX {
        return Err("its package URL is too long");
    }
    let rest = url.strip_prefix("pkg:").ok_or("not a package URL")?;
    let rest = rest.trim_start_matches('/');
    let (rest, _subpath) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, rest) = rest
        .split_once('/')
        .ok_or("its package URL names nothing")?;
    let kind = kind.to_ascii_lowercase();
    let kind = KINDS
        .into_iter()
        .find(|known| known.as_str() == kind)
        .ok_or("packages of its type are not known")?;
    // A version begins behind the last `@` that no slash follows; scopes are percent-encoded.
    let (path, version) = match rest.rsplit_once('@') {
        Some((path, version)) if !path.is_empty() && !version.contains('/') => (path, version),
        _ => (rest, ""),
    };
    let (namespace, name) = path
        .trim_matches('/')
        .rsplit_once('/')
        .unwrap_or(("", path));
    let name = decode(name.trim_matches('/'));
    if name.is_empty() {
        return Err("its package URL names nothing");
    }
    let mut package = Package::new(kind, name, decode(version), "", ID);
    package.places.clear();
    package.purl = url.to_owned();
    if !namespace.is_empty() && !kind.is_os() {
        package.namespace = Some(decode(namespace));
    }
    let distro = qualify(&mut package, qualifiers);
    Ok(Parsed { package, distro })
}

/// Takes the qualifiers; returns the distribution.
fn qualify(package: &mut Package, qualifiers: &str) -> Option<String> {
    let mut distro = None;
    let (mut epoch, mut upstream) = (None, None);
    for (key, value) in qualifiers
        .split('&')
        .filter_map(|pair| pair.split_once('='))
    {
        let value = decode(value);
        match key {
            _ if value.is_empty() => {}
            "arch" => package.architecture = Some(value),
            "distro" => distro = Some(value),
            "epoch" => epoch = Some(value),
            "upstream" => upstream = Some(value),
            "rpmmod" => package.module = Some(value),
            _ => {}
        }
    }
    if let (Some(epoch), PackageKind::Rpm) = (&epoch, package.kind)
        && epoch != "0"
    {
        package.version = format!("{epoch}:{}", package.version);
    }
    if package.kind.is_os() {
        package.source = upstream.and_then(|written| source(package, &written));
    }
    distro
}

/// The source package: `name`, `name@version`, or the file name of a source rpm.
fn source(package: &Package, written: &str) -> Option<SourcePackage> {
    if package.kind == PackageKind::Rpm {
        let stem = written.strip_suffix(".src.rpm").unwrap_or(written);
        let mut parts = stem.rsplitn(3, '-');
        let (release, version, name) = (parts.next()?, parts.next()?, parts.next()?);
        let epoch = package.version.split_once(':').map(|(epoch, _)| epoch);
        let version = match epoch {
            Some(epoch) => format!("{epoch}:{version}-{release}"),
            None => format!("{version}-{release}"),
        };
        return Some(SourcePackage {
            name: name.to_owned(),
            version,
        });
    }
    let (name, version) = written.split_once('@').unwrap_or((written, ""));
    let version = if version.is_empty() {
        package.version.clone()
    } else {
        version.to_owned()
    };
    Some(SourcePackage {
        name: name.to_owned(),
        version,
    })
}

/// The distribution that a qualifier such as `debian-12` or `opensuse-leap-15.5` names.
pub(super) fn distro(written: &str) -> Distro {
    let numbered = written.rsplit_once('-').filter(|(_, version)| {
        version
            .trim_start_matches('v')
            .starts_with(|c: char| c.is_ascii_digit())
    });
    let (id, version) = numbered.unwrap_or((written, ""));
    Distro {
        id: id.to_ascii_lowercase(),
        version_id: version.trim_start_matches('v').to_owned(),
        ..Distro::default()
    }
}

/// Percent-decodes; what is no UTF-8 is replaced.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let digits = more.get(..2).filter(|_| *first == b'%');
        let decoded = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded {
            Some(byte) => {
                bytes.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_listed_once_each() {
        let mut words: Vec<&str> = KINDS.iter().map(|kind| kind.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), KINDS.len());
    }

    #[test]
    fn a_url_is_taken_apart() {
        let deb = parse(
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&upstream=openssl&distro=debian-12",
        )
        .unwrap();
        assert_eq!(deb.package.name, "libssl3");
        assert_eq!(deb.package.namespace, None);
        assert_eq!(deb.package.architecture.as_deref(), Some("amd64"));
        let source = deb.package.source.unwrap();
        assert_eq!(
            (source.name.as_str(), source.version.as_str()),
            ("openssl", "3.0.11-1~deb12u2")
        );
        assert_eq!(deb.distro.as_deref(), Some("debian-12"));
        let npm = parse("pkg:npm/%40babel/core@7.23.0").unwrap().package;
        assert_eq!(npm.full_name(), "@babel/core");
        assert_eq!(npm.version, "7.23.0");
        let go = parse("pkg:golang/github.com/a/b/v2@v2.0.1%2Bincompatible#cmd")
            .unwrap()
            .package;
        assert_eq!(go.full_name(), "github.com/a/b/v2");
        assert_eq!(go.version, "v2.0.1+incompatible");
        let url = "pkg:rpm/redhat/openssl-libs@1.1.1k-9.el8?epoch=1\
                   &upstream=openssl-1.1.1k-9.el8.src.rpm";
        let rpm = parse(url).unwrap().package;
        assert_eq!(rpm.version, "1:1.1.1k-9.el8");
        assert_eq!(rpm.source.unwrap().version, "1:1.1.1k-9.el8");
    }

    #[test]
    fn what_names_no_package_is_refused() {
        let endless = format!("pkg:npm/{}", "a".repeat(PURL_BYTES_MAX));
        for url in [
            "",
            "npm/a@1",
            "pkg:npm",
            "pkg:npm/",
            "pkg:oci/a@1",
            &endless,
        ] {
            assert!(parse(url).is_err(), "{}", url.len());
        }
        // A stray percent sign is kept.
        assert_eq!(parse("pkg:npm/a%zz@1%").unwrap().package.version, "1%");
    }

    #[test]
    fn a_distribution_is_read_from_its_qualifier() {
        for (written, id, version) in [
            ("debian-12", "debian", "12"),
            ("opensuse-leap-15.5", "opensuse-leap", "15.5"),
            ("alpine-v3.19", "alpine", "3.19"),
            ("wolfi", "wolfi", ""),
        ] {
            let found = distro(written);
            assert_eq!(
                (found.id.as_str(), found.version_id.as_str()),
                (id, version)
            );
        }
    }
}
