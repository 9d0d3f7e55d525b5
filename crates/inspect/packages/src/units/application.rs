//! Applications that are no programs of the machine, by the files in which they state their
//! version.
//!
//! Format: the `release` file of a Java runtime (lines `KEY="value"`, JEP 223 and before); PHP's
//! `wp-includes/version.php` of WordPress; `rabbit.app` of RabbitMQ, an application resource file
//! of Erlang; `ServerInfo.properties` in Tomcat's `catalina.jar`, which has no metadata of Maven.
//! Names are those of Bitnami's advisories. Whoever merges layers leaves out what a package owns.

use memchr::memmem;
use seaworthy_facts::PackageKind;

use crate::found::{Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::zip::Archive;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "application",
    title: "Versions that applications without a package state in files",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Name("release", anywhere),
        Recognise::Name("version.php", is_wordpress),
        Recognise::Name("rabbit.app", is_rabbitmq),
        Recognise::Name("catalina.jar", anywhere),
    ],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest, Tomcat's archive, has 2 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

/// Where Tomcat states its version.
const SERVER_INFO: &[u8] = b"org/apache/catalina/util/ServerInfo.properties";
/// LIMIT: the properties have four lines under a licence.
const SERVER_INFO_BYTES_MAX: usize = 64 * 1024;
/// LIMIT: characters of a version; real ones have fewer than 30.
const VERSION_BYTES_MAX: usize = 64;

fn is_wordpress(path: &str) -> bool {
    let before = path.strip_suffix("wp-includes/version.php");
    before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

fn is_rabbitmq(path: &str) -> bool {
    path.ends_with("/ebin/rabbit.app")
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let path = found.path();
    // Bitnami's images say what they hold in documents of their own.
    if path.starts_with("opt/bitnami/") {
        return;
    }
    let (product, version) = match path.rsplit('/').next().unwrap_or_default() {
        "release" => ("java", java(content)),
        "version.php" => ("wordpress", quoted(content, b"$wp_version")),
        "rabbit.app" => ("rabbitmq", quoted(content, b"{vsn")),
        "catalina.jar" => ("tomcat", tomcat(content, found)),
        _ => return,
    };
    if let Some(version) = version {
        let package = found.new_package(PackageKind::Generic, product, version);
        found.push(package);
    }
}

/// The version of a Java runtime. Other files are called `release` too: that of a runtime begins
/// with a key.
fn java(content: &[u8]) -> Option<String> {
    let first = lines(content).find(|line| !line.is_empty())?;
    let key = first.split(|byte| *byte == b'=').next()?;
    let is_key = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'_';
    if key.len() == first.len() || !key.iter().all(is_key) {
        return None;
    }
    let mark = b"JAVA_VERSION=";
    let line = lines(content).find(|line| line.starts_with(mark))?;
    quoted(line, mark)
}

/// The version of Tomcat: `server.info=Apache Tomcat/9.0.83`.
fn tomcat(content: &[u8], found: &mut Found<'_>) -> Option<String> {
    // What is no archive at all is said once, by the cataloguer of Java archives.
    let archive = Archive::open(content).ok()?;
    let entry = archive.entries().find(|entry| entry.name == SERVER_INFO)?;
    let properties = match archive.content(&entry, SERVER_INFO_BYTES_MAX) {
        Ok(properties) => properties,
        Err(error) => {
            found.unread(format!("the version of Tomcat: {error}"));
            return None;
        }
    };
    let value = |line| -> Option<&[u8]> { <[u8]>::strip_prefix(line, b"server.info=") };
    let info = lines(&properties).find_map(value)?;
    version(info.trim_ascii().strip_prefix(b"Apache Tomcat/")?)
}

/// What stands in quotes behind a mark, with nothing but signs between them.
fn quoted(content: &[u8], mark: &[u8]) -> Option<String> {
    let start = memmem::find(content, mark)? + mark.len();
    let rest = content.get(start..)?;
    let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'=' | b',');
    let open = rest.iter().position(|byte| !is_between(byte))?;
    let quote = rest.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let rest = rest.get(open + 1..)?;
    let end = rest.iter().position(|byte| byte == quote)?;
    version(rest.get(..end)?)
}

/// A version: it begins with a number, and no other texts stand in it.
fn version(bytes: &[u8]) -> Option<String> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-".contains(byte);
    let is_version = bytes.first().is_some_and(u8::is_ascii_digit)
        && bytes.len() <= VERSION_BYTES_MAX
        && bytes.iter().all(is_part);
    is_version.then(|| text(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;
    use crate::zip::tests::archive;

    const JAVA: &str = "opt/java/openjdk/release";
    const TOMCAT: &str = "usr/local/tomcat/lib/catalina.jar";

    fn catalina(properties: &[u8]) -> Vec<u8> {
        let name = std::str::from_utf8(SERVER_INFO).unwrap();
        archive(&[("a.class", b""), (name, properties)])
    }

    #[test]
    fn applications_are_known_by_their_files() {
        let tomcat = catalina(b"# x\nserver.info=Apache Tomcat/9.0.83\r\nserver.number=9.0.83.0\n");
        for (path, content, expected) in [
            (
                JAVA,
                &b"IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\nJAVA_VERSION_DATE=\"2\"\n"[..],
                "java 17.0.9",
            ),
            (JAVA, b"JAVA_VERSION=\"1.8.0_392\"\n", "java 1.8.0_392"),
            (
                "www/wp-includes/version.php",
                b"<?php\n/* x */\n$wp_version = '6.4.2';\n",
                "wordpress 6.4.2",
            ),
            (
                "opt/rabbitmq/plugins/rabbit-3.12.1/ebin/rabbit.app",
                b"{application, 'rabbit', [\n\t{description, \"R\"},\n\t{vsn, \"3.12.1\"}",
                "rabbitmq 3.12.1",
            ),
            (TOMCAT, &tomcat, "tomcat 9.0.83"),
        ] {
            let facts = parsed(&UNIT, path, content);
            let [package] = &facts.packages[..] else {
                panic!("{path}: {:?}", facts.packages)
            };
            assert_eq!(format!("{} {}", package.name, package.version), expected);
            assert_eq!(package.kind, PackageKind::Generic);
        }
    }

    #[test]
    fn other_files_of_these_names_say_nothing() {
        let odd = catalina(b"server.info=Another/1.0\n");
        let long = format!("JAVA_VERSION=\"{}\"", "1".repeat(VERSION_BYTES_MAX + 1));
        for (path, content) in [
            ("etc/release", &b"something"[..]),
            ("app/bin/release", b"#!/bin/sh\nJAVA_VERSION=\"17.0.9\"\n"),
            (JAVA, b"JAVA_VERSION=\"17"),
            (JAVA, b"JAVA_VERSION=17\n\"18\"\n"),
            (JAVA, b"JAVA_VERSION=\"internal\"\n"),
            (JAVA, b"JAVA_VERSION=\"1 2\"\n"),
            (JAVA, long.as_bytes()),
            ("opt/bitnami/java/release", b"JAVA_VERSION=\"17.0.9\"\n"),
            (TOMCAT, b"no archive"),
            (TOMCAT, &odd),
            (TOMCAT, &archive(&[("a", b"1")])),
            ("a/other", b"JAVA_VERSION=\"17.0.9\"\n"),
        ] {
            let facts = parsed(&UNIT, path, content);
            assert!(facts.packages.is_empty(), "{path}: {:?}", facts.packages);
            assert!(facts.unread.is_empty(), "{path}: {:?}", facts.unread);
        }
        assert!(!is_wordpress("a/my-wp-includes/version.php"));
        assert!(!is_rabbitmq("src/rabbit.app"));
    }

    #[test]
    fn properties_that_inflate_without_end_are_said() {
        let bomb = catalina(&vec![b'\n'; SERVER_INFO_BYTES_MAX + 1]);
        let facts = parsed(&UNIT, TOMCAT, &bomb);
        assert!(facts.packages.is_empty());
        assert_eq!(facts.unread.len(), 1);
    }
}
