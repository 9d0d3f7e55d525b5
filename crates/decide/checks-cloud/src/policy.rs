//! Policies of AWS: what their statements allow to whom (IAM JSON policy language).

use seaworthy_facts::cloud::{Node, Resource};

use crate::Cloud;
use crate::ask::nodes_at;

/// Attributes that hold a policy of what an identity may do.
pub(crate) const OF_IDENTITIES: &[(&str, &str)] = &[
    ("aws_iam_policy", "policy"),
    ("aws_iam_role_policy", "policy"),
    ("aws_iam_user_policy", "policy"),
    ("aws_iam_group_policy", "policy"),
    ("aws_iam_role", "inline_policy?.policy"),
    ("aws_ssoadmin_permission_set_inline_policy", "inline_policy"),
    ("AWS::IAM::Policy", "PolicyDocument"),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument"),
    ("AWS::IAM::Role", "Policies?.PolicyDocument"),
    ("AWS::IAM::User", "Policies?.PolicyDocument"),
    ("AWS::IAM::Group", "Policies?.PolicyDocument"),
];

/// Attributes that say who may take a role.
pub(crate) const OF_TRUST: &[(&str, &str)] = &[
    ("aws_iam_role", "assume_role_policy"),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument"),
];

/// A statement.
pub(crate) struct Statement<'a> {
    node: &'a Node,
}

/// Runs over every statement of the policies of resources: with the resource, the attribute that
/// holds the policy, and the statement.
pub(crate) fn each_statement(
    cloud: &Cloud,
    holders: &[(&str, &str)],
    mut run: impl FnMut(&Resource, &Node, &Statement<'_>),
) -> bool {
    let mut arises = false;
    for (kind, path) in holders {
        for resource in cloud.of_kinds(&[kind]) {
            arises = true;
            for node in nodes_at(&resource.attributes, path).into_iter().flatten() {
                let Some(document) = node.document() else {
                    continue;
                };
                for statement in Statement::all(&document) {
                    run(resource, node, &statement);
                }
            }
        }
    }
    arises
}

impl<'a> Statement<'a> {
    /// The statements of a policy.
    pub(crate) fn all(document: &'a Node) -> Vec<Self> {
        let statements = document.get("Statement").map(Node::items);
        let statements = statements.unwrap_or_default().iter();
        statements.map(|node| Statement { node }).collect()
    }

    /// Whether it allows.
    pub(crate) fn allows(&self) -> bool {
        let effect = self.node.get("Effect").and_then(Node::as_str);
        effect.is_some_and(|effect| effect.eq_ignore_ascii_case("Allow"))
    }

    /// The actions, in small letters; those with unknown parts are left out.
    pub(crate) fn actions(&self) -> Vec<String> {
        self.texts("Action")
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let items = self.node.get(name).map(Node::items).unwrap_or_default();
        let texts = items.iter().filter_map(Node::as_str);
        texts.map(str::to_ascii_lowercase).collect()
    }

    /// Whether it reaches every resource.
    pub(crate) fn is_of_all_resources(&self) -> bool {
        self.texts("Resource").iter().any(|text| text == "*")
    }

    pub(crate) fn has_condition(&self) -> bool {
        let condition = self.node.get("Condition");
        condition.is_some_and(|condition| !condition.entries().is_empty())
    }

    /// Whether anyone is meant.
    pub(crate) fn is_for_everyone(&self) -> bool {
        let Some(principal) = self.node.get("Principal") else {
            return false;
        };
        let star = |node: &Node| node.items().iter().any(|item| item.as_str() == Some("*"));
        star(principal) || principal.get("AWS").is_some_and(star)
    }

    /// The identity providers that are trusted.
    pub(crate) fn federated(&self) -> Vec<String> {
        let federated = self
            .node
            .get("Principal")
            .and_then(|node| node.get("Federated"));
        let items = federated.map(Node::items).unwrap_or_default();
        items
            .iter()
            .filter_map(Node::partial_text)
            .map(str::to_owned)
            .collect()
    }

    /// The condition as text, for a search of its keys.
    pub(crate) fn condition_keys(&self) -> Vec<String> {
        let tests = self
            .node
            .get("Condition")
            .map(Node::entries)
            .unwrap_or_default();
        let keys = tests.iter().flat_map(|(_, test)| test.entries());
        keys.map(|(key, _)| key.to_ascii_lowercase()).collect()
    }
}
