//! Java archives: jar, war, ear and their kin, with the archives inside them.
//!
//! Format: JAR file specification of Java SE (manifest), Maven Archiver (`META-INF/maven/**/
//! pom.properties`). What an archive is comes, in this order of trust, from its `pom.properties`,
//! from its manifest, and from its file name `name-1.2.3.jar`. Several `pom.properties` in one
//! archive are software copied into it, and each is a package of its own, whose place is that file.

use seaworthy_facts::PackageKind;

use crate::found::{Found, text};
use crate::inflate::InflateError;
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::zip::{Archive, ENTRIES_MAX, Entry, ZipError};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "java-archive",
    title: "Java archives",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Extension("jar", anywhere),
        Recognise::Extension("war", anywhere),
        Recognise::Extension("ear", anywhere),
        Recognise::Extension("par", anywhere),
        Recognise::Extension("sar", anywhere),
        Recognise::Extension("nar", anywhere),
        Recognise::Extension("jpi", anywhere),
        Recognise::Extension("hpi", anywhere),
        Recognise::Extension("lpkg", anywhere),
    ],
    knows: Knows {
        licences: true,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    file_bytes_max: usize::MAX,
    parse,
};

const SUFFIXES: [&[u8]; 9] = [
    b".jar", b".war", b".ear", b".par", b".sar", b".nar", b".jpi", b".hpi", b".lpkg",
];

/// LIMIT: archives inside archives: ear, war, jar, and one more for launchers.
const DEPTH_MAX: usize = 4;
/// LIMIT: archives inside each other that are held inflated at once; large ones are frameworks of
/// 40 MB.
const NESTED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// LIMIT: everything inflated of one file; ten times what a large application holds.
const INFLATED_BYTES_MAX: usize = 1024 * 1024 * 1024;
/// LIMIT: archives inside one file.
const ARCHIVES_MAX: usize = 10_000;
/// LIMIT: a `pom.properties` has four lines.
const POM_BYTES_MAX: usize = 64 * 1024;
/// LIMIT: a manifest that names a digest for each of 10,000 files has 1 MB.
const MANIFEST_BYTES_MAX: usize = 4 * 1024 * 1024;

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut reading = Reading {
        found,
        inflated_bytes: 0,
        held_bytes: 0,
        archives: 0,
    };
    let path = reading.found.path().to_owned();
    reading.archive(content, &path, 0);
}

struct Reading<'r, 'f> {
    found: &'r mut Found<'f>,
    inflated_bytes: usize,
    held_bytes: usize,
    archives: usize,
}

/// What an archive or a part of it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Identity {
    group: String,
    name: String,
    version: String,
    /// A version in the form of OSGi or of a specification, which often differs from the
    /// artefact's.
    other_version: String,
    licence: String,
    /// The file in the archive that says so.
    entry: Vec<u8>,
}

impl Reading<'_, '_> {
    fn archive(&mut self, content: &[u8], path: &str, depth: usize) {
        let file_name = path.rsplit('/').next().unwrap_or(path);
        let mut poms = Vec::new();
        let mut manifest = Identity::default();
        match Archive::open(content) {
            Ok(archive) => self.entries(&archive, path, depth, &mut poms, &mut manifest),
            Err(error) => self.found.unread_at(path.to_owned(), error.to_string()),
        }
        let named = from_file_name(file_name);
        let is_own = |pom: &Identity| pom.name == named.name || file_stem(file_name) == pom.name;
        match poms.iter().position(is_own) {
            Some(own) => {
                if let Some(own) = poms.get_mut(own) {
                    complete(own, &manifest, &named);
                }
            }
            None => {
                let own = own_identity(manifest, named);
                match poms.as_mut_slice() {
                    // The archive under another name: what it says of itself does not differ.
                    [pom] if own.version.is_empty() || own.version == pom.version => {
                        pom.licence = own.licence;
                        pom.entry.clear();
                    }
                    // Where others lie inside, an archive without a version is their wrapping.
                    [_, ..] if own.version.is_empty() => {}
                    _ => poms.push(own),
                }
            }
        }
        poms.dedup_by(|one, two| {
            (&one.group, &one.name, &one.version) == (&two.group, &two.name, &two.version)
        });
        for identity in poms {
            self.push(identity, path);
        }
    }

    fn entries(
        &mut self,
        archive: &Archive<'_>,
        path: &str,
        depth: usize,
        poms: &mut Vec<Identity>,
        manifest: &mut Identity,
    ) {
        let mut seen = 0;
        for entry in archive.entries() {
            seen += 1;
            let name = entry.name;
            // Nearly all entries are classes, and this runs for each of a million.
            if name.ends_with(b".class") {
                continue;
            }
            if name.starts_with(b"META-INF/maven/") && name.ends_with(b"/pom.properties") {
                if let Some(content) = self.content(archive, &entry, path, POM_BYTES_MAX) {
                    let mut identity = pom(&content);
                    identity.entry = name.to_vec();
                    if identity.name.is_empty() {
                        self.found
                            .unread_at(inside(path, name), "it names no artefact");
                    } else {
                        poms.push(identity);
                    }
                }
            } else if name == b"META-INF/MANIFEST.MF" {
                if let Some(content) = self.content(archive, &entry, path, MANIFEST_BYTES_MAX) {
                    *manifest = from_manifest(&content);
                }
            } else if SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
                self.nested(archive, &entry, path, depth);
            }
        }
        if seen == ENTRIES_MAX {
            let reason = format!("more than {ENTRIES_MAX} entries; the rest was left out");
            self.found.unread_at(path.to_owned(), reason);
        } else if seen as u64 != archive.stated && archive.stated != 0xffff {
            let reason = format!(
                "the archive states {} entries and has {seen}",
                archive.stated
            );
            self.found.unread_at(path.to_owned(), reason);
        }
    }

    fn nested(&mut self, archive: &Archive<'_>, entry: &Entry<'_>, path: &str, depth: usize) {
        let inner = inside(path, entry.name);
        self.archives += 1;
        if depth + 1 > DEPTH_MAX {
            let reason = format!("more than {DEPTH_MAX} archives inside each other");
            self.found.unread_at(inner, reason);
        } else if self.archives > ARCHIVES_MAX {
            let reason = format!("more than {ARCHIVES_MAX} archives inside one file");
            self.found.unread_at(inner, reason);
        } else {
            let bytes_max = NESTED_BYTES_MAX.saturating_sub(self.held_bytes);
            if let Some(content) = self.content(archive, entry, path, bytes_max) {
                let held_bytes = self.held_bytes;
                self.held_bytes += content.len();
                self.archive(&content, &inner, depth + 1);
                self.held_bytes = held_bytes;
            }
        }
    }

    /// The content of an entry; why there is none is recorded.
    fn content<'a>(
        &mut self,
        archive: &Archive<'a>,
        entry: &Entry<'a>,
        path: &str,
        bytes_max: usize,
    ) -> Option<std::borrow::Cow<'a, [u8]>> {
        let left = INFLATED_BYTES_MAX.saturating_sub(self.inflated_bytes);
        match archive.content(entry, bytes_max.min(left)) {
            Ok(content) => {
                self.inflated_bytes += content.len();
                Some(content)
            }
            Err(error) => {
                if let ZipError::Inflate(InflateError::Limit(bytes)) = &error {
                    // What was inflated in vain counts too, or a thousand bombs would be free.
                    self.inflated_bytes = self.inflated_bytes.saturating_add(*bytes);
                }
                let inner = inside(path, entry.name);
                self.found.unread_at(inner, error.to_string());
                None
            }
        }
    }

    fn push(&mut self, identity: Identity, path: &str) {
        let kind = PackageKind::Maven;
        let mut package = self
            .found
            .new_package(kind, identity.name, identity.version);
        package.namespace = Some(identity.group).filter(|group| !group.is_empty());
        if !identity.licence.is_empty() {
            package.licences.push(identity.licence);
        }
        for place in &mut package.places {
            place.path = match identity.entry.as_slice() {
                b"" => path.to_owned(),
                entry => inside(path, entry),
            };
        }
        self.found.push(package);
    }
}

/// The place of an entry inside an archive.
fn inside(path: &str, entry: &[u8]) -> String {
    format!("{path}!/{}", String::from_utf8_lossy(entry))
}

/// `groupId`, `artifactId` and `version` of a properties file.
fn pom(content: &[u8]) -> Identity {
    let mut identity = Identity::default();
    for line in lines(content) {
        let Some(at) = line.iter().position(|byte| matches!(byte, b'=' | b':')) else {
            continue;
        };
        let (key, value) = line.split_at(at);
        let value = text(value.get(1..).unwrap_or_default());
        if value.contains("${") {
            // What the build did not fill in says nothing.
            continue;
        }
        match key.trim_ascii() {
            b"groupId" => identity.group = value,
            b"artifactId" => identity.name = value,
            b"version" => identity.version = value,
            _ => {}
        }
    }
    identity
}

/// What the main section of a manifest says. Lines go on where the next begins with a space.
fn from_manifest(content: &[u8]) -> Identity {
    let mut joined: Vec<Vec<u8>> = Vec::new();
    for line in lines(content) {
        if line.is_empty() {
            break;
        }
        match (line.strip_prefix(b" "), joined.last_mut()) {
            (Some(rest), Some(last)) => last.extend_from_slice(rest),
            _ => joined.push(line.to_vec()),
        }
    }
    let get = |wanted: &str| {
        joined.iter().find_map(|line| {
            let (key, value) = line.split_at(memchr::memchr(b':', line)?);
            let value = text(value.get(1..)?);
            let is_it = key.eq_ignore_ascii_case(wanted.as_bytes());
            // What the build did not fill in says nothing.
            (is_it && !value.is_empty() && !value.contains("${")).then_some(value)
        })
    };
    let symbolic = get("Bundle-SymbolicName");
    let symbolic = symbolic.and_then(|name| Some(name.split(';').next()?.trim().to_owned()));
    let is_artefact = |name: &String| !name.contains(char::is_whitespace) && !name.contains(':');
    Identity {
        group: get("Implementation-Vendor-Id")
            .filter(is_artefact)
            .or(symbolic)
            .or_else(|| get("Automatic-Module-Name"))
            .unwrap_or_default(),
        name: get("Implementation-Title")
            .filter(is_artefact)
            .unwrap_or_default(),
        version: get("Implementation-Version").unwrap_or_default(),
        other_version: get("Bundle-Version")
            .or_else(|| get("Specification-Version"))
            .unwrap_or_default(),
        licence: get("Bundle-License").unwrap_or_default(),
        entry: Vec::new(),
    }
}

fn file_stem(file_name: &str) -> &str {
    file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem)
}

/// `name-1.2.3-classifier.jar`. The version begins at the last part that begins with a digit, and
/// at those right before it that do so too: `log4j-1.2-api-2.17.1`, `a-1.0-20230101.1234-1`.
fn from_file_name(file_name: &str) -> Identity {
    let stem = file_stem(file_name);
    let is_digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let mut start = None;
    for (at, _) in stem.rmatch_indices('-') {
        let part = stem.get(at + 1..).unwrap_or_default();
        match (is_digit(part), start) {
            (true, _) => start = Some(at),
            (false, Some(_)) => break,
            (false, None) => {}
        }
    }
    let (name, version) = match start {
        Some(at) => (stem.get(..at), stem.get(at + 1..)),
        None => (Some(stem), None),
    };
    Identity {
        name: name.unwrap_or_default().to_owned(),
        version: version.unwrap_or_default().to_owned(),
        ..Identity::default()
    }
}

/// What a `pom.properties` that has the name of the archive leaves open. One that was left over
/// from an earlier build gives way where manifest and file name agree on another version.
fn complete(own: &mut Identity, manifest: &Identity, named: &Identity) {
    own.licence.clone_from(&manifest.licence);
    own.entry.clear();
    let agreed = !named.version.is_empty() && named.version == manifest.version;
    if agreed {
        own.version.clone_from(&named.version);
    } else if own.version.is_empty() {
        let mut stated = [&manifest.version, &named.version, &manifest.other_version].into_iter();
        let stated = stated.find(|version| !version.is_empty());
        own.version = stated.cloned().unwrap_or_default();
    }
}

/// Manifest and file name together. The name of the file is how repositories name the artefact; the
/// title in a manifest is often prose, and the version of a bundle in a form of its own.
fn own_identity(manifest: Identity, named: Identity) -> Identity {
    let has_version = !named.version.is_empty();
    let name = if has_version || manifest.name.is_empty() {
        named.name
    } else {
        manifest.name
    };
    // `org.example.core` is the group `org.example` of the artefact `core`, or a group by itself.
    let group = manifest
        .group
        .strip_suffix(&name)
        .and_then(|group| group.strip_suffix('.'))
        .map_or_else(|| manifest.group.clone(), str::to_owned);
    let versions = [manifest.version, named.version, manifest.other_version];
    let version = versions.into_iter().find(|version| !version.is_empty());
    Identity {
        group: if group == name { String::new() } else { group },
        name,
        version: version.unwrap_or_default(),
        licence: manifest.licence,
        ..Identity::default()
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::units::parsed;
    use crate::zip::tests::archive;

    const POM: &[u8] =
        b"#Generated by Maven\r\nversion=2.14.1\r\ngroupId=org.apache.logging.log4j\r\n\
        artifactId=log4j-core\r\n";
    const POM_PATH: &str = "META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties";

    fn seen(facts: &LayerFacts) -> Vec<(String, &str, &str)> {
        let all = facts.packages.iter();
        all.map(|p| (p.full_name(), p.version.as_str(), p.places[0].path.as_str()))
            .collect()
    }

    #[test]
    fn nested_archives_are_read_in_their_places() {
        let jar = archive(&[
            (POM_PATH, POM),
            ("META-INF/MANIFEST.MF", b"Bundle-License: Apache-2.0\n"),
        ]);
        let war = archive(&[
            ("WEB-INF/lib/log4j-core-2.14.1.jar", &jar),
            ("index.html", b"x"),
        ]);
        let ear = archive(&[("web.war", &war)]);
        let facts = parsed(&UNIT, "opt/app-1.0.ear", &ear);
        assert_eq!(
            seen(&facts),
            [
                (
                    "org.apache.logging.log4j:log4j-core".to_owned(),
                    "2.14.1",
                    "opt/app-1.0.ear!/web.war!/WEB-INF/lib/log4j-core-2.14.1.jar"
                ),
                ("web".to_owned(), "", "opt/app-1.0.ear!/web.war"),
                ("app".to_owned(), "1.0", "opt/app-1.0.ear"),
            ]
        );
        assert_eq!(facts.packages[0].licences, ["Apache-2.0"]);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    }

    #[test]
    fn software_copied_into_an_archive_is_reported_beside_it() {
        let other = b"groupId=com.x\nartifactId=shaded\nversion=1\n";
        let jar = archive(&[
            (POM_PATH, POM),
            ("META-INF/maven/com.x/shaded/pom.properties", other),
        ]);
        let facts = parsed(&UNIT, "fat-3.0.jar", &jar);
        let names: Vec<_> = seen(&facts).into_iter().map(|one| one.0).collect();
        assert_eq!(
            names,
            ["org.apache.logging.log4j:log4j-core", "com.x:shaded", "fat"]
        );
        let facts = parsed(&UNIT, "shaded.jar", &jar);
        assert_eq!(facts.packages.len(), 2);
    }

    #[test]
    fn software_copied_into_an_archive_has_its_place_inside() {
        let other = b"groupId=com.x\nartifactId=shaded\nversion=1\n";
        let shaded = "META-INF/maven/com.x/shaded/pom.properties";
        let manifest = b"Implementation-Version: 3.0\n";
        let jar = archive(&[(shaded, other), ("META-INF/MANIFEST.MF", manifest)]);
        // One alone, of another version than the archive, is not the archive itself.
        let facts = parsed(&UNIT, "agent-3.0.jar", &jar);
        let inner = format!("agent-3.0.jar!/{shaded}");
        let expected = [
            ("com.x:shaded".to_owned(), "1", inner.as_str()),
            ("agent".to_owned(), "3.0", "agent-3.0.jar"),
        ];
        assert_eq!(seen(&facts), expected);
        // Under another name, and of the same version, it is.
        let jar = archive(&[(shaded, other)]);
        for path in ["renamed.jar", "renamed-1.jar"] {
            let facts = parsed(&UNIT, path, &jar);
            assert_eq!(seen(&facts), [("com.x:shaded".to_owned(), "1", path)]);
        }
    }

    #[test]
    fn a_stale_or_unfilled_pom_gives_way() {
        let manifest = b"Implementation-Version: 2.17.1\n";
        let jar = archive(&[(POM_PATH, POM), ("META-INF/MANIFEST.MF", manifest)]);
        let facts = parsed(&UNIT, "log4j-core-2.17.1.jar", &jar);
        assert_eq!(
            facts.packages[0].full_name(),
            "org.apache.logging.log4j:log4j-core"
        );
        assert_eq!(facts.packages[0].version, "2.17.1");
        // The name of the file alone may be wrong.
        let facts = parsed(&UNIT, "log4j-core-9.jar", &jar);
        assert_eq!(facts.packages[0].version, "2.14.1");
        let unfilled = b"groupId=g\nartifactId=a\nversion=${revision}\n";
        let jar = archive(&[(POM_PATH, unfilled)]);
        let facts = parsed(&UNIT, "a-1.2.jar", &jar);
        assert_eq!(seen(&facts), [("g:a".to_owned(), "1.2", "a-1.2.jar")]);
    }

    #[test]
    fn the_manifest_and_the_file_name_serve_without_pom() {
        let manifest = b"Manifest-Version: 1.0\r\nImplementation-Title: Some Prose\r\n\
            Bundle-SymbolicName: org.example.co\r\n re;singleton:=true\r\n\
            Implementation-Version: 1.2.3\r\n\r\nName: x\r\nImplementation-Version: 9\r\n";
        let jar = archive(&[("META-INF/MANIFEST.MF", manifest)]);
        let facts = parsed(&UNIT, "lib/core-1.2.jar", &jar);
        assert_eq!(
            seen(&facts),
            [("org.example:core".to_owned(), "1.2.3", "lib/core-1.2.jar")]
        );
        let facts = parsed(&UNIT, "lib/core.jar", &jar);
        assert_eq!(facts.packages[0].full_name(), "org.example:core");
        let bundle = b"Bundle-SymbolicName: org.x.ecj\nBundle-Version: 3.38.0.v2024\n";
        let jar = archive(&[("META-INF/MANIFEST.MF", bundle)]);
        for (path, version) in [("ecj-3.38.0.jar", "3.38.0"), ("ecj.jar", "3.38.0.v2024")] {
            let facts = parsed(&UNIT, path, &jar);
            assert_eq!(facts.packages[0].full_name(), "org.x:ecj");
            assert_eq!(facts.packages[0].version, version);
        }
    }

    #[test]
    fn file_names_are_taken_apart() {
        for (file, name, version) in [
            ("guava-31.1-jre.jar", "guava", "31.1-jre"),
            ("log4j-1.2-api-2.17.1.jar", "log4j-1.2-api", "2.17.1"),
            ("a-1.0-20230101.1234-1.jar", "a", "1.0-20230101.1234-1"),
            (
                "netty-tcnative-2.0.65.Final-linux-x86_64.jar",
                "netty-tcnative",
                "2.0.65.Final-linux-x86_64",
            ),
            ("plain.jar", "plain", ""),
        ] {
            let identity = from_file_name(file);
            assert_eq!(
                (&*identity.name, &*identity.version),
                (name, version),
                "{file}"
            );
        }
    }

    #[test]
    fn depth_bombs_and_damage_are_said_and_the_rest_is_kept() {
        let mut nest = archive(&[(POM_PATH, POM)]);
        for _ in 0..DEPTH_MAX + 1 {
            nest = archive(&[("n.jar", &nest)]);
        }
        let facts = parsed(&UNIT, "a-1.jar", &nest);
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.contains("inside each other"));
        let bomb = archive(&[
            (POM_PATH, &vec![b'\n'; POM_BYTES_MAX + 1]),
            ("b-2.jar", b"no zip"),
        ]);
        let facts = parsed(&UNIT, "a-1.jar", &bomb);
        assert_eq!(facts.unread.len(), 2, "{:?}", facts.unread);
        let names: Vec<_> = seen(&facts).into_iter().map(|one| one.0).collect();
        assert_eq!(names, ["b", "a"]);
    }

    #[test]
    fn a_bomb_inside_costs_its_limit_and_hides_nothing_beside_it() {
        let bomb = vec![0_u8; NESTED_BYTES_MAX + 1];
        let jar = archive(&[("bomb-1.jar", &bomb), (POM_PATH, POM)]);
        let facts = parsed(&UNIT, "log4j-core-2.14.1.jar", &jar);
        assert_eq!(facts.unread.len(), 1);
        assert_eq!(facts.unread[0].path, "log4j-core-2.14.1.jar!/bomb-1.jar");
        assert!(facts.unread[0].reason.contains("inflates to more than"));
        assert_eq!(facts.packages[0].name, "log4j-core");
    }

    #[test]
    fn a_lie_about_the_number_of_entries_is_said() {
        let mut jar = archive(&[(POM_PATH, POM)]);
        let end = jar.len() - 12;
        jar[end] = 7;
        let facts = parsed(&UNIT, "log4j-core-2.14.1.jar", &jar);
        assert_eq!(facts.packages.len(), 1);
        assert!(facts.unread[0].reason.contains("states 7 entries"));
    }
}
