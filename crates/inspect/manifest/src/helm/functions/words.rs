//! Sprig's functions over words: their case, their number, and lines of them.

use super::{Args, Function, Param, string};
use crate::helm::eval::Engine;
use crate::helm::fault::Outcome;
use crate::helm::value::Value;

const INT: Param = Param::Int;
const STR: Param = Param::Str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("title", &[STR], |_, args| {
        string(first_letters(args.str(0), true))
    }),
    Function::new("untitle", &[STR], |_, args| {
        string(first_letters(args.str(0), false))
    }),
    Function::new("swapcase", &[STR], swap_case),
    Function::new("snakecase", &[STR], |_, args| {
        string(joined(args.str(0), '_'))
    }),
    Function::new("kebabcase", &[STR], |_, args| {
        string(joined(args.str(0), '-'))
    }),
    Function::new("camelcase", &[STR], camel_case),
    Function::new("initials", &[STR], initials),
    Function::new("nospace", &[STR], no_space),
    Function::new("plural", &[STR, STR, INT], plural),
    Function::new("wrap", &[INT, STR], |engine, args| {
        wrap(engine, args.int(0), "\n", args.str(1), false)
    }),
    Function::new("wrapWith", &[INT, STR, STR], |engine, args| {
        wrap(engine, args.int(0), args.str(1), args.str(2), true)
    }),
    Function::new("abbrev", &[INT, STR], |_, args| {
        abbreviate(0, args.int(0), args.str(1))
    }),
    Function::new("abbrevboth", &[INT, INT, STR], |_, args| {
        abbreviate(args.int(0), args.int(1), args.str(2))
    }),
];

/// The first letter of each word in the other case.
fn first_letters(text: &str, upper: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let starts = if upper {
            !(before.is_alphanumeric() || before == '_' || before == '\'')
        } else {
            before.is_whitespace()
        };
        match (starts, upper) {
            (true, true) => out.extend(c.to_uppercase()),
            (true, false) => out.extend(c.to_lowercase()),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

fn swap_case(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let mut out = String::new();
    for c in args.str(0).chars() {
        if c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    string(out)
}

/// Words in lower case with a connector: at each border between cases, and before digits that
/// begin a word, as in `http_2xx`.
fn joined(text: &str, connector: char) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 4);
    let mut starts_with_digit = false;
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        if is_connector(*c) {
            if at == 0 || !(out.is_empty() || out.ends_with(connector)) {
                out.push(connector);
            }
            continue;
        }
        let rest = chars.get(at + 1..).unwrap_or_default();
        let border = before.is_some_and(|before| {
            if c.is_uppercase() {
                let ends_capitals = rest.first().is_some_and(|after| after.is_lowercase());
                return !before.is_uppercase() || ends_capitals;
            }
            let after = rest.iter().find(|c| !c.is_numeric());
            c.is_numeric()
                && before.is_alphabetic()
                && !starts_with_digit
                && after.is_some_and(|after| after.is_lowercase())
        });
        if border && !out.ends_with(connector) {
            out.push(connector);
        }
        if out.is_empty() || out.ends_with(connector) {
            starts_with_digit = c.is_numeric();
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn camel_case(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let text = args.str(0);
    let start = text.len() - text.trim_start_matches(is_connector).len();
    let (lead, rest) = text.split_at(start);
    let mut out = lead.to_owned();
    let mut starts = true;
    let mut held = String::new();
    for c in rest.chars() {
        if is_connector(c) {
            held.push(c);
            starts = true;
        } else if starts {
            held.clear();
            out.extend(c.to_uppercase());
            starts = false;
        } else {
            out.push(c);
        }
    }
    out.push_str(&held);
    string(out)
}

fn is_connector(c: char) -> bool {
    c == '_' || c == '-' || c.is_whitespace()
}

fn initials(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let words = args.str(0).split_whitespace();
    string(
        words
            .filter_map(|word| word.chars().next())
            .collect::<String>(),
    )
}

fn no_space(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let kept = args.str(0).chars().filter(|c| !c.is_whitespace());
    string(kept.collect::<String>())
}

fn plural(_: &mut Engine, args: Args<'_>) -> Outcome<Value> {
    let which = usize::from(args.int(2) != 1);
    string(args.text(which))
}

/// Breaks lines between words; long words are cut only where asked.
fn wrap(engine: &mut Engine, width: i64, newline: &str, text: &str, cuts: bool) -> Outcome<Value> {
    let width = usize::try_from(width).unwrap_or(0).max(1);
    let newlines = if cuts { text.len() } else { 1 };
    engine.meter.make(
        text.len()
            .saturating_add(newlines.saturating_mul(newline.len())),
    )?;
    let mut out = String::with_capacity(text.len());
    let mut length = 0;
    for word in text.split(' ') {
        let mut word = word;
        let size = word.chars().count();
        if length > 0 && length + 1 + size > width {
            out.push_str(newline);
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        while cuts && word.chars().count() > width {
            let end = word
                .char_indices()
                .nth(width)
                .map_or(word.len(), |(at, _)| at);
            let (head, tail) = word.split_at(end);
            out.push_str(head);
            out.push_str(newline);
            word = tail;
        }
        out.push_str(word);
        length += word.chars().count();
    }
    string(out)
}

fn abbreviate(offset: i64, width: i64, text: &str) -> Outcome<Value> {
    let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
    if width < 4 || (offset > 0 && width < 7) || size <= width {
        return string(text);
    }
    let piece = |from: i64, to: i64| {
        let from = usize::try_from(from).unwrap_or(0);
        let to = usize::try_from(to).unwrap_or(0).min(text.len());
        text.get(from..to).unwrap_or_default().to_owned()
    };
    if offset <= 4 {
        return string(piece(0, width - 3) + "...");
    }
    if offset + width - 3 < size {
        return string(format!("...{}...", piece(offset, offset + width - 6)));
    }
    string(format!("...{}", piece(size - (width - 3), size)))
}
