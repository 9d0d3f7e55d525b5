//! What is done well stays silent, and what is done badly is told once.

use std::collections::BTreeSet;
use std::sync::Arc;

use seaworthy_checks_workload::{CHECKS, Workload, compose};
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_facts::manifest::{Dialect, Tree};
use seaworthy_manifest::{kubernetes, yaml};
use seaworthy_model::{Location, Outcome};

use crate::{service, set, workload};

/// A Deployment as it should be, with what belongs to it.
const HARDENED: &str = include_str!("hardened.yaml");

#[test]
fn a_hardened_deployment_has_no_findings() {
    let set = set(HARDENED).unwrap();
    let workloads: Vec<Workload> = Workload::all(&set).collect();
    assert_eq!(workloads.len(), 1);
    for check in CHECKS {
        let judgement = check.run(&workloads[0]);
        let told = judgement.findings.first().map(|finding| &finding.message);
        assert_eq!(told, None, "{}", check.id());
    }
}

#[test]
fn a_hardened_service_has_no_findings() {
    let text = "
services:
  web:
    image: shop/web:1.4@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    user: \"10001:10001\"
    read_only: true
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    restart: on-failure:5
    mem_limit: 256m
    cpus: 0.5
    pids_limit: 100
    ports: [\"127.0.0.1:8080:8080\"]
    healthcheck: {test: [CMD, /srv/web, --check]}
    environment: {DB_PASSWORD_FILE: /run/secrets/db}
";
    let service = service(text).unwrap();
    for check in compose::CHECKS {
        let judgement = check.run(&service);
        let told = judgement.findings.first().map(|finding| &finding.message);
        assert_eq!(told, None, "{}", check.id());
    }
}

#[test]
fn one_value_is_the_place_of_one_finding() {
    let text = "
spec:
  hostNetwork: true
  hostPID: true
  serviceAccountName: default
  volumes: [{name: root, hostPath: {path: /}}, {name: run, hostPath: {path: /run/docker.sock}}]
  containers:
    - name: web
      image: web
      ports: [{containerPort: 80, hostPort: 80}]
      securityContext:
        privileged: true
        runAsUser: 0
        capabilities: {add: [ALL, SYS_ADMIN, NET_RAW, CHOWN]}
      volumeMounts: [{name: root, mountPath: /host}]
";
    let bad = workload(text).unwrap();
    // What is absent has no place of its own, but that of what lacks it.
    let spec = bad.pod().spec().location();
    let containers = bad.containers().map(|container| container.value.location());
    let lacking: Vec<Location> = containers.chain([spec]).collect();
    let mut places = BTreeSet::new();
    for check in CHECKS {
        for finding in check.run(&bad).findings {
            let place = format!("{:?}", finding.location);
            let is_absence = lacking.contains(&finding.location);
            assert!(is_absence || places.insert(place), "{}", check.id());
        }
    }
    assert!(places.len() > 10);
}

#[test]
fn pods_of_windows_are_not_asked_for_what_linux_has() {
    let text = "
spec:
  os: {name: windows}
  containers:
    - name: web
";
    let windows = workload(text).unwrap();
    for id in [
        "allowed-privilege-escalation",
        "kept-capabilities",
        "possible-root-user",
        "unset-seccomp-profile",
        "writable-root-filesystem",
    ] {
        let check = CHECKS.iter().find(|check| check.id() == id).unwrap();
        assert!(check.run(&windows).findings.is_empty(), "{id}");
    }
}

#[test]
fn dangerous_values_in_quotes_do_not_slip_through() {
    let text = "
spec:
  hostPID: \"true\"
  containers:
    - name: web
      securityContext: {privileged: \"true\", runAsUser: \"0\", readOnlyRootFilesystem: \"true\"}
";
    let quoted = workload(text).unwrap();
    for id in [
        "explicit-root-user",
        "host-namespace",
        "privileged-container",
        "writable-root-filesystem",
    ] {
        let check = CHECKS.iter().find(|check| check.id() == id).unwrap();
        assert_eq!(check.run(&quoted).findings.len(), 1, "{id}");
    }
}

#[test]
fn a_namespace_that_a_chart_gets_when_it_is_installed_is_not_held_against_it() {
    let text = b"apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default}\n\
                 spec: {containers: [{name: web}]}\n";
    let check = CHECKS
        .iter()
        .find(|check| check.id() == "default-namespace-workload");
    let told = |tree: Tree| {
        let objects = kubernetes::objects(&Arc::new(tree)).objects;
        let set = Arc::new(ObjectSet::new("web", KubeVersion::default(), objects));
        let workload = Workload::all(&set).next().expect("a pod template");
        check.expect("a check").run(&workload).findings.len()
    };
    let read = || yaml::read("web.yaml", text, Dialect::Kubernetes);
    assert_eq!((told(read()), told(read().derived())), (1, 0));
}

#[test]
fn a_variable_that_nothing_sets_is_unknown_and_no_pass() {
    let text = "
services:
  web:
    image: shop/web:1.4
    privileged: ${PRIVILEGED}
    network_mode: ${MODE}
";
    let service = service(text).expect("a service");
    for id in ["privileged-service", "host-namespace-service"] {
        let check = compose::CHECKS.iter().find(|check| check.id() == id);
        let judgement = check.expect("a check").run(&service);
        assert!(judgement.findings.is_empty(), "{id}");
        assert_eq!(judgement.outcome, Outcome::Unknown, "{id}");
    }
}
