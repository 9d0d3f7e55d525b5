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

/// One line for each kind: group, kind, name in paths, scope, category, place of the pod template.
macro_rules! resources {
    (@scope namespaced) => { true };
    (@scope cluster) => { false };
    ($(
        $group:literal $kind:literal $plural:literal
        $scope:ident $category:ident $pod:ident $(($path:literal))?;
    )*) => {
        &[$(Resource {
            group: $group,
            kind: $kind,
            plural: $plural,
            namespaced: resources!(@scope $scope),
            category: Category::$category,
            pod: PodAt::$pod $(($path))?,
        }),*]
    };
}

/// Every kind that is known.
pub static RESOURCES: &[Resource] = resources! {
    "" "Pod" "pods" namespaced Workload Root;
    "" "PodTemplate" "podtemplates" namespaced Workload Template("template");
    "" "ReplicationController" "replicationcontrollers"
        namespaced Workload Template("spec.template");
    "apps" "Deployment" "deployments" namespaced Workload Template("spec.template");
    "apps" "StatefulSet" "statefulsets" namespaced Workload Template("spec.template");
    "apps" "DaemonSet" "daemonsets" namespaced Workload Template("spec.template");
    "apps" "ReplicaSet" "replicasets" namespaced Workload Template("spec.template");
    // Removed in Kubernetes 1.16, and still met in files.
    "extensions" "Deployment" "deployments" namespaced Workload Template("spec.template");
    "extensions" "DaemonSet" "daemonsets" namespaced Workload Template("spec.template");
    "extensions" "ReplicaSet" "replicasets" namespaced Workload Template("spec.template");
    "batch" "Job" "jobs" namespaced Workload Template("spec.template");
    "batch" "CronJob" "cronjobs" namespaced Workload Template("spec.jobTemplate.spec.template");
    "argoproj.io" "Rollout" "rollouts" namespaced Workload Template("spec.template");
    "argoproj.io" "Workflow" "workflows" namespaced Workload Anywhere;
    "argoproj.io" "WorkflowTemplate" "workflowtemplates" namespaced Workload Anywhere;
    "argoproj.io" "CronWorkflow" "cronworkflows" namespaced Workload Anywhere;
    "apps.openshift.io" "DeploymentConfig" "deploymentconfigs"
        namespaced Workload Template("spec.template");
    "serving.knative.dev" "Service" "services" namespaced Workload Template("spec.template");
    "serving.knative.dev" "Configuration" "configurations"
        namespaced Workload Template("spec.template");
    "serving.knative.dev" "Revision" "revisions" namespaced Workload Root;
    "kubevirt.io" "VirtualMachine" "virtualmachines" namespaced Workload Template("spec.template");
    "kubevirt.io" "VirtualMachineInstance" "virtualmachineinstances" namespaced Workload Root;
    "tekton.dev" "Task" "tasks" namespaced Workload Anywhere;
    "tekton.dev" "TaskRun" "taskruns" namespaced Workload Anywhere;
    "tekton.dev" "Pipeline" "pipelines" namespaced Workload Anywhere;
    "tekton.dev" "PipelineRun" "pipelineruns" namespaced Workload Anywhere;
    "" "Node" "nodes" cluster Node None;
    "node.k8s.io" "RuntimeClass" "runtimeclasses" cluster Node None;
    "" "Namespace" "namespaces" cluster Namespace None;
    "" "Service" "services" namespaced Service None;
    "" "Endpoints" "endpoints" namespaced Service None;
    "discovery.k8s.io" "EndpointSlice" "endpointslices" namespaced Service None;
    "" "ServiceAccount" "serviceaccounts" namespaced ServiceAccount None;
    "" "ConfigMap" "configmaps" namespaced Config None;
    "" "Secret" "secrets" namespaced Secret None;
    "bitnami.com" "SealedSecret" "sealedsecrets" namespaced Secret None;
    "external-secrets.io" "ExternalSecret" "externalsecrets" namespaced Secret None;
    "external-secrets.io" "SecretStore" "secretstores" namespaced Secret None;
    "external-secrets.io" "ClusterSecretStore" "clustersecretstores" cluster Secret None;
    "" "ResourceQuota" "resourcequotas" namespaced Quota None;
    "" "LimitRange" "limitranges" namespaced Quota None;
    "" "PersistentVolume" "persistentvolumes" cluster Storage None;
    "" "PersistentVolumeClaim" "persistentvolumeclaims" namespaced Storage None;
    "storage.k8s.io" "StorageClass" "storageclasses" cluster Storage None;
    "storage.k8s.io" "CSIDriver" "csidrivers" cluster Storage None;
    "storage.k8s.io" "VolumeAttachment" "volumeattachments" cluster Storage None;
    "snapshot.storage.k8s.io" "VolumeSnapshot" "volumesnapshots" namespaced Storage None;
    "snapshot.storage.k8s.io" "VolumeSnapshotClass" "volumesnapshotclasses" cluster Storage None;
    "" "Event" "events" namespaced Other None;
    "events.k8s.io" "Event" "events" namespaced Other None;
    "coordination.k8s.io" "Lease" "leases" namespaced Other None;
    "apps" "ControllerRevision" "controllerrevisions" namespaced Other None;
    "rbac.authorization.k8s.io" "Role" "roles" namespaced Rbac None;
    "rbac.authorization.k8s.io" "RoleBinding" "rolebindings" namespaced Rbac None;
    "rbac.authorization.k8s.io" "ClusterRole" "clusterroles" cluster Rbac None;
    "rbac.authorization.k8s.io" "ClusterRoleBinding" "clusterrolebindings" cluster Rbac None;
    "networking.k8s.io" "NetworkPolicy" "networkpolicies" namespaced NetworkPolicy None;
    "extensions" "NetworkPolicy" "networkpolicies" namespaced NetworkPolicy None;
    "policy.networking.k8s.io" "AdminNetworkPolicy" "adminnetworkpolicies"
        cluster NetworkPolicy None;
    "policy.networking.k8s.io" "BaselineAdminNetworkPolicy" "baselineadminnetworkpolicies"
        cluster NetworkPolicy None;
    "policy.networking.k8s.io" "ClusterNetworkPolicy" "clusternetworkpolicies"
        cluster NetworkPolicy None;
    "cilium.io" "CiliumNetworkPolicy" "ciliumnetworkpolicies" namespaced NetworkPolicy None;
    "cilium.io" "CiliumClusterwideNetworkPolicy" "ciliumclusterwidenetworkpolicies"
        cluster NetworkPolicy None;
    "crd.projectcalico.org" "NetworkPolicy" "networkpolicies" namespaced NetworkPolicy None;
    "crd.projectcalico.org" "GlobalNetworkPolicy" "globalnetworkpolicies"
        cluster NetworkPolicy None;
    "projectcalico.org" "NetworkPolicy" "networkpolicies" namespaced NetworkPolicy None;
    "projectcalico.org" "GlobalNetworkPolicy" "globalnetworkpolicies" cluster NetworkPolicy None;
    "networking.k8s.io" "Ingress" "ingresses" namespaced Ingress None;
    "networking.k8s.io" "IngressClass" "ingressclasses" cluster Ingress None;
    "extensions" "Ingress" "ingresses" namespaced Ingress None;
    "route.openshift.io" "Route" "routes" namespaced Ingress None;
    "traefik.io" "IngressRoute" "ingressroutes" namespaced Ingress None;
    "projectcontour.io" "HTTPProxy" "httpproxies" namespaced Ingress None;
    "gateway.networking.k8s.io" "GatewayClass" "gatewayclasses" cluster Gateway None;
    "gateway.networking.k8s.io" "Gateway" "gateways" namespaced Gateway None;
    "gateway.networking.k8s.io" "HTTPRoute" "httproutes" namespaced Gateway None;
    "gateway.networking.k8s.io" "GRPCRoute" "grpcroutes" namespaced Gateway None;
    "gateway.networking.k8s.io" "TCPRoute" "tcproutes" namespaced Gateway None;
    "gateway.networking.k8s.io" "TLSRoute" "tlsroutes" namespaced Gateway None;
    "gateway.networking.k8s.io" "UDPRoute" "udproutes" namespaced Gateway None;
    "gateway.networking.k8s.io" "ReferenceGrant" "referencegrants" namespaced Gateway None;
    "security.istio.io" "PeerAuthentication" "peerauthentications" namespaced Mesh None;
    "security.istio.io" "RequestAuthentication" "requestauthentications" namespaced Mesh None;
    "security.istio.io" "AuthorizationPolicy" "authorizationpolicies" namespaced Mesh None;
    "networking.istio.io" "Gateway" "gateways" namespaced Mesh None;
    "networking.istio.io" "VirtualService" "virtualservices" namespaced Mesh None;
    "networking.istio.io" "DestinationRule" "destinationrules" namespaced Mesh None;
    "networking.istio.io" "ServiceEntry" "serviceentries" namespaced Mesh None;
    "networking.istio.io" "Sidecar" "sidecars" namespaced Mesh None;
    "networking.istio.io" "EnvoyFilter" "envoyfilters" namespaced Mesh None;
    "policy.linkerd.io" "AuthorizationPolicy" "authorizationpolicies" namespaced Mesh None;
    "policy.linkerd.io" "Server" "servers" namespaced Mesh None;
    "admissionregistration.k8s.io" "ValidatingWebhookConfiguration"
        "validatingwebhookconfigurations"
        cluster AdmissionWebhook None;
    "admissionregistration.k8s.io" "MutatingWebhookConfiguration" "mutatingwebhookconfigurations"
        cluster AdmissionWebhook None;
    "admissionregistration.k8s.io" "ValidatingAdmissionPolicy" "validatingadmissionpolicies"
        cluster AdmissionPolicy None;
    "admissionregistration.k8s.io" "ValidatingAdmissionPolicyBinding"
        "validatingadmissionpolicybindings"
        cluster AdmissionPolicy None;
    "admissionregistration.k8s.io" "MutatingAdmissionPolicy" "mutatingadmissionpolicies"
        cluster AdmissionPolicy None;
    "admissionregistration.k8s.io" "MutatingAdmissionPolicyBinding"
        "mutatingadmissionpolicybindings"
        cluster AdmissionPolicy None;
    "policy" "PodSecurityPolicy" "podsecuritypolicies" cluster AdmissionPolicy None;
    "extensions" "PodSecurityPolicy" "podsecuritypolicies" cluster AdmissionPolicy None;
    "kyverno.io" "ClusterPolicy" "clusterpolicies" cluster AdmissionPolicy None;
    "kyverno.io" "Policy" "policies" namespaced AdmissionPolicy None;
    "templates.gatekeeper.sh" "ConstraintTemplate" "constrainttemplates"
        cluster AdmissionPolicy None;
    "security.openshift.io" "SecurityContextConstraints" "securitycontextconstraints"
        cluster AdmissionPolicy None;
    "policy" "PodDisruptionBudget" "poddisruptionbudgets" namespaced Scheduling None;
    "autoscaling" "HorizontalPodAutoscaler" "horizontalpodautoscalers" namespaced Scheduling None;
    "autoscaling.k8s.io" "VerticalPodAutoscaler" "verticalpodautoscalers"
        namespaced Scheduling None;
    "keda.sh" "ScaledObject" "scaledobjects" namespaced Scheduling None;
    "scheduling.k8s.io" "PriorityClass" "priorityclasses" cluster Scheduling None;
    "apiextensions.k8s.io" "CustomResourceDefinition" "customresourcedefinitions"
        cluster Extension None;
    "apiregistration.k8s.io" "APIService" "apiservices" cluster Extension None;
    "certificates.k8s.io" "CertificateSigningRequest" "certificatesigningrequests"
        cluster Certificate None;
    "cert-manager.io" "Certificate" "certificates" namespaced Certificate None;
    "cert-manager.io" "Issuer" "issuers" namespaced Certificate None;
    "cert-manager.io" "ClusterIssuer" "clusterissuers" cluster Certificate None;
    "flowcontrol.apiserver.k8s.io" "FlowSchema" "flowschemas" cluster ControlPlane None;
    "flowcontrol.apiserver.k8s.io" "PriorityLevelConfiguration" "prioritylevelconfigurations"
        cluster ControlPlane None;
    "apiserver.config.k8s.io" "EncryptionConfiguration" "" cluster ControlPlane None;
    "apiserver.config.k8s.io" "AdmissionConfiguration" "" cluster ControlPlane None;
    "apiserver.config.k8s.io" "AuthenticationConfiguration" "" cluster ControlPlane None;
    "apiserver.config.k8s.io" "AuthorizationConfiguration" "" cluster ControlPlane None;
    "pod-security.admission.config.k8s.io" "PodSecurityConfiguration" "" cluster ControlPlane None;
    "audit.k8s.io" "Policy" "" cluster ControlPlane None;
    "kubelet.config.k8s.io" "KubeletConfiguration" "" cluster ControlPlane None;
    "kubeproxy.config.k8s.io" "KubeProxyConfiguration" "" cluster ControlPlane None;
    "kubescheduler.config.k8s.io" "KubeSchedulerConfiguration" "" cluster ControlPlane None;
    "kubeadm.k8s.io" "ClusterConfiguration" "" cluster ControlPlane None;
    "kubeadm.k8s.io" "InitConfiguration" "" cluster ControlPlane None;
    "kubeadm.k8s.io" "JoinConfiguration" "" cluster ControlPlane None;
};

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
