//! Gradle's lock files: `gradle.lockfile` and `buildscript-gradle.lockfile`.
//!
//! Format: Gradle documentation, "Locking Versions": lines `group:name:version=configurations`.
//! What only configurations of tests have, and what the build script itself needs, is for
//! development.

use seaworthy_facts::PackageKind;

use crate::found::{Found, text};
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "gradle-lock",
    title: "Gradle lock files",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("gradle.lockfile", anywhere),
        Recognise::Name("buildscript-gradle.lockfile", anywhere),
        // Before Gradle 7: one file for each configuration, whose lines end at the version.
        Recognise::Extension("lockfile", is_of_one_configuration),
    ],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: 2,000 packages in twenty configurations have 1 MB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

fn is_of_one_configuration(path: &str) -> bool {
    path.contains("gradle/dependency-locks/")
}

fn is_of_tests(configuration: &str) -> bool {
    let lower = configuration.to_ascii_lowercase();
    lower.starts_with("test") || lower.contains("testcompile") || lower.contains("testruntime")
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let name = found.path().rsplit('/').next().unwrap_or_default();
    let of_build = name.starts_with("buildscript-");
    let own = name.strip_suffix(".lockfile").unwrap_or(name).to_owned();
    for (number, line) in numbered(content) {
        let line = text(line);
        if line.is_empty() || line.starts_with('#') || line.starts_with("empty=") {
            continue;
        }
        let (coordinates, configurations) = line.split_once('=').unwrap_or((&line, &own));
        let mut parts = coordinates.split(':');
        let (Some(group), Some(artefact), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            found.unread(format!("line {number} is not `group:name:version`"));
            continue;
        };
        let mut package = found.new_package(PackageKind::Maven, artefact, version);
        package.namespace = Some(group.to_owned()).filter(|group| !group.is_empty());
        package.development = of_build || configurations.split(',').all(is_of_tests);
        found.push_on(package, Some(number));
        if found.is_full() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::found::FILE_PACKAGES_MAX;
    use crate::units::parsed;

    const LOCK: &str = "\
# This is a Gradle generated file for dependency locking.
com.google.guava:guava:31.1-jre=compileClasspath,testCompileClasspath
junit:junit:4.13=testCompileClasspath,testRuntimeClasspath
broken line
empty=annotationProcessor
";

    #[test]
    fn packages_are_read_with_lines_and_marks() {
        let facts = parsed(&UNIT, "gradle.lockfile", LOCK.as_bytes());
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (p.full_name(), &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            (
                "com.google.guava:guava".to_owned(),
                "31.1-jre",
                false,
                Some(2),
            ),
            ("junit:junit".to_owned(), "4.13", true, Some(3)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.unread.len(), 1);
        let facts = parsed(&UNIT, "buildscript-gradle.lockfile", LOCK.as_bytes());
        assert!(facts.packages.iter().all(|package| package.development));
        let path = "gradle/dependency-locks/runtimeClasspath.lockfile";
        let facts = parsed(&UNIT, path, b"g:a:1\n");
        assert!(!facts.packages[0].development);
    }

    #[test]
    fn a_lock_of_too_many_lines_is_read_up_to_the_limit() {
        let lock = "g:a:1=x\n".repeat(FILE_PACKAGES_MAX + 5);
        let facts = parsed(&UNIT, "gradle.lockfile", lock.as_bytes());
        assert_eq!(facts.packages.len(), FILE_PACKAGES_MAX);
        assert_eq!(facts.unread.len(), 1);
    }
}
