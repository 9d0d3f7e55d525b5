//! Sprig's functions over text.

use super::convert::strings_of;
use super::{Args, Function, Param, list, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, Outcome};
use crate::helm::print::{self, to_text};
use crate::helm::text::Text;
use crate::helm::value::{Map, Value};

const ANY: Param = Param::Any;
const INT: Param = Param::Int;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("trim", &[STR], |_, args| {
        trimmed(&args.text(0), str::trim_start, str::trim_end)
    }),
    Function::new("trimAll", &[STR, STR], trim_all),
    Function::new("trimall", &[STR, STR], trim_all),
    Function::new("trimPrefix", &[STR, STR], trim_prefix),
    Function::new("trimSuffix", &[STR, STR], trim_suffix),
    Function::new("upper", &[STR], |_, args| {
        relined(args, args.str(0).to_uppercase())
    }),
    Function::new("lower", &[STR], |_, args| {
        relined(args, args.str(0).to_lowercase())
    }),
    Function::new("trunc", &[INT, STR], trunc),
    Function::new("substr", &[INT, INT, STR], substr),
    Function::new("repeat", &[INT, STR], repeat),
    Function::new("contains", &[STR, STR], |_, args| {
        Ok(Value::Bool(args.str(1).contains(args.str(0))))
    }),
    Function::new("hasPrefix", &[STR, STR], |_, args| {
        Ok(Value::Bool(args.str(1).starts_with(args.str(0))))
    }),
    Function::new("hasSuffix", &[STR, STR], |_, args| {
        Ok(Value::Bool(args.str(1).ends_with(args.str(0))))
    }),
    Function::new("quote", &[], quote).more(ANY),
    Function::new("squote", &[], squote).more(ANY),
    Function::new("cat", &[], cat).more(ANY),
    Function::new("indent", &[INT, STR], |engine, args| {
        indent(engine, args, 0)
    }),
    Function::new("nindent", &[INT, STR], |engine, args| {
        indent(engine, args, 1)
    }),
    Function::new("replace", &[STR, STR, STR], replace),
    Function::new("split", &[STR, STR], |engine, args| {
        split_to_map(engine, args.str(0), args.str(1), None)
    }),
    Function::new("splitn", &[STR, INT, STR], |engine, args| {
        split_to_map(engine, args.str(0), args.str(2), Some(args.int(1)))
    }),
    Function::new("splitList", &[STR, STR], split_list),
    Function::new("join", &[STR, ANY], join),
    Function::new("sortAlpha", &[ANY], sort_alpha),
];

fn relined(args: Args<'_>, text: String) -> Outcome<Value> {
    string(args.text(0).relined(text, 0))
}

fn trimmed(text: &Text, start: fn(&str) -> &str, end: fn(&str) -> &str) -> Outcome<Value> {
    let from = text.len() - start(text).len();
    let to = end(text).len().max(from);
    string(text.part(from, to))
}

fn trim_all(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let cut = args.str(0);
    let text = args.text(1);
    let from = text.len() - text.trim_start_matches(|c| cut.contains(c)).len();
    let to = text.trim_end_matches(|c| cut.contains(c)).len().max(from);
    string(text.part(from, to))
}

fn trim_prefix(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = args.text(1);
    let from = if text.starts_with(args.str(0)) {
        args.str(0).len()
    } else {
        0
    };
    string(text.part(from, text.len()))
}

fn trim_suffix(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = args.text(1);
    let cut = if text.ends_with(args.str(0)) {
        args.str(0).len()
    } else {
        0
    };
    string(text.part(0, text.len() - cut))
}

/// The nearest boundary of a character at or before a byte. Go cuts through characters, which no
/// name in a manifest survives.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn trunc(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = args.text(1);
    let count = usize::try_from(args.int(0).unsigned_abs()).unwrap_or(usize::MAX);
    if count >= text.len() {
        return string(text);
    }
    if args.int(0) < 0 {
        return string(text.part(boundary(&text, text.len() - count), text.len()));
    }
    string(text.part(0, boundary(&text, count)))
}

fn substr(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = args.str(2);
    let end = usize::try_from(args.int(1))
        .unwrap_or(text.len())
        .min(text.len());
    let start = usize::try_from(args.int(0)).unwrap_or(0);
    if start > end {
        return Err(Fault::new("slice bounds out of range"));
    }
    let (start, end) = (boundary(text, start), boundary(text, end));
    string(text.get(start..end).unwrap_or_default())
}

fn repeat(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let Ok(count) = usize::try_from(args.int(0)) else {
        return Err(Fault::new("strings: negative Repeat count"));
    };
    engine.meter.make(args.str(1).len().saturating_mul(count))?;
    string(args.str(1).repeat(count))
}

fn quote(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    quoted(engine, args, print::quote)
}

fn squote(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    quoted(engine, args, |text| format!("'{text}'"))
}

fn quoted(engine: &mut Engine, args: Args<'_>, quote: fn(&str) -> String) -> Outcome<Value> {
    if let [Value::Str(text)] = args.all() {
        engine.meter.make(text.len())?;
        let text = quote(text);
        return string(text);
    }
    let mut parts = Vec::new();
    for value in args.all().iter().filter(|value| !value.is_nil()) {
        parts.push(quote(&to_text(value)?));
    }
    let text = parts.join(" ");
    engine.meter.make(text.len())?;
    string(text)
}

fn cat(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut parts = Vec::new();
    for value in args.all().iter().filter(|value| !value.is_nil()) {
        parts.push(print::display(value)?);
    }
    let text = parts.join(" ");
    engine.meter.make(text.len())?;
    string(text)
}

fn indent(engine: &mut Engine, args: Args<'_>, lines_before: usize) -> Outcome<Value> {
    let text = args.text(1);
    let Ok(width) = usize::try_from(args.int(0)) else {
        return Err(Fault::new("strings: negative Repeat count"));
    };
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let size = lines.saturating_mul(width).saturating_add(text.len());
    engine.meter.make(size)?;
    let pad = " ".repeat(width);
    let mut out = String::with_capacity(size + lines_before);
    out.extend(std::iter::repeat_n('\n', lines_before));
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&pad);
        out.push_str(line);
    }
    string(text.relined(out, lines_before))
}

fn replace(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let (old, new, text) = (args.str(0), args.str(1), args.text(2));
    let count = if old.is_empty() {
        text.len() + 1
    } else {
        text.matches(old).count()
    };
    engine
        .meter
        .make(text.len().saturating_add(count.saturating_mul(new.len())))?;
    let replaced = text.replace(old, new);
    if old.contains('\n') || new.contains('\n') {
        return string(replaced);
    }
    string(text.relined(replaced, 0))
}

/// The parts of a text; without a separator, its characters.
fn parts<'t>(separator: &str, text: &'t str, most: Option<i64>) -> Vec<&'t str> {
    let most = match most {
        Some(0) => return Vec::new(),
        Some(most) => usize::try_from(most).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    if separator.is_empty() {
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.truncate(most);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let spans = starts.iter().copied().zip(ends);
        return spans
            .filter_map(|(start, end)| text.get(start..end))
            .collect();
    }
    text.splitn(most, separator).collect()
}

fn split_to_map(
    engine: &mut Engine,
    separator: &str,
    text: &str,
    most: Option<i64>,
) -> Outcome<Value> {
    engine.meter.make(text.len())?;
    let map = Map::new();
    for (at, part) in parts(separator, text, most).into_iter().enumerate() {
        map.insert(&format!("_{at}"), Value::str(part));
    }
    Ok(Value::Map(map))
}

fn split_list(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    engine.meter.make(args.str(1).len())?;
    let parts = parts(args.str(0), args.str(1), None);
    list(parts.into_iter().map(Value::str).collect())
}

fn join(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let parts = strings_of(args.any(1))?;
    let size: usize = parts.iter().map(|part| part.len()).sum();
    let separators = args.str(0).len().saturating_mul(parts.len());
    engine.meter.make(size.saturating_add(separators))?;
    let parts: Vec<&str> = parts.iter().map(Text::as_str).collect();
    string(parts.join(args.str(0)))
}

fn sort_alpha(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut parts = strings_of(args.any(0))?;
    if !matches!(args.any(0), Value::List(_)) {
        parts = vec![to_text(args.any(0))?];
    }
    parts.sort_by(|one, two| one.as_str().cmp(two.as_str()));
    list(parts.into_iter().map(Value::Str).collect())
}
