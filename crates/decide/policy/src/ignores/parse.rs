//! Finding the comments that ignore, and what they cover.

use seaworthy_facts::manifest::Source;

use super::Ignore;

/// What such a comment begins with.
const MARK: &str = "seaworthy:";
/// The word between checks and reason.
const BECAUSE: &str = "because";

/// LIMIT: such comments in one file. More are nothing that a person wrote.
const IGNORES_MAX: usize = 1_000;

/// The comments of a file, in order.
pub(super) fn ignores(source: &Source, blocks: Option<&[(u32, u32)]>) -> Vec<Ignore> {
    if !source.text().contains(MARK) {
        return Vec::new();
    }
    let lines = 1..=source.lines();
    let found = lines.filter_map(|line| {
        let (checks, reason) = parse(source.line(line))?;
        let covers = match blocks {
            Some(blocks) => block(source, blocks, line),
            None => indented(source, line),
        };
        Some(Ignore {
            path: source.path().to_owned(),
            line,
            checks,
            reason,
            covers,
            ..Ignore::default()
        })
    });
    found.take(IGNORES_MAX).collect()
}

/// The checks and the reason of a comment in a line.
fn parse(line: &str) -> Option<(Vec<String>, String)> {
    let (before, rest) = line.split_once(MARK)?;
    let is_comment = before.trim_end().ends_with('#');
    let rest = rest.trim_start().strip_prefix("ignore")?;
    if !is_comment || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    // Template comments end on the same line: `{{/* # seaworthy: … */}}`.
    let rest = rest.split(['*', '#']).next().unwrap_or_default();
    let mut words = rest.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    let checks = words
        .by_ref()
        .take_while(|word| *word != BECAUSE)
        .map(str::to_owned);
    let checks: Vec<String> = checks.collect();
    let reason = rest.split_once(BECAUSE).map_or("", |(_, reason)| reason);
    Some((checks, reason.trim().to_owned()))
}

/// Whether nothing but a comment stands in a line.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("{{/*") || line.starts_with("{{- /*")
}

/// The line at which begins what a comment is about: its own, or the next that is no comment.
fn start(source: &Source, comment: u32) -> u32 {
    if !is_comment(source.line(comment)) {
        return comment;
    }
    let mut below = comment + 1..=source.lines();
    let first = below.find(|line| {
        let text = source.line(*line);
        !text.trim().is_empty() && !is_comment(text)
    });
    first.unwrap_or(comment)
}

/// The lines of what begins at a comment, by indentation. Above the first line of a document that
/// is the document.
fn indented(source: &Source, comment: u32) -> (u32, u32) {
    let first = start(source, comment);
    let text = source.line(first);
    if first != comment && is_first(source, comment) {
        let mut below = first + 1..=source.lines();
        let end = below.find(|line| is_border(source.line(*line)));
        return (first, end.map_or(source.lines(), |end| end - 1));
    }
    let indent = indent_of(text);
    let heads_list = text
        .split(" #")
        .next()
        .is_some_and(|text| text.trim_end().ends_with(':'));
    let inside = |line: &str| {
        let blank = line.trim().is_empty() || is_comment(line);
        let item = heads_list && indent_of(line) == indent && line.trim_start().starts_with("- ");
        blank || indent_of(line) > indent || item
    };
    let mut below = first + 1..=source.lines();
    let end = below.find(|line| !inside(source.line(*line)));
    (first, end.map_or(source.lines(), |end| end - 1))
}

/// Whether nothing of the document stands above a line.
fn is_first(source: &Source, line: u32) -> bool {
    let above = (1..line).rev().map(|line| source.line(line));
    let mut written = above.filter(|text| !text.trim().is_empty() && !is_comment(text));
    written.next().is_none_or(is_border)
}

fn is_border(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...")
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The block that begins at or holds the line a comment is about; above the first, the whole file.
fn block(source: &Source, blocks: &[(u32, u32)], comment: u32) -> (u32, u32) {
    let line = start(source, comment);
    if line != comment && blocks.first().is_some_and(|(first, _)| *first == line) {
        return (1, source.lines());
    }
    let mut blocks = blocks.iter();
    let found = blocks.find(|(first, last)| (*first..=*last).contains(&line));
    found.copied().unwrap_or((line, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(text: &str) -> (u32, u32) {
        let source = Source::new("a.yaml", text);
        ignores(&source, None).remove(0).covers
    }

    #[test]
    fn a_comment_covers_what_begins_at_it() {
        let text = "a:\n  # seaworthy: ignore x because y\n  b:\n    c: 1\n\n    d: 2\n  e: 3\n";
        assert_eq!(covers(text), (3, 6));
        let text = "a:\n  - b: 1 # seaworthy: ignore x because y\n    c: 2\n  - d: 3\n";
        assert_eq!(covers(text), (2, 3));
        let text = "a:\n  b: # seaworthy: ignore x because y\n  - c: 2\n  - d: 3\n  e: 1\n";
        assert_eq!(covers(text), (2, 4));
    }

    #[test]
    fn a_comment_at_the_top_covers_its_document() {
        let text = "a: 1\n---\n# about b\n# seaworthy: ignore x because y\nb: 1\nc: 2\n---\nd: 1\n";
        assert_eq!(covers(text), (5, 6));
    }

    #[test]
    fn instructions_are_covered_as_a_whole() {
        let text = "FROM a\n# seaworthy: ignore x because y\nRUN b \\\n  c\nUSER 1\n";
        let source = Source::new("Dockerfile", text);
        let blocks = [(1, 1), (3, 4), (5, 5)];
        assert_eq!(ignores(&source, Some(&blocks))[0].covers, (3, 4));
        let text = "# seaworthy: ignore x because y\nFROM a\nUSER 1\n";
        let source = Source::new("Dockerfile", text);
        assert_eq!(ignores(&source, Some(&[(2, 2), (3, 3)]))[0].covers, (1, 4));
    }

    #[test]
    fn checks_and_reason_are_told_apart() {
        let of = |text: &str| parse(text);
        let (checks, reason) = of("a: 1 # seaworthy: ignore x-y, z because of that").unwrap();
        assert_eq!(
            (checks, reason.as_str()),
            (vec!["x-y".into(), "z".into()], "of that")
        );
        assert_eq!(of("# seaworthy: ignore x").unwrap().1, "");
        assert_eq!(of("name: seaworthy: ignore x because y"), None);
        assert_eq!(of("# seaworthy: ignored"), None);
    }
}
