//! Registries that are asked as `hosts.toml` of containerd says.

use std::fs;
use std::path::Path;

use seaworthy_testkit::registry::FakeRegistry;

use crate::cache::{image, push};
use crate::program::{Run, json, run};

/// A folder of containerd with a file for `r.example`.
fn hosts(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("set-up of a test");
    let own = folder.path().join("r.example");
    fs::create_dir(&own).expect("set-up of a test");
    fs::write(own.join("hosts.toml"), text).expect("set-up of a test");
    folder
}

fn scan(target: &str, hosts: &Path) -> Run {
    let hosts = hosts.to_str().expect("set-up of a test");
    run(&["scan", target, "--registry-hosts", hosts, "-o", "json"])
}

#[test]
fn an_image_is_read_from_the_host_that_stands_for_its_registry() {
    let registry = FakeRegistry::plain().unwrap();
    push(&registry, "app", &image("one"));
    let folder = hosts(&format!(
        "[host.'https://other.example']\nclient = '/c.pem'\n\
         [host.'http://{}']\nskip_verify = true\n",
        registry.host()
    ));
    let scanned = scan("r.example/team/app:1", folder.path());
    assert!(matches!(scanned.code, 0 | 1), "{}", scanned.stderr);
    let document = json(&scanned.stdout);
    assert_eq!(document["target"]["name"], "r.example/team/app:1");
    let notes: Vec<&str> = scanned.stderr.lines().collect();
    assert_eq!(notes.len(), 2, "{}", scanned.stderr);
    assert!(notes[0].contains("other.example: client certificates are not supported"));
    assert!(
        notes[1].contains("skip_verify is not obeyed"),
        "{}",
        notes[1]
    );
    assert!(
        registry
            .requests()
            .iter()
            .all(|asked| asked.target.ends_with("?ns=r.example"))
    );
}

#[test]
fn a_file_that_is_wrong_ends_a_scan_that_asks_a_registry_and_no_other() {
    for text in [
        "[host.\n",
        "[host.'ftp://m.example']\n",
        "ca = 'gone.pem'\n",
    ] {
        let folder = hosts(text);
        let refused = scan("r.example/team/app:1", folder.path());
        assert_eq!(refused.code, 2, "{}", refused.stdout);
        assert!(
            refused.stderr.contains("r.example/hosts.toml"),
            "{}",
            refused.stderr
        );
        let local = scan("examples/storefront", folder.path());
        assert_eq!(local.stderr, "");
        assert_ne!(local.code, 2);
    }
}
