//! Policies, bindings and what is wrong with them, out of objects.

use seaworthy_facts::manifest::kubernetes::{Category, Object, ObjectSet};
use seaworthy_model::Location;
use serde::de::DeserializeOwned;

use super::document::{BindingSpec, FailurePolicy, MatchResources, Named, ParamKind, PolicySpec};
use super::json;
use crate::compile::Scope;
use crate::error::CompileError;
use crate::limits::{BINDINGS_MAX, EXPRESSIONS_MAX, MESSAGE_BYTES_MAX, POLICIES_MAX};
use crate::program::Program;
use crate::types::{BOOL, STRING};

/// Policies and bindings that can be asked, and what cannot be used.
#[derive(Debug, Default)]
pub struct Policies {
    pub(super) policies: Vec<Policy>,
    pub(super) bindings: Vec<Binding>,
    /// Objects that lie beside policies from elsewhere: namespaces and parameters.
    pub(super) beside: Vec<Object>,
    problems: Vec<Problem>,
}

/// A policy or a binding that cannot be used, and why. What it would say is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What cannot be used, by kind and name.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub location: Location,
}

#[derive(Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) location: Location,
    /// Whether it holds without a binding.
    pub(super) is_given: bool,
    pub(super) fails_closed: bool,
    pub(super) params: Option<ParamKind>,
    pub(super) resources: MatchResources,
    pub(super) conditions: Vec<Program>,
    pub(super) variables: Vec<Program>,
    pub(super) validations: Vec<Checked>,
}

/// A validation.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) program: Program,
    pub(super) message: String,
    pub(super) message_program: Option<Program>,
}

#[derive(Debug)]
pub(super) struct Binding {
    pub(super) name: String,
    pub(super) spec: BindingSpec,
}

const GROUP: &str = "admissionregistration.k8s.io";

impl Policies {
    /// Reads the policies and bindings among objects that are judged themselves: they hold as they
    /// would in a cluster, so a policy without a binding holds nowhere.
    pub fn read(&mut self, set: &ObjectSet) {
        self.take(set, false);
    }

    /// Reads policies from elsewhere. One that no binding names holds everywhere, and refuses.
    pub fn read_given(&mut self, set: &ObjectSet) {
        self.take(set, true);
        self.beside.extend(set.objects().iter().cloned());
    }

    /// Whether nothing is to be asked and nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty() && self.problems.is_empty()
    }

    /// What cannot be used.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn take(&mut self, set: &ObjectSet, is_given: bool) {
        for object in set.objects() {
            match (object.group() == GROUP, object.kind()) {
                (true, "ValidatingAdmissionPolicy") => self.policy(object, is_given),
                (true, "ValidatingAdmissionPolicyBinding") => self.binding(object),
                _ if is_given && object.category() == Category::AdmissionPolicy => {
                    self.problem(object, "policies of this kind are not supported".to_owned());
                }
                _ => {}
            }
        }
    }

    fn problem(&mut self, object: &Object, reason: String) {
        self.problems.push(Problem {
            what: format!("{} `{}`", object.kind(), object.name()),
            reason,
            location: object.value().location(),
        });
    }

    fn policy(&mut self, object: &Object, is_given: bool) {
        if self.policies.len() >= POLICIES_MAX {
            return self.problem(
                object,
                format!("there are more than {POLICIES_MAX} policies"),
            );
        }
        match policy(object, is_given) {
            Ok(policy) => self.policies.push(policy),
            Err(reason) => self.problem(object, reason),
        }
    }

    fn binding(&mut self, object: &Object) {
        if self.bindings.len() >= BINDINGS_MAX {
            return self.problem(
                object,
                format!("there are more than {BINDINGS_MAX} bindings"),
            );
        }
        match spec::<BindingSpec>(object) {
            Ok(spec) => self.bindings.push(Binding {
                name: object.name().to_owned(),
                spec,
            }),
            Err(reason) => self.problem(object, reason),
        }
    }
}

fn spec<T: DeserializeOwned>(object: &Object) -> Result<T, String> {
    if !matches!(object.version(), "v1" | "v1beta1" | "v1alpha1") {
        return Err(format!(
            "the version `{}` is not supported",
            object.version()
        ));
    }
    let written = object.at("spec").ok_or("it has no `spec`")?;
    let json = json::of(written)?;
    serde_json::from_value(json).map_err(|error| format!("its `spec` cannot be read: {error}"))
}

fn policy(object: &Object, is_given: bool) -> Result<Policy, String> {
    let spec: PolicySpec = spec(object)?;
    let count = spec.validations.len() + spec.variables.len() + spec.match_conditions.len();
    if count > EXPRESSIONS_MAX {
        return Err(format!("it has more than {EXPRESSIONS_MAX} expressions"));
    }
    if spec.validations.is_empty() && spec.audit_annotations.is_empty() {
        return Err("it has no validation".to_owned());
    }
    let resources = spec.match_constraints.unwrap_or_default();
    if resources.resource_rules.is_empty() {
        return Err("its `matchConstraints` has no rule".to_owned());
    }
    let mut scope = Scope {
        has_params: spec.param_kind.is_some(),
        ..Scope::default()
    };
    let conditions = conditions(&spec.match_conditions, &scope)?;
    let mut variables = Vec::new();
    for (Named { name, expression }, index) in spec.variables.iter().zip(0..) {
        let at = || format!("variables[{index}] (`{name}`)");
        let program = compile(expression, &scope, at)?;
        scope.declare(name, &program);
        variables.push(program);
    }
    let mut validations = Vec::new();
    for (validation, index) in spec.validations.iter().zip(0..) {
        let at = || format!("validations[{index}]");
        let program = compile(&validation.expression, &scope, at)?;
        if !program.kind.fits(BOOL) {
            return Err(format!("{}: it must evaluate to bool", at()));
        }
        let message_program = match validation.message_expression.trim() {
            "" => None,
            text => Some(compile(text, &scope, || {
                format!("{}.messageExpression", at())
            })?),
        };
        if message_program
            .as_ref()
            .is_some_and(|program| !program.kind.fits(STRING))
        {
            return Err(format!(
                "{}.messageExpression: it must evaluate to string",
                at()
            ));
        }
        validations.push(Checked {
            program,
            message: one_line(&validation.message),
            message_program,
        });
    }
    Ok(Policy {
        name: object.name().to_owned(),
        location: object.value().location(),
        is_given,
        fails_closed: spec.failure_policy == FailurePolicy::Fail,
        params: spec.param_kind,
        resources,
        conditions,
        variables,
        validations,
    })
}

/// A message as one line of bounded length.
fn one_line(text: &str) -> String {
    let chars = text.trim().chars().take(MESSAGE_BYTES_MAX);
    chars
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Conditions come before variables, and cannot name any.
fn conditions(conditions: &[Named], scope: &Scope) -> Result<Vec<Program>, String> {
    let compiled = conditions.iter().zip(0..).map(|(condition, index)| {
        let at = || format!("matchConditions[{index}] (`{}`)", condition.name);
        let program = compile(&condition.expression, scope, at)?;
        match program.kind.fits(BOOL) {
            true => Ok(program),
            false => Err(format!("{}: it must evaluate to bool", at())),
        }
    });
    compiled.collect()
}

fn compile(source: &str, scope: &Scope, at: impl Fn() -> String) -> Result<Program, String> {
    Program::compile(source, scope).map_err(|error| match error {
        CompileError::Rejected(reason) => {
            format!("{}: an API server would refuse it: {reason}", at())
        }
        other => format!("{}: {other}", at()),
    })
}
