//! What an API server fills in before policies see an object: defaults of the API, and what the
//! admission of service accounts adds to pods.
//!
//! Facts of the API reference of Kubernetes 1.36. Kinds that are not here are taken as they are
//! written.

use serde_json::{Map, Value as Json, json};

/// A value for a field: the way to it, where `*` is every item of a list, and the value as JSON. It
/// is set where the value before it is there and the field is not.
type Default = (&'static str, &'static str);

/// Every container of a pod.
const CONTAINER: &[Default] = &[
    ("resources", "{}"),
    ("terminationMessagePath", "\"/dev/termination-log\""),
    ("terminationMessagePolicy", "\"File\""),
    ("ports.*.protocol", "\"TCP\""),
    ("env.*.valueFrom.fieldRef.apiVersion", "\"v1\""),
    ("securityContext.procMount", "\"Default\""),
];

/// Every probe of a container.
const PROBE: &[Default] = &[
    ("timeoutSeconds", "1"),
    ("periodSeconds", "10"),
    ("successThreshold", "1"),
    ("failureThreshold", "3"),
    ("httpGet.path", "\"/\""),
    ("httpGet.scheme", "\"HTTP\""),
    ("grpc.service", "\"\""),
];

/// Every pod specification.
const POD_SPEC: &[Default] = &[
    ("restartPolicy", "\"Always\""),
    ("dnsPolicy", "\"ClusterFirst\""),
    ("schedulerName", "\"default-scheduler\""),
    ("securityContext", "{}"),
    ("terminationGracePeriodSeconds", "30"),
    ("volumes.*.hostPath.type", "\"\""),
    ("volumes.*.secret.defaultMode", "420"),
    ("volumes.*.configMap.defaultMode", "420"),
    ("volumes.*.downwardAPI.defaultMode", "420"),
    ("volumes.*.projected.defaultMode", "420"),
    (
        "volumes.*.ephemeral.volumeClaimTemplate.spec.volumeMode",
        "\"Filesystem\"",
    ),
];

/// Kinds by group, with their fields.
const KINDS: &[(&str, &str, &[Default])] = &[
    (
        "apps",
        "Deployment",
        &[
            ("spec.replicas", "1"),
            ("spec.strategy", "{}"),
            ("spec.strategy.type", "\"RollingUpdate\""),
            ("spec.revisionHistoryLimit", "10"),
            ("spec.progressDeadlineSeconds", "600"),
            ("status", "{}"),
        ],
    ),
    (
        "apps",
        "StatefulSet",
        &[
            ("spec.replicas", "1"),
            ("spec.podManagementPolicy", "\"OrderedReady\""),
            ("spec.updateStrategy", "{}"),
            ("spec.updateStrategy.type", "\"RollingUpdate\""),
            ("spec.revisionHistoryLimit", "10"),
            (
                "spec.persistentVolumeClaimRetentionPolicy",
                "{\"whenDeleted\": \"Retain\", \"whenScaled\": \"Retain\"}",
            ),
            (
                "spec.volumeClaimTemplates.*.spec.volumeMode",
                "\"Filesystem\"",
            ),
            (
                "spec.volumeClaimTemplates.*.status",
                "{\"phase\": \"Pending\"}",
            ),
            ("status", "{\"replicas\": 0, \"availableReplicas\": 0}"),
        ],
    ),
    (
        "apps",
        "DaemonSet",
        &[
            ("spec.updateStrategy", "{}"),
            ("spec.updateStrategy.type", "\"RollingUpdate\""),
            ("spec.revisionHistoryLimit", "10"),
        ],
    ),
    ("apps", "ReplicaSet", &[("spec.replicas", "1")]),
    (
        "batch",
        "Job",
        &[
            ("spec.parallelism", "1"),
            ("spec.completions", "1"),
            ("spec.backoffLimit", "6"),
            ("spec.completionMode", "\"NonIndexed\""),
            ("spec.suspend", "false"),
            ("spec.podReplacementPolicy", "\"TerminatingOrFailed\""),
            ("status", "{}"),
        ],
    ),
    (
        "batch",
        "CronJob",
        &[
            ("spec.concurrencyPolicy", "\"Allow\""),
            ("spec.suspend", "false"),
            ("spec.successfulJobsHistoryLimit", "3"),
            ("spec.failedJobsHistoryLimit", "1"),
            ("status", "{}"),
        ],
    ),
    (
        "",
        "Service",
        &[
            ("spec.type", "\"ClusterIP\""),
            ("spec.sessionAffinity", "\"None\""),
            ("spec.ports.*.protocol", "\"TCP\""),
            ("status", "{\"loadBalancer\": {}}"),
        ],
    ),
    ("", "Secret", &[("type", "\"Opaque\"")]),
    (
        "",
        "PersistentVolumeClaim",
        &[
            ("spec.resources", "{}"),
            ("spec.volumeMode", "\"Filesystem\""),
            ("status", "{\"phase\": \"Pending\"}"),
        ],
    ),
    (
        "",
        "PersistentVolume",
        &[
            ("spec.persistentVolumeReclaimPolicy", "\"Retain\""),
            ("spec.volumeMode", "\"Filesystem\""),
            ("spec.hostPath.type", "\"\""),
            ("status", "{\"phase\": \"Pending\"}"),
        ],
    ),
    (
        "",
        "Namespace",
        &[
            ("spec", "{\"finalizers\": [\"kubernetes\"]}"),
            ("status", "{\"phase\": \"Active\"}"),
        ],
    ),
    (
        "networking.k8s.io",
        "NetworkPolicy",
        &[
            ("spec.podSelector", "{}"),
            ("spec.ingress.*.ports.*.protocol", "\"TCP\""),
            ("spec.egress.*.ports.*.protocol", "\"TCP\""),
        ],
    ),
    (
        "networking.k8s.io",
        "Ingress",
        &[("status", "{\"loadBalancer\": {}}")],
    ),
    // The field has no `omitempty`: it is there without a value.
    ("rbac.authorization.k8s.io", "Role", &[("rules", "null")]),
    (
        "rbac.authorization.k8s.io",
        "ClusterRole",
        &[("rules", "null")],
    ),
    (
        "autoscaling",
        "HorizontalPodAutoscaler",
        &[("spec.minReplicas", "1")],
    ),
    (
        "storage.k8s.io",
        "StorageClass",
        &[
            ("reclaimPolicy", "\"Delete\""),
            ("volumeBindingMode", "\"Immediate\""),
        ],
    ),
];

/// What is filled in.
pub(super) fn apply(object: &mut Json, group: &str, kind: &str, pod_at: Option<&str>) {
    for (_, _, fields) in KINDS.iter().filter(|(g, k, _)| *g == group && *k == kind) {
        set_all(object, fields);
    }
    match (group, kind) {
        ("", "Service") => service(object),
        ("apps", "Deployment") => deployment(object),
        ("networking.k8s.io", "NetworkPolicy") => network_policy(object),
        _ => {}
    }
    let is_pod = group.is_empty() && kind == "Pod";
    if is_pod {
        if let Some(spec) = object.get_mut("spec") {
            pod_spec(spec);
            pod_alone(spec);
        }
        set_all(object, &[("status", "{}"), ("status.phase", "\"Pending\"")]);
        return;
    }
    if let Some(template) = pod_at.and_then(|path| at(object, path)) {
        if let Some(template) = template.as_object_mut() {
            template.entry("metadata").or_insert_with(|| json!({}));
        }
        // The field has no `omitempty` there.
        set_all(template, &[("metadata.creationTimestamp", "null")]);
        if let Some(spec) = template.get_mut("spec") {
            pod_spec(spec);
        }
    }
}

/// The value behind dotted keys.
fn at<'j>(object: &'j mut Json, path: &str) -> Option<&'j mut Json> {
    path.split('.')
        .try_fold(object, |value, key| value.get_mut(key))
}

fn set_all(object: &mut Json, defaults: &[Default]) {
    for (path, value) in defaults {
        let value: Json = serde_json::from_str(value).unwrap_or(Json::Null);
        let steps: Vec<&str> = path.split('.').collect();
        set(object, &steps, &value);
    }
}

fn set(object: &mut Json, steps: &[&str], value: &Json) {
    match (steps, object) {
        ([field], Json::Object(map)) => {
            map.entry(*field).or_insert_with(|| value.clone());
        }
        (["*", rest @ ..], Json::Array(items)) => {
            for item in items {
                set(item, rest, value);
            }
        }
        ([step, rest @ ..], Json::Object(map)) => {
            if let Some(inner) = map.get_mut(*step) {
                set(inner, rest, value);
            }
        }
        _ => {}
    }
}

fn each(value: Option<&mut Json>) -> impl Iterator<Item = &mut Map<String, Json>> {
    let items = value.and_then(Json::as_array_mut);
    items.into_iter().flatten().filter_map(Json::as_object_mut)
}

fn pod_spec(spec: &mut Json) {
    set_all(spec, POD_SPEC);
    // A volume without a source is an empty directory.
    for volume in each(spec.get_mut("volumes")) {
        if !volume.keys().any(|key| key != "name") {
            volume.insert("emptyDir".to_owned(), json!({}));
        }
    }
    if let Some(account) = spec.get("serviceAccountName").cloned() {
        set(spec, &["serviceAccount"], &account);
    }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in each(spec.get_mut(list)) {
            let policy = pull_policy(container.get("image").and_then(Json::as_str).unwrap_or(""));
            container
                .entry("imagePullPolicy")
                .or_insert_with(|| Json::from(policy));
            for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
                if let Some(probe) = container.get_mut(probe) {
                    set_all(probe, PROBE);
                }
            }
            if list != "ephemeralContainers" {
                amounts(container);
            }
            let mut whole = Json::Object(std::mem::take(container));
            set_all(&mut whole, CONTAINER);
            if let Json::Object(whole) = whole {
                *container = whole;
            }
        }
    }
}

/// Only the tag `latest`, written or not, is pulled each time.
fn pull_policy(image: &str) -> &'static str {
    let name = image.rsplit_once('/').map_or(image, |(_, name)| name);
    let has_digest = name.contains('@');
    let tag = name.split('@').next().and_then(|name| name.split_once(':'));
    match tag.map(|(_, tag)| tag) {
        Some("latest") => "Always",
        None if !has_digest => "Always",
        _ => "IfNotPresent",
    }
}

/// Amounts are texts to an API server, whatever a file has.
fn amounts(container: &mut Map<String, Json>) {
    let Some(resources) = container.get_mut("resources").and_then(Json::as_object_mut) else {
        return;
    };
    for list in ["limits", "requests"] {
        let list = resources.get_mut(list).and_then(Json::as_object_mut);
        for (_, amount) in list.into_iter().flatten() {
            if amount.is_number() {
                *amount = Json::from(amount.to_string());
            }
        }
    }
}

/// What pods have and templates do not: requests from limits, ports of the host, an account.
fn pod_alone(spec: &mut Json) {
    let on_host = spec
        .get("hostNetwork")
        .and_then(Json::as_bool)
        .unwrap_or(false);
    for list in ["initContainers", "containers"] {
        for container in each(spec.get_mut(list)) {
            requests(container);
            if on_host {
                for port in each(container.get_mut("ports")) {
                    if let Some(number) = port.get("containerPort").cloned() {
                        port.entry("hostPort").or_insert(number);
                    }
                }
            }
        }
    }
    set_all(
        spec,
        &[
            ("enableServiceLinks", "true"),
            ("serviceAccountName", "\"default\""),
            ("serviceAccount", "\"default\""),
            ("preemptionPolicy", "\"PreemptLowerPriority\""),
            ("priority", "0"),
            ("tolerations", "[]"),
        ],
    );
    for key in [
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/unreachable",
    ] {
        let Some(list) = spec.get_mut("tolerations").and_then(Json::as_array_mut) else {
            continue;
        };
        let has = |item: &Json| item.get("key").and_then(Json::as_str) == Some(key);
        if !list.iter().any(has) {
            list.push(json!({
                "key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
            }));
        }
    }
    token(spec);
}

fn requests(container: &mut Map<String, Json>) {
    let Some(resources) = container.get_mut("resources").and_then(Json::as_object_mut) else {
        return;
    };
    let Some(limits) = resources.get("limits").and_then(Json::as_object).cloned() else {
        return;
    };
    let requests = resources.entry("requests").or_insert_with(|| json!({}));
    for (name, amount) in limits {
        if let Some(requests) = requests.as_object_mut() {
            requests.entry(name).or_insert(amount);
        }
    }
}

/// The token of the account, which every container gets.
fn token(spec: &mut Json) {
    const PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
    if spec.get("automountServiceAccountToken") == Some(&Json::Bool(false)) {
        return;
    }
    // An API server makes up the end of the name.
    let name = "kube-api-access-00000";
    let mut mounted = false;
    for list in ["initContainers", "containers"] {
        for container in each(spec.get_mut(list)) {
            let mounts = container.entry("volumeMounts").or_insert_with(|| json!([]));
            let Some(mounts) = mounts.as_array_mut() else {
                continue;
            };
            let has = |mount: &Json| mount.get("mountPath").and_then(Json::as_str) == Some(PATH);
            if !mounts.iter().any(has) {
                mounts.push(json!({"name": name, "readOnly": true, "mountPath": PATH}));
                mounted = true;
            }
        }
    }
    if !mounted {
        return;
    }
    set(spec, &["volumes"], &json!([]));
    if let Some(volumes) = spec.get_mut("volumes").and_then(Json::as_array_mut) {
        volumes.push(
            json!({"name": name, "projected": {"defaultMode": 420, "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {
                    "name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}],
                }},
                {"downwardAPI": {"items": [{
                    "path": "namespace",
                    "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                }]}},
            ]}}),
        );
    }
}

fn service(object: &mut Json) {
    let Some(spec) = object.get_mut("spec") else {
        return;
    };
    if spec.get("type").and_then(Json::as_str) != Some("ExternalName") {
        set_all(spec, &[("internalTrafficPolicy", "\"Cluster\"")]);
    }
    for port in each(spec.get_mut("ports")) {
        if let Some(number) = port.get("port").cloned() {
            port.entry("targetPort").or_insert(number);
        }
    }
}

fn deployment(object: &mut Json) {
    let rolling = at(object, "spec.strategy");
    let rolling =
        rolling.filter(|it| it.get("type").and_then(Json::as_str) == Some("RollingUpdate"));
    if let Some(strategy) = rolling {
        set_all(
            strategy,
            &[
                ("rollingUpdate", "{}"),
                ("rollingUpdate.maxUnavailable", "\"25%\""),
                ("rollingUpdate.maxSurge", "\"25%\""),
            ],
        );
    }
}

fn network_policy(object: &mut Json) {
    let Some(spec) = object.get_mut("spec") else {
        return;
    };
    let types = match spec.get("egress") {
        Some(_) => json!(["Ingress", "Egress"]),
        None => json!(["Ingress"]),
    };
    set(spec, &["policyTypes"], &types);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_json() {
        let of_kinds = KINDS.iter().flat_map(|(_, _, fields)| fields.iter());
        for (path, value) in of_kinds.chain(CONTAINER).chain(PROBE).chain(POD_SPEC) {
            assert!(serde_json::from_str::<Json>(value).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_pod_has_what_an_api_server_adds() {
        let mut pod = json!({"spec": {"hostNetwork": true, "volumes": [{"name": "tmp"}],
            "containers": [{"name": "a", "image": "web:1", "ports": [{"containerPort": 80}],
                "resources": {"limits": {"cpu": 1}}}]}});
        apply(&mut pod, "", "Pod", None);
        let container = &pod["spec"]["containers"][0];
        assert_eq!(container["imagePullPolicy"], "IfNotPresent");
        assert_eq!(container["ports"][0]["hostPort"], 80);
        assert_eq!(container["ports"][0]["protocol"], "TCP");
        assert_eq!(container["resources"]["requests"]["cpu"], "1");
        assert_eq!(
            container["volumeMounts"][0]["name"],
            "kube-api-access-00000"
        );
        assert_eq!(pod["spec"]["volumes"][0]["emptyDir"], json!({}));
        assert_eq!(pod["spec"]["restartPolicy"], "Always");
    }

    #[test]
    fn what_is_written_stays() {
        let mut pod = json!({"spec": {"restartPolicy": "Never",
            "automountServiceAccountToken": false, "containers": []}});
        apply(&mut pod, "", "Pod", None);
        assert_eq!(pod["spec"]["restartPolicy"], "Never");
        assert!(pod["spec"].get("volumes").is_none());
    }

    #[test]
    fn only_the_latest_tag_is_pulled_each_time() {
        assert_eq!(pull_policy("registry.example:5000/web"), "Always");
        assert_eq!(pull_policy("web:latest"), "Always");
        assert_eq!(pull_policy("web:1"), "IfNotPresent");
        assert_eq!(pull_policy("web@sha256:00"), "IfNotPresent");
    }
}
