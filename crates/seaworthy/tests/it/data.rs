//! Advisory data through the program.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::program::{json, run, run_in, run_with_input};

/// A critical advisory about a package of PyPI that version 2.0 fixes.
pub(crate) fn advisory(id: &str, name: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"2026-01-02T00:00:00Z",
        "published":"2026-01-02T00:00:00Z","aliases":["CVE-2026-0001"],
        "severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
        "affected":[{{"package":{{"ecosystem":"PyPI","name":"{name}"}},
        "ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"2.0"}}]}}]}}]}}"#
    )
}

/// An archive with these members.
pub(crate) fn archive(members: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in members {
        archive
            .start_file(name.as_str(), options)
            .expect("set-up of a test");
        archive
            .write_all(text.as_bytes())
            .expect("set-up of a test");
    }
    let written = archive.finish().expect("set-up of a test");
    written.into_inner()
}

/// A folder in the layout of the OSV bucket with one advisory.
fn bucket(folder: &Path) {
    let set = folder.join("osv/PyPI");
    fs::create_dir_all(&set).expect("set-up of a test");
    let bytes = archive(&[
        (
            "PYSEC-2026-1.json".to_owned(),
            advisory("PYSEC-2026-1", "seaside"),
        ),
        ("broken.json".to_owned(), "{".to_owned()),
    ]);
    fs::write(set.join("all.zip"), bytes).expect("set-up of a test");
}

#[test]
fn a_pack_of_ones_own_is_built_and_used() {
    let folder = tempfile::tempdir().unwrap();
    bucket(folder.path());
    let build = run_in(
        folder.path(),
        &["db", "build", "--from", ".", "--output", "own.pack"],
    );
    assert_eq!(build.code, 0, "{}", build.stderr);
    assert!(build.stderr.contains("broken.json"), "{}", build.stderr);
    fs::create_dir(folder.path().join("app")).unwrap();
    fs::write(folder.path().join("app/requirements.txt"), "seaside==1.9\n").unwrap();
    let scan = run_in(
        folder.path(),
        &["scan", "app", "--db", "own.pack", "-o", "json"],
    );
    assert_eq!(
        scan.code, 1,
        "a critical weakness with a fix: {}",
        scan.stderr
    );
    let assessment = json(&scan.stdout);
    let finding = &assessment["findings"][0];
    assert_eq!(finding["rule"], "CVE-2026-0001");
    assert_eq!(finding["severity"], "critical");
    assert_eq!(finding["location"]["line"], 1);
    assert_eq!(finding["remedy"]["upgrade_to"], "2.0");
    assert_eq!(assessment["data"]["pack"], "own.pack");
    fs::write(folder.path().join("app/requirements.txt"), "seaside==2.0\n").unwrap();
    let fixed = run_in(folder.path(), &["scan", "app", "--db", "own.pack"]);
    assert_eq!(fixed.code, 0, "{}", fixed.stdout);
}

#[test]
fn a_file_that_is_no_pack_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("no.pack"), b"not a pack at all").unwrap();
    let scan = run_in(folder.path(), &["scan", ".", "--db", "no.pack"]);
    assert_eq!(scan.code, 2);
    assert!(scan.stderr.contains("no.pack"), "{}", scan.stderr);
    let gone = run_in(folder.path(), &["db", "status", "--db", "gone.pack"]);
    assert_eq!(gone.code, 2);
}

#[test]
fn a_folder_without_advisories_builds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let build = run_in(folder.path(), &["db", "build", "--from", "."]);
    assert_eq!(build.code, 2);
    assert!(build.stderr.contains("no advisories"), "{}", build.stderr);
    assert!(!folder.path().join("advisories.pack").exists());
}

#[test]
fn versions_are_compared_by_their_ecosystem() {
    let order = |ecosystem, a, b| run(&["db", "compare", ecosystem, a, b]).stdout;
    assert_eq!(order("Debian", "1.0~rc1", "1.0"), "<\n");
    assert_eq!(order("PyPI", "1.0", "1.0.0"), "=\n");
    assert_eq!(order("npm", "1.10.0", "1.9.0"), ">\n");
    let many = run_with_input(&["db", "compare", "npm"], "1.0.0\t2.0.0\n2.0.0\t1.0.0\n");
    assert_eq!((many.stdout.as_str(), many.code), ("<\n>\n", 0));
    let bad = run_with_input(&["db", "compare", "npm"], "1.0.0 2.0.0\n2.0.0\t2.0.0\n");
    assert_eq!((bad.stdout.as_str(), bad.code), ("?\n=\n", 2));
    assert_eq!(
        run_with_input(&["db", "compare", "No Such"], "1\t2\n").code,
        64
    );
}

#[test]
fn status_tells_what_the_embedded_pack_covers_and_what_not() {
    let status = run(&["db", "status"]);
    assert_eq!(status.code, 0, "{}", status.stderr);
    for ecosystem in [
        "Debian:12",
        "Ubuntu:22.04:LTS",
        "Alpine:v3.17",
        "PyPI",
        "Go",
        "npm",
    ] {
        let row = status
            .stdout
            .lines()
            .find(|line| line.split(' ').next() == Some(ecosystem));
        assert!(
            row.is_some_and(|row| row.contains("20")),
            "{ecosystem} in {}",
            status.stdout
        );
    }
    let missing = status
        .stdout
        .lines()
        .find(|line| line.starts_with("No data at all for"));
    assert!(
        missing.is_some_and(|line| line.contains("Maven")),
        "{}",
        status.stdout
    );
    let manifest = json(&run(&["db", "status", "--format", "json"]).stdout);
    assert!(manifest["ecosystems"].as_array().unwrap().len() > 20);
}

#[test]
fn the_embedded_pack_keeps_below_its_limit() {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/advisories.pack");
    assert!(fs::metadata(pack).unwrap().len() <= 8 << 20);
}
