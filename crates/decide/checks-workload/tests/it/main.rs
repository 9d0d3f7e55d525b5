//! Tests of the checks of pods and of Compose services.

mod hardened;
mod standards;
mod union;

use std::sync::Arc;

use seaworthy_check::{Reader, harness};
use seaworthy_checks_workload::{CHECKS, STANDARDS, Workload, compose};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, Object, ObjectSet};
use seaworthy_manifest::{kubernetes, yaml};
use seaworthy_model::Location;

/// The first pod template of an example. A text without `kind` is that of a pod.
fn workload(text: &str) -> Result<Workload, String> {
    let set = set(text)?;
    let first = Workload::all(&set).next();
    first.ok_or_else(|| "it holds no pod template".to_owned())
}

fn set(text: &str) -> Result<Arc<ObjectSet>, String> {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: example}\n";
    let is_whole = text.contains("apiVersion:");
    let shift = if is_whole { "" } else { pod };
    let tree = Arc::new(yaml::read(
        "example.yaml",
        format!("{text}{shift}").as_bytes(),
        Dialect::Kubernetes,
    ));
    if let Some(problem) = tree.problems().first() {
        return Err(problem.reason.clone());
    }
    let objects: Vec<Object> = kubernetes::objects(&tree).objects;
    Ok(Arc::new(ObjectSet::new(
        "example",
        KubeVersion::default(),
        objects,
    )))
}

fn service(text: &str) -> Result<compose::Service, String> {
    let read = |_: &str| Some(text.as_bytes().to_vec());
    let project = seaworthy_manifest::compose::read(&read, &["compose.yaml"]);
    if let Some(problem) = project.problems.first() {
        return Err(problem.reason.clone());
    }
    let project = Arc::new(project);
    let first = compose::Service::all(&project).next();
    first.ok_or_else(|| "it holds no service".to_owned())
}

fn line(_: &str, location: &Location) -> Option<u32> {
    match location {
        Location::File { line, .. } => *line,
        _ => None,
    }
}

#[test]
fn every_check_of_pods_is_documented_and_its_examples_hold() {
    let reader = Reader {
        read: workload,
        line,
    };
    let all: Vec<_> = CHECKS.iter().chain(STANDARDS).copied().collect();
    if let Err(complaints) = harness::prove_with(&all, &reader) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn every_check_of_services_is_documented_and_its_examples_hold() {
    let reader = Reader {
        read: service,
        line,
    };
    if let Err(complaints) = harness::prove_with(compose::CHECKS, &reader) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn checks_stand_in_the_lists_by_their_ids() {
    let of_pods: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert!(of_pods.is_sorted(), "{of_pods:?}");
    let of_services: Vec<&str> = compose::CHECKS.iter().map(|check| check.id()).collect();
    assert!(of_services.is_sorted(), "{of_services:?}");
}
