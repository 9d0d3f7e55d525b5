//! A container sees `/proc` with the masks of its runtime.
//!
//! # Why
//! The masks hide parts of `/proc` through which the kernel of the node is read and changed.
//!
//! # Fix
//! Remove `procMount: Unmasked`. Containers inside containers need `hostUsers: false` beside it.
//!
//! # See
//! Pod Security Standards, baseline: /proc mount type

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::High, run)
    .doc(seaworthy_check::header!("unmasked_proc_mount.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    procMount: Unmasked   #! container `web` sees `/proc` without masks
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {procMount: Default}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let mount = container.security("procMount");
        if let Some(mount) = mount.filter(|mount| mount.text() == Some("Unmasked")) {
            let message = format!("{} sees `/proc` without masks", called(&container));
            judge.fail(workload.failure(mount, message));
        }
    }
}
