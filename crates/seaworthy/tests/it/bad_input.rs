//! Bad input: a clear error or an unknown each time, never a panic, never a pass by silence.

use std::fs;

use crate::program::{Run, json, run, run_in};

fn refused(run: &Run, code: i32, part: &str) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stderr.contains(part),
        "`{part}` is not in {}",
        run.stderr
    );
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn wrong_usage_ends_with_64() {
    refused(&run(&[]), 64, "Usage");
    refused(&run(&["scan"]), 64, "TARGET");
    refused(&run(&["scan", ".", "--gate", "harbour"]), 64, "promotion");
    refused(&run(&["scan", ".", "--output", "pdf"]), 64, "sarif");
    refused(
        &run(&["scan", ".", "--platform", "linux"]),
        64,
        "linux/amd64",
    );
    refused(&run(&["scan", ".", "--at", "tomorrow"]), 64, "tomorrow");
    refused(
        &run(&["scan", ".", "--threads", "0"]),
        64,
        "write 1 or more",
    );
    refused(&run(&["scan", ".", "--cache-max-size", "5XB"]), 64, "2GiB");
}

/// Runs the program with a standard output that nobody reads.
fn unread(arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(arguments)
        .current_dir(crate::program::root())
        .env_clear()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("set-up of a test");
    drop(program.stdout.take());
    let output = program.wait_with_output().expect("set-up of a test");
    let said = String::from_utf8(output.stderr).expect("set-up of a test");
    (output.status.code(), said)
}

#[test]
fn a_reader_that_goes_away_changes_neither_the_exit_code_nor_other_documents() {
    let folder = tempfile::tempdir().unwrap();
    let shop = "examples/storefront";
    let file = folder.path().join("scan.sarif");
    let sarif = format!("sarif={}", file.display());
    let denied = unread(&["scan", shop, "-o", "json", "-o", &sarif]);
    assert_eq!(denied, (Some(1), String::new()));
    assert!(json(&fs::read_to_string(&file).unwrap())["runs"].is_array());
    let several = ["scan", shop, "./gone.tar", "-o", "json"];
    assert_eq!(unread(&several).0, Some(2));
    let compared = ["diff", "crates/base/model", shop, "--fail-on", "new"];
    assert_eq!(unread(&compared), (Some(1), String::new()));
    assert_eq!(unread(&["checks"]), (Some(0), String::new()));
}

#[test]
fn help_and_version_are_no_errors() {
    for arguments in [vec!["--help"], vec!["--version"], vec!["scan", "--help"]] {
        let run = run(&arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains("seaworthy"), "{}", run.stdout);
    }
}

#[test]
fn a_target_that_is_not_there_is_named_with_the_next_step() {
    let gone = run(&["scan", "./gone.tar"]);
    refused(&gone, 2, "./gone.tar");
    assert!(gone.stderr.contains("help:"), "{}", gone.stderr);
    refused(&run(&["scan", "Not a reference"]), 2, "Not a reference");
    refused(&run(&["scan", "-"]), 2, "--from-file -");
    refused(
        &run(&["scan", "containerd:"]),
        2,
        "names nothing behind its colon",
    );
    refused(
        &run(&["scan", "https://docker.io/debian"]),
        2,
        "without `https://`",
    );
    refused(&run(&["scan", "sbom:/"]), 2, "is a folder, not a file");
    refused(&run(&["scan", "docker-archive:gone.tar"]), 2, "gone.tar");
    refused(
        &run(&["scan", "--policy", "gone.yaml", "."]),
        2,
        "gone.yaml",
    );
}

#[test]
fn files_that_are_no_images_are_refused_where_an_image_must_be() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("empty.tar", b"");
    put("text.tar", b"this is no archive\n");
    put("half.tar.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]);
    put("zeros.tar", &[0; 4096]);
    for name in ["empty.tar", "text.tar", "half.tar.gz", "zeros.tar"] {
        refused(&run_in(folder.path(), &["scan", "image", name]), 2, name);
        // What calls itself an archive is not taken for a file in which there is nothing.
        refused(&run_in(folder.path(), &["scan", name]), 2, name);
    }
    let whole = run_in(folder.path(), &["scan", ".", "-o", "json"]);
    let unknowns = &json(&whole.stdout)["unknowns"];
    let told = unknowns.as_array().expect("unknowns").iter();
    let told: Vec<String> = told.map(|unknown| unknown["what"].to_string()).collect();
    for name in ["empty.tar", "text.tar", "half.tar.gz", "zeros.tar"] {
        assert!(
            told.iter().any(|what| what.contains(name)),
            "{name}: {told:?}"
        );
    }
    // The half one is no image, and an archive that is searched for secrets: one thing is wrong.
    assert_eq!(told.len(), 4, "{told:?}");
    let half = unknowns.as_array().expect("unknowns").iter();
    let half = half.filter(|unknown| unknown["what"].to_string().contains("half.tar.gz"));
    let half: Vec<String> = half.map(|unknown| unknown["reason"].to_string()).collect();
    assert_eq!(half.len(), 1, "{half:?}");
    assert!(
        half[0].contains("no packages are looked for in it: "),
        "{half:?}"
    );
    assert!(half[0].contains("gzip stream is damaged"), "{half:?}");
}

#[test]
fn a_broken_image_in_a_folder_is_unknown_and_the_rest_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("broken");
    fs::create_dir_all(&layout).unwrap();
    fs::write(
        layout.join("oci-layout"),
        b"{\"imageLayoutVersion\":\"1.0.0\"}",
    )
    .unwrap();
    fs::write(layout.join("index.json"), b"{]").unwrap();
    fs::write(folder.path().join("requirements.txt"), b"flask==2.2.2\n").unwrap();
    let run = run_in(folder.path(), &["scan", ".", "-o", "json"]);
    let assessment = json(&run.stdout);
    let unknown = &assessment["unknowns"][0];
    assert!(
        unknown["what"].as_str().unwrap().contains("broken"),
        "{unknown}"
    );
    assert_eq!(assessment["facts"]["tree"]["packages"][0]["name"], "flask");
    assert_eq!(assessment["verdict"]["decision"], "warn");
}

#[test]
fn a_blob_with_another_digest_is_told_and_never_silent() {
    let folder = tempfile::tempdir().unwrap();
    let from = crate::program::root().join("examples/storefront/image");
    copy(&from, &folder.path().join("image"));
    let blobs = folder.path().join("image/blobs/sha256");
    let index = json(&fs::read_to_string(folder.path().join("image/index.json")).unwrap());
    let digest = |value: &serde_json::Value| {
        value["digest"]
            .as_str()
            .unwrap()
            .trim_start_matches("sha256:")
            .to_owned()
    };
    let manifest = blobs.join(digest(&index["manifests"][0]));
    let manifest = json(&fs::read_to_string(manifest).unwrap());
    let layer = blobs.join(digest(&manifest["layers"][0]));
    let mut bytes = fs::read(&layer).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&layer, bytes).unwrap();
    let run = run_in(folder.path(), &["scan", "./image", "-o", "json"]);
    let assessment = json(&run.stdout);
    assert!(
        !assessment["unknowns"].as_array().unwrap().is_empty(),
        "{}",
        run.stdout
    );
    assert_eq!(
        run_in(
            folder.path(),
            &["scan", "./image", "--policy", "production"]
        )
        .code,
        1
    );
}

#[test]
fn a_document_that_cannot_be_written_is_an_error() {
    let wrong = run(&[
        "scan",
        "examples/storefront",
        "-o",
        "json=/nowhere/at/all.json",
    ]);
    refused(&wrong, 2, "/nowhere/at/all.json");
}

#[test]
fn control_characters_in_names_do_not_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("requirements.txt"),
        "fla\u{1b}[31msk==1.0\u{7}\n",
    )
    .unwrap();
    fs::write(folder.path().join("a\u{1b}]0;x\u{7}.lock"), "x").unwrap();
    let run = run_in(folder.path(), &["scan", ".", "--all"]);
    let bad = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    assert!(!bad(&run.stdout) && !bad(&run.stderr), "{:?}", run.stdout);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).expect("set-up of a test");
    for entry in fs::read_dir(from).expect("set-up of a test") {
        let entry = entry.expect("set-up of a test");
        let to = to.join(entry.file_name());
        if entry.file_type().expect("set-up of a test").is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("set-up of a test");
        }
    }
}
