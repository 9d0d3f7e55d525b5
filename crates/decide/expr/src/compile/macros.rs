//! Macros of CEL and of Kubernetes: loops, bindings and tests of presence.
//!
//! The parser leaves them as calls, so that two-variable loops, `cel.bind` and the rest are read in
//! one place, and errors inside of loops count as the language says.

use cel::common::ast::{CallExpr, Expr, IdedExpr};

use super::typing::expect;
use super::{Compiler, Typed, key, rejected};
use crate::error::CompileError;
use crate::node::{Fold, FoldKind, Node};
use crate::types::{BOOL, Type};
use crate::value::Value;

impl Compiler<'_> {
    /// The meaning of a call that is a macro.
    pub(super) fn macros(&mut self, call: &CallExpr) -> Result<Option<Typed>, CompileError> {
        let name = call.func_name.as_str();
        let arguments = call.args.as_slice();
        let Some(target) = call.target.as_deref() else {
            return match (name, arguments) {
                ("has", [of]) => self.has(of).map(Some),
                _ => Ok(None),
            };
        };
        if name == "bind" && self.is_name(target, "cel") && arguments.len() == 3 {
            return self.bind(arguments).map(Some);
        }
        let is_optional = matches!(name, "optMap" | "optFlatMap");
        if let ([variable, body], true) = (arguments, is_optional) {
            let typed = self.optional_map(target, variable, body, name == "optFlatMap");
            return typed.map(Some);
        }
        let Some((kind, is_double, rest)) = fold(name, arguments.len()) else {
            return Ok(None);
        };
        let variables = arguments
            .get(..if is_double { 2 } else { 1 })
            .unwrap_or_default();
        let parts = arguments.get(variables.len()..).unwrap_or_default();
        let (filter, body) = match (rest, parts) {
            (1, [body]) => (None, body),
            (2, [filter, body]) => (Some(filter), body),
            _ => return Ok(None),
        };
        self.fold(kind, target, variables, filter, body).map(Some)
    }

    fn has(&mut self, of: &IdedExpr) -> Result<Typed, CompileError> {
        let Expr::Select(select) = &of.expr else {
            return Err(rejected("invalid argument to has() macro"));
        };
        if self.is_name(&select.operand, "variables") {
            self.variable(&select.field)?;
            return Ok((Node::Const(Value::Bool(true)), Type::of(BOOL)));
        }
        let (of, kind) = self.expression(&select.operand)?;
        if let Type::Plain(name) = kind {
            return Err(rejected(format!(
                "type '{name}' does not support field selection"
            )));
        }
        let field = key(&select.field);
        Ok((
            Node::Has {
                of: Box::new(of),
                field,
            },
            Type::of(BOOL),
        ))
    }

    fn bind(&mut self, arguments: &[IdedExpr]) -> Result<Typed, CompileError> {
        let [variable, value, body] = arguments else {
            return Err(rejected("cel.bind takes three arguments"));
        };
        let name = variable_name(variable)?;
        let (value, kind) = self.expression(value)?;
        self.locals.push((name, kind));
        let body = self.expression(body);
        self.locals.pop();
        let (body, kind) = body?;
        let node = Node::Bind {
            value: Box::new(value),
            body: Box::new(body),
        };
        Ok((node, kind))
    }

    fn optional_map(
        &mut self,
        target: &IdedExpr,
        variable: &IdedExpr,
        body: &IdedExpr,
        is_flat: bool,
    ) -> Result<Typed, CompileError> {
        let name = variable_name(variable)?;
        let (of, kind) = self.expression(target)?;
        let inner = match kind {
            Type::Optional(inner) => *inner,
            Type::Dyn => Type::Dyn,
            other => {
                return Err(rejected(format!(
                    "found no matching overload for 'optMap' applied to '({other})'"
                )));
            }
        };
        self.locals.push((name, inner));
        let body = self.expression(body);
        self.locals.pop();
        let (body, kind) = body?;
        let kind = if is_flat {
            kind
        } else {
            Type::Optional(Box::new(kind))
        };
        let node = Node::OptionalMap {
            of: Box::new(of),
            body: Box::new(body),
            is_flat,
        };
        Ok((node, kind))
    }

    fn fold(
        &mut self,
        kind: FoldKind,
        target: &IdedExpr,
        variables: &[IdedExpr],
        filter: Option<&IdedExpr>,
        body: &IdedExpr,
    ) -> Result<Typed, CompileError> {
        let (range, range_kind) = self.expression(target)?;
        let is_double = variables.len() == 2;
        let items = match (&range_kind, is_double) {
            (Type::Dyn, _) => vec![Type::Dyn, Type::Dyn],
            (Type::List(item), false) => vec![(**item).clone()],
            (Type::List(item), true) => vec![Type::Plain("int"), (**item).clone()],
            (Type::Map(key, _), false) => vec![(**key).clone()],
            (Type::Map(key, value), true) => vec![(**key).clone(), (**value).clone()],
            (other, _) => {
                return Err(rejected(format!(
                    "expression of type '{other}' cannot be range of a comprehension \
                     (must be list, map, or dynamic)"
                )));
            }
        };
        let outer = self.locals.len();
        for (variable, item) in variables.iter().zip(items) {
            self.locals.push((variable_name(variable)?, item));
        }
        let filter = filter.map(|filter| self.expression(filter)).transpose();
        let body = self.expression(body);
        self.locals.truncate(outer);
        let (filter, (body, body_kind)) = (filter?, body?);
        if let Some((_, kind)) = &filter {
            expect(kind, BOOL, "a filter")?;
        }
        let result = match kind {
            FoldKind::All | FoldKind::Exists | FoldKind::ExistsOne => {
                expect(&body_kind, BOOL, "a loop")?;
                Type::of(BOOL)
            }
            FoldKind::Filter => {
                expect(&body_kind, BOOL, "filter")?;
                match range_kind {
                    Type::Map(key, _) => Type::List(key),
                    Type::List(item) => Type::List(item),
                    _ => Type::list(),
                }
            }
            FoldKind::List => Type::List(Box::new(body_kind)),
            FoldKind::SortBy => match range_kind {
                Type::List(item) => Type::List(item),
                _ => Type::list(),
            },
            FoldKind::TransformMap | FoldKind::TransformMapEntry => {
                Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn))
            }
        };
        let fold = Fold {
            kind,
            range,
            is_double,
            filter: filter.map(|(filter, _)| filter),
            body,
        };
        Ok((Node::Fold(Box::new(fold)), result))
    }
}

/// The loop that a name with so many arguments means: its kind, whether it has two variables, and
/// how many expressions it has.
fn fold(name: &str, arguments: usize) -> Option<(FoldKind, bool, usize)> {
    Some(match (name, arguments) {
        ("all", 2) => (FoldKind::All, false, 1),
        ("all", 3) => (FoldKind::All, true, 1),
        ("exists", 2) => (FoldKind::Exists, false, 1),
        ("exists", 3) => (FoldKind::Exists, true, 1),
        ("exists_one" | "existsOne", 2) => (FoldKind::ExistsOne, false, 1),
        ("exists_one" | "existsOne", 3) => (FoldKind::ExistsOne, true, 1),
        ("map", 2) => (FoldKind::List, false, 1),
        ("map", 3) => (FoldKind::List, false, 2),
        ("filter", 2) => (FoldKind::Filter, false, 1),
        ("sortBy", 2) => (FoldKind::SortBy, false, 1),
        ("transformList", 3) => (FoldKind::List, true, 1),
        ("transformList", 4) => (FoldKind::List, true, 2),
        ("transformMap", 3) => (FoldKind::TransformMap, true, 1),
        ("transformMap", 4) => (FoldKind::TransformMap, true, 2),
        ("transformMapEntry", 3) => (FoldKind::TransformMapEntry, true, 1),
        ("transformMapEntry", 4) => (FoldKind::TransformMapEntry, true, 2),
        _ => return None,
    })
}

fn variable_name(expression: &IdedExpr) -> Result<String, CompileError> {
    match &expression.expr {
        Expr::Ident(name) if !name.starts_with('.') => Ok(name.clone()),
        _ => Err(rejected("argument must be a simple name")),
    }
}
