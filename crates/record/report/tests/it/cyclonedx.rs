//! CycloneDX against its schema, and what the schema cannot say.

use std::collections::HashSet;

use seaworthy_facts::Facts;
use seaworthy_model::Assessment;
use seaworthy_report::RenderOptions;
use serde_json::Value;

use crate::builder::{clean, everything, folder, render, unknown_only};
use crate::schemas;

fn bom(assessment: &Assessment<Facts>, vulnerabilities: bool) -> Value {
    let options = RenderOptions {
        vulnerabilities,
        ..RenderOptions::default()
    };
    serde_json::from_str(&render("cyclonedx", assessment, &options)).unwrap()
}

#[test]
fn every_bill_is_valid() {
    let schema = schemas::cyclonedx();
    for assessment in [clean(), unknown_only(), everything(), folder()] {
        for vulnerabilities in [false, true] {
            let bom = bom(&assessment, vulnerabilities);
            schemas::assert_valid(&schema, &bom);
            assert_eq!(bom["specVersion"], "1.6");
            assert_eq!(bom.get("vulnerabilities").is_some(), vulnerabilities);
        }
    }
}

/// "bom-ref: every bom-ref must be unique within the BOM."
#[test]
fn references_are_unique_and_none_hangs_in_the_air() {
    for assessment in [everything(), folder()] {
        let bom = bom(&assessment, true);
        let mut known = HashSet::new();
        let components = bom["components"].as_array().unwrap();
        for component in components.iter().chain([&bom["metadata"]["component"]]) {
            let reference = component["bom-ref"].as_str().unwrap();
            assert!(known.insert(reference), "{reference} twice");
        }
        let mut heads = HashSet::new();
        for edge in bom["dependencies"].as_array().unwrap() {
            let head = edge["ref"].as_str().unwrap();
            assert!(known.contains(head), "{head}");
            assert!(heads.insert(head), "{head} has two entries");
            for needed in edge["dependsOn"].as_array().unwrap() {
                assert!(known.contains(needed.as_str().unwrap()), "{needed}");
            }
        }
        for weakness in bom["vulnerabilities"].as_array().unwrap() {
            let affects = weakness["affects"].as_array().unwrap();
            assert!(!affects.is_empty(), "{weakness}");
            for affected in affects {
                assert!(
                    known.contains(affected["ref"].as_str().unwrap()),
                    "{affected}"
                );
            }
        }
    }
}

#[test]
fn a_package_tells_where_it_was_seen_and_what_it_needs() {
    let bom = bom(&everything(), false);
    let components = bom["components"].as_array().unwrap();
    let openssl = components.iter().find(|c| c["name"] == "openssl").unwrap();
    let seen = &openssl["evidence"]["occurrences"][0];
    assert_eq!(seen["location"], "/var/lib/dpkg/status");
    assert!(
        seen["additionalContext"]
            .as_str()
            .unwrap()
            .starts_with("layer 1 sha256:")
    );
    assert_eq!(openssl["licenses"][0]["expression"], "MIT OR Apache-2.0");
    let lodash = components.iter().find(|c| c["name"] == "lodash").unwrap();
    assert_eq!(lodash["hashes"][0]["alg"], "SHA-256");
    assert_eq!(lodash["scope"], "excluded");
    let edges = bom["dependencies"].as_array().unwrap();
    let edge = edges
        .iter()
        .find(|edge| edge["ref"] == openssl["bom-ref"])
        .unwrap();
    // `libc6` is not in the image's list, so no edge is invented for it.
    assert_eq!(edge["dependsOn"].as_array().unwrap().len(), 1);
}

#[test]
fn the_same_assessment_is_the_same_bill() {
    let first = bom(&everything(), true);
    assert_eq!(first, bom(&everything(), true));
    let mut later = everything();
    later.timing.started = "2026-09-14T08:00:00Z".parse().unwrap();
    assert_eq!(first["serialNumber"], bom(&later, true)["serialNumber"]);
    let mut less = everything();
    less.facts.images[0].packages.pop();
    assert_ne!(first["serialNumber"], bom(&less, true)["serialNumber"]);
}

#[test]
fn a_waiver_is_an_answer_but_no_claim_of_safety() {
    let bom = bom(&everything(), true);
    let all = bom["vulnerabilities"].as_array().unwrap();
    let waived = all.iter().find(|w| w["id"] == "CVE-2020-8203").unwrap();
    assert_eq!(waived["analysis"]["response"][0], "will_not_fix");
    assert!(waived["analysis"].get("state").is_none());
    let both = all.iter().find(|w| w["id"] == "CVE-2024-5535").unwrap();
    assert_eq!(both["affects"].as_array().unwrap().len(), 2);
    assert_eq!(both["ratings"][0]["score"], 7.5);
    assert_eq!(both["ratings"][0]["method"], "CVSSv31");
}
