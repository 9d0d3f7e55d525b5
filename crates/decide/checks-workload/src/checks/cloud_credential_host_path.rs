//! A pod does not get files of its node that hold credentials of a cloud.
//!
//! # Why
//! The credentials of a node or an operator usually reach far beyond the cluster.
//!
//! # Fix
//! Give the service account a role of the cloud (workload identity) and remove the volume.
//!
//! # See
//! MITRE ATT&CK T1552.001

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::host_path::{self, Reach, reach};

pub(crate) static CHECK: Check<Workload> = Check::new("WKL-07", Severity::High, run)
    .doc(seaworthy_check::header!("cloud_credential_host_path.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              volumes:
                - name: aws
                  hostPath:
                    path: /root/.aws   #! volume `aws` holds credentials of a cloud: /root/.aws
              containers:
                - name: web
            ",
        ),
        Example::new(
            "
            spec:
              volumes:
                - name: data
                  hostPath: {path: /srv/aws}
              containers:
                - name: web
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    let volumes = host_path::volumes(workload);
    for volume in volumes.filter(|volume| reach(volume.path) == Reach::CloudCredential) {
        let (name, path) = (volume.name, volume.path);
        let message = format!("volume `{name}` holds credentials of a cloud: {path}");
        judge.fail(workload.failure(volume.value, message));
    }
}
