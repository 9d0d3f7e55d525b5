//! A volume in memory has a size.
//!
//! # Why
//! What is written to it counts as memory of the container, and without limits takes that of the
//! node.
//!
//! # Fix
//! Set `sizeLimit`.
//!
//! # See
//! Kubernetes documentation, emptyDir

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-05", Severity::Low, run)
    .doc(seaworthy_check::header!("unlimited_memory_volume.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: cache
                  emptyDir:
                    medium: Memory   #! volume `cache` lies in memory and has no size
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
              volumes:
                - name: cache
                  emptyDir: {medium: Memory, sizeLimit: 64Mi}
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = workload.pod().spec().get("volumes");
    for volume in volumes.into_iter().flat_map(Value::items) {
        let medium = volume.at("emptyDir.medium");
        let in_memory = medium.filter(|medium| medium.text() == Some("Memory"));
        if let Some(at) = in_memory.filter(|_| volume.at("emptyDir.sizeLimit").is_none()) {
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            let message = format!("volume `{name}` lies in memory and has no size");
            judge.fail(workload.failure(at, message));
        }
    }
}
