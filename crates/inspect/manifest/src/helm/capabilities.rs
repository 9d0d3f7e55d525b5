//! `.Capabilities`: the cluster that templates believe to be rendered for.

use std::rc::Rc;

use super::object::Object;
use super::value::{Map, Value};

/// The version of Kubernetes that a chart meets where none is chosen, as with Helm 4.2.
pub const KUBE_VERSION_DEFAULT: &str = "v1.36.0";

/// The groups and versions that Helm knows without a cluster, in its order.
const API_VERSIONS: &str = "v1 admissionregistration.k8s.io/v1 \
    admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 \
    internal.apiserver.k8s.io/v1alpha1 apps/v1 apps/v1beta1 apps/v1beta2 \
    authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1 \
    authorization.k8s.io/v1 authorization.k8s.io/v1beta1 autoscaling/v1 autoscaling/v2 batch/v1 \
    batch/v1beta1 certificates.k8s.io/v1 certificates.k8s.io/v1beta1 \
    certificates.k8s.io/v1alpha1 coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 \
    coordination.k8s.io/v1 discovery.k8s.io/v1 discovery.k8s.io/v1beta1 events.k8s.io/v1 \
    events.k8s.io/v1beta1 extensions/v1beta1 flowcontrol.apiserver.k8s.io/v1 \
    flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2 \
    flowcontrol.apiserver.k8s.io/v1beta3 networking.k8s.io/v1 networking.k8s.io/v1beta1 \
    node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1 policy/v1 policy/v1beta1 \
    rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 \
    rbac.authorization.k8s.io/v1alpha1 resource.k8s.io/v1 resource.k8s.io/v1beta2 \
    resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3 scheduling.k8s.io/v1alpha2 \
    scheduling.k8s.io/v1beta1 scheduling.k8s.io/v1 storage.k8s.io/v1beta1 storage.k8s.io/v1 \
    storage.k8s.io/v1alpha1 storagemigration.k8s.io/v1beta1 apiextensions.k8s.io/v1beta1 \
    apiextensions.k8s.io/v1";

/// The map that templates see. A version may have a leading `v`.
pub(super) fn map(kube_version: &str, more_versions: &[String]) -> Value {
    let plain = kube_version.strip_prefix('v').unwrap_or(kube_version);
    let mut parts = plain.split('.');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let version = Object::KubeVersion {
        version: format!("v{plain}"),
        major: part(),
        minor: part(),
    };
    let known = API_VERSIONS.split_whitespace();
    let all = known.chain(more_versions.iter().map(String::as_str));
    let versions = Object::ApiVersions(all.map(Rc::from).collect());
    let helm = Map::new();
    for (key, value) in [("Version", "v4.2"), ("GitCommit", ""), ("GitTreeState", "")] {
        helm.insert(key, Value::str(value));
    }
    helm.insert("GoVersion", Value::str("go1.26"));
    let map = Map::new();
    map.insert("KubeVersion", Value::Object(Rc::new(version)));
    map.insert("APIVersions", Value::Object(Rc::new(versions)));
    map.insert("HelmVersion", Value::Map(helm));
    Value::Map(map)
}
