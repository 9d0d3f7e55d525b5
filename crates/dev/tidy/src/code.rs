//! Rust text as the rules need it: without comments and literals, and without its tests.
//!
//! The rules look for words such as `std::fs`; a word in a comment or a string is not a use.
//! Lexical structure as in the Rust Reference, chapters "Comments" and "Tokens"; nothing is parsed
//! beyond that.

/// `text` with the inside of comments, strings and characters replaced by spaces; lines stay where
/// they are.
pub(crate) fn blank(text: &str) -> String {
    let source: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(source.len());
    while let Some(&c) = source.get(out.len()) {
        let at = out.len();
        let end = match (c, source.get(at + 1)) {
            ('/', Some('/')) => line_end(&source, at),
            ('/', Some('*')) => comment_end(&source, at),
            ('"', _) => string_end(&source, at + 1),
            ('r', Some('"' | '#')) if !is_word_before(&source, at) => {
                raw_string_end(&source, at, 1)
            }
            ('b' | 'c', Some('r')) if !is_word_before(&source, at) => {
                raw_string_end(&source, at, 2)
            }
            ('\'', _) => character_end(&source, at),
            _ => at,
        };
        // A literal that is not closed ends with the text.
        let end = end.min(source.len());
        if end == at {
            out.push(c);
            continue;
        }
        for &inside in source.get(at..end).unwrap_or_default() {
            out.push(if inside == '\n' { '\n' } else { ' ' });
        }
    }
    out.into_iter().collect()
}

/// The text before the unit tests: `#[cfg(test)]` followed by `mod tests`.
pub(crate) fn without_tests(text: &str) -> &str {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("#[cfg(test)]")) {
        let start = from + found;
        let after = start + "#[cfg(test)]".len();
        let next = text.get(after..).unwrap_or_default().trim_start();
        let at_line_start = start == 0 || text.get(..start).is_some_and(|t| t.ends_with('\n'));
        if at_line_start
            && next
                .trim_start_matches("pub(crate) ")
                .starts_with("mod tests")
        {
            return text.get(..start).unwrap_or(text);
        }
        from = after;
    }
    text
}

/// The lines of `blanked` code, from 1, that hold `word` as a whole path or word.
pub(crate) fn lines_with(blanked: &str, word: &str) -> Vec<usize> {
    let lines = blanked.lines().enumerate();
    lines
        .filter(|(_, line)| has_word(line, word))
        .map(|(index, _)| index + 1)
        .collect()
}

/// Whether `word` stands in `text` with no letter, digit or underscore on either side.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(start, _)| {
        let before = text
            .get(..start)
            .and_then(|before| before.chars().next_back());
        let after = text
            .get(start + word.len()..)
            .and_then(|after| after.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn is_word_before(source: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| source.get(before));
    before.is_some_and(|c| c.is_alphanumeric() || *c == '_')
}

fn line_end(source: &[char], at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    at + rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
}

/// Block comments nest.
fn comment_end(source: &[char], at: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = at;
    while at < source.len() {
        match (source.get(at), source.get(at + 1)) {
            (Some('/'), Some('*')) => {
                depth += 1;
                at += 2;
            }
            (Some('*'), Some('/')) => {
                depth = depth.saturating_sub(1);
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    source.len()
}

/// `at` is behind the opening quote.
fn string_end(source: &[char], mut at: usize) -> usize {
    while let Some(c) = source.get(at) {
        match c {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    source.len()
}

/// `prefix` is the length of `r` or `br`; a raw identifier such as `r#type` is left as it is.
fn raw_string_end(source: &[char], start: usize, prefix: usize) -> usize {
    let at = start + prefix;
    let rest = source.get(at..).unwrap_or_default();
    let hashes = rest.iter().take_while(|c| **c == '#').count();
    if rest.get(hashes) != Some(&'"') {
        return start;
    }
    let mut end = at + hashes + 1;
    while end < source.len() {
        let closing = source.get(end + 1..).unwrap_or_default();
        let closing = closing.iter().take_while(|c| **c == '#').count();
        if source.get(end) == Some(&'"') && closing >= hashes {
            return end + 1 + hashes;
        }
        end += 1;
    }
    source.len()
}

/// A character literal, or nothing for a lifetime.
fn character_end(source: &[char], at: usize) -> usize {
    match (source.get(at + 1), source.get(at + 2)) {
        (Some('\\'), _) => {
            let rest = source.get(at + 3..).unwrap_or_default();
            at + 4 + rest.iter().position(|c| *c == '\'').unwrap_or(0)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        blank(text).split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn comments_and_literals_are_blanked_and_code_stays() {
        assert_eq!(words("a // b\nc /* d /* e */ f */ g"), ["a", "c", "g"]);
        assert_eq!(words(r#"a "b \" c" d"#), ["a", "d"]);
        assert_eq!(words("a r#\"b \" c\"# d br\"e\" f"), ["a", "d", "f"]);
        assert_eq!(words("a '\"' b '\\'' c 'd' e"), ["a", "b", "c", "e"]);
        assert_eq!(words("a<'b> r#type"), ["a<'b>", "r#type"]);
    }

    #[test]
    fn lines_stay_where_they_are() {
        let text = "a\n/* x\ny */ b\n\"m\nn\" c";
        assert_eq!(blank(text).lines().count(), text.lines().count());
        assert_eq!(lines_with(&blank(text), "b"), [3]);
    }

    #[test]
    fn an_unclosed_literal_ends_with_the_text() {
        for text in ["\"a", "r#\"a", "/* a", "'\\", "'", "r#"] {
            assert_eq!(blank(text).chars().count(), text.chars().count(), "{text}");
        }
    }

    #[test]
    fn the_tests_of_a_file_are_split_off() {
        assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {}\n"), "a\n");
        assert_eq!(
            without_tests("a\n#[cfg(test)]\npub(crate) mod tests {}\n"),
            "a\n"
        );
        let helper = "#[cfg(test)]\nfn helper() {}\n";
        assert_eq!(without_tests(helper), helper);
    }

    #[test]
    fn a_word_is_whole() {
        assert!(has_word("use std::fs;", "std::fs"));
        assert!(!has_word("use std::fsync;", "std::fs"));
        assert!(!has_word("an Instantly", "Instant"));
    }
}
