//! A container is not told to run as root.
//!
//! # Why
//! `runAsUser: 0` makes the program root whatever its image says.
//!
//! # Fix
//! Set `runAsUser` to a number above 0, best above 9999, and let the image own its files
//! accordingly.
//!
//! # See
//! CIS Kubernetes 5.2.7
//! Pod Security Standards, restricted: running as non-root user

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::Workload;
use crate::field::number;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::High, run)
    .doc(seaworthy_check::header!("explicit_root_user.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext:
                    runAsUser: 0   #! container `web` is told to run as root
            ",
        ),
        Example::new(
            "
            spec:
              securityContext:
                runAsUser: 0   #! containers `web`, `log` are told to run as root
              containers:
                - name: web
                - name: log
                - name: own
                  securityContext: {runAsUser: 10001}
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {runAsUser: 0}
              containers:
                - name: web
                  securityContext: {runAsUser: 10001}
            ",
        ),
        Example::new(
            "
            spec:
              securityContext:
                windowsOptions:
                  runAsUserName: ContainerAdministrator   #! the pods are told to run as the administrator
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let is_root = |user: &Value<'_>| number(*user) == Some(0);
    let mut heirs = Vec::new();
    for container in workload.containers() {
        match container.security("runAsUser") {
            Some(own) if is_root(&own) => {
                let message = format!("{} is told to run as root", called(&container));
                judge.fail(workload.failure(own, message));
            }
            Some(_) => {}
            None => heirs.push(container.name()),
        }
    }
    let of_pod = workload.pod().security("runAsUser").filter(is_root);
    if let Some(of_pod) = of_pod.filter(|_| !heirs.is_empty()) {
        let names = heirs.join("`, `");
        let message = match heirs.len() {
            1 => format!("container `{names}` is told to run as root"),
            _ => format!("containers `{names}` are told to run as root"),
        };
        judge.fail(workload.failure(of_pod, message));
    }
    let windows = workload.pod().security("windowsOptions.runAsUserName");
    let is_admin = |name: &Value<'_>| {
        let name = name.text().unwrap_or_default();
        name.rsplit('\\').next() == Some("ContainerAdministrator")
    };
    if let Some(admin) = windows.filter(is_admin) {
        judge.fail(workload.failure(admin, "the pods are told to run as the administrator"));
    }
}
