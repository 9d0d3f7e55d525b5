//! Where the parts of a script stand in the file that holds it.

use std::ops::Range;

use seaworthy_facts::manifest::dockerfile::{Heredoc, Word};
use seaworthy_facts::manifest::{Place, Source};

/// Offsets of a script, with the bytes of the file that stand there.
#[derive(Debug)]
pub(super) struct Layout<'s> {
    source: &'s Source,
    pieces: Vec<(usize, u32)>,
    /// The place of the whole script, for what has no place of its own.
    whole: Place,
}

impl<'s> Layout<'s> {
    /// The text of an instruction: lines that continue each other, with comments between them.
    pub(super) fn of_text(source: &'s Source, word: &Word, escape: char) -> Self {
        let mut pieces = Vec::new();
        let mut offset = 0;
        let mut line = word.place.line;
        let mut start = word.place.start;
        while offset < word.text.len() && line <= source.lines() {
            let (first, next) = source.line_range(line);
            let text = source.slice(start.max(first), next);
            let text = text.trim_end_matches(['\n', '\r']);
            let passed = !pieces.is_empty()
                && (text.trim().is_empty() || text.trim_start().starts_with('#'));
            if !passed {
                pieces.push((offset, start.max(first)));
                let kept = text.trim_end_matches([' ', '\t']).strip_suffix(escape);
                offset += kept.unwrap_or(text).len();
            }
            line += 1;
            start = next;
        }
        Layout {
            source,
            pieces,
            whole: word.place,
        }
    }

    /// The text of a here-document, from whose lines tabs may have been removed.
    pub(super) fn of_heredoc(source: &'s Source, heredoc: &Heredoc) -> Self {
        let mut pieces = Vec::new();
        let mut offset = 0;
        for (text, line) in heredoc.text.split_inclusive('\n').zip(heredoc.place.line..) {
            let (first, next) = source.line_range(line);
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            pieces.push((offset, next.saturating_sub(length).max(first)));
            offset += text.len();
        }
        Layout {
            source,
            pieces,
            whole: heredoc.place,
        }
    }

    /// A script in the form of JSON: its characters have places where nothing is escaped.
    pub(super) fn of_item(source: &'s Source, word: &Word) -> Self {
        let plain = word.text.len() == word.known().len() + 2;
        Layout {
            source,
            pieces: if plain {
                vec![(0, word.place.start.saturating_add(1))]
            } else {
                Vec::new()
            },
            whole: word.place,
        }
    }

    /// A script that is one word of another.
    pub(super) fn of_word(outer: &Layout<'s>, word: &super::Word) -> Self {
        let place = word.place;
        let length = place.end.saturating_sub(place.start) as usize;
        let plain = length == word.text.len() + 2 && place.line == outer.source.line_of(place.end);
        Layout {
            source: outer.source,
            pieces: if plain {
                vec![(0, place.start.saturating_add(1))]
            } else {
                Vec::new()
            },
            whole: place,
        }
    }

    /// The place of a part of the script.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        if self.pieces.is_empty() {
            return self.whole;
        }
        let start = self.byte(range.start);
        // The last byte may stand on another line than what follows it.
        let end = match range.end.checked_sub(1) {
            Some(last) if last >= range.start => self.byte(last).saturating_add(1),
            _ => start,
        };
        self.source.place(start, end)
    }

    fn byte(&self, offset: usize) -> u32 {
        let piece = self.pieces.partition_point(|(start, _)| *start <= offset);
        let piece = piece.checked_sub(1).and_then(|at| self.pieces.get(at));
        piece.map_or(self.whole.start, |(start, byte)| {
            byte.saturating_add(u32::try_from(offset - start).unwrap_or(u32::MAX))
        })
    }
}
