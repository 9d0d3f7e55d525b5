//! Tests of the checks of clusters.

mod control_plane;
mod rights;
mod schemas;
mod union;

use std::sync::Arc;

use seaworthy_check::{Reader, harness};
use seaworthy_checks_cluster::{CHECKS, Cluster};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_manifest::{kubernetes, yaml};
use seaworthy_model::{Location, Severity};

fn cluster(text: &str) -> Result<Cluster, String> {
    let tree = Arc::new(yaml::read(
        "example.yaml",
        text.as_bytes(),
        Dialect::Kubernetes,
    ));
    if let Some(problem) = tree.problems().first() {
        return Err(problem.reason.clone());
    }
    let objects = kubernetes::objects(&tree).objects;
    let set = ObjectSet::new("example", KubeVersion::default(), objects);
    Ok(Cluster::new(Arc::new(set)))
}

fn line(_: &str, location: &Location) -> Option<u32> {
    match location {
        Location::File { line, .. } => *line,
        _ => None,
    }
}

#[test]
fn every_check_is_documented_and_its_examples_hold() {
    let reader = Reader {
        read: cluster,
        line,
    };
    if let Err(complaints) = harness::prove_with(CHECKS, &reader) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn checks_stand_in_the_list_by_their_ids() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
}

/// The ids of the checks that find something in a text, with the severity of the first finding.
fn found(text: &str) -> Vec<(String, Severity)> {
    let cluster = cluster(text).expect("the text is read");
    let found = CHECKS.iter().filter_map(|check| {
        let findings = check.run(&cluster).findings;
        Some((check.id().to_owned(), findings.first()?.severity))
    });
    found.collect()
}
