//! A sandbox of agents may not call everywhere.
//!
//! # Why
//! An agent runs what a model or a stranger tells it: what it can call is what it can leak to.
//!
//! # Fix
//! Add a NetworkPolicy with `Egress` that selects its pods and names where they may go.
//!
//! # See
//! Kubernetes SIG Apps, Agent Sandbox

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::Object;
use seaworthy_facts::manifest::kubernetes::{selector, together};
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::field::texts;

pub(crate) static CHECK: Check<Workload> = Check::new("NET-01", Severity::Medium, run)
    .doc(seaworthy_check::header!("open_agent_sandbox.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: agents.x-k8s.io/v1alpha1
            kind: Sandbox
            metadata: {name: helper}
            spec:
              podTemplate:
                metadata: {labels: {app: helper}}
                spec:
                  containers:   #! no network policy limits what the sandbox calls
                    - name: helper
                      image: shop/helper:1.4
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let object = workload.object();
    if object.kind() != "Sandbox" || object.group() != "agents.x-k8s.io" {
        return;
    }
    let labels = workload.pod().labels();
    let limits = |policy: &&Object| {
        let near = together(policy.namespace(), object.namespace());
        let selects = policy
            .at("spec.podSelector")
            .is_none_or(|one| selector::selects(one, labels));
        let mut types = texts(policy.at("spec.policyTypes"));
        let is_egress = policy.at("spec.egress").is_some() || types.any(|one| one == "Egress");
        near && selects && is_egress
    };
    if !workload
        .set()
        .of_kind("NetworkPolicy")
        .any(|policy| limits(&policy))
    {
        judge.fail(workload.pod_failure("no network policy limits what the sandbox calls"));
    }
}
