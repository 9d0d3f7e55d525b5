//! A container cannot run as root.
//!
//! # Why
//! Where nothing forbids it, the image decides, and most images start as root: a flaw in the
//! program then has every file of the container, and of the node after one more flaw.
//!
//! # Fix
//! Set `runAsNonRoot: true`, and `runAsUser` to a number above 0 where the image names its user by
//! name or not at all.
//!
//! # See
//! CIS Kubernetes 5.2.7
//! Pod Security Standards, restricted: running as non-root
//! NSA Kubernetes Hardening Guide 1.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::{Confidence, Severity};

use crate::Workload;
use crate::field::number;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("possible_root_user.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: web   #! container `web` may run as root
                  image: shop/web:1.4
                - name: log
                  securityContext:
                    runAsNonRoot: false   #! container `log` may run as root
            ",
        ),
        Example::new(
            "
            spec:
              securityContext: {runAsNonRoot: true}
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  securityContext: {runAsUser: 10001}
            ",
        ),
        Example::new(
            "
            spec:
              nodeSelector: {kubernetes.io/os: windows}
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.linux_containers() {
        let forbidden = container.effective_security("runAsNonRoot");
        if forbidden.is_some_and(Value::is_true) {
            continue;
        }
        // A user that is written decides; root itself is another finding.
        if container
            .effective_security("runAsUser")
            .and_then(number)
            .is_some()
        {
            continue;
        }
        let message = format!("{} may run as root", called(&container));
        let own = container.security("runAsNonRoot");
        judge.fail(workload.failure(own.unwrap_or(container.value), message));
    }
}
