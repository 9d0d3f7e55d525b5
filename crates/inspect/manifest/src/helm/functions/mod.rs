//! The functions that templates may call: those of Go, Sprig and Helm, one group a file.

mod builtin;
mod certificates;
mod convert;
pub(super) mod dates;
mod dicts;
mod encode;
mod helm;
mod json;
mod lists;
mod logic;
mod math;
mod merge;
mod paths;
mod random;
mod regexes;
mod strings;
mod toml;
mod urls;
mod versions;
mod words;
mod yaml;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::eval::Engine;
use super::fault::Outcome;
use super::object::Object;
use super::text::Text;
use super::value::{List, Map, Value};

pub(super) use encode::base64_of;

/// A function of the table.
pub(super) struct Function {
    pub(super) name: &'static str,
    /// The types of the arguments that must be there.
    pub(super) params: &'static [Param],
    /// The type of any further ones.
    pub(super) rest: Option<Param>,
    pub(super) run: fn(&mut Engine, Args<'_>) -> Outcome<Value>,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Function {
    const fn new(
        name: &'static str,
        params: &'static [Param],
        run: fn(&mut Engine, Args<'_>) -> Outcome<Value>,
    ) -> Self {
        Self {
            name,
            params,
            rest: None,
            run,
        }
    }

    /// The same function, which takes further arguments.
    const fn more(mut self, rest: Param) -> Self {
        self.rest = Some(rest);
        self
    }
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Param {
    Any,
    Bool,
    Int,
    Float,
    Str,
    Map,
    Time,
    Certificate,
}

impl Param {
    pub(super) fn takes(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Bool => matches!(value, Value::Bool(_)),
            Self::Int => matches!(value, Value::Int(_)),
            Self::Float => matches!(value, Value::Float(_)),
            Self::Str => matches!(value, Value::Str(_)),
            // What a pipeline made of nil is a nil map to Go; a field that is nil is not.
            Self::Map => matches!(value, Value::Map(_) | Value::Absent),
            Self::Time => {
                matches!(value, Value::Object(object) if matches!(**object, Object::Time(_)))
            }
            Self::Certificate => {
                let certificate = |object: &Object| matches!(object, Object::Certificate { .. });
                matches!(value, Value::Object(object) if certificate(object))
            }
        }
    }

    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float64",
            Self::Str => "string",
            Self::Map => "map[string]interface {}",
            Self::Time => "time.Time",
            Self::Certificate => "sprig.certificate",
        }
    }
}

/// Arguments whose number and types were held against the function's parameters.
#[derive(Clone, Copy)]
pub(super) struct Args<'a>(&'a [Value]);

impl<'a> Args<'a> {
    pub(super) fn new(values: &'a [Value]) -> Self {
        Self(values)
    }

    fn all(self) -> &'a [Value] {
        self.0
    }

    /// The arguments from one on.
    fn from(self, at: usize) -> &'a [Value] {
        self.0.get(at..).unwrap_or_default()
    }

    fn any(self, at: usize) -> &'a Value {
        self.0.get(at).unwrap_or(&Value::Nil)
    }

    fn str(self, at: usize) -> &'a str {
        match self.0.get(at) {
            Some(Value::Str(text)) => text,
            _ => "",
        }
    }

    /// An argument that is text, with the marks of its lines.
    fn text(self, at: usize) -> Text {
        match self.0.get(at) {
            Some(Value::Str(text)) => text.clone(),
            _ => Text::from(""),
        }
    }

    fn int(self, at: usize) -> i64 {
        match self.0.get(at) {
            Some(Value::Int(number)) => *number,
            _ => 0,
        }
    }

    fn bool(self, at: usize) -> bool {
        matches!(self.0.get(at), Some(Value::Bool(true)))
    }

    fn map(self, at: usize) -> Map {
        match self.0.get(at) {
            Some(Value::Map(map)) => map.clone(),
            _ => Map::new(),
        }
    }
}

fn list(items: Vec<Value>) -> Outcome<Value> {
    Ok(Value::List(List::new(items)))
}

fn string(text: impl Into<Text>) -> Outcome<Value> {
    Ok(Value::Str(text.into()))
}

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    static TABLE: OnceLock<HashMap<&'static str, &'static Function>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let groups = [
            builtin::FUNCTIONS,
            certificates::FUNCTIONS,
            convert::FUNCTIONS,
            dates::FUNCTIONS,
            dicts::FUNCTIONS,
            encode::FUNCTIONS,
            helm::FUNCTIONS,
            json::FUNCTIONS,
            lists::FUNCTIONS,
            logic::FUNCTIONS,
            math::FUNCTIONS,
            merge::FUNCTIONS,
            paths::FUNCTIONS,
            random::FUNCTIONS,
            regexes::FUNCTIONS,
            strings::FUNCTIONS,
            toml::FUNCTIONS,
            urls::FUNCTIONS,
            versions::FUNCTIONS,
            words::FUNCTIONS,
            yaml::FUNCTIONS,
        ];
        let all = groups.into_iter().flatten();
        all.map(|function| (function.name, function)).collect()
    });
    table.get(name).copied()
}
