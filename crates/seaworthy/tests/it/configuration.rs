//! Files of configuration, through the program: what is found where, accepted, and mended.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{json, run};

const POD: &str = "apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  hostPID: true   # probes
  containers:
    - name: web
      image: shop/web:1.4
      securityContext:
        privileged: true
";

const TEMPLATE: &str = "apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  {{- if true }}
  hostIPC: true
  {{- end }}
  containers:
    - name: web
      securityContext:
        privileged: {{ .Values.privileged }}
";

const MEND: &str = "apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: web
      securityContext:
        privileged: false
";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    let parent = path.parent().expect("set-up of a test");
    fs::create_dir_all(parent).expect("set-up of a test");
    fs::write(path, text).expect("set-up of a test");
}

fn scan(folder: &Path, more: &[&str]) -> Value {
    let path = folder.display().to_string();
    let mut all = vec!["scan", path.as_str(), "-o", "json"];
    all.extend(more);
    let run = run(&all);
    assert!(run.code < 2, "{}", run.stderr);
    json(&run.stdout)
}

/// Check, file and line of each finding.
fn found(assessment: &Value) -> Vec<(String, String, u64)> {
    let findings = assessment["findings"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let each = findings.iter().map(|finding| {
        let location = &finding["location"];
        let line = location["line"].as_u64().unwrap_or_default();
        (text(&finding["check"]), text(&location["path"]), line)
    });
    each.collect()
}

fn has(assessment: &Value, check: &str, path: &str, line: u64) -> bool {
    found(assessment).contains(&(check.to_owned(), path.to_owned(), line))
}

#[test]
fn what_is_wrong_stands_at_its_line_in_every_kind_of_file() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "k8s/web.yaml", POD);
    write(folder.path(), "Dockerfile", "FROM debian:12\nUSER root\n");
    write(
        folder.path(),
        "compose.yaml",
        "services:\n  db:\n    image: x:1\n    privileged: true\n",
    );
    let seen = scan(folder.path(), &[]);
    assert!(has(&seen, "privileged-container", "k8s/web.yaml", 10));
    assert!(has(&seen, "host-namespace", "k8s/web.yaml", 5));
    assert!(has(&seen, "root-user-instruction", "Dockerfile", 2));
    assert!(has(&seen, "privileged-service", "compose.yaml", 4));
    let facts = &seen["facts"]["configuration"];
    assert_eq!(
        (&facts["objects"], &facts["dockerfiles"]),
        (&1.into(), &1.into())
    );
    assert_eq!(seen["verdict"]["decision"], "deny");
}

#[test]
fn a_finding_in_a_chart_stands_where_a_person_edits() {
    let folder = tempfile::tempdir().unwrap();
    let chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
    write(folder.path(), "web/Chart.yaml", chart);
    write(
        folder.path(),
        "web/values.yaml",
        "replicas: 1\nprivileged: true\n",
    );
    write(folder.path(), "web/templates/pod.yaml", TEMPLATE);
    let seen = scan(folder.path(), &[]);
    assert!(
        has(&seen, "privileged-container", "web/values.yaml", 2),
        "{:?}",
        found(&seen)
    );
    assert!(has(&seen, "host-namespace", "web/templates/pod.yaml", 6));
    let set = scan(folder.path(), &["--set", "privileged=false"]);
    assert!(
        !found(&set)
            .iter()
            .any(|(check, ..)| check == "privileged-container")
    );
}

#[test]
fn a_kustomization_is_judged_as_it_is_deployed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "base/pod.yaml", POD);
    write(
        folder.path(),
        "base/kustomization.yaml",
        "resources: [pod.yaml]\n",
    );
    write(
        folder.path(),
        "prod/kustomization.yaml",
        "resources: [../base]\npatches:\n  - path: mend.yaml\n",
    );
    write(folder.path(), "prod/mend.yaml", MEND);
    let seen = scan(folder.path(), &[]);
    let checks: Vec<String> = found(&seen).into_iter().map(|(check, ..)| check).collect();
    assert!(
        !checks.contains(&"privileged-container".to_owned()),
        "{checks:?}"
    );
    assert!(has(&seen, "host-namespace", "base/pod.yaml", 5));
}

#[test]
fn a_comment_with_a_reason_accepts_and_a_dead_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = POD.replace(
        "# probes",
        "# seaworthy: ignore host-namespace because it probes",
    );
    let text = format!("# seaworthy: ignore wildcard-role because of nothing\n{text}");
    write(folder.path(), "web.yaml", &text);
    let seen = scan(folder.path(), &[]);
    let findings = seen["findings"].as_array().unwrap();
    let accepted = findings.iter().find(|f| f["check"] == "host-namespace");
    let statement = &accepted.unwrap()["statement"];
    assert_eq!(statement["status"], "accepted");
    assert_eq!(statement["text"], "it probes");
    assert!(has(&seen, "dead-ignore", "web.yaml", 1));
}

#[test]
fn a_baseline_accepts_what_was_there_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    write(folder.path(), "web.yaml", POD);
    let baseline = out.path().join("baseline.json").display().to_string();
    let path = folder.path().display().to_string();
    let output = format!("json={baseline}");
    assert_eq!(run(&["scan", &path, "-o", &output]).code, 1);
    assert_eq!(run(&["scan", &path, "--baseline", &baseline]).code, 0);
    let shifted = format!("# one line more\n{POD}");
    write(folder.path(), "web.yaml", &shifted);
    assert_eq!(run(&["scan", &path, "--baseline", &baseline]).code, 0);
    write(folder.path(), "db.yaml", &POD.replace("web", "db"));
    assert_eq!(run(&["scan", &path, "--baseline", &baseline]).code, 1);
    let none = run(&["scan", &path, "--baseline", "README.md"]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("baseline"), "{}", none.stderr);
}

#[test]
fn what_cannot_be_read_is_not_known_and_the_rest_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "web.yaml",
        &format!("{POD}---\napiVersion: v1\nkind: [\n"),
    );
    let seen = scan(folder.path(), &[]);
    assert!(has(&seen, "privileged-container", "web.yaml", 10));
    assert_eq!(
        seen["unknowns"].as_array().unwrap().len(),
        1,
        "{}",
        seen["unknowns"]
    );
}

#[test]
fn kustomizations_that_use_each_other_are_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/kustomization.yaml", "resources: [../b]\n");
    write(folder.path(), "b/kustomization.yaml", "resources: [../a]\n");
    let seen = scan(folder.path(), &[]);
    assert!(!seen["unknowns"].as_array().unwrap().is_empty());
}

#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "web.yaml", POD);
    std::os::unix::fs::symlink(
        elsewhere.path().join("web.yaml"),
        folder.path().join("web.yaml"),
    )
    .unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("more")).unwrap();
    write(
        folder.path(),
        "kustomization.yaml",
        "resources: [web.yaml, more/web.yaml]\n",
    );
    let seen = scan(folder.path(), &[]);
    assert_eq!(found(&seen), []);
    let told = seen["unknowns"].to_string();
    assert_eq!(told.matches("leads out of the folder").count(), 2, "{told}");
}

#[test]
fn the_pod_security_standards_are_asked_where_a_policy_decides_by_them() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "web.yaml", POD);
    let names = |policy: &str| {
        let seen = scan(folder.path(), &["--policy", policy]);
        let found = found(&seen).into_iter().map(|(check, ..)| check);
        found
            .filter(|check| check.starts_with("pod-security-"))
            .count()
    };
    assert_eq!(names("baseline"), 0);
    assert_eq!(names("pss-baseline"), 2);
    assert!(names("pss-restricted") > 2);
    let path = folder.path().display().to_string();
    assert_eq!(run(&["scan", &path, "--policy", "pss-baseline"]).code, 1);
}

#[test]
fn fixing_keeps_comments_and_changes_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "web.yaml", POD);
    let path = folder.path().display().to_string();
    let checks = "privileged-container,host-namespace,allowed-privilege-escalation";
    let shown = run(&["fix", &path, "--check", checks, "--dry-run"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(
        shown.stdout.contains("-        privileged: true"),
        "{}",
        shown.stdout
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("web.yaml")).unwrap(),
        POD
    );
    let patch = folder.path().join("mend.patch");
    let written = run(&[
        "fix",
        &path,
        "--check",
        checks,
        "--patch",
        &patch.display().to_string(),
    ]);
    assert_eq!(written.code, 0, "{}", written.stderr);
    assert_eq!(fs::read_to_string(&patch).unwrap(), shown.stdout);
    assert_eq!(run(&["fix", &path, "--check", checks, "--write"]).code, 0);
    let mended = fs::read_to_string(folder.path().join("web.yaml")).unwrap();
    assert!(mended.contains("privileged: false"), "{mended}");
    assert!(
        mended.contains("allowPrivilegeEscalation: false"),
        "{mended}"
    );
    assert!(!mended.contains("hostPID"), "{mended}");
    assert_eq!(run(&["fix", &path, "--check", checks, "--write"]).code, 0);
    assert_eq!(
        fs::read_to_string(folder.path().join("web.yaml")).unwrap(),
        mended
    );
    let wrong = run(&["fix", &path, "--check", "no-such-check"]);
    assert_eq!(wrong.code, 64, "{}", wrong.stderr);
}

#[test]
fn a_single_file_is_judged_and_not_called_unknown() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "web.yaml", POD);
    let seen = scan(&folder.path().join("web.yaml"), &[]);
    assert!(has(&seen, "privileged-container", "web.yaml", 10));
    assert_eq!(seen["unknowns"], serde_json::json!([]));
}

const ADMISSION_POLICY: &str = "apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: own-registry}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}
  validations:
    - expression: object.spec.containers.all(c, c.image.startsWith('registry.example/'))
      message: images come from our own registry
";

#[test]
fn admission_policies_from_elsewhere_are_asked_about_every_object() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "objects/web.yaml", POD);
    write(folder.path(), "policies/own.yaml", ADMISSION_POLICY);
    let policies = folder.path().join("policies").display().to_string();
    let objects = folder.path().join("objects");
    let seen = scan(&objects, &["--policies", &policies]);
    let found = seen["findings"].as_array().unwrap().iter();
    let mut found = found.filter(|finding| finding["check"] == "admission-policy");
    let finding = found.next().expect("a finding");
    assert_eq!(
        finding["message"],
        "admission policy `own-registry` refuses shop/Pod/web: images come from our own registry"
    );
    assert!(found.next().is_none());
    // Among the files that are scanned, a policy without a binding holds nowhere.
    assert!(!has(
        &scan(folder.path(), &[]),
        "admission-policy",
        "objects/web.yaml",
        1
    ));
    let broken = ADMISSION_POLICY.replace("object.spec", "authorizer.spec");
    write(folder.path(), "policies/own.yaml", &broken);
    let seen = scan(&objects, &["--policies", &policies]);
    let unknowns = seen["unknowns"].to_string();
    assert!(
        unknowns.contains("`authorizer` is not supported"),
        "{unknowns}"
    );
    let missing = folder.path().join("none").display().to_string();
    let path = objects.display().to_string();
    assert_eq!(run(&["scan", &path, "--policies", &missing]).code, 2);
}
