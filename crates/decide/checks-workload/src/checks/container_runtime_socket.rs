//! A pod does not get the socket of the container runtime.
//!
//! # Why
//! Who speaks to the runtime starts privileged containers and has the node. A read-only mount
//! changes nothing: a socket is written through, not to.
//!
//! # Fix
//! Remove the volume. Build images with a builder that needs no socket, and read metrics from the
//! kubelet.
//!
//! # See
//! CIS Kubernetes 5.2.11
//! NSA Kubernetes Hardening Guide 1.2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::host_path::{self, Reach, reach};

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-07", Severity::Critical, run)
    .doc(seaworthy_check::header!("container_runtime_socket.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              volumes:
                - name: docker
                  hostPath:
                    path: /var/run/docker.sock   #! volume `docker` is the socket of the container runtime: /var/run/docker.sock
              containers:
                - name: build
            ",
        ),
        Example::new(
            "
            spec:
              volumes:
                - name: data
                  hostPath:
                    path: /srv/data
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = host_path::volumes(workload);
    for volume in volumes.filter(|volume| reach(volume.path) == Reach::RuntimeSocket) {
        let (name, path) = (volume.name, volume.path);
        let message = format!("volume `{name}` is the socket of the container runtime: {path}");
        judge.fail(workload.failure(volume.value, message));
    }
}
