//! A policy from what a folder holds, through the program.

use std::path::Path;

use crate::program::{json, run_in};

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("set-up of a test");
}

#[test]
fn init_writes_a_policy_that_holds_for_the_folder_and_a_scan_follows() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "Dockerfile", "FROM debian:12\nUSER 1000\n");
    put(
        folder.path(),
        "compose.yaml",
        "services:\n  db: {image: 'registry.example/team/db:7'}\n",
    );
    let init = run_in(folder.path(), &["init"]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    assert_eq!(init.stdout, "");
    for told in [
        "1 Dockerfile, 1 Compose project",
        "extends `baseline`",
        "docker.io/library/*, registry.example/team/*",
        "seaworthy scan .",
    ] {
        assert!(init.stderr.contains(told), "{told}: {}", init.stderr);
    }
    let check = run_in(folder.path(), &["policy", "check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    let explain = run_in(folder.path(), &["policy", "explain"]);
    assert!(explain.stdout.contains("registry.example/team/*"));
    let scan = run_in(folder.path(), &["scan", ".", "-o", "json"]);
    assert_eq!(scan.code, 0, "{}", scan.stderr);
    let decision = &json(&scan.stdout)["verdict"]["decision"];
    assert_ne!(decision, "deny", "{}", scan.stdout);
}

#[test]
fn init_replaces_a_policy_only_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "seaworthy.yaml", "version: 1\n");
    let refused = run_in(folder.path(), &["init"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    let text = || std::fs::read_to_string(folder.path().join("seaworthy.yaml")).unwrap();
    assert_eq!(text(), "version: 1\n");
    assert_eq!(run_in(folder.path(), &["init", "--force"]).code, 0);
    assert!(text().contains("\nextends: baseline\n"));
    assert!(text().contains("\n# registries:\n"));
}

#[test]
fn init_builds_on_restricted_where_a_namespace_enforces_it() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("deploy");
    std::fs::create_dir(&below).unwrap();
    put(
        &below,
        "namespace.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n  labels:\n    \
         pod-security.kubernetes.io/enforce: restricted\n",
    );
    let init = run_in(folder.path(), &["init", "deploy"]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    let next = "seaworthy scan deploy --policy deploy/seaworthy.yaml";
    assert!(init.stderr.contains(next), "{}", init.stderr);
    let written = std::fs::read_to_string(below.join("seaworthy.yaml")).unwrap();
    assert!(written.contains("\nextends: restricted\n"));
    assert_eq!(run_in(&below, &["policy", "check"]).code, 0);
    assert_eq!(run_in(folder.path(), &["init", "nowhere"]).code, 2);
}
