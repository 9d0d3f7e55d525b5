//! Words, flags, lists and pairs of an instruction.

use std::ops::Range;

/// A range of the logical line.
pub(super) type Span = Range<usize>;

/// Words between blanks; quotes and the escape character keep blanks within a word.
pub(super) fn split(text: &str, from: usize, escape: char) -> Vec<Span> {
    let first = next_word(text, from, escape);
    std::iter::successors(first, |word| next_word(text, word.end, escape)).collect()
}

/// The first word behind an offset.
fn next_word(text: &str, from: usize, escape: char) -> Option<Span> {
    let start = skip_blanks(text, from);
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.get(start..)?.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            // Nothing is escaped in single quotes.
            (c, open) if c == escape && open != Some('\'') => escaped = true,
            ('"' | '\'', None) => quote = Some(c),
            (c, None) if c.is_whitespace() => return Some(start..start + at),
            _ => {}
        }
    }
    (start < text.len()).then_some(start..text.len())
}

/// Flags behind the keyword, and where what follows them begins.
pub(super) fn flags(text: &str, from: usize, escape: char) -> (Vec<Span>, usize) {
    let mut flags = Vec::new();
    let mut rest = skip_blanks(text, from);
    while text.get(rest..).is_some_and(|tail| tail.starts_with("--")) {
        let Some(first) = next_word(text, rest, escape) else {
            break;
        };
        // A lone `--` ends the flags.
        if first.len() == 2 {
            rest = skip_blanks(text, first.end);
            break;
        }
        rest = skip_blanks(text, first.end);
        flags.push(first);
    }
    (flags, rest)
}

pub(super) fn skip_blanks(text: &str, from: usize) -> usize {
    let tail = text.get(from..).unwrap_or_default();
    from + tail.len() - tail.trim_start().len()
}

/// The strings of a JSON list with their places, where the text is one; anything else is the shell
/// form, as builders have it.
pub(super) fn json_list(text: &str, from: usize) -> Option<Vec<(Span, String)>> {
    let mut at = skip_blanks(text, from);
    at = expect(text, at, '[')?;
    let mut items = Vec::new();
    let mut next = skip_blanks(text, at);
    if let Some(end) = expect(text, next, ']') {
        return ends(text, end).then_some(items);
    }
    loop {
        let (span, value) = json_string(text, next)?;
        next = skip_blanks(text, span.end);
        items.push((span, value));
        if let Some(end) = expect(text, next, ']') {
            return ends(text, end).then_some(items);
        }
        next = skip_blanks(text, expect(text, next, ',')?);
    }
}

fn ends(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.trim().is_empty())
}

fn expect(text: &str, at: usize, c: char) -> Option<usize> {
    let rest = text.get(at..)?;
    rest.starts_with(c).then(|| at + c.len_utf8())
}

/// A string of JSON (RFC 8259, section 7), quotes in its place.
fn json_string(text: &str, at: usize) -> Option<(Span, String)> {
    let mut chars = text.get(at..)?.char_indices().peekable();
    if chars.next()?.1 != '"' {
        return None;
    }
    let mut value = String::new();
    while let Some((offset, c)) = chars.next() {
        match c {
            '"' => return Some((at..at + offset + 1, value)),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'r' => value.push('\r'),
                'b' => value.push('\u{8}'),
                'f' => value.push('\u{c}'),
                c @ ('"' | '\\' | '/') => value.push(c),
                'u' => {
                    let mut unit = 0;
                    for _ in 0..4 {
                        unit = unit * 16 + chars.next()?.1.to_digit(16)?;
                    }
                    // Half a pair becomes the replacement character, as in Go.
                    value.push(char::from_u32(unit).unwrap_or('\u{fffd}'));
                }
                _ => return None,
            },
            c if c.is_control() => return None,
            c => value.push(c),
        }
    }
    None
}

/// A here-document that a word opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeredocStart {
    pub(super) name: String,
    /// Whether tabs at the start of its lines are removed (`<<-`).
    pub(super) tabs: bool,
    pub(super) expands: bool,
}

/// The here-documents that words of a line open, as in `<<EOF` or `3<<-"END"`.
pub(super) fn heredocs(text: &str, from: usize, escape: char) -> Vec<HeredocStart> {
    let spans = split(text, from, escape);
    let words = spans.into_iter().filter_map(|span| text.get(span));
    words.filter_map(heredoc).collect()
}

fn heredoc(word: &str) -> Option<HeredocStart> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix("<<")?;
    let (tabs, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let name: String = rest.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-.+".contains(c));
    (is_name && !name.is_empty()).then_some(HeredocStart {
        expands: name.len() == rest.len(),
        name,
        tabs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let spans = split(text, 0, '\\').into_iter();
        spans.filter_map(|span| text.get(span)).collect()
    }

    #[test]
    fn quotes_and_escapes_keep_words_together() {
        assert_eq!(
            words(r#"a "b c" d'e f'g h\ i"#),
            ["a", "\"b c\"", "d'e f'g", "h\\ i"]
        );
        assert_eq!(words(r"'a\' b"), [r"'a\'", "b"]);
        assert_eq!(words("  "), [""; 0]);
        assert_eq!(words("a 'b c"), ["a", "'b c"]);
    }

    #[test]
    fn a_list_of_json_is_one_only_when_all_of_it_is() {
        let list =
            |text| json_list(text, 0).map(|l| l.into_iter().map(|(_, v)| v).collect::<Vec<_>>());
        assert_eq!(list(r#" ["a", "b\n\u0041"] "#).unwrap(), ["a", "b\nA"]);
        assert_eq!(list("[]").unwrap(), [""; 0]);
        for text in [
            "['a']",
            "[\"a\"",
            "[\"a\",]",
            "[\"a\"] x",
            "[1]",
            "[ -f x ]",
            "[\"a\" \"b\"]",
        ] {
            assert!(list(text).is_none(), "{text}");
        }
    }

    #[test]
    fn heredocs_are_words() {
        let found = heredocs("cat <<A 3<<-\"B\" <<<x <<'C'>f a<<D", 0, '\\');
        let names: Vec<_> = found
            .iter()
            .map(|h| (h.name.as_str(), h.tabs, h.expands))
            .collect();
        assert_eq!(names, [("A", false, true), ("B", true, false)]);
    }

    #[test]
    fn flags_end_with_the_first_other_word() {
        let text = "--a=1 --b x --c";
        let (found, rest) = flags(text, 0, '\\');
        assert_eq!(found, [0..5, 6..9]);
        assert_eq!(rest, 10);
        assert_eq!(flags("-- --x", 0, '\\'), (Vec::new(), 3));
    }
}
