//! Applications that Bitnami packaged: `opt/bitnami/NAME/.spdx-NAME.spdx`.
//!
//! Format: SPDX 2.3 in JSON. Packages with a package URL of type `bitnami` are the applications
//! and what was built into them. Advisories go by the name in the URL, which the name beside it may
//! spell otherwise (`GDAL`). A version may end with the number of the packaging (`15.4.0-3`), which
//! advisories leave out, and by whose rules it would come before the release.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::found::Found;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "bitnami",
    title: "Documents of Bitnami's applications",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Extension("spdx", is_bitnami)],
    knows: Knows {
        licences: true,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: documents of applications with many libraries have 1 MB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

fn is_bitnami(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("opt/bitnami/") && name.starts_with(".spdx-")
}

/// LIMIT: bytes of a package URL that is looked at; real ones have a hundred.
const PURL_BYTES_MAX: usize = 8 * 1024;

#[derive(Deserialize)]
struct Document {
    packages: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    version_info: String,
    #[serde(default)]
    license_concluded: String,
    #[serde(default)]
    license_declared: String,
    #[serde(default)]
    external_refs: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    #[serde(default)]
    reference_locator: String,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let document = match serde_json::from_slice::<Document>(content) {
        Ok(document) => document,
        Err(error) => return found.unread(format!("the document is malformed: {error}")),
    };
    for entry in document.packages {
        let locators = entry
            .external_refs
            .iter()
            .map(|one| &*one.reference_locator);
        let Some((name, version)) = locators.filter_map(application).next() else {
            continue;
        };
        let version = if version.is_empty() {
            &*entry.version_info
        } else {
            version
        };
        let version = unpackaged(version);
        let mut package = found.new_package(PackageKind::Bitnami, name, version);
        let stated = [entry.license_concluded, entry.license_declared];
        let is_said = |text: &String| !matches!(&**text, "" | "NOASSERTION" | "NONE");
        package.licences.extend(stated.into_iter().find(is_said));
        found.push(package);
        if found.is_full() {
            return;
        }
    }
}

/// Name and version in a package URL of Bitnami. Both are numbers, letters and signs that a URL
/// does not encode; what is encoded is none of theirs.
fn application(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("pkg:bitnami/")?;
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let path = rest.get(..end)?;
    let (name, version) = path.rsplit_once('@').unwrap_or((path, ""));
    let is_plain = !name.is_empty() && !name.contains(['/', '%']) && !version.contains('%');
    (is_plain && url.len() <= PURL_BYTES_MAX).then_some((name, version))
}

/// A version without the number of the packaging.
fn unpackaged(version: &str) -> &str {
    match version.rsplit_once('-') {
        Some((release, number))
            if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            release
        }
        _ => version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "opt/bitnami/postgresql/.spdx-postgresql.spdx";

    #[test]
    fn applications_are_read_without_their_packaging_and_other_packages() {
        let text = br#"{"spdxVersion": "SPDX-2.3", "packages": [
            {"name": "postgresql", "versionInfo": "15.4.0-3", "licenseConcluded": "PostgreSQL",
             "externalRefs": [
              {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
               "referenceLocator": "cpe:2.3:*:postgresql:postgresql:15.4.0:*:*:*:*:*:*:*"},
              {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
               "referenceLocator": "pkg:bitnami/postgresql@15.4.0-3?arch=amd64"}]},
            {"name": "GDAL", "versionInfo": "3.7.1", "licenseConcluded": "NOASSERTION",
             "licenseDeclared": "MIT",
             "externalRefs": [{"referenceLocator": "pkg:bitnami/gdal?arch=amd64"}]},
            {"name": "geos", "versionInfo": "3.8.3"}]}"#;
        let facts = parsed(&UNIT, PATH, text);
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|one| (one.kind, &*one.name, &*one.version, &*one.licences[0]))
            .collect();
        let kind = PackageKind::Bitnami;
        assert_eq!(
            seen,
            [
                (kind, "postgresql", "15.4.0", "PostgreSQL"),
                (kind, "gdal", "3.7.1", "MIT")
            ]
        );
        assert!(facts.unread.is_empty());
    }

    #[test]
    fn urls_of_others_and_endless_ones_name_no_application() {
        assert_eq!(
            application("pkg:bitnami/nginx@1.25.3-0#a"),
            Some(("nginx", "1.25.3-0"))
        );
        let long = format!("pkg:bitnami/{}", "a".repeat(PURL_BYTES_MAX));
        for url in [
            "pkg:deb/debian/zlib1g@1",
            "pkg:bitnami/",
            "pkg:bitnami/@1",
            "pkg:bitnami/a/b@1",
            "pkg:bitnami/a%2fb@1",
            &long,
        ] {
            assert_eq!(application(url), None, "{url:.40}");
        }
        assert_eq!(unpackaged("2023-"), "2023-");
        assert_eq!(unpackaged("3.0.0-rc1"), "3.0.0-rc1");
    }

    #[test]
    fn another_document_is_said() {
        for text in [&b""[..], b"{}", b"{\"packages\": [7]}"] {
            let facts = parsed(&UNIT, PATH, text);
            assert_eq!((facts.packages.len(), facts.unread.len()), (0, 1));
        }
        assert!(is_bitnami(PATH) && is_bitnami("opt/bitnami/common/.spdx-gosu.spdx"));
        assert!(!is_bitnami("srv/opt/bitnami/a/.spdx-a.spdx"));
        assert!(!is_bitnami("opt/bitnami/a/a.spdx"));
    }
}
