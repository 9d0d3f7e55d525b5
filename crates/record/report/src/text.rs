//! Text from a hostile image, made fit for a terminal: nothing that moves the cursor, hides or
//! reorders, and never wider than its room.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// LIMIT: characters of one field that are looked at. No honest name, path or instruction needs
/// more, and a table shows far less.
pub(crate) const FIELD_CHARS_MAX: usize = 4_000;

/// LIMIT: combining marks on one letter. Living scripts need up to three; piles of them draw over
/// neighbouring lines.
const MARKS_MAX: usize = 4;

/// Whether a character acts on the terminal or the reader's eye instead of being seen: controls
/// (C0, DEL, C1), bidirectional formatting, zero-width and separator characters, tags.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// One line of visible text: hidden characters become their escape (`\u{1b}`), white space becomes
/// one space. What is clean stays as it is.
pub(crate) fn clean(raw: &str) -> Cow<'_, str> {
    if raw.len() <= FIELD_CHARS_MAX && raw.bytes().all(|c| c == b' ' || c.is_ascii_graphic()) {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len().min(FIELD_CHARS_MAX));
    let mut marks = 0;
    for (n, c) in raw.chars().enumerate() {
        if n == FIELD_CHARS_MAX {
            text.push('…');
            break;
        }
        if matches!(c, '\n' | '\r' | '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}') {
            text.push(' ');
            marks = 0;
        } else if is_hidden(c) {
            text.extend(c.escape_unicode());
            marks = 0;
        } else if c.width().unwrap_or(0) == 0 {
            marks += 1;
            if marks <= MARKS_MAX {
                text.push(c);
            }
        } else {
            marks = 0;
            text.push(c);
        }
    }
    Cow::Owned(text)
}

/// The columns that clean text takes: the sum over its characters, which is never less than what a
/// terminal draws.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Clean text in at most `room` columns, with `…` where something is left out.
pub(crate) fn fit(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let Some(room) = room.checked_sub(1) else {
        return String::new();
    };
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Clean text, cut or filled with spaces to exactly `room` columns.
pub(crate) fn pad(text: &str, room: usize) -> String {
    let mut padded = fit(text, room);
    padded.extend(std::iter::repeat_n(
        ' ',
        room.saturating_sub(columns(&padded)),
    ));
    padded
}

/// Clean text on at most `lines_max` lines of at most `room` columns, broken at spaces where there
/// are any; the last line ends in `…` when something is left out.
pub(crate) fn wrap(text: &str, room: usize, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 >= lines_max {
            lines.push(fit(rest, room));
            break;
        }
        let cut = break_at(rest, room);
        let (line, next) = rest.split_at(cut);
        lines.push(line.trim_end().to_owned());
        rest = next.trim_start();
    }
    lines
}

/// The byte at which a line of `room` columns ends; at least one character goes on it.
fn break_at(text: &str, room: usize) -> usize {
    let mut used = 0;
    let mut space = None;
    for (n, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if c == ' ' {
            space = Some(n);
        } else if used > room {
            let first = text.chars().next().map_or(0, char::len_utf8);
            return space.unwrap_or(n).max(first);
        }
    }
    text.len()
}

/// `1 finding`, `2 findings`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_becomes_visible() {
        assert_eq!(clean("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(clean("a\u{9b}2Jb"), "a\\u{9b}2Jb");
        assert_eq!(clean("exe\u{202e}gpj"), "exe\\u{202e}gpj");
        assert_eq!(clean("a\nb\tc"), "a b c");
        assert_eq!(clean("lib\u{200b}ssl"), "lib\\u{200b}ssl");
        assert!(matches!(clean("openssl 3.0"), Cow::Borrowed("openssl 3.0")));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once() {
        for raw in [
            "a\u{1b}b",
            "日本",
            "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
            "",
        ] {
            let once = clean(raw).into_owned();
            assert_eq!(clean(&once), once);
        }
    }

    #[test]
    fn a_field_and_its_marks_have_a_limit() {
        let long = "x".repeat(FIELD_CHARS_MAX + 1);
        assert_eq!(clean(&long).chars().count(), FIELD_CHARS_MAX + 1);
        assert!(clean(&long).ends_with('…'));
        let piled = format!("e{}", "\u{301}".repeat(500));
        assert_eq!(clean(&piled).chars().count(), 1 + MARKS_MAX);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(columns("日本"), 4);
        assert_eq!(fit("日本語の名前", 6), "日本…");
        assert_eq!(pad("日", 4), "日  ");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit("abc", 1), "…");
    }

    #[test]
    fn lines_break_at_spaces_and_end_with_an_ellipsis() {
        assert_eq!(wrap("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3, 9), ["abc", "def", "gh"]);
        assert_eq!(wrap("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(wrap("日本", 1, 9), ["日", "本"]);
        assert!(wrap("", 7, 2).is_empty());
    }
}
