//! What asks nobody: no scan of what lies here opens a connection.

use std::path::Path;
use std::process::Command;

use seaworthy_testkit::image::{archive, docker_files};
use seaworthy_testkit::registry::FakeRegistry;

use crate::cache::image;
use crate::program::{finish, root};

#[test]
fn a_scan_of_what_lies_here_asks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.tar");
    std::fs::write(&file, archive(&docker_files(&[image("one")]))).unwrap();
    // Whatever goes out goes through it.
    let proxy = FakeRegistry::plain().unwrap();
    let address = proxy.base();
    let variables = ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"];
    let variables = variables.map(|name| (name, Path::new(&address)));
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
        command.current_dir(root()).args(arguments);
        finish(&mut command, &variables)
    };
    let file = file.to_str().unwrap();
    for arguments in [
        &["scan", "examples/storefront", file][..],
        &["scan", file, "-o", "sarif"],
        &["sbom", file],
        &["diff", file, "examples/storefront"],
        &["db", "status"],
        &["explain", "root-user"],
    ] {
        let done = run(arguments);
        assert!(matches!(done.code, 0 | 1), "{arguments:?}: {}", done.stderr);
    }
    assert!(proxy.requests().is_empty(), "{:?}", proxy.requests());
    // The proxy is one that would have been asked.
    let asked = run(&["scan", "r.example/team/app:1"]);
    assert_eq!(asked.code, 2);
    assert!(!proxy.requests().is_empty());
}
