//! A pod does not let the kubelet fetch a repository.
//!
//! # Why
//! A `gitRepo` volume runs `git` on the node as root over whatever the repository holds: hooks in
//! it ran there (CVE-2024-10220). Newer releases turn the type off.
//!
//! # Fix
//! Fetch in an init container into an `emptyDir`.
//!
//! # See
//! CVE-2024-10220
//! Pod Security Standards, restricted: volume types

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-08", Severity::High, run)
    .doc(seaworthy_check::header!("git_repository_volume.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              volumes:
                - name: source
                  gitRepo:   
                    repository: https://git.example/shop.git   #! volume `source` is fetched by the kubelet
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              volumes:
                - {name: source, emptyDir: {}}
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let list = workload.pod().spec().get("volumes");
    for volume in list.into_iter().flat_map(Value::items) {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        if let Some(source) = volume.get("gitRepo") {
            let message = format!("volume `{name}` is fetched by the kubelet");
            judge.fail(workload.failure(source, message));
        }
    }
}
