//! The main job on the shipped shop.

use serde_json::Value;

use crate::program::{Run, json, root, run, run_in};

/// The day for which the shop's waivers and ages are judged in tests.
const AT: &str = "2026-11-22";

fn shop(arguments: &[&str]) -> Run {
    let mut all = vec!["scan", "examples/storefront", "--at", AT];
    all.extend(arguments);
    run(&all)
}

fn assessment() -> Value {
    let shop = shop(&["--output", "json"]);
    assert_eq!(shop.code, 1, "{}", shop.stderr);
    json(&shop.stdout)
}

#[test]
fn the_shop_is_denied_and_the_reasons_lead_the_table() {
    let shop = shop(&[]);
    assert_eq!(shop.code, 1, "{}", shop.stderr);
    let first: Vec<&str> = shop.stdout.lines().take(3).collect();
    assert!(first[0].starts_with("DENY"), "{first:?}");
    assert!(shop.stdout.contains("Fix this first"));
    assert!(!shop.stdout.contains('\x1b'), "colour where no terminal is");
    assert_eq!(shop.stderr, "");
}

#[test]
fn the_shop_shows_each_kind_of_finding() {
    let assessment = assessment();
    let findings = assessment["findings"].as_array().unwrap();
    let has = |check: &str| findings.iter().any(|finding| finding["check"] == check);
    for check in [
        "vulnerable-package",
        "end-of-life-distribution",
        "hard-coded-secret",
        "root-user",
        "mutable-tag",
        "setuid-file",
        "shell-left-in",
        "package-manager-left-in",
        "compiler-left-in",
        "exposed-admin-port",
        "missing-healthcheck",
        "old-image",
        "unnamed-base",
    ] {
        assert!(has(check), "no {check}");
    }
    let of_lock = |path: &str| {
        findings
            .iter()
            .any(|f| f["location"]["path"] == path && f["location"]["line"].is_u64())
    };
    assert!(of_lock("services/catalog/requirements.txt"));
    assert!(of_lock("services/web/package-lock.json"));
}

#[test]
fn a_secret_that_a_later_layer_deletes_is_found_and_no_value_is_shown() {
    let text = shop(&["--output", "json"]).stdout;
    let assessment = json(&text);
    let deleted = assessment["facts"]["images"][0]["secrets"]
        .as_array()
        .unwrap()
        .iter()
        .find(|secret| secret["origin"]["path"] == "root/.npmrc")
        .expect("the deleted token");
    assert_eq!(deleted["origin"]["layer"], 3);
    assert_eq!(deleted["origin"]["deleted_by"], 4);
    // The values as make-image.py puts them together.
    for value in [
        ["Lantern", "-41-harbour"].concat(),
        ["wV8sQ2kLr5Tz", "Yb3NcXf7"].concat(),
    ] {
        assert!(!text.contains(&value), "a secret value is shown");
        for format in ["table", "sarif", "cyclonedx"] {
            assert!(
                !shop(&["--all", "--output", format]).stdout.contains(&value),
                "{format}"
            );
        }
    }
}

#[test]
fn the_native_document_obeys_its_published_schema() {
    let path = root().join("docs/reference/seaworthy.assessment.v1.schema.json");
    let schema = json(&std::fs::read_to_string(path).unwrap());
    let validator = jsonschema::validator_for(&schema).unwrap();
    let assessment = assessment();
    let errors: Vec<String> = validator
        .iter_errors(&assessment)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_second_scan_finds_the_same_under_the_same_fingerprints() {
    let prints = || {
        let assessment = assessment();
        let findings = assessment["findings"].as_array().unwrap().clone();
        findings
            .into_iter()
            .map(|finding| finding["fingerprint"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(prints(), prints());
}

#[test]
fn no_two_findings_share_a_fingerprint_within_one_subject() {
    let assessment = assessment();
    let mut seen = std::collections::BTreeMap::new();
    for finding in assessment["findings"].as_array().unwrap() {
        let key = format!("{} {}", finding["fingerprint"], finding["subject"]);
        if let Some(other) = seen.insert(key, finding["message"].clone()) {
            panic!("{other} and {} are one finding", finding["message"]);
        }
    }
}

#[test]
fn several_documents_are_written_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (sarif, bom) = (file("out.sarif"), file("bom.json"));
    let run = shop(&[
        "--output",
        "table",
        "--output",
        &format!("sarif={sarif}"),
        "--output",
        &format!("cyclonedx={bom}"),
    ]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("DENY"));
    let sarif = json(&std::fs::read_to_string(sarif).unwrap());
    assert_eq!(sarif["version"], "2.1.0");
    let bom = json(&std::fs::read_to_string(bom).unwrap());
    assert_eq!(bom["specVersion"], "1.6");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_layout_is_recognised_without_its_scheme() {
    let bare = run(&[
        "scan",
        "image",
        "examples/storefront/image",
        "-o",
        "json",
        "--at",
        AT,
    ]);
    let named = run(&[
        "scan",
        "oci:examples/storefront/image",
        "-o",
        "json",
        "--at",
        AT,
    ]);
    let packages = |run: &Run| json(&run.stdout)["facts"]["images"][0]["packages"].clone();
    assert_eq!(packages(&bare), packages(&named));
    assert_eq!(json(&bare.stdout)["target"]["kind"], "image");
}

#[test]
fn a_lock_file_alone_is_a_target() {
    let run = run(&[
        "scan",
        "examples/storefront/services/catalog/requirements.txt",
        "-o",
        "json",
    ]);
    let assessment = json(&run.stdout);
    assert_eq!(assessment["target"]["kind"], "file");
    assert_eq!(
        assessment["facts"]["tree"]["packages"]
            .as_array()
            .unwrap()
            .len(),
        7
    );
}

#[test]
fn an_empty_folder_is_allowed_and_says_what_it_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_in(folder.path(), &["scan", "."]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.starts_with("ALLOW"), "{}", run.stdout);
}

#[test]
fn a_bill_of_materials_has_a_component_for_each_package() {
    let bom = run(&["sbom", "examples/storefront/image"]);
    assert_eq!(bom.code, 0, "{}", bom.stderr);
    let scan = run(&["scan", "examples/storefront/image", "-o", "json"]);
    let packages = json(&scan.stdout)["facts"]["images"][0]["packages"]
        .as_array()
        .unwrap()
        .len();
    let components = json(&bom.stdout)["components"].as_array().unwrap().clone();
    let libraries = components
        .iter()
        .filter(|part| part["purl"].is_string())
        .count();
    assert_eq!(libraries, packages);
}

#[test]
fn maven_projects_of_a_folder_and_of_a_root_take_versions_from_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let tree = root().join("fuzz/corpus/maven-tree/tree");
    let tree = std::fs::read_to_string(tree).expect("a file of the corpus");
    for file in tree.split('\0') {
        let (path, content) = file.split_once('\n').expect("a path and its content");
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
    let target = folder.path().display().to_string();
    for (target, packages) in [
        (target.clone(), "/facts/tree/packages"),
        (format!("rootfs:{target}"), "/facts/images/0/packages"),
    ] {
        let scanned = run(&["scan", &target, "--output", "json"]);
        let document = json(&scanned.stdout);
        let packages = document.pointer(packages).and_then(|all| all.as_array());
        let seen: Vec<(&str, &str)> = packages
            .into_iter()
            .flatten()
            .filter_map(|one| Some((one["name"].as_str()?, one["version"].as_str()?)))
            .collect();
        assert_eq!(seen, [("a", "2.2"), ("b", "1")], "{target}");
    }
}
