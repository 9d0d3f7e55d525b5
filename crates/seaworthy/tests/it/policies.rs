//! Policy files, waivers and gates through the program.

use crate::program::{json, root, run, run_in};

#[test]
fn a_policy_is_found_upwards_and_its_waiver_covers() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(
        folder.path().join("seaworthy.yaml"),
        "version: 1
gates:
  ci:
    deny:
      - {name: root, message: no root, checks: [root-user]}
waivers:
  - {check: root-user, reason: the example, owner: shop, expires: 2027-01-01}
",
    )
    .unwrap();
    let image = root()
        .join("examples/storefront/image")
        .display()
        .to_string();
    let scan = |day| run_in(&below, &["scan", &image, "-o", "json", "--at", day]);
    let covered = scan("2026-12-31");
    assert_ne!(
        json(&covered.stdout)["verdict"]["decision"],
        "deny",
        "{}",
        covered.stderr
    );
    let expired = scan("2027-01-02");
    assert_eq!(expired.code, 1);
    let assessment = json(&expired.stdout);
    let findings = assessment["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding["check"] == "expired-waiver")
    );
}

#[test]
fn a_policy_with_an_error_is_told_with_line_and_column_and_nothing_is_scanned() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("p.yaml");
    std::fs::write(&policy, "version: 1\ngates:\n  ci:\n    dney: []\n").unwrap();
    let policy = policy.display().to_string();
    for arguments in [
        vec!["policy", "check", policy.as_str()],
        vec!["scan", "examples/storefront", "--policy", policy.as_str()],
    ] {
        let run = run(&arguments);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("4:5"), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn init_writes_a_policy_that_check_accepts_and_does_not_replace_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run_in(folder.path(), &["policy", "init"]).code, 0);
    let check = run_in(folder.path(), &["policy", "check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    let again = run_in(folder.path(), &["policy", "init"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    assert_eq!(
        run_in(folder.path(), &["policy", "init", "--force"]).code,
        0
    );
}

#[test]
fn explain_tells_each_built_in_policy_in_words() {
    for name in ["baseline", "restricted", "production"] {
        let run = run(&["policy", "explain", name]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stdout.contains("known to be exploited"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn production_denies_what_could_not_be_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("package-lock.json"), b"{ broken").unwrap();
    let run = run_in(folder.path(), &["scan", ".", "--policy", "production"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("package-lock.json"), "{}", run.stdout);
}
