//! Values as Go's `fmt` prints them: `%v`, and `printf` with its verbs.

use super::budget::VALUE_BYTES_MAX;
use super::fault::{Fault, Outcome};
use super::number::go_float;
use super::value::{VALUE_LEVELS_MAX, Value};

/// A value as `%v` prints it.
pub(super) fn display(value: &Value) -> Outcome<String> {
    let mut out = String::new();
    let mut printer = Printer { out: &mut out };
    printer.value(value, &Spec::new('v'), VALUE_LEVELS_MAX)?;
    Ok(out)
}

/// A value as functions for text take it: texts and bytes as they are, others as `%v`.
pub(super) fn to_text(value: &Value) -> Outcome<super::text::Text> {
    match value {
        Value::Str(text) => Ok(text.clone()),
        Value::Bytes(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned().into()),
        other => display(other).map(Into::into),
    }
}

/// A text in quotation marks with Go's escapes.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\u{b}' => out.push_str("\\v"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => {
                out.push_str(&format!("\\x{:02x}", c as u32));
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{a0}') => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `fmt.Sprint`: a space between operands where neither is a text.
pub(super) fn sprint(values: &[Value]) -> Outcome<String> {
    let mut out = String::new();
    let mut text_before = true;
    for (at, value) in values.iter().enumerate() {
        let is_text = matches!(value, Value::Str(_));
        if at > 0 && !is_text && !text_before {
            out.push(' ');
        }
        let mut printer = Printer { out: &mut out };
        printer.value(value, &Spec::new('v'), VALUE_LEVELS_MAX)?;
        text_before = is_text;
    }
    Ok(out)
}

/// One verb with its flags.
#[derive(Clone, Debug)]
struct Spec {
    verb: char,
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

impl Spec {
    fn new(verb: char) -> Self {
        Self {
            verb,
            minus: false,
            plus: false,
            sharp: false,
            space: false,
            zero: false,
            width: None,
            precision: None,
        }
    }
}

/// `fmt.Sprintf`.
pub(super) fn sprintf(format: &str, values: &[Value]) -> Outcome<String> {
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    let mut next = 0;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(spec) = spec(&mut chars, values, &mut next) else {
            out.push_str("%!(NOVERB)");
            break;
        };
        if out.len() as u64 > VALUE_BYTES_MAX {
            return Err(Fault::limit("bytes in a value", VALUE_BYTES_MAX));
        }
        if spec.verb == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = values.get(next) else {
            out.push_str(&format!("%!{}(MISSING)", spec.verb));
            continue;
        };
        next += 1;
        let mut printer = Printer { out: &mut out };
        printer.value(value, &spec, VALUE_LEVELS_MAX)?;
    }
    if next < values.len() {
        extra(&mut out, values.get(next..).unwrap_or_default())?;
    }
    Ok(out)
}

fn extra(out: &mut String, values: &[Value]) -> Outcome<()> {
    out.push_str("%!(EXTRA ");
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if value.is_nil() {
            out.push_str("<nil>");
        } else {
            out.push_str(value.type_name());
            out.push('=');
            out.push_str(&display(value)?);
        }
    }
    out.push(')');
    Ok(())
}

/// Reads flags, width, precision and verb behind a percent sign.
fn spec(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    values: &[Value],
    next: &mut usize,
) -> Option<Spec> {
    let mut spec = Spec::new('v');
    while let Some(flag) = chars.peek() {
        match flag {
            '-' => spec.minus = true,
            '+' => spec.plus = true,
            '#' => spec.sharp = true,
            ' ' => spec.space = true,
            '0' => spec.zero = true,
            _ => break,
        }
        chars.next();
    }
    spec.width = count(chars, values, next);
    if chars.peek() == Some(&'.') {
        chars.next();
        spec.precision = Some(count(chars, values, next).unwrap_or(0));
    }
    spec.verb = chars.next()?;
    Some(spec)
}

/// The widest field; Go allows a million.
/// LIMIT: a wider one is cut.
const FIELD_CHARS_MAX: usize = 10_000;

fn count(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    values: &[Value],
    next: &mut usize,
) -> Option<usize> {
    if chars.peek() == Some(&'*') {
        chars.next();
        let value = values.get(*next);
        *next += 1;
        return match value {
            Some(Value::Int(number)) => Some(usize::try_from(*number).ok()?.min(FIELD_CHARS_MAX)),
            _ => None,
        };
    }
    let mut number = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        let grown = number.unwrap_or(0usize) * 10 + digit as usize;
        number = Some(grown.min(FIELD_CHARS_MAX));
        chars.next();
    }
    number
}

struct Printer<'a> {
    out: &'a mut String,
}

impl Printer<'_> {
    fn value(&mut self, value: &Value, spec: &Spec, levels: usize) -> Outcome<()> {
        let Some(levels) = levels.checked_sub(1) else {
            let most = VALUE_LEVELS_MAX as u64;
            return Err(Fault::limit("levels of a printed value", most));
        };
        if self.out.len() as u64 > VALUE_BYTES_MAX {
            return Err(Fault::limit("bytes in a value", VALUE_BYTES_MAX));
        }
        if spec.verb == 'T' {
            self.padded(value.type_name(), spec);
            return Ok(());
        }
        match value {
            Value::Nil | Value::Absent if spec.verb == 'v' => self.padded("<nil>", spec),
            Value::Nil | Value::Absent => {
                self.out.push_str(&format!("%!{}(<nil>)", spec.verb));
            }
            Value::List(list) => {
                self.out.push('[');
                for (at, item) in list.iter().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    self.value(item, spec, levels)?;
                }
                self.out.push(']');
            }
            Value::Map(map) => {
                self.out.push_str("map[");
                for (at, (key, item)) in map.read().iter().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    self.value(&Value::Str(key.clone().into()), spec, levels)?;
                    self.out.push(':');
                    self.value(item, spec, levels)?;
                }
                self.out.push(']');
            }
            simple => self.simple(simple, spec)?,
        }
        Ok(())
    }

    fn simple(&mut self, value: &Value, spec: &Spec) -> Outcome<()> {
        let text = match value {
            Value::Bool(yes) => match spec.verb {
                'v' | 't' => Some(yes.to_string()),
                _ => None,
            },
            Value::Int(number) | Value::Int64(number) => integer(*number, spec),
            Value::Float(number) => float(*number, spec),
            Value::Str(text) => string(text, spec),
            Value::Bytes(bytes) => match spec.verb {
                'v' | 'd' => Some(format!("{bytes:?}").replace(',', "")),
                _ => string(&String::from_utf8_lossy(bytes), spec),
            },
            Value::Object(object) => string(&object.display()?, spec),
            _ => None,
        };
        match text {
            Some(text) => self.padded(&text, spec),
            None => {
                let name = value.type_name();
                self.out.push_str(&format!("%!{}({name}=", spec.verb));
                self.simple(value, &Spec::new('v'))?;
                self.out.push(')');
            }
        }
        Ok(())
    }

    fn padded(&mut self, text: &str, spec: &Spec) {
        let length = text.chars().count();
        let missing = spec.width.unwrap_or(0).saturating_sub(length);
        if missing == 0 {
            self.out.push_str(text);
        } else if spec.minus {
            self.out.push_str(text);
            self.out.extend(std::iter::repeat_n(' ', missing));
        } else if spec.zero {
            let (sign, digits) = match text.strip_prefix(['-', '+']) {
                Some(digits) => text.split_at(text.len() - digits.len()),
                None => ("", text),
            };
            self.out.push_str(sign);
            self.out.extend(std::iter::repeat_n('0', missing));
            self.out.push_str(digits);
        } else {
            self.out.extend(std::iter::repeat_n(' ', missing));
            self.out.push_str(text);
        }
    }
}

fn integer(number: i64, spec: &Spec) -> Option<String> {
    let size = number.unsigned_abs();
    let mut digits = match spec.verb {
        'v' | 'd' => size.to_string(),
        'b' => format!("{size:b}"),
        'o' => format!("{size:o}"),
        'O' => format!("0o{size:o}"),
        'x' if spec.sharp => format!("{size:#x}"),
        'x' => format!("{size:x}"),
        'X' if spec.sharp => format!("0X{size:X}"),
        'X' => format!("{size:X}"),
        'U' => format!("U+{size:04X}"),
        'c' | 'q' => {
            let c = u32::try_from(number).ok().and_then(char::from_u32);
            let c = c.unwrap_or('\u{fffd}');
            let quoted = format!("'{c}'");
            return Some(if spec.verb == 'c' { c.into() } else { quoted });
        }
        _ => return None,
    };
    if let Some(least) = spec.precision {
        let missing = least.saturating_sub(digits.len());
        digits.insert_str(0, &"0".repeat(missing));
    }
    Some(signed(number < 0, digits, spec))
}

fn signed(negative: bool, digits: String, spec: &Spec) -> String {
    match (negative, spec.plus, spec.space) {
        (true, ..) => format!("-{digits}"),
        (false, true, _) => format!("+{digits}"),
        (false, false, true) => format!(" {digits}"),
        _ => digits,
    }
}

fn float(number: f64, spec: &Spec) -> Option<String> {
    let size = number.abs();
    let digits = match spec.verb {
        'v' | 'g' | 'G' => match spec.precision {
            None => go_float(size),
            Some(precision) => general(size, precision.max(1)),
        },
        'f' | 'F' => format!("{size:.*}", spec.precision.unwrap_or(6)),
        'e' | 'E' => {
            let text = format!("{size:.*e}", spec.precision.unwrap_or(6));
            let (digits, exponent) = text.split_once('e')?;
            let exponent: i32 = exponent.parse().ok()?;
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => return None,
    };
    let digits = if matches!(spec.verb, 'G' | 'E') {
        digits.to_uppercase()
    } else {
        digits
    };
    let negative = number.is_sign_negative() && !number.is_nan();
    Some(signed(
        negative,
        digits.trim_start_matches('+').into(),
        spec,
    ))
}

/// `%g` with a precision: that many digits, without zeros at the end.
fn general(size: f64, precision: usize) -> String {
    let text = format!("{size:.*e}", precision - 1);
    let rounded: f64 = text.parse().unwrap_or(size);
    let exponent: i32 = text
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    if exponent < -4 || usize::try_from(exponent).is_ok_and(|e| e >= precision) {
        return go_exponent(rounded);
    }
    format!("{rounded}")
}

fn go_exponent(number: f64) -> String {
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

fn string(text: &str, spec: &Spec) -> Option<String> {
    let cut: String = match spec.precision {
        Some(most) if matches!(spec.verb, 's' | 'v' | 'q') => text.chars().take(most).collect(),
        _ => text.to_owned(),
    };
    Some(match spec.verb {
        's' | 'v' if spec.sharp && spec.verb == 'v' => quote(&cut),
        's' | 'v' => cut,
        'q' => quote(&cut),
        'x' => cut.bytes().map(|byte| format!("{byte:02x}")).collect(),
        'X' => cut.bytes().map(|byte| format!("{byte:02X}")).collect(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::value::{List, Map};

    fn print(format: &str, values: &[Value]) -> String {
        sprintf(format, values).unwrap()
    }

    #[test]
    fn verbs_print_as_go_prints_them() {
        let number = Value::Float(12_345_678.0);
        assert_eq!(
            print("%v %g", &[number.clone(), number]),
            "1.2345678e+07 1.2345678e+07"
        );
        let half = Value::Float(1.5);
        let halves = vec![half; 4];
        assert_eq!(
            print("%f %e %.2f %6.2f", &halves),
            "1.500000 1.500000e+00 1.50   1.50"
        );
        let ints: Vec<Value> = [1, 2, 3, 4].map(Value::Int).into();
        assert_eq!(print("%5d|%-5d|%+d|%05d", &ints), "    1|2    |+3|00004");
        assert_eq!(
            print("%q %x", &[Value::str("a\"b"), Value::str("hi")]),
            "\"a\\\"b\" 6869"
        );
    }

    #[test]
    fn wrong_verbs_and_counts_show_as_in_go() {
        assert_eq!(print("%d", &[Value::Float(5.0)]), "%!d(float64=5)");
        assert_eq!(print("%s", &[Value::Nil]), "%!s(<nil>)");
        assert_eq!(print("%d", &[]), "%!d(MISSING)");
        assert_eq!(print("a", &[Value::Int(1)]), "a%!(EXTRA int=1)");
    }

    #[test]
    fn lists_and_maps_are_printed_with_sorted_keys() {
        let map = Map::new();
        map.insert("z", Value::Int(1));
        map.insert(
            "a",
            Value::List(List::new(vec![Value::str("x"), Value::Nil])),
        );
        assert_eq!(display(&Value::Map(map)).unwrap(), "map[a:[x <nil>] z:1]");
    }

    #[test]
    fn a_map_that_holds_itself_ends_at_the_limit() {
        let map = Map::new();
        map.insert("self", Value::Map(map.clone()));
        assert!(display(&Value::Map(map.clone())).is_err());
        map.write().clear();
    }
}
