//! Sprig's arithmetic.

use super::builtin::ints;
use super::convert::{to_float, to_int};
use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::value::Value;

const ANY: Param = Param::Any;
const INT: Param = Param::Int;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("add1", &[ANY], |_, args| {
        whole(to_int(args.any(0)).wrapping_add(1))
    }),
    Function::new("add", &[], |_, args| {
        whole(args.all().iter().map(to_int).fold(0, i64::wrapping_add))
    })
    .more(ANY),
    Function::new("sub", &[ANY, ANY], |_, args| {
        whole(to_int(args.any(0)).wrapping_sub(to_int(args.any(1))))
    }),
    Function::new("mul", &[ANY], |_, args| {
        whole(args.all().iter().map(to_int).fold(1, i64::wrapping_mul))
    })
    .more(ANY),
    Function::new("div", &[ANY, ANY], |_, args| {
        divided(args, i64::checked_div)
    }),
    Function::new("mod", &[ANY, ANY], |_, args| {
        divided(args, i64::checked_rem)
    }),
    Function::new("max", &[ANY], |_, args| most(args, i64::max)).more(ANY),
    Function::new("biggest", &[ANY], |_, args| most(args, i64::max)).more(ANY),
    Function::new("min", &[ANY], |_, args| most(args, i64::min)).more(ANY),
    Function::new("maxf", &[ANY], |_, args| folded(args, f64::max)).more(ANY),
    Function::new("minf", &[ANY], |_, args| folded(args, f64::min)).more(ANY),
    Function::new("add1f", &[ANY], |_, args| {
        decimal(args, Some(1.0), |a, b| a + b)
    }),
    Function::new("addf", &[], |_, args| decimal(args, None, |a, b| a + b)).more(ANY),
    Function::new("subf", &[ANY], |_, args| decimal(args, None, |a, b| a - b)).more(ANY),
    Function::new("divf", &[ANY], |_, args| decimal(args, None, |a, b| a / b)).more(ANY),
    Function::new("mulf", &[ANY], |_, args| decimal(args, None, |a, b| a * b)).more(ANY),
    Function::new("ceil", &[ANY], |_, args| {
        Ok(Value::Float(to_float(args.any(0)).ceil()))
    }),
    Function::new("floor", &[ANY], |_, args| {
        Ok(Value::Float(to_float(args.any(0)).floor()))
    }),
    Function::new("round", &[ANY, INT], round).more(Param::Float),
    Function::new("until", &[INT], |engine, args| {
        let step = if args.int(0) < 0 { -1 } else { 1 };
        until(engine, 0, args.int(0), step)
    }),
    Function::new("untilStep", &[INT, INT, INT], |engine, args| {
        until(engine, args.int(0), args.int(1), args.int(2))
    }),
    Function::new("seq", &[], seq).more(INT),
];

fn whole(number: i64) -> Outcome<Value> {
    Ok(Value::Int64(number))
}

fn divided(args: Args<'_>, divide: fn(i64, i64) -> Option<i64>) -> Outcome<Value> {
    let result = divide(to_int(args.any(0)), to_int(args.any(1)));
    let zero = || Fault::new("runtime error: integer divide by zero");
    result.map(Value::Int64).ok_or_else(zero)
}

fn most(args: Args<'_>, choose: fn(i64, i64) -> i64) -> Outcome<Value> {
    let numbers = args.all().iter().map(to_int);
    whole(numbers.reduce(choose).unwrap_or(0))
}

fn folded(args: Args<'_>, choose: fn(f64, f64) -> f64) -> Outcome<Value> {
    let numbers = args.all().iter().map(to_float);
    Ok(Value::Float(numbers.reduce(choose).unwrap_or(0.0)))
}

/// Arithmetic as on decimal digits, which Sprig does: the noise of binary fractions is rounded off.
fn decimal(args: Args<'_>, first: Option<f64>, step: fn(f64, f64) -> f64) -> Outcome<Value> {
    let numbers = first.into_iter().chain(args.all().iter().map(to_float));
    let result = numbers.reduce(step).unwrap_or(0.0);
    if !result.is_finite() {
        return Err(Fault::new("decimal division by 0"));
    }
    let rounded = format!("{result:.14}").parse().unwrap_or(result);
    let small = result.abs() < 1e15 && (result - rounded).abs() <= result.abs() * 1e-12;
    Ok(Value::Float(if small { rounded } else { result }))
}

fn round(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let places = i32::try_from(args.int(1)).unwrap_or(0);
    let border = match args.from(2).first() {
        Some(Value::Float(border)) => *border,
        _ => 0.5,
    };
    let scale = 10_f64.powi(places);
    let scaled = to_float(args.any(0)) * scale;
    let up = scaled.fract().abs() >= border;
    let size = scaled.abs().floor() + if up { 1.0 } else { 0.0 };
    Ok(Value::Float(size.copysign(scaled) / scale))
}

fn until(engine: &mut Engine, start: i64, stop: i64, step: i64) -> Outcome<Value> {
    let numbers = steps(engine, start, stop, step)?;
    ints(numbers)
}

/// The numbers from start to before stop; none where the step leads away.
fn steps(engine: &mut Engine, start: i64, stop: i64, step: i64) -> Outcome<Vec<i64>> {
    let away = step == 0 || (start < stop) != (step > 0);
    if away || start == stop {
        return Ok(Vec::new());
    }
    let count = start.abs_diff(stop).div_ceil(step.unsigned_abs());
    engine.meter.make(
        usize::try_from(count)
            .unwrap_or(usize::MAX)
            .saturating_mul(32),
    )?;
    let mut numbers = Vec::new();
    let mut at = start;
    for _ in 0..count {
        numbers.push(at);
        at = at.saturating_add(step);
    }
    Ok(numbers)
}

/// Numbers as the command `seq` prints them, the last one included.
fn seq(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let (start, step, end) = match (args.all().len(), args.int(0), args.int(1), args.int(2)) {
        (1, end, ..) => (1, if end < 1 { -1 } else { 1 }, end),
        (2, start, end, _) => (start, if end < start { -1 } else { 1 }, end),
        (3, start, step, end) => (start, step, end),
        _ => return string(""),
    };
    let past = end.saturating_add(step.signum());
    let numbers = steps(engine, start, past, step)?;
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    string(texts.join(" "))
}
