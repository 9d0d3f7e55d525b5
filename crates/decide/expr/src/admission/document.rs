//! The documents of admission policies (Kubernetes API, `admissionregistration.k8s.io/v1`).
//!
//! A field that is not known is an error: what an expression stands in must not be passed over.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PolicySpec {
    pub(super) param_kind: Option<ParamKind>,
    pub(super) match_constraints: Option<MatchResources>,
    #[serde(default)]
    pub(super) validations: Vec<Validation>,
    #[serde(default)]
    pub(super) failure_policy: FailurePolicy,
    /// Notes for the audit log of an API server; they decide nothing.
    #[serde(default)]
    pub(super) audit_annotations: Vec<AuditAnnotation>,
    #[serde(default)]
    pub(super) match_conditions: Vec<Named>,
    #[serde(default)]
    pub(super) variables: Vec<Named>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ParamKind {
    #[serde(default)]
    pub(super) api_version: String,
    #[serde(default)]
    pub(super) kind: String,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub(super) enum FailurePolicy {
    #[default]
    Fail,
    Ignore,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) expression: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AuditAnnotation {
    #[serde(rename = "key")]
    _key: String,
    #[serde(rename = "valueExpression")]
    _value_expression: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Validation {
    pub(super) expression: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) message_expression: String,
    /// The reason in the answer of an API server; it decides nothing.
    #[serde(default, rename = "reason")]
    _reason: String,
}

/// What a policy or a binding is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MatchResources {
    pub(super) namespace_selector: Option<LabelSelector>,
    pub(super) object_selector: Option<LabelSelector>,
    #[serde(default)]
    pub(super) resource_rules: Vec<Rule>,
    #[serde(default)]
    pub(super) exclude_resource_rules: Vec<Rule>,
    #[serde(default)]
    pub(super) match_policy: MatchPolicy,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub(super) enum MatchPolicy {
    Exact,
    #[default]
    Equivalent,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Rule {
    #[serde(default)]
    pub(super) api_groups: Vec<String>,
    #[serde(default)]
    pub(super) api_versions: Vec<String>,
    #[serde(default)]
    pub(super) operations: Vec<String>,
    #[serde(default)]
    pub(super) resources: Vec<String>,
    #[serde(default)]
    pub(super) resource_names: Vec<String>,
    pub(super) scope: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LabelSelector {
    #[serde(default)]
    pub(super) match_labels: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    pub(super) match_expressions: Vec<Requirement>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Requirement {
    pub(super) key: String,
    pub(super) operator: Operator,
    #[serde(default)]
    pub(super) values: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(super) enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BindingSpec {
    #[serde(default)]
    pub(super) policy_name: String,
    pub(super) param_ref: Option<ParamRef>,
    pub(super) match_resources: Option<MatchResources>,
    #[serde(default)]
    pub(super) validation_actions: Vec<Action>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ParamRef {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) namespace: String,
    pub(super) selector: Option<LabelSelector>,
    /// What happens where none is there. Files never tell that none is there, so it is the same
    /// for both values here: unknown.
    #[serde(rename = "parameterNotFoundAction")]
    _parameter_not_found_action: Option<NotFoundAction>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum NotFoundAction {
    Allow,
    Deny,
}

/// What happens to an object that a policy refuses.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is written to the audit log.
    Audit,
    /// Whoever made it is warned.
    Warn,
    /// It is refused.
    Deny,
}
