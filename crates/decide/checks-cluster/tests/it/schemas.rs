//! Tests of the checks of fields, on single objects and on those of a running cluster.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use seaworthy_check::Check;
use seaworthy_checks_cluster::{CHECKS, Cluster};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_manifest::{kubernetes, yaml};
use seaworthy_model::{Finding, Severity};

const IDS: &[&str] = &[
    "duplicate-field",
    "missing-required-field",
    "unknown-field",
    "wrong-field-type",
];

fn checks() -> impl Iterator<Item = &'static Check<Cluster>> {
    let checks = CHECKS.iter().copied();
    checks.filter(|check| IDS.contains(&check.id()))
}

fn cluster(path: &str, text: &[u8], version: &str) -> Cluster {
    let tree = Arc::new(yaml::read(path, text, Dialect::Kubernetes));
    let objects = kubernetes::objects(&tree).objects;
    let set = ObjectSet::new(
        path,
        version.parse::<KubeVersion>().expect("a version"),
        objects,
    );
    Cluster::new(Arc::new(set))
}

fn findings(text: &str, version: &str) -> Vec<Finding> {
    let cluster = cluster("a.yaml", text.as_bytes(), version);
    checks()
        .flat_map(|check| check.run(&cluster).findings)
        .collect()
}

fn messages(text: &str, version: &str) -> Vec<String> {
    let found = findings(text, version).into_iter();
    found.map(|finding| finding.message).collect()
}

fn pod(field: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  \
         - name: web\n    image: a:1\n    {field}\n"
    )
}

#[test]
fn the_objects_of_a_running_cluster_are_as_published() {
    let shared = std::env::var_os("SEAWORTHY_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("captures/cluster");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let mut objects = 0;
    for file in files {
        let path = file.unwrap().path();
        let name = path.display().to_string();
        let cluster = cluster(&name, &fs::read(&path).unwrap(), "1.36");
        objects += cluster.set().objects().len();
        for check in checks() {
            let judgement = check.run(&cluster);
            let told: Vec<_> = judgement.findings.iter().map(|one| &one.message).collect();
            assert!(told.is_empty(), "{name}: {told:?}");
            assert!(judgement.unknowns.is_empty(), "{name}");
        }
    }
    assert!(objects > 100, "{objects} objects");
}

#[test]
fn a_guard_that_is_misspelt_weighs_more_than_another_field() {
    let severity = |field: &str| {
        let found = findings(&pod(field), "1.36");
        found.first().map(|finding| finding.severity)
    };
    assert_eq!(severity("securityContex: {}"), Some(Severity::Medium));
    assert_eq!(
        severity("securityContext: {privilaged: false}"),
        Some(Severity::Medium)
    );
    assert_eq!(severity("runAsNonRoot: true"), Some(Severity::Medium));
    assert_eq!(severity("stdinn: true"), Some(Severity::Low));
    assert_eq!(severity("stdin: true"), None);
}

#[test]
fn the_release_decides_which_fields_there_are() {
    let text = pod("resizePolicy: []");
    assert_eq!(messages(&text, "1.36"), [""; 0]);
    assert_eq!(
        messages(&text, "1.26"),
        [
            "`spec.containers[web].resizePolicy` is unknown to Kubernetes 1.26: \
             it is there since 1.27"
        ]
    );
    // Releases that the table does not have are judged by the nearest one.
    assert_eq!(messages(&text, "1.99"), [""; 0]);
    assert_eq!(messages(&text, "1.16").len(), 1);
}

#[test]
fn what_a_server_accepts_is_silent() {
    for field in [
        "stdin: null",
        "stdin: yes",
        "stdin:",
        "ports: [{containerPort: 8080.0}]",
        "ports: [{containerPort: 0x1f90}]",
        "livenessProbe: {httpGet: {port: \"http\"}, periodSeconds: 1e1}",
        "resources: {limits: {cpu: 2, memory: 1.5, example.com/a: 100m}}",
        "env: []",
        "command:",
    ] {
        assert_eq!(messages(&pod(field), "1.36"), [""; 0], "{field}");
    }
}

#[test]
fn what_a_later_step_fills_in_is_silent() {
    for field in [
        "stdin: ${STDIN}",
        "stdin: {{ .Values.stdin }}",
        "ports: [{containerPort: \"${PORT}\"}]",
        "ports: {{ ports }}",
        "$patch: delete",
        "securityContext: {{ .Values.context }}",
    ] {
        assert_eq!(messages(&pod(field), "1.36"), [""; 0], "{field}");
    }
}

#[test]
fn what_a_server_refuses_is_told() {
    for (field, told) in [
        ("stdin: \"true\"", "stdin` is a string, not a boolean"),
        ("stdin: ''", "stdin` is a string, not a boolean"),
        ("stdin: 1", "stdin` is an integer, not a boolean"),
        ("image: 1", "image` is an integer, not a string"),
        (
            "ports: {containerPort: 1}",
            "ports` is a mapping, not a list",
        ),
        (
            "securityContext: on",
            "securityContext` is a boolean, not a mapping (SecurityContext)",
        ),
        (
            "ports: [80]",
            "ports[80]` is an integer, not a mapping (ContainerPort)",
        ),
        (
            "ports: [{containerPort: 3000000000}]",
            "containerPort` is an integer that the field cannot hold",
        ),
        (
            "resources: {limits: {cpu: yes}}",
            "limits.cpu` is a boolean, not a quantity",
        ),
        (
            "resources: {limits: {memory: 512MB}}",
            "limits.memory` is a string that is no quantity",
        ),
        ("env: [{value: a}]", "env[]` has no `name`"),
    ] {
        let messages = messages(&pod(field), "1.36");
        let one = messages.iter().any(|message| message.contains(told));
        assert!(one, "{field}: {messages:?}");
    }
}

#[test]
fn what_an_anchor_repeats_is_told_once() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  \
                - name: a\n    \
                resources: &r {limit: {cpu: 1}}\n  - name: b\n    resources: *r\n";
    let found = findings(text, "1.36");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0]
            .remedy
            .as_ref()
            .and_then(|remedy| remedy.patch.as_ref()),
        None
    );
}

#[test]
fn a_misspelt_key_is_renamed_where_its_value_fits() {
    let patch = |field: &str| {
        let found = findings(&pod(field), "1.36");
        found.into_iter().find_map(|finding| finding.remedy?.patch)
    };
    let made = patch("imagePulPolicy: Always").unwrap();
    assert_eq!(made.insert, ["    imagePullPolicy: Always"]);
    assert_eq!(patch("prots: 80"), None, "a number is no list of ports");
    assert_eq!(patch("imag: b"), None, "the image is named already");
    let both = findings(&pod("stdinn: true\n    sdtin: false"), "1.36");
    let patches = both
        .iter()
        .filter_map(|one| one.remedy.as_ref()?.patch.as_ref());
    assert_eq!(
        (both.len(), patches.count()),
        (2, 1),
        "one name for two keys"
    );
}

/// LIMIT: 100 differences of one object.
#[test]
fn an_object_of_nothing_but_unknown_fields_is_cut_off_and_says_so() {
    let lines: String = (0..150).map(|n| format!("field{n}: 1\n")).collect();
    let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n{lines}");
    let cluster = cluster("a.yaml", text.as_bytes(), "1.36");
    let check = checks()
        .find(|check| check.id() == "unknown-field")
        .unwrap();
    let judgement = check.run(&cluster);
    assert_eq!(
        (judgement.findings.len(), judgement.unknowns.len()),
        (100, 1)
    );
}
