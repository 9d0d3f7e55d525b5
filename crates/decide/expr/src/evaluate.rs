//! Evaluation of compiled expressions, with every step counted.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::arithmetic;
use crate::error::EvaluationError;
use crate::node::{Call, Node, Operator, Root};
use crate::program::Program;
use crate::value::{Key, Value};

mod fold;

/// How many steps are left.
#[derive(Clone, Debug)]
pub struct Budget {
    limit: u64,
    left: u64,
}

impl Budget {
    /// So many steps.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Budget {
            limit: steps,
            left: steps,
        }
    }

    /// How many were taken.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.limit - self.left
    }

    pub(crate) fn take(&mut self, steps: u64) -> Result<(), EvaluationError> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(EvaluationError::Budget(self.limit))
            }
        }
    }
}

/// What an expression is evaluated about.
#[derive(Debug)]
pub struct Context<'p> {
    /// The object that is made.
    pub object: Value,
    /// The request.
    pub request: Value,
    /// The object of parameters; `null` where there is none.
    pub params: Value,
    /// The namespace of the object; `null` for one without.
    pub namespace_object: Value,
    variables: &'p [Program],
    /// Values of variables, as soon as one asked for them.
    values: RefCell<Vec<Option<Result<Value, EvaluationError>>>>,
}

impl<'p> Context<'p> {
    /// A context in which an object is made, with the variables of a policy in their order.
    #[must_use]
    pub fn new(object: Value, request: Value, variables: &'p [Program]) -> Self {
        Context {
            object,
            request,
            params: Value::Null,
            namespace_object: Value::Null,
            variables,
            values: RefCell::new(vec![None; variables.len()]),
        }
    }
}

/// Evaluates what stands on constants alone.
pub(crate) fn constant(node: &Node) -> Result<Value, EvaluationError> {
    let context = Context::new(Value::Null, Value::Null, &[]);
    let mut budget = Budget::new(10_000);
    Evaluation::new(&context, &mut budget).program(node)
}

/// One evaluation.
pub(crate) struct Evaluation<'c, 'p> {
    context: &'c Context<'p>,
    pub(crate) budget: &'c mut Budget,
    locals: Vec<Value>,
}

type Evaluated = Result<Value, EvaluationError>;

impl<'c, 'p> Evaluation<'c, 'p> {
    pub(crate) fn new(context: &'c Context<'p>, budget: &'c mut Budget) -> Self {
        Evaluation {
            context,
            budget,
            locals: Vec::new(),
        }
    }

    pub(crate) fn program(mut self, node: &Node) -> Evaluated {
        self.node(node)
    }

    fn node(&mut self, node: &Node) -> Evaluated {
        self.budget.take(1)?;
        match node {
            Node::Const(value) => Ok(value.clone()),
            Node::Root(root) => Ok(self.root(*root)),
            Node::Local(index) => self.locals.get(*index).cloned().ok_or_else(lost),
            Node::Variable(index) => self.variable(*index),
            Node::Select {
                of,
                field,
                optional,
            } => {
                let of = self.node(of)?;
                select(&of, field, *optional)
            }
            Node::Has { of, field } => has(&self.node(of)?, field).map(Value::Bool),
            Node::Index {
                of,
                index,
                optional,
            } => {
                let of = self.node(of)?;
                let index = self.node(index)?;
                self::index(&of, &index, *optional)
            }
            Node::List(items) => self.list(items),
            Node::Map(entries) => self.map(entries),
            Node::And(left, right) => self.logic(left, right, false),
            Node::Or(left, right) => self.logic(left, right, true),
            Node::Not(of) => match self.node(of)? {
                Value::Bool(truth) => Ok(Value::Bool(!truth)),
                other => Err(no_overload("!_", &[other])),
            },
            Node::Negate(of) => arithmetic::negate(&self.node(of)?),
            Node::Choose {
                condition,
                then,
                otherwise,
            } => match self.node(condition)? {
                Value::Bool(true) => self.node(then),
                Value::Bool(false) => self.node(otherwise),
                other => Err(no_overload("_?_:_", &[other])),
            },
            Node::Binary {
                operator,
                left,
                right,
            } => {
                let left = self.node(left)?;
                let right = self.node(right)?;
                self.binary(*operator, &left, &right)
            }
            Node::Call(call) => self.call(call),
            Node::Fold(fold) => self.fold(fold),
            Node::Bind { value, body } => {
                let value = self.node(value)?;
                self.within(value, body)
            }
            Node::OptionalMap { of, body, is_flat } => match self.node(of)? {
                Value::Optional(None) => Ok(Value::Optional(None)),
                Value::Optional(Some(inner)) => {
                    let value = self.within((*inner).clone(), body)?;
                    Ok(if *is_flat { value } else { Value::some(value) })
                }
                other => Err(no_overload("optMap", &[other])),
            },
        }
    }

    fn root(&self, root: Root) -> Value {
        match root {
            Root::Object => self.context.object.clone(),
            Root::OldObject => Value::Null,
            Root::Request => self.context.request.clone(),
            Root::Params => self.context.params.clone(),
            Root::NamespaceObject => self.context.namespace_object.clone(),
        }
    }

    /// Evaluates with one more local variable.
    fn within(&mut self, value: Value, body: &Node) -> Evaluated {
        let outer = self.locals.len();
        self.locals.push(value);
        let result = self.node(body);
        self.locals.truncate(outer);
        result
    }

    /// A variable of the policy, evaluated when it is first asked for.
    fn variable(&mut self, index: usize) -> Evaluated {
        let known = self.context.values.borrow().get(index).cloned().flatten();
        if let Some(value) = known {
            return value;
        }
        let program = self.context.variables.get(index).ok_or_else(lost)?;
        let inner = Evaluation::new(self.context, &mut *self.budget);
        let value = inner.program(&program.node);
        if let Some(slot) = self.context.values.borrow_mut().get_mut(index) {
            *slot = Some(value.clone());
        }
        value
    }

    fn list(&mut self, items: &[(Node, bool)]) -> Evaluated {
        let mut list = Vec::with_capacity(items.len());
        for (item, optional) in items {
            match (self.node(item)?, optional) {
                (value, false) => list.push(value),
                (Value::Optional(inner), true) => {
                    list.extend(inner.map(|inner| (*inner).clone()));
                }
                (other, true) => return Err(no_overload("[?]", &[other])),
            }
        }
        Ok(Value::list(list))
    }

    fn map(&mut self, entries: &[(Node, Node, bool)]) -> Evaluated {
        let mut map = BTreeMap::new();
        for (key, value, optional) in entries {
            let key = self.node(key)?;
            let key = key.key().ok_or_else(|| {
                EvaluationError::failed(format!("unsupported key type: {}", key.type_name()))
            })?;
            let value = match (self.node(value)?, optional) {
                (value, false) => value,
                (Value::Optional(Some(inner)), true) => (*inner).clone(),
                (Value::Optional(None), true) => continue,
                (other, true) => return Err(no_overload("{?}", &[other])),
            };
            let name = key.to_string();
            if map.insert(key, value).is_some() {
                return Err(EvaluationError::failed(format!(
                    "failed with repeated key: {name}"
                )));
            }
        }
        Ok(Value::Map(Arc::new(map)))
    }

    /// `&&` and `||`: a side that decides does so whatever the other one fails with.
    fn logic(&mut self, left: &Node, right: &Node, decides: bool) -> Evaluated {
        let one = truth(self.node(left));
        match &one {
            Ok(truth) if *truth == decides => return Ok(Value::Bool(decides)),
            Err(error) if error.is_fatal() => return Err(error.clone()),
            _ => {}
        }
        let other = truth(self.node(right))?;
        if other == decides {
            return Ok(Value::Bool(decides));
        }
        one.map(Value::Bool)
    }

    fn binary(&mut self, operator: Operator, left: &Value, right: &Value) -> Evaluated {
        match operator {
            Operator::Equal => left.equals(right, self.budget).map(Value::Bool),
            Operator::NotEqual => left
                .equals(right, self.budget)
                .map(|same| Value::Bool(!same)),
            Operator::In => self.contains(left, right).map(Value::Bool),
            _ => arithmetic::apply(operator, left, right, self.budget),
        }
    }

    fn contains(&mut self, item: &Value, within: &Value) -> Result<bool, EvaluationError> {
        match within {
            Value::List(items) => {
                for other in items.iter() {
                    if item.equals(other, self.budget)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Map(entries) => match item {
                Value::Unknown(what) => Err(EvaluationError::unknown(what)),
                item => Ok(item.key().is_some_and(|key| entries.contains_key(&key))),
            },
            Value::Unknown(what) => Err(EvaluationError::unknown(what)),
            _ => Err(no_overload("@in", &[item.clone(), within.clone()])),
        }
    }

    fn call(&mut self, call: &Call) -> Evaluated {
        let mut values = Vec::with_capacity(call.arguments.len());
        // What stands behind `or` and `orValue` is only asked where it is needed. Before them, what
        // is no optional value stands for itself, as in cel-go.
        let is_lazy = matches!(call.function.name, "or" | "orValue");
        for argument in &call.arguments {
            match values.as_slice() {
                [Value::Optional(Some(_))] if is_lazy => {
                    values.push(Value::Optional(None));
                    continue;
                }
                [Value::Optional(None) | Value::Unknown(_)] => {}
                [value] if is_lazy => return Ok(value.clone()),
                _ => {}
            }
            values.push(self.node(argument)?);
        }
        for value in &values {
            if let Value::Unknown(what) = value {
                return Err(EvaluationError::unknown(what));
            }
        }
        call.function.run(&values, call.regex.as_ref(), self.budget)
    }
}

/// A field of a value. Behind an optional value, every field is optional.
fn select(of: &Value, field: &Key, optional: bool) -> Evaluated {
    match of {
        Value::Map(entries) => match (entries.get(field), optional) {
            (Some(value), false) => Ok(value.clone()),
            (Some(value), true) => Ok(Value::some(value.clone())),
            (None, true) => Ok(Value::Optional(None)),
            (None, false) => Err(EvaluationError::failed(format!("no such key: {field}"))),
        },
        Value::Optional(None) => Ok(Value::Optional(None)),
        Value::Optional(Some(inner)) => select(inner, field, true),
        Value::Unknown(what) => Err(EvaluationError::unknown(what)),
        _ => Err(no_overload("select", std::slice::from_ref(of))),
    }
}

fn has(of: &Value, field: &Key) -> Result<bool, EvaluationError> {
    match of {
        Value::Map(entries) => Ok(entries.contains_key(field)),
        Value::Optional(None) => Ok(false),
        Value::Optional(Some(inner)) => has(inner, field),
        Value::Unknown(what) => Err(EvaluationError::unknown(what)),
        _ => Err(no_overload("has", std::slice::from_ref(of))),
    }
}

fn index(of: &Value, index: &Value, optional: bool) -> Evaluated {
    if let Value::Unknown(what) = index {
        return Err(EvaluationError::unknown(what));
    }
    let found = match of {
        Value::Map(entries) => {
            let key = index.key().ok_or_else(|| {
                EvaluationError::failed(format!("unsupported key type: {}", index.type_name()))
            })?;
            entries
                .get(&key)
                .cloned()
                .ok_or_else(|| format!("no such key: {key}"))
        }
        Value::List(items) => {
            let Some(Key::Int(number)) = index.key() else {
                return Err(no_overload("_[_]", &[of.clone(), index.clone()]));
            };
            let item = usize::try_from(number).ok().and_then(|at| items.get(at));
            item.cloned()
                .ok_or_else(|| format!("index out of bounds: {number}"))
        }
        Value::Optional(None) => return Ok(Value::Optional(None)),
        Value::Optional(Some(inner)) => return self::index(inner, index, true),
        Value::Unknown(what) => return Err(EvaluationError::unknown(what)),
        _ => return Err(no_overload("_[_]", &[of.clone(), index.clone()])),
    };
    match (found, optional) {
        (Ok(value), false) => Ok(value),
        (Ok(value), true) => Ok(Value::some(value)),
        (Err(_), true) => Ok(Value::Optional(None)),
        (Err(reason), false) => Err(EvaluationError::Failed(reason)),
    }
}

/// The truth of what should be one.
fn truth(value: Evaluated) -> Result<bool, EvaluationError> {
    match value? {
        Value::Bool(truth) => Ok(truth),
        other => Err(no_overload("a logical operator", &[other])),
    }
}

fn no_overload(name: &str, values: &[Value]) -> EvaluationError {
    for value in values {
        if let Value::Unknown(what) = value {
            return EvaluationError::unknown(what);
        }
    }
    EvaluationError::no_overload(name, values)
}

/// A number of a variable that the compiler made up.
fn lost() -> EvaluationError {
    EvaluationError::Unsupported("a variable that is not there".to_owned())
}
