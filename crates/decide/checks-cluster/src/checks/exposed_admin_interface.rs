//! Interfaces of administration are not open to the outside.
//!
//! # Why
//! Dashboards and workflow servers act with their own rights. Many begin without a login, and a
//! fault in one is a door to the cluster.
//!
//! # Fix
//! Reach them through port forwarding or a proxy with single sign-on, and make the Service
//! internal.
//!
//! # See
//! MITRE ATT&CK for containers: exposed sensitive interfaces

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::kubernetes::PodTemplate;
use seaworthy_model::{Confidence, Severity};

use crate::{Cluster, exposure};

/// Names of Services and images, and what they are.
const INTERFACES: &[(&str, &str)] = &[
    ("kubernetes-dashboard", "the Kubernetes dashboard"),
    ("dashboard", "the Kubernetes dashboard"),
    ("headlamp", "Headlamp"),
    ("argo-server", "the server of Argo Workflows"),
    ("argocli", "the server of Argo Workflows"),
    ("argocd-server", "Argo CD"),
    ("weave-scope-app", "Weave Scope"),
    ("scope", "Weave Scope"),
    ("kubeflow-dashboard", "the dashboard of Kubeflow"),
    ("centraldashboard", "the dashboard of Kubeflow"),
    ("tekton-dashboard", "the dashboard of Tekton"),
    ("polaris-dashboard", "the dashboard of Polaris"),
    ("traefik-dashboard", "the dashboard of Traefik"),
    ("longhorn-frontend", "the interface of Longhorn"),
    ("hubble-ui", "Hubble"),
    ("kiali", "Kiali"),
    ("prometheus", "Prometheus"),
    ("alertmanager", "Alertmanager"),
    ("jupyter", "Jupyter"),
    ("airflow-webserver", "Airflow"),
    ("phpmyadmin", "phpMyAdmin"),
    ("adminer", "Adminer"),
    ("pgadmin4", "pgAdmin"),
    ("mongo-express", "Mongo Express"),
    ("redis-commander", "Redis Commander"),
    ("portainer", "Portainer"),
    ("tiller-deploy", "Tiller"),
];

pub(super) static CHECK: Check<Cluster> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("exposed_admin_interface.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: kubernetes-dashboard, namespace: kubernetes-dashboard}
            spec:
              type: NodePort
              #! Service `kubernetes-dashboard` opens the Kubernetes dashboard to the outside
              selector: {k8s-app: kubernetes-dashboard}
            ",
        ),
        Example::new(
            "
            apiVersion: v1
            kind: Service
            metadata: {name: kubernetes-dashboard, namespace: kubernetes-dashboard}
            spec:
              selector: {k8s-app: kubernetes-dashboard}
            ",
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    for service in cluster.of_group("", "Service") {
        if !exposure::is_outer(service) && !exposure::is_routed(cluster, service) {
            continue;
        }
        // By the name of the Service, or by an image of the pods behind it.
        let pods = exposure::pods_of(cluster, service).into_iter();
        let containers = pods.flat_map(PodTemplate::containers);
        let images = containers.filter_map(|one| one.image()?.text());
        let mut names = std::iter::once(service.name()).chain(images).map(bare_name);
        let Some(what) = names.find_map(known) else {
            continue;
        };
        let place = service
            .at("spec.type")
            .or_else(|| service.at("metadata.name"));
        let message = format!("Service `{}` opens {what} to the outside", service.name());
        judge.fail(cluster.failure(service, place.unwrap_or(service.value()), message));
    }
}

/// The last part of the name of an image, without tag and digest.
fn bare_name(text: &str) -> &str {
    let last = text.rsplit('/').next().unwrap_or(text);
    last.split([':', '@']).next().unwrap_or(last)
}

fn known(name: &str) -> Option<&'static str> {
    let bare = name.strip_suffix("-server").unwrap_or(name);
    let mut interfaces = INTERFACES.iter();
    let found = interfaces.find(|(part, _)| *part == name || *part == bare);
    found.map(|(_, what)| *what)
}
