//! SPDX 2.3: what the standard asks of a document, told as a schema of our own.

use std::collections::HashSet;

use seaworthy_facts::{ChangelogFact, PackageKind, ProgramFact, SymbolFilter};
use seaworthy_model::{BaseEvidence, BaseImage, Confidence, NewerLookup};
use seaworthy_report::RenderOptions;
use serde_json::{Value, json};

use crate::builder::{clean, everything, folder, render, unknown_only};
use crate::schemas;

/// Names and times that occur in several places.
fn element() -> Value {
    json!({ "type": "string", "pattern": "^SPDXRef-[a-zA-Z0-9.-]+$" })
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn tool() -> Value {
    json!({ "type": "string", "pattern": "^(Tool|Organization|Person): .+" })
}

fn second() -> Value {
    json!({
        "type": "string",
        "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$",
    })
}

/// A package (section 7) with its annotations (section 12).
fn package() -> Value {
    let (element, text, tool, second) = (element(), text(), tool(), second());
    json!({
        "type": "object",
        "required": ["SPDXID", "name", "downloadLocation"],
        "additionalProperties": false,
        "properties": {
            "SPDXID": element, "name": text, "versionInfo": text, "comment": text,
            "description": text, "sourceInfo": text, "downloadLocation": { "const": "NOASSERTION" },
            "filesAnalyzed": { "const": false }, "copyrightText": { "const": "NOASSERTION" },
            "licenseConcluded": { "const": "NOASSERTION" }, "licenseDeclared": text,
            "supplier": { "pattern": "^(NOASSERTION|Organization: .+)$" },
            "primaryPackagePurpose": { "enum": [
                "APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER", "OPERATING-SYSTEM", "DEVICE",
                "FIRMWARE", "SOURCE", "ARCHIVE", "FILE", "INSTALL", "OTHER",
            ]},
            "checksums": { "type": "array", "minItems": 1, "items": {
                "required": ["algorithm", "checksumValue"],
                "properties": {
                    "algorithm": { "enum": ["SHA256", "SHA512"] },
                    "checksumValue": { "pattern": "^[0-9a-f]{64,128}$" },
                },
            }},
            "externalRefs": { "type": "array", "items": {
                "required": ["referenceCategory", "referenceType", "referenceLocator"],
                "properties": {
                    "referenceCategory": { "const": "PACKAGE-MANAGER" },
                    "referenceType": { "const": "purl" },
                    "referenceLocator": { "pattern": "^pkg:[^ ]+$" },
                },
            }},
            "annotations": { "type": "array", "items": {
                "required": ["annotationType", "annotator", "annotationDate", "comment"],
                "properties": {
                    "annotationType": { "enum": ["OTHER", "REVIEW"] },
                    "annotator": tool, "annotationDate": second, "comment": text,
                },
            }},
        },
    })
}

/// The fields, words and patterns of SPDX 2.3 (sections 6, 7, 10, 11 and 12 and annex D) that our
/// documents use. The published schema leaves patterns out; this one has them.
fn schema() -> jsonschema::Validator {
    let (element, text, tool, second, package) = (element(), text(), tool(), second(), package());
    let document = json!({
        "type": "object",
        "required": [
            "spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo",
        ],
        "additionalProperties": false,
        "properties": {
            "spdxVersion": { "const": "SPDX-2.3" }, "dataLicense": { "const": "CC0-1.0" },
            "SPDXID": { "const": "SPDXRef-DOCUMENT" }, "name": { "type": "string" },
            "documentNamespace": { "type": "string", "format": "uri", "pattern": "^[^#]+$" },
            "documentDescribes": { "type": "array", "items": element },
            "creationInfo": {
                "required": ["created", "creators"],
                "properties": {
                    "created": second, "creators": { "type": "array", "items": tool },
                    "licenseListVersion": { "pattern": "^\\d+\\.\\d+$" },
                },
            },
            "packages": { "type": "array", "minItems": 1, "items": package },
            "relationships": { "type": "array", "items": {
                "required": ["spdxElementId", "relationshipType", "relatedSpdxElement"],
                "properties": {
                    "spdxElementId": element, "relatedSpdxElement": element,
                    "relationshipType": { "enum": ["DESCRIBES", "CONTAINS", "DEPENDS_ON"] },
                },
            }},
            "hasExtractedLicensingInfos": { "type": "array", "items": {
                "required": ["licenseId", "extractedText"],
                "properties": {
                    "licenseId": { "pattern": "^LicenseRef-[a-zA-Z0-9.-]+$" },
                    "extractedText": text, "name": text, "comment": text,
                },
            }},
        },
    });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .unwrap()
}

fn spdx(assessment: &seaworthy_model::Assessment<seaworthy_facts::Facts>) -> Value {
    serde_json::from_str(&render("spdx", assessment, &RenderOptions::default())).unwrap()
}

#[test]
fn every_document_keeps_to_the_standard() {
    let schema = schema();
    for assessment in [clean(), unknown_only(), everything(), folder()] {
        let document = spdx(&assessment);
        schemas::assert_valid(&schema, &document);
        let packages = document["packages"].as_array().unwrap();
        let ids: Vec<&str> = packages
            .iter()
            .map(|p| p["SPDXID"].as_str().unwrap())
            .collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len());
        for edge in document["relationships"].as_array().unwrap() {
            for end in ["spdxElementId", "relatedSpdxElement"] {
                let end = edge[end].as_str().unwrap();
                assert!(unique.contains(end) || end == "SPDXRef-DOCUMENT", "{end}");
            }
        }
        let extracted = document["hasExtractedLicensingInfos"].as_array();
        let extracted: HashSet<&str> = extracted
            .into_iter()
            .flatten()
            .map(|info| info["licenseId"].as_str().unwrap())
            .collect();
        for package in packages {
            let declared = package["licenseDeclared"].as_str().unwrap();
            if declared == "NOASSERTION" {
                continue;
            }
            let expression = ::spdx::Expression::parse(declared).unwrap();
            for requirement in expression.requirements() {
                let id = requirement.req.license.to_string();
                let known = !id.starts_with("LicenseRef-") || extracted.contains(id.as_str());
                assert!(known, "{id}");
            }
        }
    }
}

/// What our annotation of an element says.
fn ours(element: &Value) -> Value {
    let comment = element["annotations"][0]["comment"].as_str().unwrap();
    serde_json::from_str(comment.strip_prefix("seaworthy ").unwrap()).unwrap()
}

#[test]
fn an_image_tells_its_layers_base_programs_and_changelogs() {
    let mut assessment = everything();
    let image = &mut assessment.facts.images[0];
    let mut symbols = SymbolFilter::for_symbols(1);
    symbols.insert("net/http.Get");
    image.programs = vec![ProgramFact {
        path: "usr/bin/tool".into(),
        layer: Some(1),
        symbols,
    }];
    image.changelogs = vec![ChangelogFact {
        path: "usr/share/doc/openssl/changelog.gz".into(),
        kind: PackageKind::Deb,
        package: "openssl".into(),
        source: None,
        version: "1".into(),
        fixes: vec![],
    }];
    let within = image.name.clone();
    assessment.advice.bases = vec![BaseImage {
        within,
        name: Some("debian:12".into()),
        digest: None,
        layers: 1,
        found_by: BaseEvidence::Label,
        confidence: Confidence::Medium,
        findings: 0,
        risk: 0.0,
        newer: None,
        lookup: NewerLookup::NotAsked,
    }];
    let document = spdx(&assessment);
    let packages = document["packages"].as_array().unwrap();
    let image = packages
        .iter()
        .find(|package| package["primaryPackagePurpose"] == "CONTAINER");
    let ours = ours(image.unwrap());
    let layers = assessment.facts.images[0].layers.len();
    assert_eq!(ours["layers"].as_array().unwrap().len(), layers);
    assert_eq!(ours["base"]["name"], "debian:12");
    assert_eq!(ours["programs"][0]["path"], "usr/bin/tool");
    assert_eq!(ours["changelogs"][0]["package"], "openssl");
    let cyclonedx = render("cyclonedx", &assessment, &RenderOptions::default());
    for name in ["base", "program", "changelog"] {
        let property = format!("\"seaworthy:image:{name}\"");
        assert!(cyclonedx.contains(&property), "{name}");
    }
}

#[test]
fn a_package_has_its_licence_purl_checksum_and_what_matching_needs() {
    let document = spdx(&everything());
    let packages = document["packages"].as_array().unwrap();
    let find = |name: &str| packages.iter().find(|p| p["name"] == name).unwrap();
    let openssl = find("openssl");
    assert_eq!(openssl["licenseDeclared"], "MIT OR Apache-2.0");
    assert_eq!(
        openssl["externalRefs"][0]["referenceLocator"],
        "pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12"
    );
    let ours = ours(openssl);
    assert_eq!(ours["source"]["name"], "openssl");
    assert!(ours["places"][0]["diff_id"].is_string(), "{ours}");
    let lodash = find("@shop/lodash");
    assert_eq!(lodash["checksums"][0]["algorithm"], "SHA256");
    assert_eq!(self::ours(lodash)["development"], true);
    let edges = document["relationships"].as_array().unwrap();
    let needs = edges
        .iter()
        .find(|edge| edge["relationshipType"] == "DEPENDS_ON");
    assert_eq!(needs.unwrap()["spdxElementId"], openssl["SPDXID"]);
}

#[test]
fn the_same_assessment_yields_the_same_bytes() {
    let text = || render("spdx", &everything(), &RenderOptions::default());
    assert_eq!(text(), text());
    let namespace = |assessment| spdx(&assessment)["documentNamespace"].clone();
    assert_ne!(namespace(everything()), namespace(folder()));
}
