//! The API server refuses requests without an identity.
//!
//! # Why
//! An anonymous request is one that nobody can trace, and every binding of `system:anonymous` or
//! `system:unauthenticated` opens what it names to the network.
//!
//! # Fix
//! Set `--anonymous-auth=false`, or allow the paths of health checks alone by an
//! AuthenticationConfiguration.
//!
//! # See
//! CIS Kubernetes 1.2.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cluster;
use crate::flags::{self, Asked, Component, Want};

const ASKED: &[Asked] = &[Asked::new(
    Component::ApiServer,
    "anonymous-auth",
    Want::OneOf(&["false"]),
)
.default("true")
.instead(&["authentication-config"])];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-03", Severity::Medium, run)
    .doc(seaworthy_check::header!("anonymous_api_access.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver
                    - --anonymous-auth=true   #! kube-apiserver answers requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver   #! kube-apiserver answers requests without an identity
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Pod
            metadata: {name: kube-apiserver, namespace: kube-system}
            spec:
              containers:
                - name: kube-apiserver
                  command:
                    - kube-apiserver
                    - --anonymous-auth=false
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    flags::judge(
        cluster,
        judge,
        ASKED,
        "answers requests without an identity",
    );
}
