//! Admission policies, asked about objects as if each were just being created.

mod defaults;
mod document;
mod json;
mod load;
mod request;
mod selector;

use std::collections::HashMap;

use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet};
use seaworthy_model::Location;

pub use document::Action;
pub use load::{Policies, Problem};

use crate::error::EvaluationError;
use crate::evaluate::{Budget, Context};
use crate::limits::{EVALUATION_STEPS_MAX, MESSAGE_BYTES_MAX, PARAMS_MAX, SET_STEPS_MAX};
use crate::program::Program;
use crate::value::Value;

use document::ParamRef;
use load::{Binding, Checked, Policy};
use request::Request;
use selector::{Answer, Labels, fits};

/// Who is said to create the objects.
#[derive(Clone, Debug)]
pub struct User {
    /// The name.
    pub name: String,
    /// The groups.
    pub groups: Vec<String>,
}

impl Default for User {
    /// Somebody whom nobody knows: what a policy lets only some do, a file must not get by.
    fn default() -> Self {
        User {
            name: "system:anonymous".to_owned(),
            groups: vec!["system:unauthenticated".to_owned()],
        }
    }
}

/// How objects are asked about.
#[derive(Clone, Debug)]
pub struct ReviewOptions {
    /// Who creates them.
    pub user: User,
    /// Whether the pods that workloads make are asked about as well.
    pub with_pods: bool,
    /// Steps that may be taken for all objects together.
    pub steps_max: u64,
}

impl Default for ReviewOptions {
    fn default() -> Self {
        ReviewOptions {
            user: User::default(),
            with_pods: true,
            steps_max: SET_STEPS_MAX,
        }
    }
}

/// What a policy says of an object.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    /// The object.
    pub object: &'a Object,
    /// The way to the pod specification, where it is about a pod that the object makes.
    pub pod: Option<&'a str>,
    /// The name of the policy.
    pub policy: &'a str,
    /// Where the policy is written.
    pub policy_location: &'a Location,
    /// What it says.
    pub answer: Said,
}

/// What a policy says of an object that it does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It refuses it.
    Refused {
        /// The strictest thing that happens.
        action: Action,
        /// The name of the binding; nothing for a policy that holds without one.
        binding: Option<String>,
        /// The expression that refuses it, or that fails.
        expression: String,
        /// The message of the policy, as an API server would give it.
        message: String,
    },
    /// It cannot be told, and why.
    Unknown(String),
}

/// What objects refer to.
pub(crate) struct World<'a> {
    sets: [&'a [Object]; 2],
    namespaces: HashMap<&'a str, &'a Object>,
}

impl<'a> World<'a> {
    fn new(set: &'a ObjectSet, policies: &'a Policies) -> Self {
        let sets = [set.objects(), policies.beside.as_slice()];
        let objects = sets.iter().flat_map(|objects| objects.iter());
        let is_namespace =
            |object: &&Object| object.kind() == "Namespace" && object.group().is_empty();
        let mut namespaces = HashMap::new();
        for object in objects.filter(is_namespace) {
            namespaces.entry(object.name()).or_insert(object);
        }
        World { sets, namespaces }
    }

    /// The labels of a namespace. Without its object, only its name is known.
    fn namespace_labels(&self, name: &str) -> Labels {
        let labels = match self.namespaces.get(name) {
            Some(object) => request::labels_of(object.at("metadata.labels")),
            None => Labels {
                open: Some(unknown_labels(name)),
                ..Labels::default()
            },
        };
        request::named(labels, name)
    }

    /// The value of `namespaceObject`.
    fn namespace_object(&self, request: &Request<'_>) -> Value {
        let Some(name) = request.namespace.as_deref() else {
            return Value::Null;
        };
        let found = self
            .namespaces
            .get(name)
            .and_then(|object| json::of(object.value()).ok());
        let mut metadata = vec![("name", Value::text(name))];
        match found {
            Some(mut json) => {
                defaults::apply(&mut json, "", "Namespace", None);
                json["metadata"]["labels"]["kubernetes.io/metadata.name"] = name.into();
                return Value::of_json(&json);
            }
            None => {
                let unknown = Value::Unknown(unknown_labels(name).into());
                metadata.extend([("labels", unknown.clone()), ("annotations", unknown)]);
            }
        }
        Value::map([
            ("apiVersion", Value::text("v1")),
            ("kind", Value::text("Namespace")),
            ("metadata", Value::map(metadata)),
        ])
    }

    /// The parameters that a binding selects.
    fn params(
        &self,
        policy: &Policy,
        reference: &ParamRef,
        request: &Request<'_>,
    ) -> Result<Vec<Value>, String> {
        let Some(kind) = &policy.params else {
            return Ok(vec![Value::Null]);
        };
        let all = self.sets.iter().flat_map(|objects| objects.iter());
        let of_kind = all.filter(|object| {
            object.kind() == kind.kind && object.api_version() == kind.api_version
        });
        let mut found = Vec::new();
        for object in of_kind {
            let is_namespaced = object.resource().is_none_or(|resource| resource.namespaced);
            if is_namespaced {
                let wanted = match reference.namespace.as_str() {
                    "" => request.namespace.as_deref(),
                    named => Some(named),
                };
                let stands_in = object.namespace().unwrap_or("default");
                if wanted != Some(stands_in) {
                    continue;
                }
            }
            let is_named = reference.name.is_empty() || object.name() == reference.name;
            let is_selected = reference.selector.as_ref().is_none_or(|selector| {
                request::labels_of(object.at("metadata.labels")).fit(selector) == Answer::Yes
            });
            if is_named && is_selected {
                found.push(Value::of_json(&json::of(object.value())?));
            }
            if found.len() > PARAMS_MAX {
                return Err(format!(
                    "its binding selects more than {PARAMS_MAX} parameters"
                ));
            }
        }
        if found.is_empty() {
            let kind = &kind.kind;
            return Err(format!(
                "its parameters ({kind} `{}`) are not known here",
                reference.name
            ));
        }
        Ok(found)
    }
}

fn unknown_labels(namespace: &str) -> String {
    format!("the labels of namespace `{namespace}`, which no file describes")
}

/// Asks every policy about every object of a set. What passes is not told.
#[must_use]
pub fn review<'a>(
    set: &'a ObjectSet,
    policies: &'a Policies,
    options: &ReviewOptions,
) -> Vec<Review<'a>> {
    let world = World::new(set, policies);
    let mut asked = Asked {
        world: &world,
        policies,
        user: &options.user,
        steps: options.steps_max,
        reviews: Vec::new(),
    };
    for object in set.objects() {
        if let Some(request) = Request::of_object(object, &world) {
            asked.request(object, None, &request);
        }
        if !options.with_pods {
            continue;
        }
        for (site, pod) in object.pod_sites().iter().zip(object.pods()) {
            if let Some(request) = Request::of_pod(pod, &world) {
                asked.request(object, Some(&site.path), &request);
            }
        }
    }
    asked.reviews
}

struct Asked<'w, 'a> {
    world: &'w World<'a>,
    policies: &'a Policies,
    user: &'w User,
    /// Steps that are left for the whole set.
    steps: u64,
    reviews: Vec<Review<'a>>,
}

impl<'a> Asked<'_, 'a> {
    fn request(&mut self, object: &'a Object, pod: Option<&'a str>, request: &Request<'_>) {
        let policies = self.policies;
        for policy in &policies.policies {
            let said = self.policy(policy, request);
            self.reviews.extend(said.into_iter().map(|answer| Review {
                object,
                pod,
                policy: &policy.name,
                policy_location: &policy.location,
                answer,
            }));
        }
    }

    fn policy(&mut self, policy: &Policy, request: &Request<'_>) -> Vec<Said> {
        let of_policy = fits(&policy.resources, request);
        if of_policy == Answer::No {
            return Vec::new();
        }
        let bindings = self.policies.bindings.iter();
        let bindings: Vec<&Binding> = bindings
            .filter(|binding| binding.spec.policy_name == policy.name)
            .collect();
        if bindings.is_empty() && policy.is_given {
            return match (of_policy, &policy.params) {
                (Answer::Unknown(reason), _) => vec![Said::Unknown(reason)],
                (_, Some(_)) => {
                    let reason = "it needs parameters, and no binding names them";
                    vec![Said::Unknown(reason.to_owned())]
                }
                _ => self.evaluate(policy, None, &[Action::Deny], Value::Null, request),
            };
        }
        let mut said = Vec::new();
        for binding in bindings {
            let resources = binding.spec.match_resources.as_ref();
            let of_binding = resources.map_or(Answer::Yes, |resources| fits(resources, request));
            match (&of_policy, of_binding) {
                (_, Answer::No) | (Answer::No, _) => continue,
                (Answer::Unknown(reason), _) => said.push(Said::Unknown(reason.clone())),
                (_, Answer::Unknown(reason)) => said.push(Said::Unknown(reason)),
                (Answer::Yes, Answer::Yes) => said.extend(self.bound(policy, binding, request)),
            }
        }
        said
    }

    /// Asks a policy through a binding, once for each object of parameters.
    fn bound(&mut self, policy: &Policy, binding: &Binding, request: &Request<'_>) -> Vec<Said> {
        let params = match (&policy.params, &binding.spec.param_ref) {
            (None, _) => Ok(vec![Value::Null]),
            (Some(_), None) => Err("its binding names no parameters".to_owned()),
            (Some(_), Some(reference)) => self.world.params(policy, reference, request),
        };
        let params = match params {
            Ok(params) => params,
            Err(reason) => return vec![Said::Unknown(reason)],
        };
        let actions = &binding.spec.validation_actions;
        let mut said = Vec::new();
        for params in params {
            said.extend(self.evaluate(policy, Some(binding), actions, params, request));
        }
        said
    }

    fn evaluate(
        &mut self,
        policy: &Policy,
        binding: Option<&Binding>,
        actions: &[Action],
        params: Value,
        request: &Request<'_>,
    ) -> Vec<Said> {
        let object = match request.object() {
            Ok(object) => object,
            Err(reason) => return vec![Said::Unknown(reason)],
        };
        let mut context = Context::new(object, request.value(self.user), &policy.variables);
        context.params = params;
        context.namespace_object = self.world.namespace_object(request);
        // A binding without actions is refused by an API server; nothing is lost by the strictest.
        let action = actions.iter().max().copied().unwrap_or(Action::Deny);
        let refused = |expression: &Program, message: String| Said::Refused {
            action,
            binding: binding.map(|binding| binding.name.clone()),
            expression: expression.source().trim().to_owned(),
            message,
        };
        match self.conditions(policy, &context) {
            Ok(true) => {}
            Ok(false) => return Vec::new(),
            Err((program, error)) => {
                return vec![failure(policy, program, &error, request, &refused)];
            }
        }
        let mut said = Vec::new();
        for validation in &policy.validations {
            match self.run(&validation.program, &context) {
                Ok(Value::Bool(true)) => {}
                Ok(Value::Bool(false)) => {
                    let message = self.message(validation, &context, request);
                    said.push(refused(&validation.program, message));
                }
                Ok(other) => {
                    let reason = format!("it yields a {}, not a bool", other.type_name());
                    let error = EvaluationError::Failed(reason);
                    said.push(failure(
                        policy,
                        &validation.program,
                        &error,
                        request,
                        &refused,
                    ));
                }
                Err(error) => said.push(failure(
                    policy,
                    &validation.program,
                    &error,
                    request,
                    &refused,
                )),
            }
        }
        said
    }

    /// Whether all conditions hold. One that does not decides, whatever others fail with.
    fn conditions<'p>(
        &mut self,
        policy: &'p Policy,
        context: &Context<'_>,
    ) -> Result<bool, (&'p Program, EvaluationError)> {
        let mut failed = None;
        for program in &policy.conditions {
            match self.run(program, context) {
                Ok(Value::Bool(false)) => return Ok(false),
                Ok(Value::Bool(true)) => {}
                Ok(other) => {
                    let reason = format!("it yields a {}, not a bool", other.type_name());
                    failed = failed.or(Some((program, EvaluationError::Failed(reason))));
                }
                Err(error) => failed = failed.or(Some((program, error))),
            }
        }
        failed.map_or(Ok(true), Err)
    }

    fn run(&mut self, program: &Program, context: &Context<'_>) -> Result<Value, EvaluationError> {
        let mut budget = Budget::new(EVALUATION_STEPS_MAX.min(self.steps));
        if self.steps == 0 {
            return Err(EvaluationError::Unsupported(
                "asking for more steps than all policies together may take".to_owned(),
            ));
        }
        let value = program.evaluate(context, &mut budget);
        self.steps = self.steps.saturating_sub(budget.taken());
        value
    }

    /// The message of a validation: computed, written, or the expression itself.
    fn message(
        &mut self,
        validation: &Checked,
        context: &Context<'_>,
        request: &Request<'_>,
    ) -> String {
        // What a policy computes from a Secret may hold what is in it.
        let program = validation
            .message_program
            .as_ref()
            .filter(|_| !request.is_secret());
        if let Some(program) = program
            && let Ok(Value::String(text)) = self.run(program, context)
        {
            let text = text.trim();
            let is_usable = !text.is_empty() && !text.contains(['\n', '\r']);
            if is_usable && text.len() <= MESSAGE_BYTES_MAX {
                return text.to_owned();
            }
        }
        match validation.message.as_str() {
            "" => format!("failed expression: {}", validation.program.source().trim()),
            message => message.to_owned(),
        }
    }
}

/// What an expression that fails means: an API server refuses the object where the policy fails
/// closed. What is only lacking here is unknown, and so is what the policy would let pass.
fn failure(
    policy: &Policy,
    program: &Program,
    error: &EvaluationError,
    request: &Request<'_>,
    refused: &impl Fn(&Program, String) -> Said,
) -> Said {
    let source = program.source().trim();
    if error.is_fatal() {
        return Said::Unknown(format!("expression `{source}`: {error}"));
    }
    // An error can quote what it stumbled over.
    let message = match request.is_secret() {
        true => format!("expression '{source}' resulted in error"),
        false => format!("expression '{source}' resulted in error: {error}"),
    };
    match policy.fails_closed {
        true => refused(program, message),
        false => Said::Unknown(format!("{message}; its failure policy is Ignore")),
    }
}
