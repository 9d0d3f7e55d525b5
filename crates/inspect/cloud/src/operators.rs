//! Operators between values.

use seaworthy_facts::cloud::{Node, Spot, Value};

use crate::evaluation::{gather, passed_on, unknown};
use crate::expression::Operator;

/// What the left side decides alone.
pub(crate) fn short_circuit(operator: Operator, left: &Node) -> Option<Value> {
    match (operator, left.as_bool()) {
        (Operator::And, Some(false)) => Some(Value::Bool(false)),
        (Operator::Or, Some(true)) => Some(Value::Bool(true)),
        _ => None,
    }
}

pub(crate) fn binary(operator: Operator, left: &Node, right: &Node, spot: &Spot) -> Node {
    // The right side may decide too: `unknown && false`.
    if let Some(decided) = short_circuit(operator, right) {
        return Node::new(decided, spot.clone());
    }
    if operator == Operator::Coalesce && left.value == Value::Null {
        return right.clone();
    }
    for side in [left, right] {
        if !side.is_known() {
            let mut made = passed_on(side, spot);
            made.references = gather([left, right].into_iter());
            return made;
        }
    }
    match operate(operator, left, right) {
        Some(value) => Node::new(value, spot.clone()),
        None => unknown("operands do not fit the operator", spot),
    }
}

fn operate(operator: Operator, left: &Node, right: &Node) -> Option<Value> {
    let numbers = || Some((left.as_number()?, right.as_number()?));
    let truth = |node: &Node| node.as_bool();
    let value = match operator {
        Operator::Or => Value::Bool(truth(left)? || truth(right)?),
        Operator::And => Value::Bool(truth(left)? && truth(right)?),
        Operator::Coalesce => left.value.clone(),
        Operator::Equal => Value::Bool(equal(left, right)),
        Operator::NotEqual => Value::Bool(!equal(left, right)),
        Operator::Like | Operator::NotLike => {
            let same = left.as_str()?.eq_ignore_ascii_case(right.as_str()?);
            Value::Bool(same == (operator == Operator::Like))
        }
        Operator::Less => numbers().map(|(a, b)| Value::Bool(a < b))?,
        Operator::LessEqual => numbers().map(|(a, b)| Value::Bool(a <= b))?,
        Operator::Greater => numbers().map(|(a, b)| Value::Bool(a > b))?,
        Operator::GreaterEqual => numbers().map(|(a, b)| Value::Bool(a >= b))?,
        Operator::Add => numbers().map(|(a, b)| Value::Number(a + b))?,
        Operator::Subtract => numbers().map(|(a, b)| Value::Number(a - b))?,
        Operator::Multiply => numbers().map(|(a, b)| Value::Number(a * b))?,
        Operator::Divide => numbers().map(|(a, b)| Value::Number(a / b))?,
        Operator::Remainder => numbers().map(|(a, b)| Value::Number(a % b))?,
    };
    match value {
        Value::Number(number) if !number.is_finite() => None,
        value => Some(value),
    }
}

/// Equality of values wherever they are written.
pub(crate) fn equal(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (a.as_slice(), b.as_slice());
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Map(a), Value::Map(_)) => {
            a.as_slice().len() == right.entries().len()
                && a.as_slice()
                    .iter()
                    .all(|(key, node)| right.get(key).is_some_and(|other| equal(node, other)))
        }
        (Value::Encoded(a), Value::Encoded(b)) => equal(a, b),
        (a, b) => a == b,
    }
}
