//! Several targets in one run, and decisions on what was found before.

use std::fs;

use seaworthy_testkit::image::{Image, Layer, Packing};
use seaworthy_testkit::registry::FakeRegistry;

use crate::cache::{image, push, timeless};
use crate::program::{json, run, run_with_input};

/// Lines of JSON by the name of their target.
fn lines(text: &str) -> Vec<(String, serde_json::Value)> {
    let line = |line: &str| {
        let document = json(line);
        let name = document["target"]["name"]
            .as_str()
            .expect("every document names its target")
            .to_owned();
        (name, document)
    };
    let mut all: Vec<_> = text.lines().map(line).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

#[test]
fn every_target_has_a_line_and_one_that_is_missing_does_not_end_the_others() {
    let registry = FakeRegistry::plain().unwrap();
    let one = push(&registry, "one", &image("one"));
    let two = push(&registry, "two", &image("two"));
    let gone = format!("{}/team/gone:1", registry.host());
    let arguments = ["scan", &one, &gone, &two, "--plain-http", "-o", "json"];
    let several = run(&arguments);
    assert_eq!(several.code, 2, "what is not known weighs most");
    let found = lines(&several.stdout);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [one.as_str(), two.as_str()]);
    assert!(several.stderr.contains("team/gone"), "{}", several.stderr);
    assert!(several.stderr.contains("3 targets: "), "{}", several.stderr);
    assert!(
        several.stderr.contains("1 not assessed"),
        "{}",
        several.stderr
    );
    let alone = run(&["scan", &one, "--plain-http", "-o", "json"]);
    let (alone, together) = (json(&alone.stdout), &found[0].1);
    assert_eq!(alone["findings"], together["findings"]);
    assert_eq!(alone["facts"], together["facts"]);
}

#[test]
fn layers_that_images_share_are_read_once_in_a_run() {
    let registry = FakeRegistry::plain().unwrap();
    let names = ["a", "b", "c", "d"];
    let targets = names.map(|name| push(&registry, name, &image(name)));
    let list = format!("# all of them\n{}\n", targets.join("\n"));
    let arguments = [
        "scan",
        "--from-file",
        "-",
        "--plain-http",
        "--no-cache",
        "-o",
        "json",
    ];
    let several = run_with_input(&arguments, &list);
    assert_eq!(lines(&several.stdout).len(), 4, "{}", several.stderr);
    let requests = registry.requests();
    let mut blobs: Vec<&str> = requests
        .iter()
        .filter(|asked| asked.method == "GET" && asked.target.contains("/blobs/"))
        .map(|asked| asked.target.rsplit('/').next().unwrap())
        .collect();
    let asked = blobs.len();
    blobs.sort_unstable();
    blobs.dedup();
    assert_eq!(asked, blobs.len(), "a blob was read twice");
    assert_eq!(asked, 9, "four configurations, one base, four tops");
}

#[test]
fn images_of_a_registry_are_chosen_by_patterns() {
    let registry = FakeRegistry::plain().unwrap();
    for name in ["app", "web"] {
        push(&registry, name, &image(name));
    }
    let host = registry.host();
    let scan = |repos: &str, tags: &str| {
        let arguments = ["scan", "registry", &host, "--repos", repos, "--tags", tags];
        let mut arguments = arguments.to_vec();
        arguments.extend(["--plain-http", "-o", "json"]);
        run(&arguments)
    };
    let both = scan("team/*", "*");
    let names: Vec<String> = lines(&both.stdout)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [format!("{host}/team/app:1"), format!("{host}/team/web:1")]
    );
    assert_eq!(lines(&scan("team/w*", "?").stdout).len(), 1);
    assert_eq!(lines(&scan("team/app", "1").stdout).len(), 1);
    let none = scan("team/*", "v*");
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("no image that the patterns name"),
        "{}",
        none.stderr
    );
    assert_eq!(scan("team/[", "*").code, 64);
}

#[test]
fn a_folder_takes_a_file_for_each_target_and_sarif_a_run_for_each() {
    let registry = FakeRegistry::plain().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let one = push(&registry, "one", &image("one"));
    let two = push(&registry, "two", &image("two"));
    let into = format!("cyclonedx={}/bom/", folder.path().display());
    let log = format!("sarif={}/log.sarif", folder.path().display());
    let several = run(&["scan", &one, &two, "--plain-http", "-o", &into, "-o", &log]);
    assert_eq!(several.stdout, "", "{}", several.stderr);
    let mut files = 0;
    for file in fs::read_dir(folder.path().join("bom")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert_eq!(json(&text)["bomFormat"], "CycloneDX");
        files += 1;
    }
    assert_eq!(files, 2);
    let log = json(&fs::read_to_string(folder.path().join("log.sarif")).unwrap());
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().unwrap().len(), 2);
    let whole = run(&["scan", &one, &two, "--plain-http", "-o", "cyclonedx"]);
    assert_eq!(whole.code, 64);
    assert!(
        whole.stderr.contains("cyclonedx=FOLDER/"),
        "{}",
        whole.stderr
    );
}

#[test]
fn the_code_of_several_targets_is_that_of_the_worst() {
    let registry = FakeRegistry::plain().unwrap();
    let clean = Image::new().set("User", "10001".into()).layer(
        Layer::new().file("app", "x"),
        Packing::Gzip,
        "COPY app /",
    );
    let clean = push(&registry, "clean", &clean);
    let worse = push(&registry, "worse", &image("x"));
    let code = |targets: &[&str]| {
        let mut arguments = vec!["scan", "--plain-http", "-o", "table"];
        arguments.extend(targets);
        run(&arguments).code
    };
    assert_eq!(code(&[&clean, &clean]), 0);
    let alone = code(&[&worse]);
    assert_eq!(code(&[&clean, &worse]), alone);
    assert_eq!(code(&[&clean, "./nowhere.tar"]), 2);
}

#[test]
fn stored_facts_are_decided_again_as_a_fresh_scan_decides() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.json");
    let fresh = run(&[
        "scan",
        "examples/storefront",
        "--at",
        "2026-11-22",
        "-o",
        "json",
    ]);
    fs::write(&file, &fresh.stdout).unwrap();
    let file = file.to_str().unwrap();
    let again = run(&[
        "scan",
        "--from-assessment",
        file,
        "--at",
        "2026-11-22",
        "-o",
        "json",
    ]);
    assert_eq!(again.code, fresh.code, "{}", again.stderr);
    let (again, fresh) = (timeless(&again.stdout), timeless(&fresh.stdout));
    for part in ["findings", "unknowns", "verdict", "facts", "target", "data"] {
        assert_eq!(again[part], fresh[part], "{part}");
    }
    let strict = [
        "scan",
        "--from-assessment",
        file,
        "--policy",
        "production",
        "-o",
        "json",
    ];
    assert_eq!(
        json(&run(&strict).stdout)["verdict"]["policy"],
        "production"
    );
}

#[test]
fn what_is_no_assessment_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.json");
    for text in ["", "{}", "[[[[", "{\"schema\":\"seaworthy.assessment/v1\"}"] {
        fs::write(&file, text).unwrap();
        let refused = run(&["scan", "--from-assessment", file.to_str().unwrap()]);
        assert_eq!(refused.code, 2, "{text}");
        assert!(refused.stderr.contains("x.json"), "{}", refused.stderr);
        assert!(!refused.stderr.contains("panicked"), "{}", refused.stderr);
    }
}

#[test]
fn a_list_of_nothing_is_told() {
    let empty = run_with_input(&["scan", "--from-file", "-"], "# nothing\n");
    assert_eq!(empty.code, 2);
    assert!(empty.stderr.contains("names no target"), "{}", empty.stderr);
    let missing = run(&["scan", "--from-file", "/nowhere"]);
    assert_eq!(missing.code, 2);
}
