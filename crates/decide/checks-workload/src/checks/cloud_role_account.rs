//! A pod with rights in a cloud is known to have them.
//!
//! # Why
//! A role of the cloud reaches past the cluster: who takes over the pod has storage, keys and
//! queues that the role opens.
//!
//! # Fix
//! Keep the role as small as the program, give it to this account alone, and waive the finding with
//! the reason.
//!
//! # See
//! MITRE ATT&CK T1078.004

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::account;

pub(crate) static CHECK: Check<Workload> = Check::new("ACC-05", Severity::Low, run)
    .doc(seaworthy_check::header!("cloud_role_account.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web   #! the pods have the cloud role of service account `web`
              containers:
                - name: web
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/web
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web
              containers:
                - name: web
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
            ",
        ),
    ]);

/// Annotations of service accounts that name a role or identity of a cloud.
const OF_ACCOUNT: &[&str] = &[
    "azure.workload.identity/client-id",
    "eks.amazonaws.com/role-arn",
    "iam.gke.io/gcp-service-account",
];

/// The annotation of pods that agents for roles read.
const OF_POD: &str = "iam.amazonaws.com/role";

fn run(workload: &Workload, judge: &mut Judge) {
    if let Some(role) = workload.pod().annotation(OF_POD) {
        judge.fail(workload.failure(role, "the pods have a cloud role by their annotation"));
        return;
    }
    let Some(object) = account::object(workload) else {
        return;
    };
    let Some(role) = OF_ACCOUNT.iter().find_map(|key| object.annotation(key)) else {
        return;
    };
    let name = account::name(workload);
    let message = format!("the pods have the cloud role of service account `{name}`");
    let at = account::field(workload).unwrap_or(workload.pod().spec());
    judge.fail(workload.failure(at, message).related(role.location()));
}
