//! Guesses the source package of a binary package. For labels only: a scan reads it from the
//! package database.

use crate::pack::Section;
use crate::version::Scheme;

/// Binary packages whose name does not show their source. Prefix of the binary, sources.
const IRREGULAR: &[(&str, &[&str])] = &[
    ("libc6", &["glibc", "eglibc"]),
    ("libc-bin", &["glibc", "eglibc"]),
    ("libc-dev-bin", &["glibc", "eglibc"]),
    ("locales", &["glibc", "eglibc"]),
    ("multiarch-support", &["glibc", "eglibc"]),
    ("libncurses", &["ncurses"]),
    ("libtinfo", &["ncurses"]),
    ("libdb5.3", &["db5.3"]),
    ("login", &["shadow"]),
    ("passwd", &["shadow"]),
    ("bsdutils", &["util-linux"]),
    ("libblkid", &["util-linux"]),
    ("libmount", &["util-linux"]),
    ("libuuid", &["util-linux"]),
    ("libsmartcols", &["util-linux"]),
    ("libfdisk", &["util-linux"]),
    ("fdisk", &["util-linux"]),
    ("mount", &["util-linux"]),
    ("libsqlite3", &["sqlite3"]),
    ("libudev", &["systemd", "udev"]),
    ("udev", &["systemd", "udev"]),
    ("libsystemd", &["systemd"]),
    ("gpgv", &["gnupg", "gnupg2"]),
    ("gnupg", &["gnupg", "gnupg2"]),
    ("libstdc++6", &["gcc-snapshot"]),
    ("zlib1g", &["zlib"]),
    ("libpam-", &["pam"]),
    ("libpam0g", &["pam"]),
    ("libbz2", &["bzip2"]),
    ("libgssapi-krb5", &["krb5"]),
    ("libk5crypto", &["krb5"]),
    ("libkrb5-26-heimdal", &["heimdal"]),
    ("libkrb5", &["krb5"]),
    ("libreadline", &["readline", "readline6", "readline5"]),
    ("readline-common", &["readline", "readline6"]),
    ("libaudit", &["audit"]),
    ("ntpdate", &["ntp"]),
    ("libmagic", &["file"]),
    ("libapt-pkg", &["apt"]),
    ("libglib2.0", &["glib2.0"]),
    ("libpng12", &["libpng"]),
    ("libgnutls30", &["gnutls28"]),
    ("liblzma", &["xz-utils"]),
    ("libcurl", &["curl"]),
    ("libldap", &["openldap"]),
    ("libssl", &["openssl"]),
    ("python3-yaml", &["pyyaml"]),
    ("libexpat", &["expat"]),
    ("libhogweed", &["nettle"]),
    ("libnettle", &["nettle"]),
    ("libcom-err", &["e2fsprogs"]),
    ("libcomerr", &["e2fsprogs"]),
    ("libext2fs", &["e2fsprogs"]),
    ("libss2", &["e2fsprogs"]),
    ("e2fslibs", &["e2fsprogs"]),
    ("liblz4", &["lz4"]),
    ("libdbus", &["dbus"]),
    ("libpcre3", &["pcre3"]),
    ("libgmp10", &["gmp"]),
    ("libcap2", &["libcap2"]),
    ("libpython", &[]),
    ("libtirpc", &["libtirpc"]),
    ("libgcc1", &[]),
    ("libprocps", &["procps"]),
    ("libsasl2", &["cyrus-sasl2"]),
    ("libsvn", &["subversion"]),
    (
        "libmysqlclient",
        &["mysql-5.5", "mysql-5.7", "mariadb-10.0"],
    ),
    (
        "libpq",
        &["postgresql-9.4", "postgresql-11", "postgresql-13"],
    ),
    ("libtiff", &["tiff"]),
    ("libmagick", &["imagemagick"]),
    ("imagemagick", &["imagemagick"]),
    ("libwebp", &["libwebp"]),
    ("libjpeg", &["libjpeg-turbo"]),
    ("libfreetype", &["freetype"]),
    ("libldb", &["ldb"]),
    ("libnss3", &["nss"]),
    ("libperl", &["perl"]),
    ("openssh-", &["openssh"]),
    ("git", &["git"]),
    ("libgnutls", &["gnutls28", "gnutls26"]),
    ("librtmp", &["rtmpdump"]),
    ("mercurial", &["mercurial"]),
];

/// Sources that the section knows and that may have built the binary package.
pub(super) fn candidates(binary: &str, section: &Section<'_>) -> Vec<String> {
    let mut names = vec![binary.to_owned()];
    for (prefix, sources) in IRREGULAR {
        if binary.starts_with(prefix) {
            names.extend(sources.iter().map(|source| (*source).to_owned()));
        }
    }
    if matches!(binary, "libgcc1" | "libstdc++6") {
        names.extend((4..=14).map(|major| format!("gcc-{major}")));
        names.extend(["gcc-4.8", "gcc-4.9", "gcc-4.6", "gcc-4.7"].map(str::to_owned));
    }
    names.extend(stripped(binary));
    // An rpm may be known only by the other packages of its source.
    let rpm = section.scheme() == Scheme::Rpm;
    names.retain(|name| section.has_package(name) || (rpm && name == binary));
    names.dedup();
    names
}

/// Ends of names that say which part of a source a package is.
const PARTS: [&str; 20] = [
    "-base",
    "-bin",
    "-common",
    "-minimal",
    "-stdlib",
    "-tiny",
    "-locales",
    "-sysv",
    "-client",
    "-initramfs",
    "-heimdal",
    "-dev",
    "-data",
    "-runtime",
    "-daemon",
    "-core",
    "-libs",
    "-headless",
    "-wheel",
    "-langpack",
];

/// The name without its part.
pub(super) fn stem(binary: &str) -> &str {
    let mut name = binary;
    while let Some(shorter) = PARTS.iter().find_map(|part| name.strip_suffix(part)) {
        name = shorter;
    }
    name
}

/// The name without `lib`, without a trailing part such as `-bin`, without a soname.
fn stripped(binary: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = binary;
    while let Some(shorter) = PARTS.iter().find_map(|part| name.strip_suffix(part)) {
        name = shorter;
        names.push(name.to_owned());
    }
    if binary.ends_with("-heimdal") {
        names.push("heimdal".to_owned());
    }
    if let Some(bare) = name.strip_prefix("lib") {
        names.push(bare.to_owned());
        names.push(without_soname(bare).to_owned());
    }
    names.push(without_soname(name).to_owned());
    if let Some((first, _)) = name.split_once('-') {
        names.push(first.to_owned());
    }
    names
}

/// `xml2-2` is `xml2`, `expat1` is `expat`.
fn without_soname(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'))
}

/// Whether a source has to do with the binary by name: they share a word of three letters or more.
pub(super) fn related(binary: &str, source: &str) -> bool {
    let bare = |name: &str| {
        let name = name.strip_prefix("lib").unwrap_or(name);
        name.split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or("")
            .to_owned()
    };
    let (binary, source) = (bare(binary), bare(source));
    binary.len() >= 3
        && source.len() >= 3
        && (binary.starts_with(&source) || source.starts_with(&binary))
}
