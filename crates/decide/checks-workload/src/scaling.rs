//! How many pods a workload has, who changes that, and which budgets keep them.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, selector, together};

use crate::Workload;
use crate::field::number;

/// Kinds that keep a number of the same pods.
const REPLICATED: &[&str] = &["Deployment", "StatefulSet", "Rollout", "ReplicaSet"];

/// Kinds whose pods run until somebody ends them.
const LASTING: &[&str] = &[
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
];

/// Whether the workload keeps a number of the same pods, and which: one where none is written.
pub(crate) fn replicas(workload: &Workload) -> Option<i64> {
    let object = workload.object();
    let is_replicated = REPLICATED.contains(&object.kind());
    let written = object.at("spec.replicas");
    is_replicated.then(|| written.map_or(Some(1), number))?
}

/// Whether the pods run until somebody ends them.
pub(crate) fn is_lasting(workload: &Workload) -> bool {
    LASTING.contains(&workload.object().kind())
}

/// Whether the pods serve until somebody ends them: those that last, and pods of their own that are
/// started anew and are no hook.
pub(crate) fn serves(workload: &Workload) -> bool {
    let object = workload.object();
    let policy = workload.pod().spec().get("restartPolicy");
    let restarts = policy.is_none_or(|policy| policy.text() == Some("Always"));
    let is_hook = object.annotation("helm.sh/hook").is_some();
    is_lasting(workload) || (object.kind() == "Pod" && restarts && !is_hook)
}

/// The autoscaler that changes the number of pods.
pub(crate) fn autoscaler(workload: &Workload) -> Option<&Object> {
    let object = workload.object();
    let kinds = ["HorizontalPodAutoscaler", "ScaledObject"];
    let mut all = kinds
        .into_iter()
        .flat_map(|kind| workload.set().of_kind(kind));
    all.find(|scaler| {
        let target = scaler.at("spec.scaleTargetRef");
        let text = |key| {
            target
                .and_then(|target| target.get(key))
                .and_then(Value::text)
        };
        let kind = text("kind").unwrap_or("Deployment");
        text("name") == Some(object.name())
            && kind == object.kind()
            && together(scaler.namespace(), object.namespace())
    })
}

/// The least number of pods, also where an autoscaler changes it.
pub(crate) fn least(workload: &Workload) -> Option<i64> {
    let own = replicas(workload)?;
    match autoscaler(workload) {
        Some(scaler) => {
            let least = ["spec.minReplicas", "spec.minReplicaCount"];
            let least = least.iter().find_map(|path| scaler.at(path));
            Some(least.and_then(number).unwrap_or(1))
        }
        None => Some(own),
    }
}

/// The budgets that select the pods.
pub(crate) fn budgets(workload: &Workload) -> impl Iterator<Item = &Object> {
    let own = workload.object().namespace();
    let labels = workload.pod().labels();
    let all = workload.set().of_kind("PodDisruptionBudget");
    all.filter(move |budget| {
        let wanted = budget.at("spec.selector");
        let selects = wanted.is_some_and(|wanted| selector::selects(wanted, labels));
        selects && together(budget.namespace(), own)
    })
}

/// Whether pods of the workload keep data on a volume that one node at a time may have.
pub(crate) fn keeps_data(workload: &Workload) -> bool {
    let volumes = workload.pod().spec().get("volumes");
    let mut volumes = volumes.into_iter().flat_map(Value::items);
    let claims = workload.object().at("spec.volumeClaimTemplates");
    claims.is_some() || volumes.any(|volume| volume.get("persistentVolumeClaim").is_some())
}
