//! Kinds of objects by group and kind: what they are about, and where they hold pod templates.
//!
//! Facts of the API reference of Kubernetes 1.36 and, for custom resources, of the definitions that
//! their projects publish.

/// What a kind of objects is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// It runs containers.
    Workload,
    /// Roles and bindings.
    Rbac,
    /// An identity of pods.
    ServiceAccount,
    /// A name for pods in the network.
    Service,
    /// A way in from outside, by host and path.
    Ingress,
    /// The Gateway API.
    Gateway,
    /// Which traffic may flow between pods.
    NetworkPolicy,
    /// Identity and traffic of a service mesh.
    Mesh,
    /// A webhook that admits or changes objects.
    AdmissionWebhook,
    /// A rule that admits or changes objects.
    AdmissionPolicy,
    /// Quotas and default limits.
    Quota,
    /// Volumes and what makes them.
    Storage,
    /// Configuration data.
    Config,
    /// Confidential data, or a reference to them.
    Secret,
    /// A namespace.
    Namespace,
    /// A node and what describes nodes.
    Node,
    /// Scaling, disruption, priority and placement.
    Scheduling,
    /// Definitions of kinds, and servers of them.
    Extension,
    /// Certificates and requests for them.
    Certificate,
    /// Configuration of the control plane, of kubelets and of kubeadm.
    ControlPlane,
    /// Anything else.
    Other,
}

/// Where a kind holds its pod template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodAt {
    /// It makes no pods.
    None,
    /// The object is the pod: its specification is `spec`.
    Root,
    /// A template of metadata and specification is behind these keys.
    Template(&'static str),
    /// Anywhere: what looks like a pod specification is one.
    Anywhere,
}

/// A kind of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The kind, as in `Deployment`.
    pub kind: &'static str,
    /// The name in paths and rules, as in `deployments`.
    pub plural: &'static str,
    /// Whether objects stand in namespaces.
    pub namespaced: bool,
    /// What it is about.
    pub category: Category,
    /// Where it holds its pod template.
    pub pod: PodAt,
}

impl Resource {
    /// The kind of that group and name, in any version.
    #[must_use]
    pub fn find(group: &str, kind: &str) -> Option<&'static Resource> {
        let mut fitting = RESOURCES.iter().filter(|resource| resource.kind == kind);
        fitting.find(|resource| resource.group == group)
    }
}

const N: bool = true;
const C: bool = false;

const fn plain(
    group: &'static str,
    kind: &'static str,
    plural: &'static str,
    namespaced: bool,
    category: Category,
) -> Resource {
    Resource {
        group,
        kind,
        plural,
        namespaced,
        category,
        pod: PodAt::None,
    }
}

const fn makes_pods(
    group: &'static str,
    kind: &'static str,
    plural: &'static str,
    pod: PodAt,
) -> Resource {
    Resource {
        group,
        kind,
        plural,
        namespaced: true,
        category: Category::Workload,
        pod,
    }
}

const TEMPLATE: PodAt = PodAt::Template("spec.template");
const CRON: PodAt = PodAt::Template("spec.jobTemplate.spec.template");

use Category as K;

/// Every kind that is known.
pub static RESOURCES: &[Resource] = &[
    makes_pods("", "Pod", "pods", PodAt::Root),
    makes_pods(
        "",
        "PodTemplate",
        "podtemplates",
        PodAt::Template("template"),
    ),
    makes_pods(
        "",
        "ReplicationController",
        "replicationcontrollers",
        TEMPLATE,
    ),
    makes_pods("apps", "Deployment", "deployments", TEMPLATE),
    makes_pods("apps", "StatefulSet", "statefulsets", TEMPLATE),
    makes_pods("apps", "DaemonSet", "daemonsets", TEMPLATE),
    makes_pods("apps", "ReplicaSet", "replicasets", TEMPLATE),
    // Removed in Kubernetes 1.16, and still met in files.
    makes_pods("extensions", "Deployment", "deployments", TEMPLATE),
    makes_pods("extensions", "DaemonSet", "daemonsets", TEMPLATE),
    makes_pods("extensions", "ReplicaSet", "replicasets", TEMPLATE),
    makes_pods("batch", "Job", "jobs", TEMPLATE),
    makes_pods("batch", "CronJob", "cronjobs", CRON),
    makes_pods("argoproj.io", "Rollout", "rollouts", TEMPLATE),
    makes_pods("argoproj.io", "Workflow", "workflows", PodAt::Anywhere),
    makes_pods(
        "argoproj.io",
        "WorkflowTemplate",
        "workflowtemplates",
        PodAt::Anywhere,
    ),
    makes_pods(
        "argoproj.io",
        "CronWorkflow",
        "cronworkflows",
        PodAt::Anywhere,
    ),
    makes_pods(
        "apps.openshift.io",
        "DeploymentConfig",
        "deploymentconfigs",
        TEMPLATE,
    ),
    makes_pods("serving.knative.dev", "Service", "services", TEMPLATE),
    makes_pods(
        "serving.knative.dev",
        "Configuration",
        "configurations",
        TEMPLATE,
    ),
    makes_pods("serving.knative.dev", "Revision", "revisions", PodAt::Root),
    makes_pods("kubevirt.io", "VirtualMachine", "virtualmachines", TEMPLATE),
    makes_pods(
        "kubevirt.io",
        "VirtualMachineInstance",
        "virtualmachineinstances",
        PodAt::Root,
    ),
    makes_pods("tekton.dev", "Task", "tasks", PodAt::Anywhere),
    makes_pods("tekton.dev", "TaskRun", "taskruns", PodAt::Anywhere),
    makes_pods("tekton.dev", "Pipeline", "pipelines", PodAt::Anywhere),
    makes_pods("tekton.dev", "PipelineRun", "pipelineruns", PodAt::Anywhere),
    plain("", "Node", "nodes", C, K::Node),
    plain("node.k8s.io", "RuntimeClass", "runtimeclasses", C, K::Node),
    plain("", "Namespace", "namespaces", C, K::Namespace),
    plain("", "Service", "services", N, K::Service),
    plain("", "Endpoints", "endpoints", N, K::Service),
    plain(
        "discovery.k8s.io",
        "EndpointSlice",
        "endpointslices",
        N,
        K::Service,
    ),
    plain(
        "",
        "ServiceAccount",
        "serviceaccounts",
        N,
        K::ServiceAccount,
    ),
    plain("", "ConfigMap", "configmaps", N, K::Config),
    plain("", "Secret", "secrets", N, K::Secret),
    plain("bitnami.com", "SealedSecret", "sealedsecrets", N, K::Secret),
    plain(
        "external-secrets.io",
        "ExternalSecret",
        "externalsecrets",
        N,
        K::Secret,
    ),
    plain(
        "external-secrets.io",
        "SecretStore",
        "secretstores",
        N,
        K::Secret,
    ),
    plain(
        "external-secrets.io",
        "ClusterSecretStore",
        "clustersecretstores",
        C,
        K::Secret,
    ),
    plain("", "ResourceQuota", "resourcequotas", N, K::Quota),
    plain("", "LimitRange", "limitranges", N, K::Quota),
    plain("", "PersistentVolume", "persistentvolumes", C, K::Storage),
    plain(
        "",
        "PersistentVolumeClaim",
        "persistentvolumeclaims",
        N,
        K::Storage,
    ),
    plain(
        "storage.k8s.io",
        "StorageClass",
        "storageclasses",
        C,
        K::Storage,
    ),
    plain("storage.k8s.io", "CSIDriver", "csidrivers", C, K::Storage),
    plain(
        "storage.k8s.io",
        "VolumeAttachment",
        "volumeattachments",
        C,
        K::Storage,
    ),
    plain(
        "snapshot.storage.k8s.io",
        "VolumeSnapshot",
        "volumesnapshots",
        N,
        K::Storage,
    ),
    plain(
        "snapshot.storage.k8s.io",
        "VolumeSnapshotClass",
        "volumesnapshotclasses",
        C,
        K::Storage,
    ),
    plain("", "Event", "events", N, K::Other),
    plain("events.k8s.io", "Event", "events", N, K::Other),
    plain("coordination.k8s.io", "Lease", "leases", N, K::Other),
    plain(
        "apps",
        "ControllerRevision",
        "controllerrevisions",
        N,
        K::Other,
    ),
    plain("rbac.authorization.k8s.io", "Role", "roles", N, K::Rbac),
    plain(
        "rbac.authorization.k8s.io",
        "RoleBinding",
        "rolebindings",
        N,
        K::Rbac,
    ),
    plain(
        "rbac.authorization.k8s.io",
        "ClusterRole",
        "clusterroles",
        C,
        K::Rbac,
    ),
    plain(
        "rbac.authorization.k8s.io",
        "ClusterRoleBinding",
        "clusterrolebindings",
        C,
        K::Rbac,
    ),
    plain(
        "networking.k8s.io",
        "NetworkPolicy",
        "networkpolicies",
        N,
        K::NetworkPolicy,
    ),
    plain(
        "extensions",
        "NetworkPolicy",
        "networkpolicies",
        N,
        K::NetworkPolicy,
    ),
    plain(
        "policy.networking.k8s.io",
        "AdminNetworkPolicy",
        "adminnetworkpolicies",
        C,
        K::NetworkPolicy,
    ),
    plain(
        "policy.networking.k8s.io",
        "BaselineAdminNetworkPolicy",
        "baselineadminnetworkpolicies",
        C,
        K::NetworkPolicy,
    ),
    plain(
        "policy.networking.k8s.io",
        "ClusterNetworkPolicy",
        "clusternetworkpolicies",
        C,
        K::NetworkPolicy,
    ),
    plain(
        "cilium.io",
        "CiliumNetworkPolicy",
        "ciliumnetworkpolicies",
        N,
        K::NetworkPolicy,
    ),
    plain(
        "cilium.io",
        "CiliumClusterwideNetworkPolicy",
        "ciliumclusterwidenetworkpolicies",
        C,
        K::NetworkPolicy,
    ),
    plain(
        "crd.projectcalico.org",
        "NetworkPolicy",
        "networkpolicies",
        N,
        K::NetworkPolicy,
    ),
    plain(
        "crd.projectcalico.org",
        "GlobalNetworkPolicy",
        "globalnetworkpolicies",
        C,
        K::NetworkPolicy,
    ),
    plain(
        "projectcalico.org",
        "NetworkPolicy",
        "networkpolicies",
        N,
        K::NetworkPolicy,
    ),
    plain(
        "projectcalico.org",
        "GlobalNetworkPolicy",
        "globalnetworkpolicies",
        C,
        K::NetworkPolicy,
    ),
    plain("networking.k8s.io", "Ingress", "ingresses", N, K::Ingress),
    plain(
        "networking.k8s.io",
        "IngressClass",
        "ingressclasses",
        C,
        K::Ingress,
    ),
    plain("extensions", "Ingress", "ingresses", N, K::Ingress),
    plain("route.openshift.io", "Route", "routes", N, K::Ingress),
    plain("traefik.io", "IngressRoute", "ingressroutes", N, K::Ingress),
    plain(
        "projectcontour.io",
        "HTTPProxy",
        "httpproxies",
        N,
        K::Ingress,
    ),
    plain(
        "gateway.networking.k8s.io",
        "GatewayClass",
        "gatewayclasses",
        C,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "Gateway",
        "gateways",
        N,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "HTTPRoute",
        "httproutes",
        N,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "GRPCRoute",
        "grpcroutes",
        N,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "TCPRoute",
        "tcproutes",
        N,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "TLSRoute",
        "tlsroutes",
        N,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "UDPRoute",
        "udproutes",
        N,
        K::Gateway,
    ),
    plain(
        "gateway.networking.k8s.io",
        "ReferenceGrant",
        "referencegrants",
        N,
        K::Gateway,
    ),
    plain(
        "security.istio.io",
        "PeerAuthentication",
        "peerauthentications",
        N,
        K::Mesh,
    ),
    plain(
        "security.istio.io",
        "RequestAuthentication",
        "requestauthentications",
        N,
        K::Mesh,
    ),
    plain(
        "security.istio.io",
        "AuthorizationPolicy",
        "authorizationpolicies",
        N,
        K::Mesh,
    ),
    plain("networking.istio.io", "Gateway", "gateways", N, K::Mesh),
    plain(
        "networking.istio.io",
        "VirtualService",
        "virtualservices",
        N,
        K::Mesh,
    ),
    plain(
        "networking.istio.io",
        "DestinationRule",
        "destinationrules",
        N,
        K::Mesh,
    ),
    plain(
        "networking.istio.io",
        "ServiceEntry",
        "serviceentries",
        N,
        K::Mesh,
    ),
    plain("networking.istio.io", "Sidecar", "sidecars", N, K::Mesh),
    plain(
        "networking.istio.io",
        "EnvoyFilter",
        "envoyfilters",
        N,
        K::Mesh,
    ),
    plain(
        "policy.linkerd.io",
        "AuthorizationPolicy",
        "authorizationpolicies",
        N,
        K::Mesh,
    ),
    plain("policy.linkerd.io", "Server", "servers", N, K::Mesh),
    plain(
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        "validatingwebhookconfigurations",
        C,
        K::AdmissionWebhook,
    ),
    plain(
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        "mutatingwebhookconfigurations",
        C,
        K::AdmissionWebhook,
    ),
    plain(
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicy",
        "validatingadmissionpolicies",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding",
        "validatingadmissionpolicybindings",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicy",
        "mutatingadmissionpolicies",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicyBinding",
        "mutatingadmissionpolicybindings",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "policy",
        "PodSecurityPolicy",
        "podsecuritypolicies",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "extensions",
        "PodSecurityPolicy",
        "podsecuritypolicies",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "kyverno.io",
        "ClusterPolicy",
        "clusterpolicies",
        C,
        K::AdmissionPolicy,
    ),
    plain("kyverno.io", "Policy", "policies", N, K::AdmissionPolicy),
    plain(
        "templates.gatekeeper.sh",
        "ConstraintTemplate",
        "constrainttemplates",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "security.openshift.io",
        "SecurityContextConstraints",
        "securitycontextconstraints",
        C,
        K::AdmissionPolicy,
    ),
    plain(
        "policy",
        "PodDisruptionBudget",
        "poddisruptionbudgets",
        N,
        K::Scheduling,
    ),
    plain(
        "autoscaling",
        "HorizontalPodAutoscaler",
        "horizontalpodautoscalers",
        N,
        K::Scheduling,
    ),
    plain(
        "autoscaling.k8s.io",
        "VerticalPodAutoscaler",
        "verticalpodautoscalers",
        N,
        K::Scheduling,
    ),
    plain("keda.sh", "ScaledObject", "scaledobjects", N, K::Scheduling),
    plain(
        "scheduling.k8s.io",
        "PriorityClass",
        "priorityclasses",
        C,
        K::Scheduling,
    ),
    plain(
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        "customresourcedefinitions",
        C,
        K::Extension,
    ),
    plain(
        "apiregistration.k8s.io",
        "APIService",
        "apiservices",
        C,
        K::Extension,
    ),
    plain(
        "certificates.k8s.io",
        "CertificateSigningRequest",
        "certificatesigningrequests",
        C,
        K::Certificate,
    ),
    plain(
        "cert-manager.io",
        "Certificate",
        "certificates",
        N,
        K::Certificate,
    ),
    plain("cert-manager.io", "Issuer", "issuers", N, K::Certificate),
    plain(
        "cert-manager.io",
        "ClusterIssuer",
        "clusterissuers",
        C,
        K::Certificate,
    ),
    plain(
        "flowcontrol.apiserver.k8s.io",
        "FlowSchema",
        "flowschemas",
        C,
        K::ControlPlane,
    ),
    plain(
        "flowcontrol.apiserver.k8s.io",
        "PriorityLevelConfiguration",
        "prioritylevelconfigurations",
        C,
        K::ControlPlane,
    ),
    plain(
        "apiserver.config.k8s.io",
        "EncryptionConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "apiserver.config.k8s.io",
        "AdmissionConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "apiserver.config.k8s.io",
        "AuthenticationConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "apiserver.config.k8s.io",
        "AuthorizationConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "pod-security.admission.config.k8s.io",
        "PodSecurityConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain("audit.k8s.io", "Policy", "", C, K::ControlPlane),
    plain(
        "kubelet.config.k8s.io",
        "KubeletConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "kubeproxy.config.k8s.io",
        "KubeProxyConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "kubescheduler.config.k8s.io",
        "KubeSchedulerConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "kubeadm.k8s.io",
        "ClusterConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "kubeadm.k8s.io",
        "InitConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
    plain(
        "kubeadm.k8s.io",
        "JoinConfiguration",
        "",
        C,
        K::ControlPlane,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_once() {
        for (index, resource) in RESOURCES.iter().enumerate() {
            let found = Resource::find(resource.group, resource.kind).unwrap();
            let first = RESOURCES.iter().position(|r| std::ptr::eq(r, found));
            assert_eq!(first, Some(index), "{}/{}", resource.group, resource.kind);
        }
    }

    #[test]
    fn groups_tell_kinds_of_one_name_apart() {
        let category = |group, kind| Resource::find(group, kind).map(|r| r.category);
        assert_eq!(category("", "Service"), Some(Category::Service));
        assert_eq!(
            category("serving.knative.dev", "Service"),
            Some(Category::Workload)
        );
        assert_eq!(
            category("audit.k8s.io", "Policy"),
            Some(Category::ControlPlane)
        );
        assert_eq!(category("example.com", "Service"), None);
    }
}
