//! The syntax of `--set` and `--set-string`: `a.b=1,list[0].c={x,y}`.

use super::fault::{Fault, Outcome};
use super::number::go_int;
use super::value::{List, Map, Value};

/// The highest index of a list that `--set` may name, as in Helm.
/// LIMIT: a higher one is an error.
const INDEX_MAX: usize = 65_536;

/// Names behind each other in one assignment.
/// LIMIT: more are an error.
const NAMES_MAX: usize = 30;

/// Sets what a text assigns in the values.
///
/// # Errors
/// A text that is no assignment, with what is wrong.
pub(super) fn apply(values: &Map, text: &str, as_text: bool) -> Outcome<()> {
    let mut reader = Reader {
        rest: text.chars().peekable(),
        as_text,
    };
    while reader.rest.peek().is_some() {
        let (path, value) = reader.assignment()?;
        let updated = put(Value::Map(values.clone()), &path, value)?;
        drop(updated);
    }
    Ok(())
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Name(String),
    Index(usize),
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    as_text: bool,
}

impl Reader<'_> {
    /// One assignment with the comma behind it.
    fn assignment(&mut self) -> Outcome<(Vec<Step>, Value)> {
        let mut path = Vec::new();
        let mut name = String::new();
        loop {
            if path.len() > NAMES_MAX {
                return Err(Fault::limit("names in an assignment", NAMES_MAX as u64));
            }
            match self.rest.next() {
                Some('\\') => name.extend(self.rest.next()),
                Some('.') => push_name(&mut path, &mut name),
                Some('[') => {
                    push_name(&mut path, &mut name);
                    path.push(Step::Index(self.index()?));
                }
                Some('=') => {
                    push_name(&mut path, &mut name);
                    if path.is_empty() {
                        return Err(Fault::new("an assignment without a key"));
                    }
                    let value = self.value()?;
                    return Ok((path, value));
                }
                Some(',') | None => {
                    return Err(Fault::new(format!("key {name:?} has no value")));
                }
                Some(c) => name.push(c),
            }
        }
    }

    fn index(&mut self) -> Outcome<usize> {
        let mut digits = String::new();
        for c in self.rest.by_ref() {
            if c == ']' {
                let index: Option<usize> = digits.parse().ok();
                return match index {
                    Some(index) if index <= INDEX_MAX => Ok(index),
                    Some(_) => Err(Fault::limit("items of a list in --set", INDEX_MAX as u64)),
                    None => Err(Fault::new(format!("bad list index {digits:?}"))),
                };
            }
            digits.push(c);
        }
        Err(Fault::new("a list index without its bracket"))
    }

    fn value(&mut self) -> Outcome<Value> {
        if self.rest.peek() == Some(&'{') {
            self.rest.next();
            return self.list();
        }
        let (text, _) = self.word(&[',']);
        Ok(self.typed(&text))
    }

    fn list(&mut self) -> Outcome<Value> {
        let mut items = Vec::new();
        loop {
            let (text, end) = self.word(&[',', '}']);
            let last = end == Some('}');
            if !(last && text.is_empty() && items.is_empty()) {
                items.push(self.typed(&text));
            }
            if last {
                break;
            }
            if end.is_none() {
                return Err(Fault::new("a list without its closing brace"));
            }
        }
        if self.rest.peek() == Some(&',') {
            self.rest.next();
        }
        Ok(Value::List(List::new(items)))
    }

    /// Text up to one of the characters, which is taken.
    fn word(&mut self, ends: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(c) = self.rest.next() {
            if c == '\\' {
                text.extend(self.rest.next());
            } else if ends.contains(&c) {
                return (text, Some(c));
            } else {
                text.push(c);
            }
        }
        (text, None)
    }

    fn typed(&self, text: &str) -> Value {
        if self.as_text {
            return Value::str(text);
        }
        match text {
            "true" => return Value::Bool(true),
            "false" => return Value::Bool(false),
            "null" => return Value::Nil,
            "0" => return Value::Int64(0),
            _ => {}
        }
        // What begins with a zero stays text: it may be a mode or an id.
        let decimal = !text.starts_with('0') && text.bytes().all(|byte| byte != b'_');
        match go_int(text) {
            Some(number) if decimal => Value::Int64(number),
            _ => Value::str(text),
        }
    }
}

fn push_name(path: &mut Vec<Step>, name: &mut String) {
    if !name.is_empty() {
        path.push(Step::Name(std::mem::take(name)));
    }
}

/// A value with another one at a path in it. Maps are changed in place.
fn put(target: Value, path: &[Step], value: Value) -> Outcome<Value> {
    let Some((step, rest)) = path.split_first() else {
        return Ok(value);
    };
    match step {
        Step::Name(name) => {
            let map = match target {
                Value::Map(map) => map,
                _ => Map::new(),
            };
            let old = map.get(name).unwrap_or_default();
            map.insert(name, put(old, rest, value)?);
            Ok(Value::Map(map))
        }
        Step::Index(at) => {
            let mut items = match target {
                Value::List(items) => items.to_vec(),
                _ => Vec::new(),
            };
            while items.len() <= *at {
                items.push(Value::Nil);
            }
            if let Some(place) = items.get_mut(*at) {
                *place = put(std::mem::take(place), rest, value)?;
            }
            Ok(Value::List(List::new(items)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::print::display;

    fn set(text: &str, as_text: bool) -> String {
        let values = Map::new();
        match apply(&values, text, as_text) {
            Ok(()) => display(&Value::Map(values)).unwrap(),
            Err(fault) => fault.kind.to_string(),
        }
    }

    #[test]
    fn assignments_make_maps_lists_and_typed_values() {
        assert_eq!(
            set("a.b=1,c=x,d={1,y}", false),
            "map[a:map[b:1] c:x d:[1 y]]"
        );
        assert_eq!(
            set("a[1].b=true,e=null", false),
            "map[a:[<nil> map[b:true]] e:<nil>]"
        );
        assert_eq!(set(r"a\.b=x\,y", false), "map[a.b:x,y]");
        assert_eq!(set("a=007,b=1", true), "map[a:007 b:1]");
        assert_eq!(set("a={}", false), "map[a:[]]");
    }

    #[test]
    fn what_is_no_assignment_is_told() {
        assert!(set("a", false).contains("no value"));
        assert!(set("a[x]=1", false).contains("bad list index"));
        assert!(set("a[99999999]=1", false).contains("more than"));
    }
}
