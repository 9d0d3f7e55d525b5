//! Sprig's functions over types: their names, and conversions.

use super::{Args, Function, Param, list, string};
use crate::helm::eval::Engine;
use crate::helm::fault::Outcome;
use crate::helm::number::go_int;
use crate::helm::print::to_text;
use crate::helm::text::Text;
use crate::helm::value::Value;

const ANY: Param = Param::Any;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("typeOf", &[ANY], |_, args| string(args.any(0).type_name())),
    Function::new("kindOf", &[ANY], |_, args| string(args.any(0).kind_name())),
    Function::new("typeIs", &[STR, ANY], |_, args| {
        Ok(Value::Bool(args.any(1).type_name() == args.str(0)))
    }),
    Function::new("typeIsLike", &[STR, ANY], |_, args| {
        let name = args.any(1).type_name();
        let like = name == args.str(0) || name.strip_prefix('*') == Some(args.str(0));
        Ok(Value::Bool(like))
    }),
    Function::new("kindIs", &[STR, ANY], |_, args| {
        Ok(Value::Bool(args.any(1).kind_name() == args.str(0)))
    }),
    Function::new("toString", &[ANY], |_, args| string(to_text(args.any(0))?)),
    Function::new("toStrings", &[ANY], |_, args| {
        list(
            strings_of(args.any(0))?
                .into_iter()
                .map(Value::Str)
                .collect(),
        )
    }),
    Function::new("int", &[ANY], |_, args| Ok(Value::Int(to_int(args.any(0))))),
    Function::new("int64", &[ANY], |_, args| {
        Ok(Value::Int64(to_int(args.any(0))))
    }),
    Function::new("float64", &[ANY], |_, args| {
        Ok(Value::Float(to_float(args.any(0))))
    }),
    Function::new("atoi", &[STR], |_, args| {
        Ok(Value::Int(args.str(0).parse().unwrap_or(0)))
    }),
    Function::new("toDecimal", &[ANY], to_decimal),
];

/// The items of a list as texts, without those that are nil; a single value is a list of one.
pub(super) fn strings_of(value: &Value) -> Outcome<Vec<Text>> {
    match value {
        Value::Nil | Value::Absent => Ok(Vec::new()),
        Value::List(items) => {
            let items = items.iter().filter(|item| !item.is_nil());
            items.map(to_text).collect()
        }
        other => Ok(vec![to_text(other)?]),
    }
}

/// A number as `cast` makes it: what is no number is zero.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast of a float saturates"
)]
pub(super) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Int(number) | Value::Int64(number) => *number,
        Value::Float(number) => *number as i64,
        Value::Bool(yes) => i64::from(*yes),
        Value::Str(text) => {
            let whole = match text.split_once('.') {
                Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
                _ => text.as_str(),
            };
            go_int(whole).unwrap_or(0)
        }
        _ => 0,
    }
}

/// A number with a fraction, as `cast` makes it.
#[expect(
    clippy::cast_precision_loss,
    reason = "Go's conversion loses it as well"
)]
pub(super) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Int(number) | Value::Int64(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Bool(yes) => f64::from(u8::from(*yes)),
        Value::Str(text) => text.parse().unwrap_or(0.0),
        _ => 0.0,
    }
}

/// An octal number that may be written as any value, as for modes of files.
fn to_decimal(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = to_text(args.any(0))?;
    Ok(Value::Int64(i64::from_str_radix(&text, 8).unwrap_or(0)))
}
