//! A pod changes only settings of the kernel that are its own.
//!
//! # Why
//! Other settings reach all pods of the node or take protection away, and the kubelet refuses them
//! unless it was told otherwise.
//!
//! # Fix
//! Remove the setting, or make it when the node is set up.
//!
//! # See
//! Pod Security Standards, baseline: sysctls

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::standards::safe_sysctls;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("unsafe_sysctl.rs"))
    .examples(&[
        Example::new(
            r#"
            spec:
              securityContext:
                sysctls:
                  - name: kernel.msgmax   #! the pods change `kernel.msgmax`
                    value: "65536"
                  - name: net.ipv4.tcp_syncookies
                    value: "1"
              containers:
                - name: web
            "#,
        ),
        Example::new(
            r#"
            spec:
              securityContext:
                sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]
              containers:
                - name: web
            "#,
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let list = workload.pod().security("sysctls");
    for sysctl in list.into_iter().flat_map(Value::items) {
        let name = sysctl.get("name").and_then(Value::text).unwrap_or_default();
        let plain = name.replace('/', ".");
        if safe_sysctls(workload.set().kube_version).any(|safe| safe == plain) {
            continue;
        }
        judge.fail(workload.failure(sysctl, format!("the pods change `{name}`")));
    }
}
