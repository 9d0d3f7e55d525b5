//! Nobody can act as a service account with far greater rights.
//!
//! # Why
//! Who may start pods, run commands in them or ask for tokens in a namespace has the rights of
//! every service account there. A strong account in the namespace of a weak one is a step up.
//!
//! # Fix
//! Move the strong account into a namespace where nobody else starts pods, or take rights from it.
//!
//! # See
//! Kubernetes documentation: RBAC good practices, workload creation

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::{Confidence, Severity};

use crate::Cluster;
use crate::rights::{Principal, Rule, takeover};

/// Verb, group and resource.
type Step = (&'static str, &'static str, &'static str);

/// Rights in a namespace that give those of its service accounts.
const STEPS: &[(Step, &str)] = &[
    (("create", "", "pods"), "create pods"),
    (("create", "apps", "deployments"), "create workloads"),
    (("create", "apps", "daemonsets"), "create workloads"),
    (("create", "apps", "statefulsets"), "create workloads"),
    (("create", "batch", "jobs"), "create workloads"),
    (("create", "batch", "cronjobs"), "create workloads"),
    (("patch", "apps", "deployments"), "change workloads"),
    (("create", "", "pods/exec"), "run commands in pods"),
    (("create", "", "serviceaccounts/token"), "ask for tokens"),
];

pub(super) static CHECK: Check<Cluster> = Check::new("ACC-01", Severity::High, run)
    .doc(seaworthy_check::header!("stepping_stone_right.rs"))
    .confidence(Confidence::Medium)
    .examples(&[
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: runner, namespace: ci}
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [create]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: runner, namespace: ci}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
            #! User `jane` may create pods in the namespace of ServiceAccount `ci/deployer`, which
            #!+ may do everything
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: deployer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects:
              - {kind: ServiceAccount, name: deployer, namespace: ci}
            "#,
        ),
        Example::new(
            r#"
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: runner, namespace: ci}
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [create]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: runner, namespace: ci}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
            subjects:
              - {kind: User, name: jane}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: deployer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects:
              - {kind: ServiceAccount, name: deployer, namespace: infra}
            "#,
        ),
    ]);

fn run(cluster: &Cluster, judge: &mut Judge) {
    let rights = cluster.rights();
    let accounts = rights.bindings.iter().flat_map(|binding| &binding.subjects);
    let accounts = accounts.filter(|subject| subject.is_account());
    let strong: Vec<_> = accounts
        .filter_map(|subject| {
            let namespace = subject.namespace.as_deref()?;
            let principal = Principal {
                namespace: Some(namespace),
                name: &subject.name,
            };
            let way = takeover(rights, cluster.set(), principal)?;
            Some((namespace, subject.title(), way.may))
        })
        .collect();
    // A right over the whole cluster is found by the checks of roles.
    for binding in rights.bindings.iter().filter(|binding| !binding.is_cluster) {
        let object = cluster.object(binding.object);
        let rules = rights.rules_bound(binding);
        let Some((_, may)) = STEPS.iter().find(|(step, _)| allows(&rules, step)) else {
            continue;
        };
        let near = |title: &String| !binding.subjects.iter().any(|own| own.title() == *title);
        let mut strong = strong.iter();
        let above = strong
            .find(|(namespace, title, _)| object.namespace() == Some(*namespace) && near(title));
        let (Some((_, title, can)), false) = (above, binding.subjects.is_empty()) else {
            continue;
        };
        let place = object.at("roleRef").unwrap_or(object.value());
        let message = format!(
            "{} may {may} in the namespace of {title}, which may {can}",
            binding.subjects_shown()
        );
        judge.fail(cluster.failure(object, place, message));
    }
}

fn allows(rules: &[&Rule], (verb, group, resource): &Step) -> bool {
    rules.iter().any(|rule| rule.allows(verb, group, resource))
}
