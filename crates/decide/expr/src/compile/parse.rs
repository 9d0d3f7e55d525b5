//! From text to a tree, and what its leaves say.

use std::sync::Arc;

use cel::Env;
use cel::common::ast::{Expr, IdedExpr, LiteralValue, SelectExpr};

use super::Typed;
use crate::error::CompileError;
use crate::limits::{EXPRESSION_BYTES_MAX, EXPRESSION_DEPTH_MAX};
use crate::node::Node;
use crate::types::Type;
use crate::value::Value;

/// The tree of an expression, with macros as they are written.
pub(super) fn parse(source: &str) -> Result<IdedExpr, CompileError> {
    if source.len() > EXPRESSION_BYTES_MAX {
        let reason = format!("it has more than {EXPRESSION_BYTES_MAX} bytes");
        return Err(CompileError::TooLarge(reason));
    }
    nesting(source)?;
    let parser = Env::default().parser();
    let parser = parser
        .max_recursion_depth(EXPRESSION_DEPTH_MAX)
        .enable_ident_escape_syntax(true);
    parser.parse(source).map_err(|errors| syntax(&errors))
}

/// Refuses brackets within brackets before the parser sees them.
fn nesting(source: &str) -> Result<(), CompileError> {
    let mut depth = 0_usize;
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > usize::from(EXPRESSION_DEPTH_MAX) {
            return Err(too_deep());
        }
    }
    Ok(())
}

pub(super) fn too_deep() -> CompileError {
    CompileError::TooLarge(format!("it nests more than {EXPRESSION_DEPTH_MAX} levels"))
}

fn syntax(errors: &cel::ParseErrors) -> CompileError {
    let Some(first) = errors.errors.first() else {
        return CompileError::Rejected("it cannot be read".to_owned());
    };
    // The tail lists every token that the grammar would take.
    let text = first.msg.split(" expecting ").next().unwrap_or_default();
    let text: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    CompileError::Rejected(format!(
        "line {}, column {}: {text}",
        first.pos.0, first.pos.1
    ))
}

pub(super) fn literal(literal: &LiteralValue) -> Typed {
    let value = match literal {
        LiteralValue::Boolean(truth) => Value::Bool(*truth.inner()),
        LiteralValue::Bytes(bytes) => Value::Bytes(Arc::from(bytes.inner())),
        LiteralValue::Double(number) => Value::Double(*number.inner()),
        LiteralValue::Int(number) => Value::Int(*number.inner()),
        LiteralValue::Null => Value::Null,
        LiteralValue::String(text) => Value::text(text.inner()),
        LiteralValue::UInt(number) => Value::Uint(*number.inner()),
    };
    let kind = Type::of_value(&value);
    (Node::Const(value), kind)
}

/// The dotted name that an expression spells.
pub(super) fn path(select: &SelectExpr) -> Option<String> {
    let before = match &select.operand.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Select(inner) => path(inner)?,
        _ => return None,
    };
    Some(format!("{before}.{}", select.field))
}
