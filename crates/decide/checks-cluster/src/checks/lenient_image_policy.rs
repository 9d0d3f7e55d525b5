//! Images that cannot be judged do not run.
//!
//! # Why
//! With `defaultAllow: true` the ImagePolicyWebhook lets every image run while its server does not
//! answer.
//!
//! # Fix
//! Set `defaultAllow: false`.
//!
//! # See
//! CIS Kubernetes 5.5.1

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::{Value, edit};
use seaworthy_model::Severity;

use crate::{Cluster, admission};

pub(super) static CHECK: Check<Cluster> = Check::new("PRV-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("lenient_image_policy.rs"))
    .examples(&[
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
              - name: ImagePolicyWebhook
                configuration:
                  imagePolicy:
                    defaultAllow: true
                    #! images run while the image policy webhook does not answer
            ",
        ),
        Example::new(
            "
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
              - name: ImagePolicyWebhook
                configuration: {imagePolicy: {defaultAllow: false}}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for (object, settings) in admission::plugin(cluster, "ImagePolicyWebhook") {
        let allows = settings.at("imagePolicy.defaultAllow");
        if let Some(allows) = allows.filter(|one| Value::is_true(*one)) {
            let message = "images run while the image policy webhook does not answer";
            let patch = edit::replace_scalar(allows, "false");
            judge.fail(cluster.failure(object, allows, message).patch(patch));
        }
    }
}
