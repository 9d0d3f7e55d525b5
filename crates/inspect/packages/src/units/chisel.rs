//! Chiselled Ubuntu: `var/lib/chisel/manifest.wall`.
//!
//! Format: Chisel's manifest, lines of JSON (`jsonwall`) under zstd: after a head, entries of a
//! `kind`: `package` with name, version, digest and architecture, `content` with the slice
//! `PACKAGE_SLICE` that a path is from. It names no source package, and Ubuntu keeps advisories by
//! source: those of packages that chiselled images are made of are known here, and of any other the
//! manifest is reported as not telling it.

use std::io::Read as _;

use seaworthy_facts::{PackageKind, SourcePackage, hash_path};
use seaworthy_model::Digest;
use serde::Deserialize;

use crate::found::Found;
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "chisel",
    title: "Manifest of chiselled Ubuntu",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Path("var/lib/chisel/manifest.wall")],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: true,
        source: true,
        files: true,
        development: false,
        locations: false,
    },
    // LIMIT: the manifest of a full runtime has 100 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

/// LIMIT: bytes of an inflated manifest; one of a thousand packages and all their files has 50 MB.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// LIMIT: the window that the compressor may ask for, as a power of two: 8 MiB, which every level
/// of zstd but the last ones stays under.
const WINDOW_LOG_MAX: u32 = 23;

/// Sources of binary packages of Ubuntu that have another name (its package index, 22.04 to 24.04).
const SOURCES: &[(&str, &str)] = &[
    ("dpkg-dev", "dpkg"),
    ("gpgv", "gnupg2"),
    ("libacl1", "acl"),
    ("libapt-pkg6.0", "apt"),
    ("libapt-pkg6.0t64", "apt"),
    ("libargon2-1", "argon2"),
    ("libattr1", "attr"),
    ("libaudit-common", "audit"),
    ("libaudit1", "audit"),
    ("libblkid1", "util-linux"),
    ("libbrotli1", "brotli"),
    ("libbz2-1.0", "bzip2"),
    ("libc-bin", "glibc"),
    ("libc6", "glibc"),
    ("libcap-ng0", "libcap-ng"),
    ("libcap2", "libcap2"),
    ("libcom-err2", "e2fsprogs"),
    ("libcrypt1", "libxcrypt"),
    ("libcurl3-gnutls", "curl"),
    ("libcurl4", "curl"),
    ("libcurl4t64", "curl"),
    ("libdb5.3", "db5.3"),
    ("libdb5.3t64", "db5.3"),
    ("libdebconfclient0", "cdebconf"),
    ("libexpat1", "expat"),
    ("libffi7", "libffi"),
    ("libffi8", "libffi"),
    ("libfontconfig1", "fontconfig"),
    ("libfreetype6", "freetype"),
    ("libgcrypt20", "libgcrypt20"),
    ("libgdbm-compat4", "gdbm"),
    ("libgdbm6", "gdbm"),
    ("libglib2.0-0", "glib2.0"),
    ("libglib2.0-0t64", "glib2.0"),
    ("libgmp10", "gmp"),
    ("libgnutls30", "gnutls28"),
    ("libgnutls30t64", "gnutls28"),
    ("libgpg-error0", "libgpg-error"),
    ("libgssapi-krb5-2", "krb5"),
    ("libhogweed6", "nettle"),
    ("libhogweed6t64", "nettle"),
    ("libidn2-0", "libidn2"),
    ("libk5crypto3", "krb5"),
    ("libkeyutils1", "keyutils"),
    ("libkrb5-3", "krb5"),
    ("libkrb5support0", "krb5"),
    ("liblcms2-2", "lcms2"),
    ("liblttng-ust-common1", "ust"),
    ("liblttng-ust-common1t64", "ust"),
    ("liblttng-ust-ctl5", "ust"),
    ("liblttng-ust-ctl5t64", "ust"),
    ("liblttng-ust1", "ust"),
    ("liblttng-ust1t64", "ust"),
    ("liblz4-1", "lz4"),
    ("liblzma5", "xz-utils"),
    ("libmount1", "util-linux"),
    ("libncurses6", "ncurses"),
    ("libncursesw6", "ncurses"),
    ("libnettle8", "nettle"),
    ("libnettle8t64", "nettle"),
    ("libnghttp2-14", "nghttp2"),
    ("libnsl2", "libnsl"),
    ("libp11-kit0", "p11-kit"),
    ("libpam-modules", "pam"),
    ("libpam-runtime", "pam"),
    ("libpam0g", "pam"),
    ("libpcre2-8-0", "pcre2"),
    ("libpcre3", "pcre3"),
    ("libpng16-16", "libpng1.6"),
    ("libpng16-16t64", "libpng1.6"),
    ("libpsl5", "libpsl"),
    ("libpsl5t64", "libpsl"),
    ("libpython3-stdlib", "python3-defaults"),
    ("libreadline8", "readline"),
    ("libreadline8t64", "readline"),
    ("libselinux1", "libselinux"),
    ("libsemanage2", "libsemanage"),
    ("libsepol2", "libsepol"),
    ("libsmartcols1", "util-linux"),
    ("libsqlite3-0", "sqlite3"),
    ("libssl1.1", "openssl"),
    ("libssl3", "openssl"),
    ("libssl3t64", "openssl"),
    ("libsystemd0", "systemd"),
    ("libtasn1-6", "libtasn1-6"),
    ("libtinfo6", "ncurses"),
    ("libtirpc-common", "libtirpc"),
    ("libtirpc3", "libtirpc"),
    ("libtirpc3t64", "libtirpc"),
    ("libudev1", "systemd"),
    ("libunistring2", "libunistring"),
    ("libunistring5", "libunistring"),
    ("libunwind8", "libunwind"),
    ("libuuid1", "util-linux"),
    ("libxml2", "libxml2"),
    ("libxxhash0", "xxhash"),
    ("libyaml-0-2", "libyaml"),
    ("libzstd1", "libzstd"),
    ("locales", "glibc"),
    ("media-types", "media-types"),
    ("ncurses-base", "ncurses"),
    ("ncurses-bin", "ncurses"),
    ("perl-base", "perl"),
    ("python3-minimal", "python3-defaults"),
    ("python3", "python3-defaults"),
    ("tzdata-legacy", "tzdata"),
    ("zlib1g", "zlib"),
];

/// Packages whose source has their own name.
const OWN: &[&str] = &[
    "adduser",
    "apt",
    "base-files",
    "base-passwd",
    "bash",
    "bind9",
    "busybox",
    "ca-certificates",
    "coreutils",
    "curl",
    "dash",
    "debconf",
    "debianutils",
    "diffutils",
    "dpkg",
    "expat",
    "file",
    "findutils",
    "fontconfig",
    "git",
    "gnupg2",
    "grep",
    "gzip",
    "hostname",
    "jq",
    "less",
    "mawk",
    "memcached",
    "nginx",
    "openssl",
    "perl",
    "procps",
    "redis",
    "sed",
    "shadow",
    "sqlite3",
    "sudo",
    "tar",
    "tzdata",
    "util-linux",
    "wget",
    "xz-utils",
];

/// The source of a binary package of Ubuntu, where it is known.
fn source_of(name: &str, version: &str) -> Option<String> {
    if let Some((_, source)) = SOURCES.iter().find(|(binary, _)| *binary == name) {
        return Some((*source).to_owned());
    }
    if OWN.contains(&name) {
        return Some(name.to_owned());
    }
    let digits = |text: &str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text.get(..end).unwrap_or_default().to_owned()
    };
    // Runtime libraries of the compiler are built with the one of their own version.
    if ["libgcc-s1", "libgomp1", "libstdc++6", "libatomic1"].contains(&name)
        || (name.starts_with("gcc-") && name.ends_with("-base"))
    {
        return Some(format!("gcc-{}", digits(version))).filter(|source| source != "gcc-");
    }
    let versioned = |prefix: &str| {
        name.strip_prefix(prefix)
            .map(digits)
            .filter(|n| !n.is_empty())
    };
    if versioned("libicu").is_some() {
        return Some("icu".to_owned());
    }
    if let Some(java) = versioned("openjdk-") {
        return Some(format!("openjdk-{java}"));
    }
    if name.starts_with("python3.") || name.starts_with("libpython3.") {
        let minor = digits(name.split_once("python3.")?.1);
        return Some(format!("python3.{minor}")).filter(|_| !minor.is_empty());
    }
    let dotnet = ["dotnet-", "aspnetcore-", "netstandard-"];
    if dotnet.iter().any(|prefix| name.starts_with(prefix)) {
        let major = name.strip_suffix(".0")?.rsplit_once('-')?.1;
        let plain = !major.is_empty() && digits(major) == major;
        return plain.then(|| format!("dotnet{major}"));
    }
    None
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default)]
    kind: &'a str,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    arch: Option<String>,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default)]
    slice: String,
    #[serde(default)]
    path: String,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = match inflate(content) {
        Ok(text) => text,
        Err(error) => return found.unread(format!("the manifest cannot be inflated: {error}")),
    };
    if text.len() as u64 > MANIFEST_BYTES_MAX {
        found.unread(format!(
            "the manifest is larger than {MANIFEST_BYTES_MAX} bytes; the rest was left out"
        ));
    }
    let mut unknown = Vec::new();
    for line in lines(&text).filter(|line| !line.is_empty()) {
        match serde_json::from_slice::<Entry<'_>>(line) {
            Ok(entry) => take(entry, found, &mut unknown),
            Err(error) => found.unread(format!("a line is malformed: {error}")),
        }
        if found.is_full() {
            break;
        }
    }
    if let Some(first) = unknown.first() {
        found.unread(format!(
            "the manifest names no source packages, by which Ubuntu keeps advisories: that of \
             {} packages is not known ({first} first)",
            unknown.len()
        ));
    }
}

fn inflate(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::new(content)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    let mut text = Vec::new();
    decoder
        .take(MANIFEST_BYTES_MAX + 1)
        .read_to_end(&mut text)?;
    Ok(text)
}

/// `unknown` takes the names of packages whose source is not known.
fn take(entry: Entry<'_>, found: &mut Found<'_>, unknown: &mut Vec<String>) {
    match entry.kind {
        "package" => {
            let source = source_of(&entry.name, &entry.version).map(|name| SourcePackage {
                name,
                version: entry.version.clone(),
            });
            if source.is_none() {
                unknown.push(entry.name.clone());
            }
            let mut package = found.new_package(PackageKind::Deb, entry.name, entry.version);
            package.source = source;
            package.architecture = entry.arch;
            let digest = entry.sha256.map(|hash| format!("sha256:{hash}"));
            package
                .hashes
                .extend(digest.and_then(|text| text.parse::<Digest>().ok()));
            found.push(package);
        }
        "content" if !entry.path.ends_with('/') => {
            let name = entry.slice.rsplit_once('_').map_or("", |(name, _)| name);
            found.own(hash_path(name), entry.path.as_bytes());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "var/lib/chisel/manifest.wall";

    fn wall(text: &str) -> Vec<u8> {
        zstd::encode_all(text.as_bytes(), 3).unwrap()
    }

    #[test]
    fn packages_and_their_files_are_read() {
        let hash = "a".repeat(64);
        let text = format!(
            "{{\"jsonwall\":\"1.0\",\"schema\":\"1.0\",\"count\":5}}\n\
             {{\"kind\":\"content\",\"slice\":\"libssl3_libs\",\
             \"path\":\"/usr/lib/libssl.so.3\"}}\n\
             {{\"kind\":\"content\",\"slice\":\"libssl3_libs\",\"path\":\"/usr/lib/\"}}\n\
             {{\"kind\":\"package\",\"name\":\"libssl3\",\"version\":\"3.0.2-0ubuntu1.15\",\
             \"sha256\":\"{hash}\",\"arch\":\"amd64\"}}\n\
             {{\"kind\":\"slice\",\"name\":\"libssl3_libs\"}}\n"
        );
        let facts = parsed(&UNIT, PATH, &wall(&text));
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [package] = &facts.packages[..] else {
            panic!("{:?}", facts.packages)
        };
        assert_eq!(
            (&*package.name, &*package.version),
            ("libssl3", "3.0.2-0ubuntu1.15")
        );
        assert_eq!(package.hashes[0].hex(), hash);
        let source = package.source.as_ref().map(|source| &*source.name);
        assert_eq!(source, Some("openssl"));
        assert_eq!(facts.owned.len(), 1);
        assert_eq!(facts.owned[0].path, hash_path("usr/lib/libssl.so.3"));
        assert_eq!(facts.owned[0].owner, hash_path("libssl3"));
    }

    #[test]
    fn sources_follow_from_names_and_versions() {
        assert!(OWN.is_sorted());
        for (name, version, source) in [
            ("libssl3t64", "3.0.13-0ubuntu3.4", "openssl"),
            ("libc6", "2.35-0ubuntu3.8", "glibc"),
            ("base-files", "12ubuntu4", "base-files"),
            ("libgcc-s1", "12.3.0-1ubuntu1~22.04", "gcc-12"),
            ("gcc-14-base", "14-20240412-0ubuntu1", "gcc-14"),
            ("libicu74", "74.2-1ubuntu3", "icu"),
            ("openjdk-21-jre-headless", "21.0.2+13-2", "openjdk-21"),
            ("python3.12-minimal", "3.12.3-1", "python3.12"),
            ("libpython3.10-stdlib", "3.10.12-1", "python3.10"),
            ("python3", "3.12.3-0ubuntu2", "python3-defaults"),
            ("aspnetcore-runtime-8.0", "8.0.3-0ubuntu1", "dotnet8"),
            ("dotnet-runtime-10.0", "10.0.0-0ubuntu1", "dotnet10"),
        ] {
            assert_eq!(source_of(name, version).as_deref(), Some(source), "{name}");
        }
        for name in [
            "libobscure3",
            "dotnet-",
            "dotnet-x.0",
            "openjdk-",
            "libicu",
            "python3.",
            "",
        ] {
            assert_eq!(source_of(name, "x"), None, "{name}");
        }
    }

    #[test]
    fn packages_without_a_known_source_are_told() {
        let text = "{\"kind\":\"package\",\"name\":\"libobscure3\",\"version\":\"1\"}\n\
                    {\"kind\":\"package\",\"name\":\"libssl3\",\"version\":\"3\"}\n";
        let facts = parsed(&UNIT, PATH, &wall(text));
        assert_eq!(facts.packages.len(), 2);
        let reason = &facts.unread[0].reason;
        assert!(
            reason.contains("of 1 packages is not known (libobscure3 first)"),
            "{reason}"
        );
    }

    #[test]
    fn a_manifest_that_inflates_without_end_is_cut_and_said() {
        let bomb = wall(&"\n".repeat(usize::try_from(MANIFEST_BYTES_MAX).unwrap() + 10));
        let facts = parsed(&UNIT, PATH, &bomb);
        assert!(
            facts.unread[0].reason.contains("larger than"),
            "{:?}",
            facts.unread
        );
        for broken in [&b""[..], b"no zstd", &wall("{\"kind\":7}\n")] {
            let facts = parsed(&UNIT, PATH, broken);
            assert!(facts.packages.is_empty());
            assert!(facts.unread.len() <= 1);
        }
    }
}
