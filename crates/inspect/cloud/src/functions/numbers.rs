//! Functions over numbers.

use seaworthy_facts::cloud::{Node, Spot, Value};

use super::{Outcome, all_known};

pub(super) fn closed(name: &str, arguments: &[Node], _: &Spot) -> Outcome {
    const NAMES: &[&str] = &[
        "abs", "ceil", "floor", "max", "min", "pow", "signum", "tonumber", "parseint", "log",
    ];
    if !NAMES.contains(&name) {
        return Outcome::Missing;
    }
    if !all_known(arguments) {
        return Outcome::Open;
    }
    let numbers: Option<Vec<f64>> = arguments.iter().map(Node::as_number).collect();
    let numbers = numbers.unwrap_or_default();
    let value = match (name, &numbers[..]) {
        ("abs", [number]) => Some(number.abs()),
        ("ceil", [number]) => Some(number.ceil()),
        ("floor", [number]) => Some(number.floor()),
        ("signum", [number]) if *number == 0.0 => Some(0.0),
        ("signum", [number]) => Some(number.signum()),
        ("max", [_, ..]) => numbers.iter().copied().reduce(f64::max),
        ("min", [_, ..]) => numbers.iter().copied().reduce(f64::min),
        ("pow", [base, exponent]) => Some(base.powf(*exponent)),
        ("log", [number, base]) => Some(number.log(*base)),
        ("tonumber", [number]) | ("parseint", [number, 10.0]) => Some(*number),
        _ => None,
    };
    let value = value.filter(|number| number.is_finite());
    Outcome::from(value.map(Value::Number))
}

#[cfg(test)]
mod tests {
    use super::super::terraform;
    use super::*;

    #[test]
    fn numbers_are_worked_on_and_never_infinite() {
        let run = |name: &str, numbers: &[f64]| {
            let nodes = numbers
                .iter()
                .map(|number| Node::new(Value::Number(*number), Spot::default()));
            terraform(name, &nodes.collect::<Vec<_>>(), &Spot::default()).as_number()
        };
        assert_eq!(run("max", &[1.0, 3.0]), Some(3.0));
        assert_eq!(run("ceil", &[1.2]), Some(2.0));
        assert_eq!(run("pow", &[2.0, 10.0]), Some(1024.0));
        assert_eq!(run("pow", &[10.0, 1e9]), None);
    }
}
