//! From text to a compiled expression: parsing, names, types as far as they are known, constants.

mod macros;
mod parse;
mod typing;

use std::sync::Arc;

use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue, SelectExpr};
use regex::Regex;

use crate::error::CompileError;
use crate::evaluate::constant;
use crate::library::{self, Function, pattern};
use crate::limits::{EXPRESSION_DEPTH_MAX, EXPRESSION_NODES_MAX};
use crate::node::{Call, Node, Operator, Root};
use crate::program::Program;
use crate::types::{BOOL, Type, named};
use crate::value::{Key, Value};

use parse::{literal, parse, path, too_deep};
use typing::{aggregate, expect, inner, operator_type, overload};

/// What an expression may speak of.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Whether there are parameters.
    pub has_params: bool,
    /// Variables that stand before it, by name.
    pub(crate) variables: Vec<(String, Type)>,
}

/// What `request` has (Kubernetes API, `AdmissionRequest` of `admission.k8s.io/v1`, without the
/// objects).
const REQUEST_FIELDS: [&str; 12] = [
    "dryRun",
    "kind",
    "name",
    "namespace",
    "operation",
    "options",
    "requestKind",
    "requestResource",
    "requestSubResource",
    "resource",
    "subResource",
    "userInfo",
];

/// Compiles an expression.
pub(crate) fn compile(source: &str, scope: &Scope) -> Result<Program, CompileError> {
    let tree = parse(source)?;
    let mut compiler = Compiler {
        scope,
        locals: Vec::new(),
        nodes: 0,
        depth: 0,
    };
    let (node, kind) = compiler.expression(&tree)?;
    Ok(Program {
        source: source.to_owned(),
        node,
        kind,
    })
}

fn rejected(reason: impl Into<String>) -> CompileError {
    CompileError::Rejected(reason.into())
}

struct Compiler<'s> {
    scope: &'s Scope,
    /// Variables of the loops around.
    locals: Vec<(String, Type)>,
    nodes: usize,
    depth: usize,
}

type Typed = (Node, Type);

impl Compiler<'_> {
    fn expression(&mut self, expression: &IdedExpr) -> Result<Typed, CompileError> {
        self.nodes += 1;
        self.depth += 1;
        if self.nodes > EXPRESSION_NODES_MAX {
            let reason = format!("it has more than {EXPRESSION_NODES_MAX} parts");
            return Err(CompileError::TooLarge(reason));
        }
        // Chains of operators are deep trees without a bracket; what is evaluated calls itself for
        // each level.
        if self.depth > 4 * usize::from(EXPRESSION_DEPTH_MAX) {
            return Err(too_deep());
        }
        let typed = match &expression.expr {
            Expr::Unspecified => Err(rejected("it cannot be read")),
            Expr::Literal(value) => Ok(literal(value)),
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => {
                let is_optional = |index| list.optional_indices.contains(&index);
                self.list(&list.elements, is_optional)
            }
            Expr::Map(map) => self.map(map.entries.iter().map(|entry| &entry.expr)),
            Expr::Struct(made) => {
                let name = &made.type_name;
                Err(CompileError::Unsupported(format!(
                    "making an object of type `{name}`"
                )))
            }
            Expr::Comprehension(_) => Err(CompileError::Unsupported(
                "a loop that no macro made".to_owned(),
            )),
        };
        self.depth -= 1;
        typed
    }

    fn name(&mut self, name: &str) -> Result<Typed, CompileError> {
        let plain = name.trim_start_matches('.');
        if let Some(index) = self.local(name) {
            let kind = self
                .locals
                .get(index)
                .map_or(Type::Dyn, |(_, kind)| kind.clone());
            return Ok((Node::Local(index), kind));
        }
        if let Some(root) = Root::of(plain) {
            if root == Root::Params && !self.scope.has_params {
                return Err(rejected("undeclared reference to 'params'"));
            }
            return Ok((Node::Root(root), Type::Dyn));
        }
        if let Some(value) = named(plain) {
            let kind = Type::of_value(&value);
            return Ok((Node::Const(value), kind));
        }
        match plain {
            "authorizer" => Err(CompileError::Unsupported("`authorizer`".to_owned())),
            "variables" => Err(CompileError::Unsupported(
                "`variables` without a name behind it".to_owned(),
            )),
            _ => Err(rejected(format!("undeclared reference to '{plain}'"))),
        }
    }

    fn local(&self, name: &str) -> Option<usize> {
        self.locals.iter().rposition(|(known, _)| known == name)
    }

    /// Whether an expression is a name that no loop took.
    fn is_name(&self, expression: &IdedExpr, wanted: &str) -> bool {
        matches!(&expression.expr, Expr::Ident(name) if name == wanted)
            && self.local(wanted).is_none()
    }

    fn select(&mut self, select: &SelectExpr) -> Result<Typed, CompileError> {
        if self.is_name(&select.operand, "variables") {
            return self.variable(&select.field);
        }
        if self.is_name(&select.operand, "request")
            && !REQUEST_FIELDS.contains(&select.field.as_str())
        {
            return Err(rejected(format!("undefined field '{}'", select.field)));
        }
        if let Some(path) = path(select)
            && self
                .local(path.split('.').next().unwrap_or_default())
                .is_none()
            && let Some(value) = named(&path)
        {
            return Ok((Node::Const(value), Type::of_value(&Value::Type("type"))));
        }
        let (of, kind) = self.expression(&select.operand)?;
        let kind = match kind {
            Type::Dyn => Type::Dyn,
            Type::Map(_, value) => *value,
            Type::Optional(_) => Type::Optional(Box::new(Type::Dyn)),
            other => {
                return Err(rejected(format!(
                    "type '{other}' does not support field selection"
                )));
            }
        };
        let select = Node::Select {
            of: Box::new(of),
            field: key(&select.field),
            optional: false,
        };
        Ok((select, kind))
    }

    fn variable(&self, name: &str) -> Result<Typed, CompileError> {
        let mut variables = self.scope.variables.iter();
        match variables.rposition(|(known, _)| known == name) {
            Some(index) => {
                let kind = self
                    .scope
                    .variables
                    .get(index)
                    .map(|(_, kind)| kind.clone());
                Ok((Node::Variable(index), kind.unwrap_or(Type::Dyn)))
            }
            None => Err(rejected(format!("undefined field '{name}' of variables"))),
        }
    }

    fn list(
        &mut self,
        elements: &[IdedExpr],
        is_optional: impl Fn(usize) -> bool,
    ) -> Result<Typed, CompileError> {
        let mut joined: Option<Type> = None;
        let mut items = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            let (item, kind) = self.expression(element)?;
            let optional = is_optional(index);
            joined = Some(aggregate(joined, inner(kind, optional)?)?);
            items.push((item, optional));
        }
        let kind = Type::List(Box::new(joined.unwrap_or(Type::Dyn)));
        Ok((folded(Node::List(items)), kind))
    }

    fn mixed(&mut self, elements: &[IdedExpr]) -> Result<Typed, CompileError> {
        let items = elements.iter().map(|element| {
            let (item, _) = self.expression(element)?;
            Ok((item, false))
        });
        let items = items.collect::<Result<_, CompileError>>()?;
        Ok((folded(Node::List(items)), Type::list()))
    }

    fn map<'e>(
        &mut self,
        entries: impl Iterator<Item = &'e EntryExpr>,
    ) -> Result<Typed, CompileError> {
        let (mut keys, mut values) = (None, None);
        let mut items = Vec::new();
        for entry in entries {
            let EntryExpr::MapEntry(entry) = entry else {
                return Err(CompileError::Unsupported("making an object".to_owned()));
            };
            let (key, key_kind) = self.expression(&entry.key)?;
            let (value, value_kind) = self.expression(&entry.value)?;
            keys = Some(aggregate(keys, key_kind)?);
            values = Some(aggregate(values, inner(value_kind, entry.optional)?)?);
            items.push((key, value, entry.optional));
        }
        let keys = keys.unwrap_or(Type::Dyn);
        let kind = Type::Map(Box::new(keys), Box::new(values.unwrap_or(Type::Dyn)));
        Ok((Node::Map(items), kind))
    }

    fn call(&mut self, call: &CallExpr) -> Result<Typed, CompileError> {
        if let Some(typed) = self.macros(call)? {
            return Ok(typed);
        }
        let name = call.func_name.as_str();
        if let Some(target) = call.target.as_deref() {
            // A function with a dot in its name, such as `sets.contains`.
            let space = match &target.expr {
                Expr::Ident(space) if self.local(space).is_none() => Some(space.clone()),
                Expr::Select(select) => path(select),
                _ => None,
            };
            let full = space.as_ref().map(|space| format!("{space}.{name}"));
            if let Some(full) = full.filter(|full| library::is_known(full, false)) {
                return self.function(&full, None, &call.args);
            }
            return self.function(name, Some(target), &call.args);
        }
        match (name, call.args.as_slice()) {
            ("_&&_", [left, right]) => self.logic(left, right, Node::And),
            ("_||_", [left, right]) => self.logic(left, right, Node::Or),
            ("!_", [of]) => {
                let (of, kind) = self.expression(of)?;
                expect(&kind, BOOL, "!_")?;
                Ok((Node::Not(Box::new(of)), Type::of(BOOL)))
            }
            ("-_", [of]) => {
                let (of, kind) = self.expression(of)?;
                Ok((Node::Negate(Box::new(of)), kind))
            }
            ("_?_:_", [condition, then, otherwise]) => self.choose(condition, then, otherwise),
            ("_[_]", [of, index]) => self.index(of, index, false),
            ("_[?_]", [of, index]) => self.index(of, index, true),
            ("_?._", [of, field]) => self.optional_select(of, field),
            (_, [left, right]) if Operator::of(name).is_some() => {
                let operator = Operator::of(name).unwrap_or(Operator::Equal);
                self.binary(operator, left, right)
            }
            _ => self.function(name, None, &call.args),
        }
    }

    fn logic(
        &mut self,
        left: &IdedExpr,
        right: &IdedExpr,
        make: fn(Box<Node>, Box<Node>) -> Node,
    ) -> Result<Typed, CompileError> {
        let (left, left_kind) = self.expression(left)?;
        let (right, right_kind) = self.expression(right)?;
        expect(&left_kind, BOOL, "a logical operator")?;
        expect(&right_kind, BOOL, "a logical operator")?;
        Ok((make(Box::new(left), Box::new(right)), Type::of(BOOL)))
    }

    fn choose(
        &mut self,
        condition: &IdedExpr,
        then: &IdedExpr,
        otherwise: &IdedExpr,
    ) -> Result<Typed, CompileError> {
        let (condition, kind) = self.expression(condition)?;
        expect(&kind, BOOL, "_?_:_")?;
        let (then, one) = self.expression(then)?;
        let (otherwise, other) = self.expression(otherwise)?;
        let kind = one.join(&other).ok_or_else(|| {
            rejected(format!(
                "found no matching overload for '_?_:_' applied to '(bool, {one}, {other})'"
            ))
        })?;
        let node = Node::Choose {
            condition: Box::new(condition),
            then: Box::new(then),
            otherwise: Box::new(otherwise),
        };
        Ok((node, kind))
    }

    fn index(
        &mut self,
        of: &IdedExpr,
        index: &IdedExpr,
        optional: bool,
    ) -> Result<Typed, CompileError> {
        let (of, kind) = self.expression(of)?;
        let (index, _) = self.expression(index)?;
        let item = match kind {
            Type::Dyn => Type::Dyn,
            Type::List(item) | Type::Map(_, item) => *item,
            Type::Optional(_) => Type::Optional(Box::new(Type::Dyn)),
            other => {
                return Err(rejected(format!(
                    "found no matching overload for '_[_]' applied to '({other})'"
                )));
            }
        };
        let item = if optional {
            Type::Optional(Box::new(item))
        } else {
            item
        };
        let node = Node::Index {
            of: Box::new(of),
            index: Box::new(index),
            optional,
        };
        Ok((node, item))
    }

    fn optional_select(&mut self, of: &IdedExpr, field: &IdedExpr) -> Result<Typed, CompileError> {
        let Expr::Literal(LiteralValue::String(field)) = &field.expr else {
            return Err(rejected("the field behind `.?` is no name"));
        };
        if self.is_name(of, "variables") {
            let (node, kind) = self.variable(field.inner())?;
            let function = library::find("optional.of", false);
            let call = function.map(|function| Call {
                function,
                arguments: vec![node],
                regex: None,
            });
            let call = call.ok_or_else(|| rejected("undeclared reference to 'optional'"))?;
            return Ok((Node::Call(Box::new(call)), Type::Optional(Box::new(kind))));
        }
        let (of, kind) = self.expression(of)?;
        if let Type::Plain(name) = kind {
            return Err(rejected(format!(
                "unsupported optional field selection on '{name}'"
            )));
        }
        let node = Node::Select {
            of: Box::new(of),
            field: key(field.inner()),
            optional: true,
        };
        Ok((node, Type::Optional(Box::new(Type::Dyn))))
    }

    fn binary(
        &mut self,
        operator: Operator,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Result<Typed, CompileError> {
        let (left, one) = self.expression(left)?;
        let (right, other) = self.expression(right)?;
        let kind = operator_type(operator, &one, &other).ok_or_else(|| {
            let name = operator.name();
            rejected(format!(
                "found no matching overload for '{name}' applied to '({one}, {other})'"
            ))
        })?;
        let node = Node::Binary {
            operator,
            left: Box::new(left),
            right: Box::new(right),
        };
        Ok((node, kind))
    }

    fn function(
        &mut self,
        name: &str,
        target: Option<&IdedExpr>,
        arguments: &[IdedExpr],
    ) -> Result<Typed, CompileError> {
        let member = target.is_some();
        // The target goes first, so that a name that is unknown there is told first.
        let (mut nodes, mut kinds) = (Vec::new(), Vec::new());
        if let Some(target) = target {
            let (node, kind) = self.expression(target)?;
            nodes.push(node);
            kinds.push(kind);
        }
        let Some(function) = library::find(name, member) else {
            return Err(match library::UNSUPPORTED.contains(&name) {
                true => CompileError::Unsupported(format!("the function `{name}`")),
                false => rejected(format!("undeclared reference to '{name}'")),
            });
        };
        for argument in arguments {
            // The one list that may hold values of several types as it is written (cel-go,
            // `HomogeneousAggregateLiterals`).
            let (node, kind) = match &argument.expr {
                Expr::List(list) if name == "format" => self.mixed(&list.elements)?,
                _ => self.expression(argument)?,
            };
            nodes.push(node);
            kinds.push(kind);
        }
        let result = overload(function, &kinds)?;
        let regex = constant_pattern(function, &nodes)?;
        let is_constant = nodes.iter().all(|node| matches!(node, Node::Const(_)));
        let node = Node::Call(Box::new(Call {
            function,
            arguments: nodes,
            regex,
        }));
        if is_constant && function.is_checked_early() {
            let value = constant(&node).map_err(|error| rejected(error.to_string()))?;
            return Ok((Node::Const(value), result));
        }
        Ok((node, result))
    }
}

/// A pattern that stands in the expression is compiled with it.
fn constant_pattern(function: &Function, nodes: &[Node]) -> Result<Option<Regex>, CompileError> {
    match (function.takes_pattern, nodes.get(1)) {
        (true, Some(Node::Const(Value::String(text)))) => pattern::compile(text)
            .map(Some)
            .map_err(|error| rejected(error.to_string())),
        _ => Ok(None),
    }
}

/// A list of constants is one constant.
fn folded(node: Node) -> Node {
    let Node::List(items) = &node else {
        return node;
    };
    let constants: Option<Vec<Value>> = items
        .iter()
        .map(|item| match item {
            (Node::Const(value), false) => Some(value.clone()),
            _ => None,
        })
        .collect();
    match constants {
        Some(values) => Node::Const(Value::list(values)),
        None => node,
    }
}

fn key(field: &str) -> Key {
    Key::String(Arc::from(field))
}
