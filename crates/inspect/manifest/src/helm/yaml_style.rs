//! In which style Helm's YAML writer puts a text, and in which order it puts keys.

use std::cmp::Ordering;

/// Writes a character as it stands between double quotation marks.
pub(super) fn push_escape(out: &mut String, c: char) {
    let short = match c {
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{85}' => "\\N",
        '\u{a0}' => "\\_",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        _ => "",
    };
    let code = c as u32;
    if !short.is_empty() {
        out.push_str(short);
    } else if code <= 0xff {
        out.push_str(&format!("\\x{code:02X}"));
    } else if code <= 0xffff {
        out.push_str(&format!("\\u{code:04X}"));
    } else {
        out.push_str(&format!("\\U{code:08X}"));
    }
}

/// Whether the writer leaves a character as it is.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && c != '\u{feff}'
}

/// In which styles a text can be written.
pub(super) struct Shape {
    pub(super) plain: bool,
    pub(super) single: bool,
    pub(super) block: bool,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        if text.is_empty() {
            return Self {
                plain: true,
                single: true,
                block: false,
            };
        }
        let mut shape = Self {
            plain: !indicates(text),
            single: true,
            block: true,
        };
        let (mut space_before, mut break_before) = (false, false);
        let mut special = false;
        for c in text.chars() {
            special |= !is_printable(c);
            match c {
                ' ' => {
                    if break_before {
                        shape.plain = false;
                        shape.single = false;
                    }
                    (space_before, break_before) = (true, false);
                }
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    special |= space_before;
                    shape.plain = false;
                    (space_before, break_before) = (false, true);
                }
                _ => (space_before, break_before) = (false, false),
            }
        }
        if text.starts_with(' ') || text.ends_with(' ') {
            shape.plain = false;
        }
        shape.block &= !text.ends_with(' ');
        if special {
            return Self {
                plain: false,
                single: false,
                block: false,
            };
        }
        shape
    }
}

/// Whether characters of a text mean something to YAML outside quotation marks.
fn indicates(text: &str) -> bool {
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    let is_blank = |c: Option<&char>| c.is_none_or(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let blank_after = is_blank(chars.peek());
        let found = match (c, before) {
            ('#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>', None) => true,
            ('\'' | '"' | '%' | '@' | '`', None) => true,
            ('?' | '-', None) => blank_after,
            (':', _) => blank_after,
            ('#', Some(_)) => is_blank(before.as_ref()),
            _ => false,
        };
        if found {
            return true;
        }
        before = Some(c);
    }
    false
}

/// The order of keys: digits by their number, letters behind everything else.
pub(super) fn key_order(one: &str, two: &str) -> Ordering {
    let one: Vec<char> = one.chars().collect();
    let two: Vec<char> = two.chars().collect();
    for (at, (a, b)) in one.iter().zip(&two).enumerate() {
        if a == b {
            continue;
        }
        match (a.is_alphabetic(), b.is_alphabetic()) {
            (true, true) => return a.cmp(b),
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            _ => {}
        }
        let mut start = 0;
        if *a == '0' || *b == '0' {
            let digits = one.get(..at).unwrap_or_default().iter().rev();
            let mut digits = digits.take_while(|c| c.is_ascii_digit());
            start = u64::from(digits.any(|c| *c != '0'));
        }
        let (a_number, a_end) = number_at(&one, at, start);
        let (b_number, b_end) = number_at(&two, at, start);
        return a_number
            .cmp(&b_number)
            .then(a_end.cmp(&b_end))
            .then(a.cmp(b));
    }
    one.len().cmp(&two.len())
}

fn number_at(chars: &[char], at: usize, start: u64) -> (u64, usize) {
    let mut number = start;
    let mut end = at;
    while let Some(digit) = chars.get(end).and_then(|c| c.to_digit(10)) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        end += 1;
    }
    (number, end)
}
