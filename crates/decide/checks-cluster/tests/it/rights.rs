//! What roles grant is computed as the RBAC authorizer does: the cases that tools got wrong.

use seaworthy_model::Severity;

use crate::found;

const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n\
                    metadata: {name: helper}\nrules:\n";

fn ids(text: &str) -> Vec<String> {
    found(text).into_iter().map(|(id, _)| id).collect()
}

/// The ids that a ClusterRole with these rules yields.
fn of_rules(rules: &str) -> Vec<String> {
    ids(&format!("{ROLE}{rules}"))
}

#[test]
fn verb_group_and_resource_must_stand_in_one_rule() {
    let apart = "  - {apiGroups: [''], resources: [secrets], verbs: [create-nothing]}\n  \
                 - {apiGroups: [''], resources: [pods], verbs: [get, list]}\n";
    assert_eq!(of_rules(apart), [""; 0]);
    let other_group = "  - {apiGroups: [apps], resources: [secrets, pods/exec], verbs: [get]}\n";
    assert_eq!(of_rules(other_group), [""; 0]);
    let singular = "  - {apiGroups: [''], resources: [secret, pod], verbs: [create, get]}\n";
    assert_eq!(of_rules(singular), [""; 0]);
}

#[test]
fn names_narrow_what_carries_a_name() {
    let rule = |verbs: &str, resource: &str| {
        format!(
            "  - {{apiGroups: [''], resources: [{resource}], verbs: [{verbs}], \
             resourceNames: [one]}}\n"
        )
    };
    for (verbs, resource) in [
        ("get, update, delete", "secrets"),
        ("list, watch", "secrets"),
        ("create", "secrets"),
        ("create", "pods"),
        ("deletecollection", "pods"),
        ("create", "serviceaccounts/token"),
        ("impersonate", "users"),
    ] {
        assert_eq!(
            of_rules(&rule(verbs, resource)),
            [""; 0],
            "{verbs} {resource}"
        );
    }
}

#[test]
fn names_of_administrators_narrow_nothing() {
    let masters = "  - {apiGroups: [''], resources: [groups], verbs: [impersonate], \
                   resourceNames: ['system:masters']}\n";
    assert_eq!(of_rules(masters), ["impersonate-right"]);
    let admin = "  - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], \
                 verbs: [bind], resourceNames: [cluster-admin]}\n";
    assert_eq!(of_rules(admin), ["bind-right"]);
}

#[test]
fn wildcards_of_subresources_are_seen() {
    for resource in ["'*/exec'", "'pods/*'", "pods/exec"] {
        let rule = format!("  - {{apiGroups: [''], resources: [{resource}], verbs: [create]}}\n");
        assert!(
            of_rules(&rule).contains(&"pod-exec-right".to_owned()),
            "{resource}"
        );
    }
    let scale = "  - {apiGroups: [apps], resources: ['*/scale'], verbs: [update]}\n";
    assert_eq!(of_rules(scale), [""; 0]);
}

#[test]
fn a_text_in_the_place_of_a_list_does_not_slip_through() {
    let rule = "  - {apiGroups: '', resources: secrets, verbs: list}\n";
    assert_eq!(of_rules(rule), ["secret-reading-right", "wrong-field-type"]);
    let stars = "  - {apiGroups: '*', resources: '*', verbs: '*'}\n";
    assert_eq!(of_rules(stars), ["wildcard-role", "wrong-field-type"]);
}

#[test]
fn a_total_role_is_one_finding() {
    let all = "  - {apiGroups: ['*'], resources: ['*'], verbs: ['*']}\n  \
               - {nonResourceURLs: ['*'], verbs: ['*']}\n";
    assert_eq!(of_rules(all), ["wildcard-role"]);
}

#[test]
fn what_kubernetes_ships_is_silent_unless_it_was_changed() {
    let shipped = |name: &str, rules: &str| {
        ids(&format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n\
             metadata: {{name: '{name}'}}\nrules:\n{rules}"
        ))
    };
    let secrets = "  - {apiGroups: [''], resources: [secrets], verbs: [list]}\n";
    let all = "  - {apiGroups: ['*'], resources: ['*'], verbs: ['*']}\n";
    assert_eq!(shipped("system:controller:token-cleaner", secrets), [""; 0]);
    assert_eq!(shipped("eks:addon-manager", secrets), [""; 0]);
    assert_eq!(shipped("cluster-admin", all), [""; 0]);
    assert_eq!(shipped("system:kube-dns", all), ["wildcard-role"]);
    // A label that everybody can write hides nothing, and neither does a name like theirs.
    let labelled = "reader', labels: {kubernetes.io/bootstrapping: rbac-defaults}, uid: 'x";
    assert_eq!(shipped(labelled, secrets), ["secret-reading-right"]);
    assert_eq!(
        shipped("system:backdoor", secrets),
        ["secret-reading-right"]
    );
}

#[test]
fn a_role_of_another_namespace_is_not_meant() {
    let text = "
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: all}
subjects: [{kind: User, name: jane}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: all, namespace: other}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: all, namespace: shop}
rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]
";
    assert_eq!(ids(text), ["wildcard-role"]);
}

#[test]
fn aggregated_roles_hold_what_their_labels_select() {
    let text = "
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: sum}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: sum}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {part: sum}}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sum}
subjects: [{kind: User, name: jane}]
";
    assert_eq!(ids(text), ["cluster-admin-binding", "wildcard-role"]);
}

#[test]
fn a_cluster_role_is_as_strong_as_its_bindings() {
    let role =
        format!("{ROLE}  - {{apiGroups: [''], resources: [pods/exec], verbs: [create]}}\n---\n");
    let bound = |kind: &str, meta: &str| {
        let text = format!(
            "{role}apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {meta}\n\
             roleRef: {{kind: ClusterRole, name: helper}}\n\
             subjects: [{{kind: User, name: jane}}]\n"
        );
        let found = found(&text).into_iter();
        let mut found = found.filter(|(id, _)| id == "pod-exec-right");
        found.next().map(|(_, severity)| severity)
    };
    let everywhere = bound("ClusterRoleBinding", "{name: b}");
    assert_eq!(everywhere, Some(Severity::High));
    let in_one = bound("RoleBinding", "{name: b, namespace: shop}");
    assert_eq!(in_one, Some(Severity::Medium));
}

#[test]
fn what_a_role_cannot_grant_is_said_and_weighs_little() {
    let text = "
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: helper, namespace: shop}
rules: [{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}]
";
    assert_eq!(
        found(text),
        [("node-proxy-right".to_owned(), Severity::Low)]
    );
}
