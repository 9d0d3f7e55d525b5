//! Few are exempt from Pod Security.
//!
//! # Why
//! Pods of an exempt user, runtime class or namespace are not checked at all. An exempt user makes
//! any pod; a controller is exempt for all who use it.
//!
//! # Fix
//! Exempt namespaces of the system alone, and neither users nor `default`.
//!
//! # See
//! Kubernetes documentation: Pod Security admission, exemptions

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::Value;
use seaworthy_model::Severity;

use crate::{Cluster, admission};

pub(super) static CHECK: Check<Cluster> = Check::new("WKL-09", Severity::Medium, run)
    .doc(seaworthy_check::header!("broad_pod_security_exemption.rs"))
    .examples(&[
        Example::new(
            r#"
            apiVersion: pod-security.admission.config.k8s.io/v1
            kind: PodSecurityConfiguration
            defaults: {enforce: restricted}
            exemptions:
              usernames: ["system:serviceaccount:ci:runner"]   #! a user is exempt from Pod Security
              namespaces: [kube-system]
            "#,
        ),
        Example::new(
            "
            apiVersion: pod-security.admission.config.k8s.io/v1
            kind: PodSecurityConfiguration
            defaults: {enforce: restricted}
            exemptions: {usernames: [], namespaces: [kube-system]}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, settings) in admission::plugin(cluster, "PodSecurity") {
        let Some(exempt) = settings.get("exemptions") else {
            continue;
        };
        let users = exempt.get("usernames").filter(|users| !users.is_empty());
        let spaces = exempt.get("namespaces");
        let mut names = spaces
            .map(Value::items)
            .into_iter()
            .flatten()
            .filter_map(Value::text);
        let has_default = names.any(|name| name == "default");
        if let Some(users) = users {
            let message = "a user is exempt from Pod Security";
            judge.fail(cluster.failure(object, users, message));
        }
        if let Some(spaces) = spaces.filter(|_| has_default) {
            let message = "the namespace `default` is exempt from Pod Security";
            judge.fail(cluster.failure(object, spaces, message));
        }
    }
}
