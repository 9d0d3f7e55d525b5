//! No key stands twice in a mapping.
//!
//! # Why
//! Of a key that stands twice the last value counts and the other is lost, without a word from many
//! ways to deploy; `kubectl` refuses the object. Whoever reads the first value believes what is not
//! so.
//!
//! # Fix
//! Keep the one that is meant, and put lists or mappings that belong together under one key.
//!
//! # See
//! YAML 1.2.2, 3.2.1.1; Kubernetes documentation: API concepts, field validation

use std::collections::HashMap;
use std::sync::Arc;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::NodeId;
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_model::Severity;

use crate::Cluster;
use crate::schema::{DEVIATIONS_MAX, is_security_field};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("duplicate_field.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
              labels: {tier: front}   #! `metadata.labels` stands twice: that in line 5 is lost
            spec:
              containers:
                - name: web
                  image: example.com/web:1.2
                  securityContext: {runAsNonRoot: true}
                  securityContext: {privileged: false}
                  #! `spec.containers[web].securityContext` stands twice: that in line 11 is lost
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers:
                - {name: web, image: example.com/web:1.2}
                - {name: log, image: example.com/log:1.2}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let mut trees: HashMap<_, Vec<(NodeId, &Object)>> = HashMap::new();
    for object in cluster.set().objects() {
        if !object.tree().duplicates().is_empty() {
            let objects = trees.entry(Arc::as_ptr(object.tree())).or_default();
            objects.push((object.value().id(), object));
        }
    }
    // In the order of the set, whatever that of the map.
    let mut trees: Vec<_> = trees.into_values().collect();
    trees.sort_by_key(|objects| objects.first().map(|(_, object)| object.file()));
    for mut objects in trees {
        objects.sort_by_key(|(root, _)| *root);
        let Some(tree) = objects.first().map(|(_, object)| object.tree()) else {
            continue;
        };
        let duplicates = tree.duplicates();
        for duplicate in duplicates.iter().take(DEVIATIONS_MAX) {
            let (first, last) = (tree.value(duplicate.first), tree.value(duplicate.last));
            let behind = objects.partition_point(|(root, _)| *root <= duplicate.last);
            let object = behind.checked_sub(1).and_then(|index| objects.get(index));
            let Some((_, object)) = object else { continue };
            if last.place().start >= object.place().end {
                continue;
            }
            let message = format!(
                "`{}` stands twice: that in line {} is lost",
                last.named_path(),
                first.place().line
            );
            let mut failure = cluster
                .failure(object, last, message)
                .related(first.location());
            if is_security_field(&last.key_text()) {
                failure = failure.severity(Severity::Medium);
            }
            judge.fail(failure);
        }
        if duplicates.len() > DEVIATIONS_MAX {
            let file = tree.source().map_or("", |source| source.path());
            judge.unknown(
                format!("keys of {file}"),
                format!("more than {DEVIATIONS_MAX} stand twice"),
            );
        }
    }
}
