//! Commands of a pipeline: fields, methods, variables and calls of functions.

use std::rc::Rc;

use super::ast::{Callee, Command, Expr};
use super::eval::{Engine, Frame};
use super::fault::{Fault, FaultKind, Outcome};
use super::functions::{Args, Function, Param};
use super::value::Value;

/// Arguments of one command.
/// LIMIT: more are a fault.
const ARGUMENTS_MAX: usize = 1000;

impl Engine {
    /// Runs one command; `last` is the value of the command before it.
    pub(super) fn command(
        &mut self,
        frame: &mut Frame,
        dot: &Value,
        command: &Command,
        last: Option<Value>,
    ) -> Outcome<Value> {
        let arguments = &command.arguments;
        match &command.head {
            Expr::Function(callee) => self.call(frame, dot, callee, arguments, last),
            Expr::Field(fields) => self.fields(frame, dot, dot.clone(), fields, arguments, last),
            Expr::Variable { name, fields } => {
                let base = self.variable(frame, name)?;
                if fields.is_empty() {
                    refuse_arguments(arguments, last.as_ref())?;
                }
                self.fields(frame, dot, base, fields, arguments, last)
            }
            Expr::Chain { base, fields } => {
                let base = self.argument(frame, dot, base)?;
                self.fields(frame, dot, base, fields, arguments, last)
            }
            other => {
                refuse_arguments(arguments, last.as_ref())?;
                self.argument(frame, dot, other)
            }
        }
    }

    fn argument(&mut self, frame: &mut Frame, dot: &Value, expr: &Expr) -> Outcome<Value> {
        Ok(match expr {
            Expr::Dot => dot.clone(),
            Expr::Nil => Value::Nil,
            Expr::Bool(yes) => Value::Bool(*yes),
            Expr::Int(number) => Value::Int(*number),
            Expr::Float(number) => Value::Float(*number),
            Expr::Str(text) => Value::Str(text.clone()),
            Expr::Field(fields) => {
                return self.fields(frame, dot, dot.clone(), fields, &[], None);
            }
            Expr::Variable { name, fields } => {
                let base = self.variable(frame, name)?;
                return self.fields(frame, dot, base, fields, &[], None);
            }
            Expr::Chain { base, fields } => {
                let base = self.argument(frame, dot, base)?;
                return self.fields(frame, dot, base, fields, &[], None);
            }
            Expr::Pipe(pipeline) => return self.pipeline(frame, dot, pipeline),
            Expr::Function(callee) => return self.call(frame, dot, callee, &[], None),
        })
    }

    fn variable(&mut self, frame: &Frame, name: &str) -> Outcome<Value> {
        let (value, reads) = frame.variable(name)?;
        if reads != 0 && !value.holds_values() {
            self.reads.note_set(reads);
        }
        Ok(value.clone())
    }

    /// Follows fields from a value; the last one may be a method with arguments.
    fn fields(
        &mut self,
        frame: &mut Frame,
        dot: &Value,
        base: Value,
        fields: &[Rc<str>],
        arguments: &[Expr],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let Some((name, before)) = fields.split_last() else {
            return Ok(base);
        };
        let mut value = base;
        for name in before {
            value = self.field(&value, name)?;
        }
        let has_arguments = !arguments.is_empty() || last.is_some();
        if let Value::Object(object) = &value {
            let values = self.arguments(frame, dot, arguments, last)?;
            return object.member(name, &values);
        }
        if has_arguments {
            let text = format!("{name} is not a method but has arguments");
            return Err(Fault::new(text));
        }
        self.field(&value, name)
    }

    fn field(&mut self, value: &Value, name: &Rc<str>) -> Outcome<Value> {
        match value {
            Value::Map(map) => {
                let found = map.get(name).unwrap_or_default();
                if !found.holds_values() {
                    self.reads.note(map.path(), name);
                }
                Ok(found)
            }
            Value::Absent => Ok(Value::Absent),
            Value::Nil => {
                let text = format!("nil pointer evaluating interface {{}}.{name}");
                Err(Fault::new(text))
            }
            Value::Object(object) => object.member(name, &[]),
            other => {
                let kind = other.type_name();
                Err(Fault::new(format!(
                    "can't evaluate field {name} in type {kind}"
                )))
            }
        }
    }

    fn arguments(
        &mut self,
        frame: &mut Frame,
        dot: &Value,
        arguments: &[Expr],
        last: Option<Value>,
    ) -> Outcome<Vec<Value>> {
        if arguments.len() > ARGUMENTS_MAX {
            return Err(Fault::limit("arguments of a command", ARGUMENTS_MAX as u64));
        }
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for argument in arguments {
            values.push(self.argument(frame, dot, argument)?);
        }
        values.extend(last);
        Ok(values)
    }

    fn call(
        &mut self,
        frame: &mut Frame,
        dot: &Value,
        callee: &Callee,
        arguments: &[Expr],
        last: Option<Value>,
    ) -> Outcome<Value> {
        self.meter.step(1)?;
        let function = match callee {
            Callee::Known(function) => *function,
            Callee::Unknown(name) => {
                return Err(Fault::of(FaultKind::Unsupported(name.to_string())));
            }
        };
        if matches!(function.name, "and" | "or") {
            return self.connective(frame, dot, function.name == "or", arguments, last);
        }
        let mut values = self.arguments(frame, dot, arguments, last)?;
        check(function, &mut values, arguments)?;
        let run = function.run;
        let args = Args::new(&values);
        run(self, args).map_err(|mut fault| {
            if let FaultKind::Evaluation(text) = &mut fault.kind
                && fault.file.is_none()
            {
                *text = format!("error calling {}: {text}", function.name);
            }
            fault
        })
    }

    /// `and` and `or` stop at the first value that decides.
    fn connective(
        &mut self,
        frame: &mut Frame,
        dot: &Value,
        stops_at: bool,
        arguments: &[Expr],
        last: Option<Value>,
    ) -> Outcome<Value> {
        let mut value = None;
        for argument in arguments {
            let next = self.argument(frame, dot, argument)?;
            if next.truth() == stops_at {
                return Ok(next);
            }
            value = Some(next);
        }
        let wanted = || Fault::new("wrong number of args: want at least 1 got 0");
        last.or(value).ok_or_else(wanted)
    }
}

fn refuse_arguments(arguments: &[Expr], last: Option<&Value>) -> Outcome<()> {
    if arguments.is_empty() && last.is_none() {
        return Ok(());
    }
    Err(Fault::new("can't give argument to non-function"))
}

/// Holds arguments against the types that a function wants, as Go's reflection does.
fn check(function: &Function, values: &mut [Value], exprs: &[Expr]) -> Outcome<()> {
    let least = function.params.len();
    let fits = values.len() == least || (values.len() > least && function.rest.is_some());
    if !fits {
        let (name, got) = (function.name, values.len());
        let text = format!("wrong number of args for {name}: want {least} got {got}");
        return Err(Fault::new(text));
    }
    for (at, value) in values.iter_mut().enumerate() {
        let Some(param) = function.params.get(at).or(function.rest.as_ref()) else {
            break;
        };
        // A constant takes the type that is asked for.
        match (exprs.get(at), param) {
            (Some(Expr::Float(number)), Param::Int) if number.fract() == 0.0 => {
                #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
                let whole = *number as i64;
                *value = Value::Int(whole);
            }
            #[expect(clippy::cast_precision_loss, reason = "as a constant of Go loses it")]
            (Some(Expr::Int(number)), Param::Float) => *value = Value::Float(*number as f64),
            _ => {}
        }
        if !param.takes(value) {
            let (want, got) = (param.type_name(), value.type_name());
            let text = format!("wrong type for value; expected {want}; got {got}");
            return Err(Fault::new(format!("{}: {text}", function.name)));
        }
        if matches!(value, Value::Absent) {
            *value = Value::Nil;
        }
    }
    Ok(())
}
