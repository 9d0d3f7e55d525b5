//! The Pod Security Standards, in what their published cases leave open.

use seaworthy_checks_workload::Workload;
use seaworthy_checks_workload::standards::{CONTROLS, Level, evaluate};
use seaworthy_facts::manifest::kubernetes::KubeVersion;

use crate::workload;

const HARDENED: &str = "
spec:
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: web
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
";

fn pod(text: &str) -> Workload {
    workload(text).expect("a pod")
}

fn controls(level: Level, version: KubeVersion, workload: &Workload) -> Vec<&'static str> {
    let violations = evaluate(level, version, workload.pod());
    violations.iter().map(|one| one.control).collect()
}

#[test]
fn a_hardened_pod_satisfies_every_version_of_the_restricted_level() {
    let hardened = pod(HARDENED);
    for minor in 0..=36 {
        let version = KubeVersion::new(1, minor);
        assert!(controls(Level::Restricted, version, &hardened).is_empty());
    }
}

#[test]
fn the_restricted_level_tells_each_fault_once() {
    let text =
        "spec:\n  volumes: [{name: a, hostPath: {path: /a}}]\n  containers:\n    - name: web\n";
    let bare = pod(text);
    let newest = KubeVersion::default();
    assert_eq!(
        controls(Level::Baseline, newest, &bare),
        ["host-path-volumes"]
    );
    let found = controls(Level::Restricted, newest, &bare);
    assert_eq!(
        found,
        [
            "privilege-escalation",
            "restricted-capabilities",
            "run-as-non-root",
            "restricted-seccomp",
            "volume-types"
        ]
    );
}

#[test]
fn users_of_a_pod_with_its_own_may_be_root_from_the_release_that_says_so() {
    let text = HARDENED.replace("spec:\n", "spec:\n  hostUsers: false\n");
    let root = pod(&text.replace("runAsNonRoot: true", "runAsUser: 0"));
    let before = controls(Level::Restricted, KubeVersion::new(1, 34), &root);
    assert_eq!(before, ["run-as-non-root", "run-as-user"]);
    assert!(controls(Level::Restricted, KubeVersion::new(1, 35), &root).is_empty());
}

#[test]
fn values_of_a_wrong_type_are_no_way_around() {
    let text = HARDENED.replace("runAsNonRoot: true", "runAsNonRoot: \"true\"");
    let found = controls(Level::Restricted, KubeVersion::default(), &pod(&text));
    assert_eq!(found, ["run-as-non-root"]);
    let text = "spec:\n  hostNetwork: \"true\"\n  containers:\n    - name: web\n";
    let found = controls(Level::Baseline, KubeVersion::default(), &pod(text));
    assert_eq!(found, ["host-namespaces"]);
}

#[test]
fn controls_have_names_of_their_own_and_replace_known_ones() {
    let names: Vec<&str> = CONTROLS.iter().map(|control| control.id).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), names.len());
    for control in CONTROLS {
        assert!(control.replaces.is_none_or(|id| names.contains(&id)));
    }
}

#[test]
fn the_reference_lists_every_control_with_its_level_and_version() {
    let text = include_str!("../../../../../docs/reference/pod-security-standards.md");
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(rows.len(), CONTROLS.len());
    for control in CONTROLS {
        let level = match control.level {
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        };
        let start = format!("| `{}` | {level} | {} |", control.id, control.since);
        assert!(rows.iter().any(|row| row.starts_with(&start)), "{start}");
    }
}
