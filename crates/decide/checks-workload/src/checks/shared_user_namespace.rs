//! A pod that needs root inside has users of its own.
//!
//! # Why
//! Without a user namespace root in a container is root of the node for the kernel: whoever leaves
//! the container by a flaw is root there.
//!
//! # Fix
//! Set `hostUsers: false`. It needs Kubernetes 1.33 or later and no namespace shared with the host.
//!
//! # See
//! KEP-127, user namespaces

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::{Container, KubeVersion};
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::{is_on, number};
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Low, run)
    .doc(seaworthy_check::header!("shared_user_namespace.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` runs as root without a user namespace
                  securityContext:
                    runAsUser: 0
            ",
        ),
        Example::new(
            "
            spec:
              hostUsers: true   #! the pods are told to share the users of their node
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              hostUsers: false
              containers:
                - name: web
                  securityContext:
                    runAsUser: 0
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

/// The first release in which every cluster has user namespaces unless it turns them off.
const SINCE: KubeVersion = KubeVersion::new(1, 33);

fn run(workload: &Workload, judge: &mut Judge) {
    let spec = workload.pod().spec();
    let shared = spec.get("hostUsers");
    if let Some(shared) = shared.filter(|shared| is_on(*shared)) {
        let message = "the pods are told to share the users of their node";
        judge.fail(workload.failure(shared, message));
        return;
    }
    let joins_host = ["hostNetwork", "hostPID", "hostIPC"];
    let joins_host = joins_host
        .iter()
        .any(|key| spec.get(key).is_some_and(is_on));
    if shared.is_some() || joins_host || workload.set().kube_version < SINCE {
        return;
    }
    let is_root = |container: &Container<'_>| {
        let user = container.effective_security("runAsUser");
        let is_privileged = container.security("privileged").is_some_and(is_on);
        user.and_then(number) == Some(0) && !is_privileged
    };
    if let Some(container) = workload.linux_containers().find(is_root) {
        let called = called(&container);
        let message = format!("{called} runs as root without a user namespace");
        judge.fail(workload.failure(container.value, message));
    }
}
