//! Lists and explanations.

use crate::program::{json, run};

#[test]
fn controls_are_printed_in_every_form() {
    let all = json(&run(&["controls", "--format", "json"]).stdout);
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), 77);
    let answered = |id: &str| {
        let control = all.iter().find(|control| control["id"] == id).unwrap();
        !control["answered_by"].as_array().unwrap().is_empty()
    };
    for id in [
        "IMG-01", "IMG-02", "IMG-03", "IMG-04", "IMG-05", "IMG-06", "IMG-08", "IMG-09",
    ] {
        assert!(answered(id), "{id}");
    }
    assert!(!answered("RUN-01"), "nothing watches processes yet");
    let table = run(&["controls"]).stdout;
    assert!(table.contains("of 77 controls"), "{table}");
    let markdown = run(&["controls", "--format", "markdown"]).stdout;
    assert!(markdown.contains("| control | risk |"), "{markdown}");
    let cis = json(&run(&["controls", "--format", "json", "--framework", "cis-docker"]).stdout);
    assert!(cis.as_array().unwrap().len() < 77);
    assert_eq!(run(&["controls", "--framework", "none"]).code, 64);
}

#[test]
fn checks_are_listed_with_their_words() {
    let checks = json(&run(&["checks", "--format", "json"]).stdout);
    let checks = checks.as_array().unwrap();
    let rules = checks
        .iter()
        .filter(|check| check["kind"] == "secret rule")
        .count();
    assert!(rules >= 60, "{rules}");
    for check in checks {
        for part in ["title", "why", "fix"] {
            assert!(
                !check[part].as_str().unwrap().is_empty(),
                "{}: no {part}",
                check["id"]
            );
        }
    }
}

#[test]
fn ids_of_every_kind_are_explained() {
    for (id, part) in [
        ("root-user", "USER 10001"),
        ("IMG-03", "non-root user"),
        ("img-03", "non-root user"),
        ("aws-access-key-id", "AWS"),
        ("CVE-2023-38545", "curl"),
        ("vulnerable-package", "Upgrade"),
    ] {
        let run = run(&["explain", id]);
        assert_eq!(run.code, 0, "{id}: {}", run.stderr);
        assert!(run.stdout.contains(part), "{id}: {}", run.stdout);
    }
    let mistyped = run(&["explain", "rot-user"]);
    assert_eq!(mistyped.code, 2);
    assert!(
        mistyped.stderr.contains("`root-user`"),
        "{}",
        mistyped.stderr
    );
}

#[test]
fn completions_and_the_manual_page_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = run(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("scan"), "{shell}");
    }
    let manual = run(&["man"]).stdout;
    assert!(manual.contains(".TH seaworthy"), "{manual}");
    assert!(manual.contains("policy"), "{manual}");
}

#[test]
fn schemas_are_those_that_are_published() {
    for (name, file) in [("assessment", "assessment"), ("policy", "policy")] {
        let path =
            crate::program::root().join(format!("docs/reference/seaworthy.{file}.v1.schema.json"));
        let published = json(&std::fs::read_to_string(path).unwrap());
        assert_eq!(json(&run(&["schema", name]).stdout), published, "{name}");
    }
}
