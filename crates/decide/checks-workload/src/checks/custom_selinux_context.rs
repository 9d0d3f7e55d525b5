//! A container keeps the SELinux label that its runtime chooses.
//!
//! # Why
//! Another type, user or role than those for containers may take the confinement away, as `spc_t`
//! does.
//!
//! # Fix
//! Remove the field, or choose `container_t`, `container_init_t`, `container_kvm_t` or
//! `container_engine_t`.
//!
//! # See
//! Pod Security Standards, baseline: SELinux

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::Medium, run)
    .doc(seaworthy_check::header!("custom_selinux_context.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              securityContext:
                seLinuxOptions:
                  type: spc_t   #! the SELinux type is set to `spc_t`
              containers:
                - name: web
                  securityContext:
                    seLinuxOptions:
                      user: system_u   #! the SELinux user is set to `system_u`
            ",
        ),
        Example::new(
            r#"
            spec:
              containers:
                - name: web
                  securityContext: {seLinuxOptions: {type: container_t, level: "s0:c1,c2"}}
            "#,
        ),
    ]);

const ALLOWED: &[&str] = &[
    "",
    "container_t",
    "container_init_t",
    "container_kvm_t",
    "container_engine_t",
];

fn run(workload: &Workload, judge: &mut Judge) {
    let of_pod = workload.pod().security("seLinuxOptions");
    let own = workload.containers();
    let own = own.filter_map(|container| container.security("seLinuxOptions"));
    for options in of_pod.into_iter().chain(own) {
        for part in ["type", "user", "role"] {
            let Some(value) = options.get(part) else {
                continue;
            };
            let text = value.text().unwrap_or_default();
            let is_allowed = text.is_empty() || (part == "type" && ALLOWED.contains(&text));
            if !is_allowed {
                let message = format!("the SELinux {part} is set to `{text}`");
                judge.fail(workload.failure(value, message));
            }
        }
    }
}
