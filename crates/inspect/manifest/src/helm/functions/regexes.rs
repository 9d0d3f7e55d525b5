//! Regular expressions: Go's syntax, run by an engine that never backtracks either.

use regex::{Regex, RegexBuilder};

use super::{Args, Function, Param, list, string};
use crate::helm::eval::Engine;
use crate::helm::fault::{Fault, FaultKind, Outcome};
use crate::helm::regex_syntax;
use crate::helm::value::Value;

const INT: Param = Param::Int;
const STR: Param = Param::Str;

/// The size of a compiled expression. Those of charts take some kilobytes.
/// LIMIT: a larger one is a named fault.
const REGEX_BYTES_MAX: usize = 512 << 10;

/// Up to this size a search takes one step for each byte of the text, above it
/// [`LARGE_STEPS`]: the engine may look at every state of the expression for every byte.
const SMALL_REGEX_BYTES: usize = 64 << 10;

const LARGE_STEPS: u64 = 16;

/// Different expressions that are kept compiled.
/// LIMIT: past it, all are dropped and the keeping begins anew.
const REGEXES_KEPT_MAX: usize = 512;

/// Steps for compiling an expression.
const COMPILE_STEPS: u64 = 2000;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regexMatch", &[STR, STR], is_match),
    Function::new("mustRegexMatch", &[STR, STR], is_match),
    Function::new("regexFind", &[STR, STR], find),
    Function::new("mustRegexFind", &[STR, STR], find),
    Function::new("regexFindAll", &[STR, STR, INT], find_all),
    Function::new("mustRegexFindAll", &[STR, STR, INT], find_all),
    Function::new("regexReplaceAll", &[STR, STR, STR], replace_all),
    Function::new("mustRegexReplaceAll", &[STR, STR, STR], replace_all),
    Function::new("regexReplaceAllLiteral", &[STR, STR, STR], replace_literal),
    Function::new(
        "mustRegexReplaceAllLiteral",
        &[STR, STR, STR],
        replace_literal,
    ),
    Function::new("regexSplit", &[STR, STR, INT], split),
    Function::new("mustRegexSplit", &[STR, STR, INT], split),
    Function::new("regexQuoteMeta", &[STR], |engine, args| {
        engine.meter.make(args.str(0).len() * 2)?;
        string(quote_meta(args.str(0)))
    }),
];

/// The expression, compiled; and the steps of a search through the text.
fn compiled(engine: &mut Engine, pattern: &str, text: &str) -> Outcome<Regex> {
    if let Some((regex, steps)) = engine.regexes.get(pattern) {
        let regex = regex.clone();
        engine.meter.step(steps * text.len() as u64)?;
        return Ok(regex);
    }
    engine.meter.step(COMPILE_STEPS + pattern.len() as u64)?;
    let translated = regex_syntax::translate(pattern);
    let (regex, steps) = match build(&translated, SMALL_REGEX_BYTES) {
        Ok(regex) => (regex, 1),
        Err(_) => match build(&translated, REGEX_BYTES_MAX) {
            Ok(regex) => (regex, LARGE_STEPS),
            Err(error) => return Err(refused(&error, pattern)),
        },
    };
    engine.meter.step(steps * text.len() as u64)?;
    if engine.regexes.len() >= REGEXES_KEPT_MAX {
        engine.regexes.clear();
    }
    engine
        .regexes
        .insert(pattern.to_owned(), (regex.clone(), steps));
    Ok(regex)
}

fn build(pattern: &str, size: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .size_limit(size)
        .dfa_size_limit(REGEX_BYTES_MAX)
        .nest_limit(100)
        .build()
}

fn refused(error: &regex::Error, pattern: &str) -> Box<Fault> {
    match error {
        regex::Error::CompiledTooBig(_) => {
            Fault::limit("bytes of a compiled expression", REGEX_BYTES_MAX as u64)
        }
        // Go knows classes of Unicode, for which no tables are carried here.
        _ if pattern.contains("\\p") || pattern.contains("\\P") => {
            let what = "a class of Unicode in an expression";
            Fault::of(FaultKind::Unsupported(what.to_owned()))
        }
        _ => Fault::new("error parsing regexp"),
    }
}

fn is_match(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let regex = compiled(engine, args.str(0), args.str(1))?;
    Ok(Value::Bool(regex.is_match(args.str(1))))
}

fn find(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let regex = compiled(engine, args.str(0), args.str(1))?;
    let found = regex.find(args.str(1));
    string(found.map_or("", |found| found.as_str()))
}

fn limit(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn find_all(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let regex = compiled(engine, args.str(0), args.str(1))?;
    engine.meter.make(args.str(1).len().saturating_mul(4))?;
    let found = regex.find_iter(args.str(1)).take(limit(args.int(2)));
    list(found.map(|found| Value::str(found.as_str())).collect())
}

/// An upper bound of what a replacement makes, counted before it is made.
fn count_replaced(engine: &mut Engine, regex: &Regex, args: Args<'_>) -> Outcome<()> {
    let (text, new) = (args.str(1), args.str(2));
    let matches = regex.find_iter(text).count();
    let groups = new.matches('$').count();
    let longest = groups.saturating_mul(text.len());
    let size = new
        .len()
        .saturating_add(if matches > 1 { 0 } else { longest });
    engine
        .meter
        .make(text.len().saturating_add(matches.saturating_mul(size)))
}

fn replace_all(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let regex = compiled(engine, args.str(0), args.str(1))?;
    count_replaced(engine, &regex, args)?;
    let replaced = regex.replace_all(args.str(1), args.str(2)).into_owned();
    engine.meter.make(replaced.len())?;
    string(args.text(1).relined(replaced, 0))
}

fn replace_literal(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let regex = compiled(engine, args.str(0), args.str(1))?;
    count_replaced(engine, &regex, args)?;
    let new = regex::NoExpand(args.str(2));
    string(regex.replace_all(args.str(1), new).into_owned())
}

fn split(engine: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let regex = compiled(engine, args.str(0), args.str(1))?;
    let text = args.str(1);
    let most = match args.int(2) {
        0 => return Ok(Value::Nil),
        most => limit(most),
    };
    engine.meter.make(text.len().saturating_mul(4))?;
    let mut parts = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for found in regex.find_iter(text) {
        if parts.len() + 1 >= most {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            parts.push(Value::str(text.get(begin..end).unwrap_or_default()));
        }
        begin = found.end();
    }
    if end != text.len() {
        parts.push(Value::str(text.get(begin..).unwrap_or_default()));
    }
    list(parts)
}

fn quote_meta(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
