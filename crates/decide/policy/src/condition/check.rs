//! What is known to be wrong with a condition before any finding arrives: names and cost.

use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue, SelectExpr};
use regex::RegexBuilder;

use super::{ConditionError, scope};
use crate::limits::{CONDITION_LOOPS_MAX, CONDITION_NODES_MAX, REGEX_BYTES_MAX};
use crate::problem::closest;

/// The functions of the CEL standard library that a condition may call. Operators and what macros
/// expand to have names that no identifier can have.
const FUNCTIONS: [&str; 17] = [
    "all",
    "bool",
    "contains",
    "double",
    "dyn",
    "endsWith",
    "exists",
    "exists_one",
    "filter",
    "has",
    "int",
    "map",
    "matches",
    "size",
    "startsWith",
    "string",
    "uint",
];

/// Walks an expression and refuses what cannot work.
pub(super) fn check(expression: &IdedExpr) -> Result<(), ConditionError> {
    let mut walk = Walk {
        bound: Vec::new(),
        nodes: 0,
        loops: 0,
    };
    walk.expression(expression)
}

struct Walk<'e> {
    /// Variables of the loops around.
    bound: Vec<&'e str>,
    nodes: usize,
    loops: usize,
}

impl<'e> Walk<'e> {
    fn expression(&mut self, expression: &'e IdedExpr) -> Result<(), ConditionError> {
        self.nodes += 1;
        if self.nodes > CONDITION_NODES_MAX {
            let reason = format!("it takes more than {CONDITION_NODES_MAX} steps");
            return Err(ConditionError::new(reason));
        }
        match &expression.expr {
            Expr::Unspecified | Expr::Literal(_) => Ok(()),
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => list
                .elements
                .iter()
                .try_for_each(|item| self.expression(item)),
            Expr::Map(map) => map
                .entries
                .iter()
                .try_for_each(|entry| self.entry(&entry.expr)),
            Expr::Struct(_) => Err(ConditionError::new("it makes an object")),
            Expr::Comprehension(inner) => {
                self.expression(&inner.iter_range)?;
                self.loops += 1;
                if self.loops > CONDITION_LOOPS_MAX {
                    return Err(ConditionError::new("it has a loop within a loop"));
                }
                let outer = self.bound.len();
                self.bound
                    .extend([inner.iter_var.as_str(), inner.accu_var.as_str()]);
                self.bound.extend(inner.iter_var2.as_deref());
                for part in [
                    &inner.accu_init,
                    &inner.loop_cond,
                    &inner.loop_step,
                    &inner.result,
                ] {
                    self.expression(part)?;
                }
                self.bound.truncate(outer);
                self.loops -= 1;
                Ok(())
            }
        }
    }

    fn entry(&mut self, entry: &'e EntryExpr) -> Result<(), ConditionError> {
        match entry {
            EntryExpr::StructField(field) => self.expression(&field.value),
            EntryExpr::MapEntry(entry) => {
                self.expression(&entry.key)?;
                self.expression(&entry.value)
            }
        }
    }

    fn variable(&self, name: &str) -> Result<(), ConditionError> {
        if matches!(name, "finding" | "image") || self.bound.contains(&name) {
            return Ok(());
        }
        let known = scope::finding_fields().contains(&name);
        let reason = match closest(name, ["finding", "image"].into_iter()) {
            _ if known => format!("there is no `{name}`; did you mean `finding.{name}`?"),
            Some(best) => format!("there is no `{name}`; did you mean `{best}`?"),
            None => format!("there is no `{name}`; a condition knows `finding` and `image`"),
        };
        Err(ConditionError::new(reason))
    }

    fn select(&mut self, select: &'e SelectExpr) -> Result<(), ConditionError> {
        self.expression(&select.operand)?;
        let (name, fields) = match &select.operand.expr {
            Expr::Ident(name) if name == "finding" => (name, scope::finding_fields()),
            Expr::Ident(name) if name == "image" => (name, scope::image_fields()),
            _ => return Ok(()),
        };
        if self.bound.contains(&name.as_str()) || fields.contains(&select.field.as_str()) {
            return Ok(());
        }
        let known = match closest(&select.field, fields.iter().copied()) {
            Some(best) => format!("did you mean `{best}`?"),
            None => format!("it has {}", fields.join(", ")),
        };
        let reason = format!("`{name}` has no field `{}`; {known}", select.field);
        Err(ConditionError::new(reason))
    }

    fn call(&mut self, call: &'e CallExpr) -> Result<(), ConditionError> {
        let name = call.func_name.as_str();
        let spoken = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if spoken && !FUNCTIONS.contains(&name) {
            let known = match closest(name, FUNCTIONS.into_iter()) {
                Some(best) => format!("did you mean `{best}`?"),
                None => format!("there are {}", FUNCTIONS.join(", ")),
            };
            return Err(ConditionError::new(format!(
                "there is no function `{name}`; {known}"
            )));
        }
        if name == "matches" {
            pattern(call)?;
        }
        call.target
            .as_deref()
            .map_or(Ok(()), |target| self.expression(target))?;
        call.args
            .iter()
            .try_for_each(|argument| self.expression(argument))
    }
}

/// The pattern of `matches` must stand in the policy: it is compiled, so what an image says must
/// never become one.
fn pattern(call: &CallExpr) -> Result<(), ConditionError> {
    let Some(Expr::Literal(LiteralValue::String(text))) = call.args.last().map(|arg| &arg.expr)
    else {
        return Err(ConditionError::new(
            "the pattern of `matches` is no literal text",
        ));
    };
    RegexBuilder::new(text.inner())
        .size_limit(REGEX_BYTES_MAX)
        .build()
        .map(|_| ())
        .map_err(|_| ConditionError::new("the pattern of `matches` cannot be used"))
}
