//! The service account of a pod, and what the objects around it say of it.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, together};

use crate::Workload;

/// The account that pods have that name none.
pub(crate) const DEFAULT: &str = "default";

/// The field that names the account of a pod.
pub(crate) fn field(workload: &Workload) -> Option<Value<'_>> {
    let spec = workload.pod().spec();
    let named = |key| {
        spec.get(key)
            .filter(|value: &Value<'_>| value.text() != Some(""))
    };
    named("serviceAccountName").or_else(|| named("serviceAccount"))
}

/// The name of the account of a pod.
pub(crate) fn name(workload: &Workload) -> &str {
    field(workload).and_then(Value::text).unwrap_or(DEFAULT)
}

/// The account, where it is among the objects.
pub(crate) fn object(workload: &Workload) -> Option<&Object> {
    let name = name(workload);
    workload
        .set()
        .find("ServiceAccount", workload.object(), name)
}

/// Whether the token of the account is put into the pods: the pod decides before its account, and
/// without either it is.
pub(crate) fn mounts_token(workload: &Workload) -> bool {
    let of_pod = workload.pod().spec().get("automountServiceAccountToken");
    let of_account = || object(workload)?.at("automountServiceAccountToken");
    // What is neither true nor false is refused, and `"false"` protects nothing.
    of_pod
        .or_else(of_account)
        .is_none_or(|value| value.as_bool() != Some(false))
}

/// The bindings of roles that name an account.
pub(crate) fn bindings(workload: &Workload) -> impl Iterator<Item = &Object> {
    let set = workload.set();
    let all = set
        .of_kind("RoleBinding")
        .chain(set.of_kind("ClusterRoleBinding"));
    all.filter(|binding| names(binding, workload))
}

fn names(binding: &Object, workload: &Workload) -> bool {
    let subjects = binding.at("subjects");
    let mut subjects = subjects.into_iter().flat_map(Value::items);
    let text = |subject: Value<'_>, key| subject.get(key).and_then(Value::text).map(str::to_owned);
    subjects.any(|subject| {
        let namespace = text(subject, "namespace");
        let namespace = namespace.as_deref().or_else(|| binding.namespace());
        text(subject, "kind").as_deref() == Some("ServiceAccount")
            && text(subject, "name").as_deref() == Some(name(workload))
            && together(namespace, workload.object().namespace())
    })
}

/// Whether something in the file shows that the pods speak to the API server: a binding of their
/// account, or a token that they mount by hand.
pub(crate) fn needs_token(workload: &Workload) -> bool {
    let volumes = workload.pod().spec().get("volumes");
    let mut sources = volumes
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|volume| volume.at("projected.sources"))
        .flat_map(Value::items);
    bindings(workload).next().is_some()
        || sources.any(|source| source.get("serviceAccountToken").is_some())
}
