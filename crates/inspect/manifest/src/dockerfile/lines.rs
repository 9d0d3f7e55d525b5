//! Lines of a Dockerfile: directives, comments, continuations and here-documents.

use seaworthy_facts::manifest::Source;
use seaworthy_facts::manifest::dockerfile::{Directive, Heredoc};
use seaworthy_facts::manifest::{Comment, Place};

/// Lines that a builder reads as one, with where each part of it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Logical {
    pub(super) text: String,
    /// Offsets in the text, with the byte of the file that stands there.
    pieces: Vec<(usize, u32)>,
    /// From the first byte of the first line to the end of the last.
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Logical {
    fn push(&mut self, text: &str, byte: u32) {
        self.pieces.push((self.text.len(), byte));
        self.text.push_str(text);
    }

    /// The byte of the file at an offset of the text.
    pub(super) fn byte(&self, offset: usize) -> u32 {
        let piece = self.pieces.partition_point(|(start, _)| *start <= offset);
        let piece = piece
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index));
        piece.map_or(self.start, |(start, byte)| {
            byte.saturating_add(small(offset.saturating_sub(*start)))
        })
    }

    /// The place of a range of the text.
    pub(super) fn place(&self, source: &Source, start: usize, end: usize) -> Place {
        let first = self.byte(start);
        // The end is behind the last byte: that byte may be on another line than what follows it.
        let last = match end.checked_sub(1) {
            Some(last) if last >= start => self.byte(last).saturating_add(1),
            _ => first,
        };
        source.place(first, last)
    }
}

pub(super) fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Goes through the lines of a file.
pub(super) struct Lines<'s> {
    source: &'s Source,
    line: u32,
    escape: char,
    pub(super) comments: Vec<Comment>,
    pub(super) directives: Vec<Directive>,
}

impl<'s> Lines<'s> {
    /// Reads the directives at the top (Dockerfile reference, "Parser directives").
    pub(super) fn new(source: &'s Source) -> Self {
        let mut lines = Lines {
            source,
            line: 1,
            escape: '\\',
            comments: Vec::new(),
            directives: Vec::new(),
        };
        lines.read_directives();
        lines
    }

    /// The character that continues a line and takes the meaning of the next one away.
    pub(super) fn escape(&self) -> char {
        self.escape
    }

    fn read_directives(&mut self) {
        while self.line <= self.source.lines() {
            let line = self.text(self.line);
            let Some((name, value)) = directive(line) else {
                break;
            };
            let name = name.to_ascii_lowercase();
            let known = matches!(name.as_str(), "syntax" | "escape" | "check");
            // One that stands twice, or is unknown, is a comment, and ends the directives.
            if !known || self.directives.iter().any(|known| known.name == name) {
                break;
            }
            if name == "escape" && value == "`" {
                self.escape = '`';
            }
            let (start, _) = self.source.line_range(self.line);
            let place = self.source.place(start, start + small(line.len()));
            self.directives.push(Directive {
                name,
                value: value.to_owned(),
                place,
            });
            self.line += 1;
        }
    }

    fn text(&self, line: u32) -> &'s str {
        let text = self.source.line(line);
        text.strip_prefix('\u{feff}')
            .filter(|_| line == 1)
            .unwrap_or(text)
    }

    /// The next instruction with its continued lines; comments are gathered on the way.
    pub(super) fn next(&mut self) -> Option<Logical> {
        let mut logical = Logical::default();
        let mut begun = false;
        while self.line <= self.source.lines() {
            let line = self.line;
            self.line += 1;
            let text = self.text(line);
            let (first, _) = self.source.line_range(line);
            let offset = self.source.line(line).len() - text.len();
            let trimmed = text.trim_start();
            let indent = offset + text.len() - trimmed.len();
            let byte = first + small(indent);
            if trimmed.starts_with('#') {
                let place = self.source.place(byte, byte + small(trimmed.len()));
                self.comments.push(Comment {
                    place,
                    own_line: true,
                });
                continue;
            }
            if trimmed.is_empty() {
                // Empty lines within an instruction are passed over, as builders do with a warning.
                continue;
            }
            // Blanks at the start of a continued line belong to the text.
            let (kept, at) = if begun {
                (text, first + small(offset))
            } else {
                (trimmed, byte)
            };
            if !begun {
                logical.start = byte;
                begun = true;
            }
            logical.end = byte + small(trimmed.trim_end().len());
            match continued(kept, self.escape) {
                Some(part) => logical.push(part, at),
                None => {
                    logical.push(kept, at);
                    return Some(logical);
                }
            }
        }
        begun.then_some(logical)
    }

    /// The text of a here-document, whose first line is the next one. Nothing when no line ends it.
    pub(super) fn heredoc(&mut self, name: &str, tabs: bool, expands: bool) -> Option<Heredoc> {
        let first = self.line;
        let (start, _) = self.source.line_range(first);
        let mut text = String::new();
        for line in first..=self.source.lines() {
            let (from, next) = self.source.line_range(line);
            let whole = self.source.slice(from, next);
            let content = if tabs {
                whole.trim_start_matches('\t')
            } else {
                whole
            };
            if content.trim_end_matches(['\n', '\r']) == name {
                self.line = line + 1;
                return Some(Heredoc {
                    name: name.to_owned(),
                    text,
                    expands,
                    place: self.source.place(start, from),
                });
            }
            text.push_str(content);
        }
        // All that follows is its text.
        self.line = self.source.lines().saturating_add(1);
        None
    }
}

/// `# name=value`
fn directive(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('#')?.trim_start();
    let (name, value) = rest.split_once('=')?;
    let (name, value) = (name.trim_end(), value.trim());
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric());
    (is_name && !value.is_empty()).then_some((name, value))
}

/// The line before its escape character, where one ends it. Two of them are a character.
fn continued(line: &str, escape: char) -> Option<&str> {
    let part = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!part.ends_with(escape)).then_some(part)
}
