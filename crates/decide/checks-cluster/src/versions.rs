//! Versions of the API that Kubernetes deprecated or removed, and what takes their place.
//!
//! Facts of the deprecated API migration guide of Kubernetes and of its release notes.

use seaworthy_facts::manifest::kubernetes::{KubeVersion, Object};

/// What became of one version of some kinds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    version: &'static str,
    /// None stands for every kind of the version.
    kinds: &'static [&'static str],
    pub(crate) deprecated: KubeVersion,
    pub(crate) removed: KubeVersion,
    /// The version to use; empty where nothing takes its place.
    pub(crate) instead: &'static str,
    /// Whether no field changed.
    pub(crate) same: bool,
}

impl Change {
    /// What to do, as a sentence ends with it.
    pub(crate) fn advice(&self) -> String {
        match self.instead {
            "" => "nothing takes its place".to_owned(),
            instead => format!("use `{instead}`"),
        }
    }
}

/// What became of the version of an object, if anything.
pub(crate) fn change(object: &Object) -> Option<&'static Change> {
    let version = object.api_version();
    let mut of_version = CHANGES.iter().filter(|one| one.version == version);
    of_version.find(|one| one.kinds.is_empty() || one.kinds.contains(&object.kind()))
}

/// Version, kinds (none stands for all), minor releases of deprecation and removal, what to use,
/// whether fields stayed.
macro_rules! changes {
    ($($version:literal [$($kind:literal)*] $deprecated:literal $removed:literal
       $instead:literal $same:literal;)*) => {
        &[$(Change {
            version: $version,
            kinds: &[$($kind),*],
            deprecated: KubeVersion::new(1, $deprecated),
            removed: KubeVersion::new(1, $removed),
            instead: $instead,
            same: $same,
        }),*]
    };
}

/// A removal in release 99 is one that is not planned.
static CHANGES: &[Change] = changes! {
    "extensions/v1beta1" ["Deployment" "DaemonSet" "ReplicaSet"] 9 16 "apps/v1" false;
    "extensions/v1beta1" ["NetworkPolicy"] 9 16 "networking.k8s.io/v1" false;
    "extensions/v1beta1" ["PodSecurityPolicy"] 10 16 "" false;
    "extensions/v1beta1" ["Ingress"] 14 22 "networking.k8s.io/v1" false;
    "apps/v1beta1" [] 9 16 "apps/v1" false;
    "apps/v1beta2" [] 9 16 "apps/v1" false;
    "networking.k8s.io/v1beta1" ["Ingress"] 19 22 "networking.k8s.io/v1" false;
    "networking.k8s.io/v1beta1" ["IngressClass"] 19 22 "networking.k8s.io/v1" true;
    "admissionregistration.k8s.io/v1beta1"
        ["ValidatingWebhookConfiguration" "MutatingWebhookConfiguration"]
        16 22 "admissionregistration.k8s.io/v1" false;
    "admissionregistration.k8s.io/v1beta1"
        ["ValidatingAdmissionPolicy" "ValidatingAdmissionPolicyBinding"]
        30 34 "admissionregistration.k8s.io/v1" true;
    "apiextensions.k8s.io/v1beta1" [] 16 22 "apiextensions.k8s.io/v1" false;
    "apiregistration.k8s.io/v1beta1" [] 19 22 "apiregistration.k8s.io/v1" true;
    "authentication.k8s.io/v1beta1" ["TokenReview"] 19 22 "authentication.k8s.io/v1" true;
    "authorization.k8s.io/v1beta1" [] 19 22 "authorization.k8s.io/v1" false;
    "certificates.k8s.io/v1beta1" ["CertificateSigningRequest"]
        19 22 "certificates.k8s.io/v1" false;
    "coordination.k8s.io/v1beta1" ["Lease"] 19 22 "coordination.k8s.io/v1" true;
    "rbac.authorization.k8s.io/v1alpha1" [] 17 22 "rbac.authorization.k8s.io/v1" false;
    "rbac.authorization.k8s.io/v1beta1" [] 17 22 "rbac.authorization.k8s.io/v1" true;
    "scheduling.k8s.io/v1alpha1" ["PriorityClass"] 14 17 "scheduling.k8s.io/v1" true;
    "scheduling.k8s.io/v1beta1" ["PriorityClass"] 14 22 "scheduling.k8s.io/v1" true;
    "storage.k8s.io/v1beta1" ["CSIDriver" "CSINode" "StorageClass" "VolumeAttachment"]
        19 22 "storage.k8s.io/v1" true;
    "storage.k8s.io/v1beta1" ["CSIStorageCapacity"] 24 27 "storage.k8s.io/v1" true;
    "batch/v1beta1" ["CronJob"] 21 25 "batch/v1" true;
    "batch/v2alpha1" ["CronJob"] 8 21 "batch/v1" true;
    "discovery.k8s.io/v1beta1" ["EndpointSlice"] 21 25 "discovery.k8s.io/v1" false;
    "events.k8s.io/v1beta1" ["Event"] 19 25 "events.k8s.io/v1" false;
    "policy/v1beta1" ["PodDisruptionBudget"] 21 25 "policy/v1" false;
    "policy/v1beta1" ["PodSecurityPolicy"] 21 25 "" false;
    "node.k8s.io/v1alpha1" ["RuntimeClass"] 20 24 "node.k8s.io/v1" false;
    "node.k8s.io/v1beta1" ["RuntimeClass"] 20 25 "node.k8s.io/v1" true;
    "autoscaling/v2beta1" ["HorizontalPodAutoscaler"] 22 25 "autoscaling/v2" false;
    "autoscaling/v2beta2" ["HorizontalPodAutoscaler"] 23 26 "autoscaling/v2" false;
    "flowcontrol.apiserver.k8s.io/v1alpha1" [] 20 24 "flowcontrol.apiserver.k8s.io/v1" false;
    "flowcontrol.apiserver.k8s.io/v1beta1" [] 23 26 "flowcontrol.apiserver.k8s.io/v1" false;
    "flowcontrol.apiserver.k8s.io/v1beta2" [] 26 29 "flowcontrol.apiserver.k8s.io/v1" false;
    "flowcontrol.apiserver.k8s.io/v1beta3" [] 29 32 "flowcontrol.apiserver.k8s.io/v1" false;
    "audit.k8s.io/v1alpha1" [] 21 24 "audit.k8s.io/v1" true;
    "audit.k8s.io/v1beta1" [] 21 24 "audit.k8s.io/v1" true;
    "v1" ["ComponentStatus"] 19 99 "" false;
    "v1" ["Endpoints"] 33 99 "discovery.k8s.io/v1" false;
};
