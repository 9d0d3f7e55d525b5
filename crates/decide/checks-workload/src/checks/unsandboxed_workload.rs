//! A workload that is marked as untrusted runs in a sandbox.
//!
//! # Why
//! Code of strangers that shares the kernel of its node with others is one flaw of the kernel away
//! from them. A sandbox such as gVisor or Kata Containers puts a second kernel between.
//!
//! # Fix
//! Name a RuntimeClass of a sandbox in `runtimeClassName`.
//!
//! # See
//! Kubernetes documentation, RuntimeClass and multi-tenancy

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Entry;
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-12", Severity::Medium, run)
    .doc(seaworthy_check::header!("unsandboxed_workload.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: guest
              labels: {trust: untrusted}
            spec:
              containers:   #! the pods are marked `trust: untrusted` and run in no sandbox
                - name: guest
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata:
              name: guest
              labels: {trust: untrusted}
            spec:
              runtimeClassName: gvisor
              containers:
                - name: guest
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
            ",
        ),
    ]);

/// The last part of a label or annotation that marks what nobody vouches for, as in
/// `example.com/trust: untrusted`.
const MARKS: &[(&str, &[&str])] = &[
    ("trust", &["untrusted", "none", "low"]),
    ("trust-level", &["untrusted", "none", "low"]),
    ("untrusted", &["true", "yes"]),
    ("sandbox", &["required", "true"]),
];

/// Names of classes that are no sandbox.
const ORDINARY: &[&str] = &["runc", "crun", "nvidia", "containerd", "docker"];

fn run(workload: &Workload, judge: &mut Judge) {
    let spec = workload.pod().spec();
    let class = spec.get("runtimeClassName").and_then(Value::text);
    if class.is_some_and(|class| !ORDINARY.contains(&class)) || !workload.is_pod() {
        return;
    }
    let object = workload.object();
    let set = workload.set();
    let own = object.namespace();
    let near = set
        .of_kind("Namespace")
        .filter(|one| own.is_some_and(|own| own == one.name()));
    let of_objects = std::iter::once(object)
        .chain(near)
        .filter_map(|one| one.at("metadata"));
    let mut marks = of_objects
        .chain(workload.pod().metadata())
        .flat_map(|metadata| ["labels", "annotations"].map(|key| metadata.get(key)))
        .flatten()
        .flat_map(Value::entries);
    let is_mark = |entry: &Entry<'_>| {
        let name = entry.name();
        let last = name.rsplit('/').next().unwrap_or_default();
        let text = entry.value.text().unwrap_or_default().to_ascii_lowercase();
        let mut known = MARKS.iter().filter(|(mark, _)| *mark == last);
        known.any(|(_, values)| values.contains(&text.as_str()))
    };
    let is_agent = object.kind() == "Sandbox" && object.group() == "agents.x-k8s.io";
    let message = match marks.find(is_mark) {
        Some(mark) => {
            let value = mark.value.text().unwrap_or_default();
            format!(
                "the pods are marked `{}: {value}` and run in no sandbox",
                mark.name()
            )
        }
        None if is_agent => "a sandbox of agents runs in the kernel of its node".to_owned(),
        None => return,
    };
    judge.fail(workload.pod_failure(message));
}
