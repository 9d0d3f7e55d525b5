//! Every field holds what its type says.
//!
//! # Why
//! An API server refuses an object with text in the place of a number, or a number in the place of
//! text. Nothing of it is deployed, also not the part that guards something else.
//!
//! # Fix
//! Write numbers and truth values without quotes where the API reference has them, and with quotes
//! where it has text: environment variables, annotations, data of a ConfigMap.
//!
//! # See
//! Kubernetes API reference

use std::collections::HashSet;

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::{Object, PodTemplate};
use seaworthy_facts::manifest::{Kind, NodeId, Value};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::schema::{Shape, TABLE, What};

pub(super) static CHECK: Check<Cluster> = Check::new("CLU-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("wrong_field_type.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: "3"   #! `spec.replicas` is a string, not an integer
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1.2
                      args: --verbose
                      #! `spec.template.spec.containers[web].args` is a string, not a list
                      env:
                        - name: DEBUG
                          value: true
                          #! `spec.template.spec.containers[web].env[DEBUG].value` is a boolean, not
                          #!+ a string
                      securityContext:
                        runAsUser: 1.5
                        #! `spec.template.spec.containers[web].securityContext.runAsUser` is a
                        #!+ number, not an integer
            "#,
        ),
        Example::new(
            "
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: web}
            data:
              size: 10   #! `data.size` is an integer, not a string
              colour: blue
            ",
        ),
        Example::new(
            r#"
            apiVersion: v1
            kind: Pod
            metadata: {name: web, creationTimestamp: null, annotations: }
            spec:
              terminationGracePeriodSeconds: 30.0
              containers:
                - name: web
                  image: example.com/web:1.2
                  args: ["8080"]
                  env: [{name: DEBUG, value: "true"}]
                  resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 0.5}}
                  livenessProbe: {httpGet: {port: http, path: /}}
                  readinessProbe: {httpGet: {port: 8080, path: /}}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for one in &cluster.deviations().all {
        let What::Wrong(shape, value) = one.what else {
            continue;
        };
        let object = cluster.object(one.object);
        // Labels have a check of their own.
        if labels(object).contains(&object.tree().value(one.mapping).target()) {
            continue;
        }
        let at = object.tree().value(one.at);
        let (path, value) = (at.named_path(), object.tree().value(value));
        let message = if value.kind() == Kind::Integer && is_integer(shape) {
            format!("`{path}` is an integer that the field cannot hold")
        } else if value.kind() == Kind::String && shape == Shape::Quantity {
            format!("`{path}` is a string that is no quantity, such as `500m` or `1.5Gi`")
        } else {
            format!("`{path}` is {}, not {}", written(value), expected(shape))
        };
        judge.fail(cluster.failure(object, at, message));
    }
}

/// The mappings that `invalid-label` looks at.
fn labels(object: &Object) -> HashSet<NodeId> {
    let own = object.at("metadata.labels");
    let of_pods = object.pods().filter_map(PodTemplate::labels);
    own.into_iter().chain(of_pods).map(Value::target).collect()
}

fn is_integer(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Integer32 | Shape::Integer64 | Shape::IntegerOrText
    )
}

fn written(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Integer => "an integer",
        Kind::Float => "a number",
        Kind::String => "a string",
        Kind::Sequence => "a list",
        Kind::Mapping => "a mapping",
    }
}

fn expected(shape: Shape) -> String {
    let words = match shape {
        Shape::Text | Shape::Bytes => "a string",
        Shape::Integer32 | Shape::Integer64 => "an integer",
        Shape::Number => "a number",
        Shape::Truth => "a boolean",
        Shape::Quantity => "a quantity",
        Shape::IntegerOrText => "an integer or a string",
        Shape::Time => "a time",
        Shape::Any => "anything",
        Shape::List(_) => "a list",
        Shape::Map(_) => "a mapping",
        Shape::Type(of) | Shape::Loose(of) => return format!("a mapping ({})", TABLE.name(of)),
    };
    words.to_owned()
}
