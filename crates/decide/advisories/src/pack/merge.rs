//! Puts packs together, so that a set that did not change is not built again.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{BuildError, Options};
use super::manifest::{EcosystemEntry, FeedEntry, Manifest};
use super::{FORMAT, Kind, NewSection, Pack, PackError, scores};
use crate::weakness::Cve;

/// Why packs could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// One of them is damaged.
    #[error(transparent)]
    Part(#[from] PackError),
    /// The result could not be written.
    #[error(transparent)]
    Write(#[from] BuildError),
}

/// Puts packs together.
///
/// Of each ecosystem, with all its releases, and of each feed the last pack that has it counts: a
/// release that a newer pack no longer has does not live on beside it. Ids and vectors are those of
/// all packs. `options` states who makes it, when, and in which form.
///
/// # Errors
/// See [`MergeError`].
pub fn merge(parts: &[Pack<'_>], options: &Options) -> Result<Vec<u8>, MergeError> {
    let mut owner: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        owner.extend(part.ecosystems().map(|name| (base(name), number)));
    }
    let mut sections = Vec::new();
    let mut ecosystems: BTreeMap<String, EcosystemEntry> = BTreeMap::new();
    let mut feeds: BTreeMap<String, FeedEntry> = BTreeMap::new();
    let mut latest: BTreeMap<Kind, Vec<u8>> = BTreeMap::new();
    let mut ids: BTreeSet<(String, Cve)> = BTreeSet::new();
    let mut vectors: BTreeSet<(Cve, String)> = BTreeSet::new();
    for (number, part) in parts.iter().enumerate() {
        let owned = |name: &str| owner.get(base(name)) == Some(&number);
        let manifest = part.manifest()?;
        let entries = manifest.ecosystems.into_iter();
        ecosystems.extend(
            entries
                .filter(|entry| owned(&entry.name))
                .map(|entry| (entry.name.clone(), entry)),
        );
        let entries = manifest.feeds.into_iter();
        feeds.extend(entries.map(|entry| (entry.name.clone(), entry)));
        for name in part.ecosystems().filter(|name| owned(name)) {
            if let Some(data) = part.section(Kind::Ecosystem, name)? {
                sections.push(section(Kind::Ecosystem, name, data.into_owned()));
            }
        }
        for kind in [Kind::Kev, Kind::Epss, Kind::Cycles] {
            if let Some(data) = part.section(kind, "")? {
                latest.insert(kind, data.into_owned());
            }
        }
        if let Some(table) = part.ids()? {
            ids.extend(table.iter().map(|(id, cve)| (id.to_owned(), cve)));
        }
        if let Some(table) = part.vectors()? {
            vectors.extend(table.iter().map(|(cve, text)| (cve, text.to_owned())));
        }
    }
    let manifest = Manifest {
        format: FORMAT,
        built_by: options.built_by.clone(),
        built_on: options.built_on,
        ecosystems: ecosystems.into_values().collect(),
        feeds: feeds.into_values().collect(),
    };
    // Writing a manifest of strings and numbers cannot fail; an empty one would not read back.
    let manifest = serde_json::to_vec(&manifest).unwrap_or_default();
    sections.push(section(Kind::Manifest, "", manifest));
    sections.extend(
        latest
            .into_iter()
            .map(|(kind, data)| section(kind, "", data)),
    );
    let ids: Vec<(&str, Cve)> = ids.iter().map(|(id, cve)| (id.as_str(), *cve)).collect();
    sections.push(section(Kind::Ids, "", scores::write_ids(&ids)));
    let vectors: Vec<(Cve, &str)> = vectors
        .iter()
        .map(|(cve, text)| (*cve, text.as_str()))
        .collect();
    sections.push(section(Kind::Vectors, "", scores::write_vectors(&vectors)));
    Ok(super::write(sections, options.form)?)
}

/// The ecosystem without its release.
fn base(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

fn section(kind: Kind, name: &str, data: Vec<u8>) -> NewSection {
    NewSection {
        kind,
        name: name.to_owned(),
        data,
        // The blocks of EPSS are compressed one by one.
        compress: kind != Kind::Epss,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Form, PackBuilder, Releases, Source};
    use super::*;

    fn options() -> Options {
        Options {
            form: Form::Raw,
            releases: Releases::All,
            built_by: "test".to_owned(),
            built_on: None,
        }
    }

    fn record(id: &str, cve: &str, affected: &[(&str, &str)]) -> String {
        let affected: Vec<String> = affected
            .iter()
            .map(|(ecosystem, name)| {
                format!(
                    r#"{{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}},"ranges":[{{
                    "type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"1.0"}}]}}]}}"#
                )
            })
            .collect();
        format!(
            r#"{{"id":"{id}","aliases":["{cve}"],"modified":"2026-01-01T00:00:00Z",
            "severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
            "affected":[{}]}}"#,
            affected.join(",")
        )
    }

    fn pack(only: Option<&str>, records: &[String]) -> Vec<u8> {
        let mut builder = PackBuilder::new(options());
        if let Some(only) = only {
            builder.only(only);
        }
        for (number, text) in records.iter().enumerate() {
            builder
                .record(&number.to_string(), text.as_bytes())
                .unwrap();
        }
        builder.finish().unwrap().0
    }

    #[test]
    fn parts_put_together_are_what_is_built_at_once() {
        let npm = record("GHSA-aaaa-aaaa-aaaa", "CVE-2026-0001", &[("npm", "left")]);
        let debian = record(
            "DEBIAN-CVE-2026-0002",
            "CVE-2026-0002",
            &[("Debian:12", "tar"), ("Debian:13", "tar")],
        );
        let whole = pack(None, &[npm.clone(), debian.clone()]);
        let parts = [pack(Some("npm"), &[npm]), pack(Some("Debian"), &[debian])];
        let opened: Vec<Pack<'_>> = parts.iter().map(|p| Pack::open(p).unwrap()).collect();
        assert_eq!(merge(&opened, &options()).unwrap(), whole);
    }

    #[test]
    fn a_newer_part_takes_the_place_of_all_releases() {
        let old = pack(
            None,
            &[record(
                "A-1",
                "CVE-2026-0001",
                &[("Debian:9", "old"), ("npm", "kept")],
            )],
        );
        let new = pack(
            None,
            &[record("A-2", "CVE-2026-0002", &[("Debian:13", "new")])],
        );
        let parts = [Pack::open(&old).unwrap(), Pack::open(&new).unwrap()];
        let merged = merge(&parts, &options()).unwrap();
        let merged = Pack::open(&merged).unwrap();
        merged.verify().unwrap();
        assert_eq!(
            merged.ecosystems().collect::<Vec<_>>(),
            ["Debian:13", "npm"]
        );
        assert_eq!(merged.manifest().unwrap().ecosystems.len(), 2);
        let ids = merged.ids().unwrap().unwrap();
        assert!(ids.cve("A-1").is_some() && ids.cve("A-2").is_some());
    }

    #[test]
    fn a_record_of_two_ecosystems_fills_only_the_one_asked_for() {
        let both = record("GHSA-x", "CVE-2026-0003", &[("npm", "a"), ("Go", "b")]);
        let part = pack(Some("npm"), &[both]);
        let part = Pack::open(&part).unwrap();
        assert_eq!(part.ecosystems().collect::<Vec<_>>(), ["npm"]);
    }

    #[test]
    fn feeds_are_taken_from_the_last_part_that_has_them() {
        let kev = |cve: &str| {
            let mut builder = PackBuilder::new(options());
            let text =
                format!(r#"{{"vulnerabilities":[{{"cveID":"{cve}","dateAdded":"2026-01-02"}}]}}"#);
            builder.kev(text.as_bytes(), Source::default()).unwrap();
            builder.finish().unwrap().0
        };
        let (old, new) = (kev("CVE-2026-0001"), kev("CVE-2026-0002"));
        let parts = [Pack::open(&old).unwrap(), Pack::open(&new).unwrap()];
        let merged = merge(&parts, &options()).unwrap();
        let merged = Pack::open(&merged).unwrap();
        let table = merged.kev().unwrap().unwrap();
        let cve = |text| Cve::parse(text).unwrap();
        assert!(table.added(cve("CVE-2026-0001")).is_none());
        assert!(table.added(cve("CVE-2026-0002")).is_some());
    }
}
