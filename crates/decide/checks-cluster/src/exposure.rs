//! Which pods the outside world can reach.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::{Object, PodTemplate, selector, together};

use crate::Cluster;

/// The kinds of Services that are reached from outside the cluster.
const OUTER: &[&str] = &["LoadBalancer", "NodePort"];

/// Whether a Service opens the pods to the outside, by itself or behind an Ingress.
pub(crate) fn is_exposed(cluster: &Cluster, pod: PodTemplate<'_>) -> bool {
    let mut services = cluster
        .of_group("", "Service")
        .filter(|service| selects(service, pod));
    services.any(|service| is_outer(service) || is_routed(cluster, service))
}

/// Whether a Service is of a type that is reached from outside the cluster.
pub(crate) fn is_outer(service: &Object) -> bool {
    let kind = service.at("spec.type").and_then(Value::text);
    kind.is_some_and(|kind| OUTER.contains(&kind))
}

/// Whether a Service selects the pods of a template.
fn selects(service: &Object, pod: PodTemplate<'_>) -> bool {
    let wanted = service
        .at("spec.selector")
        .filter(|wanted| !wanted.is_empty());
    wanted.is_some_and(|wanted| {
        together(service.namespace(), pod.object().namespace())
            && selector::has_labels(pod.labels(), wanted)
    })
}

/// The pod templates behind a Service.
pub(crate) fn pods_of<'a>(cluster: &'a Cluster, service: &Object) -> Vec<PodTemplate<'a>> {
    let wanted = service.at("spec.selector");
    let numbers = wanted.map(|wanted| cluster.pods_with(service, wanted));
    numbers
        .into_iter()
        .flatten()
        .filter_map(|number| cluster.pod(number))
        .collect()
}

/// Whether an Ingress sends requests to a Service.
pub(crate) fn is_routed(cluster: &Cluster, service: &Object) -> bool {
    let mut ingresses = cluster.of_kind("Ingress");
    ingresses.any(|ingress| {
        together(ingress.namespace(), service.namespace())
            && backends(ingress)
                .iter()
                .any(|(name, ..)| *name == service.name())
    })
}

/// The Services that an Ingress names, with their ports and places, in the form of today and in
/// that of before Kubernetes 1.19.
pub(crate) fn backends(ingress: &Object) -> Vec<(&str, Option<Value<'_>>, Value<'_>)> {
    let default = ["spec.defaultBackend", "spec.backend"];
    let default = default.iter().filter_map(|path| ingress.at(path));
    let rules = ingress
        .at("spec.rules")
        .map(Value::items)
        .into_iter()
        .flatten();
    let paths = rules
        .filter_map(|rule| rule.at("http.paths"))
        .flat_map(Value::items);
    let backends = default.chain(paths.filter_map(|path| path.get("backend")));
    backends
        .filter_map(|backend| {
            let name = backend
                .at("service.name")
                .or_else(|| backend.get("serviceName"))?;
            let port = backend.at("service.port.number");
            let port = port.or_else(|| backend.at("service.port.name"));
            let port = port.or_else(|| backend.get("servicePort"));
            Some((name.text()?, port, name))
        })
        .collect()
}
