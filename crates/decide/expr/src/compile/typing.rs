//! Whether types fit functions, operators and literals.

use super::rejected;
use crate::error::CompileError;
use crate::library::Function;
use crate::node::Operator;
use crate::types::{BOOL, Kind, Type};

/// The result of a function for arguments of these types.
pub(super) fn overload(function: &'static Function, kinds: &[Type]) -> Result<Type, CompileError> {
    let mut result: Option<Type> = None;
    for (wanted, given) in function.overloads {
        let fits = wanted.len() == kinds.len()
            && wanted
                .iter()
                .zip(kinds)
                .all(|(wanted, kind)| kind.fits(*wanted));
        if !fits {
            continue;
        }
        let given = Type::of(*given);
        result = Some(match result {
            None => given,
            Some(result) if result == given => result,
            Some(_) => Type::Dyn,
        });
    }
    result.ok_or_else(|| {
        let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
        let (name, kinds) = (function.name, kinds.join(", "));
        rejected(format!(
            "found no matching overload for '{name}' applied to '({kinds})'"
        ))
    })
}

pub(super) fn operator_type(operator: Operator, one: &Type, other: &Type) -> Option<Type> {
    let is = |kind: &Type, names: &[&str]| match kind {
        Type::Dyn => true,
        Type::Plain(name) => names.contains(name),
        _ => false,
    };
    let number = ["int", "uint", "double"];
    let bool = || Type::of(BOOL);
    match operator {
        Operator::Equal | Operator::NotEqual => one.join(other).map(|_| bool()),
        Operator::In => match other {
            Type::List(item) => item.join(one).map(|_| bool()),
            Type::Map(key, _) => key.join(one).map(|_| bool()),
            Type::Dyn => Some(bool()),
            _ => None,
        },
        // Kubernetes lets numbers of two types be ordered (`CrossTypeNumericComparisons`).
        Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
            let numbers = is(one, &number) && is(other, &number);
            let plain = matches!(one.join(other)?, Type::Dyn | Type::Plain(_));
            (numbers || plain).then(bool)
        }
        Operator::Add => match (one, other) {
            (Type::List(_), Type::List(_)) => one.join(other),
            (Type::Map(..) | Type::Optional(_), _) | (_, Type::Map(..) | Type::Optional(_)) => None,
            (Type::Plain("google.protobuf.Timestamp"), _)
            | (_, Type::Plain("google.protobuf.Timestamp")) => Some(Type::Dyn),
            (Type::List(_), Type::Plain(_)) | (Type::Plain(_), Type::List(_)) => None,
            (Type::Dyn, known) | (known, Type::Dyn) => Some(match known {
                Type::List(_) => Type::list(),
                _ => Type::Dyn,
            }),
            _ => one.join(other),
        },
        Operator::Subtract => match (one, other) {
            (Type::Plain("google.protobuf.Timestamp"), _) => Some(Type::Dyn),
            (Type::List(_) | Type::Map(..) | Type::Optional(_), _) => None,
            _ => one.join(other),
        },
        Operator::Multiply | Operator::Divide | Operator::Modulo => {
            (is(one, &number) && is(other, &number)).then(|| one.join(other))?
        }
    }
}

pub(super) fn expect(kind: &Type, wanted: Kind, what: &str) -> Result<(), CompileError> {
    if kind.fits(wanted) {
        return Ok(());
    }
    Err(rejected(format!(
        "found no matching overload for '{what}' applied to '({kind})'"
    )))
}

/// The type of the parts of a literal: an API server wants them alike.
pub(super) fn aggregate(joined: Option<Type>, next: Type) -> Result<Type, CompileError> {
    let Some(joined) = joined else {
        return Ok(next);
    };
    joined
        .join(&next)
        .ok_or_else(|| rejected(format!("expected type '{joined}' but found '{next}'")))
}

/// What stands behind `?` in a literal is an optional value.
pub(super) fn inner(kind: Type, optional: bool) -> Result<Type, CompileError> {
    match (optional, kind) {
        (false, kind) => Ok(kind),
        (true, Type::Optional(kind)) => Ok(*kind),
        (true, Type::Dyn) => Ok(Type::Dyn),
        (true, kind) => Err(rejected(format!(
            "expected type 'optional_type' but found '{kind}'"
        ))),
    }
}
