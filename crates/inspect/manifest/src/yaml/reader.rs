//! Events of the parser into a tree, document by document.

use std::sync::Arc;

use granit_parser::{
    Event, Options, Parser, Placement, ScalarStyle, Span, StrInput, StructureStyle,
};
use granit_parser::{ScanError, Tag};
use seaworthy_facts::manifest::{
    BuildError, DEPTH_MAX, Dialect, Placed, ScalarText, Source, Style, Tree, TreeBuilder,
};

use super::DOCUMENTS_MAX;
use crate::text::Fault;

/// LIMIT: comments in a row that the parser holds back until it knows what follows. Files of values
/// are mostly comments; the bytes of the file are the limit that counts.
const COMMENTS_MAX: usize = 1_000_000;

/// Reads one file.
pub(super) struct Reader {
    source: Arc<Source>,
    faults: Vec<Fault>,
    builder: TreeBuilder,
    /// Open collections.
    open: Vec<Open>,
    /// Where the document before ended: faults from here belong to the next one.
    document_start: u32,
    /// Whether the document before could not be read.
    broken: bool,
}

impl Reader {
    pub(super) fn new(source: Arc<Source>, faults: Vec<Fault>, dialect: Dialect) -> Self {
        Reader {
            builder: TreeBuilder::new(Arc::clone(&source), dialect),
            source,
            faults,
            open: Vec::new(),
            document_start: 0,
            broken: false,
        }
    }

    pub(super) fn read(mut self) -> Tree {
        let source = Arc::clone(&self.source);
        let mut parser = Parser::new_from_str_with_options(source.text(), options());
        let mut documents = 0;
        loop {
            match self.read_document(&source, &mut parser) {
                Ended::Stream => break,
                Ended::Document => {}
                Ended::Broken { whole_file: true } => break,
                Ended::Broken { whole_file: false } => match parser.proceed_next_document() {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        self.abandon_scan(&error);
                        break;
                    }
                },
            }
            documents += 1;
            if documents >= DOCUMENTS_MAX && next_document(&mut parser) {
                let reason = format!("the file has more than {DOCUMENTS_MAX} documents");
                let at = self.document_start;
                self.abandon(at, at, reason);
                break;
            }
        }
        self.builder.finish()
    }

    /// Reads up to the end of a document, or to what cannot be read.
    fn read_document<'t>(
        &mut self,
        source: &Source,
        parser: &mut Parser<'t, StrInput<'t>>,
    ) -> Ended {
        self.open.clear();
        loop {
            let (event, span) = match parser.next_event() {
                None => return Ended::Stream,
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    self.abandon_scan(&error);
                    return Ended::Broken { whole_file: false };
                }
            };
            let (start, end) = range(&span);
            match event {
                Event::StreamStart => {}
                Event::StreamEnd => return Ended::Stream,
                Event::DocumentStart(..) => {
                    // What a broken document held is told already.
                    if self.broken {
                        self.document_start = start;
                        self.broken = false;
                    }
                    self.builder.begin_document(start);
                }
                Event::DocumentEnd => {
                    self.end_document(end);
                    return Ended::Document;
                }
                event => {
                    if let Err(error) = self.take(source, event, &span) {
                        let fault = self.builder.fault();
                        let (start, end) = fault.map_or((start, end), |p| (p.start, p.end));
                        self.abandon(start, end, error.to_string());
                        let whole_file = error == BuildError::Nodes;
                        return Ended::Broken { whole_file };
                    }
                }
            }
        }
    }

    fn end_document(&mut self, end: u32) {
        if let Some(fault) = self.fault_before(end) {
            let at = fault.offset();
            self.abandon(at, end.max(at), fault.to_string());
        } else {
            self.builder.end_document(end);
            self.document_start = end;
        }
    }

    /// The first fault of the document that reaches up to a byte.
    fn fault_before(&self, end: u32) -> Option<Fault> {
        let start = self.document_start;
        let mut inside = self
            .faults
            .iter()
            .filter(|fault| (start..end).contains(&fault.offset()));
        inside.next().copied()
    }

    fn abandon_scan(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or_default();
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(fault) = self.fault_before(at.saturating_add(1)) {
            self.abandon(fault.offset(), at, fault.to_string());
            return;
        }
        let mut reason = error.info();
        // The sentence of the parser in the shape of ours.
        if reason
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_lowercase())
            && let Some(first) = reason.get_mut(..1)
        {
            first.make_ascii_lowercase();
        }
        self.abandon(at, at, reason);
    }

    fn abandon(&mut self, start: u32, end: u32, reason: String) {
        let place = self.source.place(start, end);
        self.builder.abandon_document(place, reason);
        self.document_start = place.end;
        self.broken = true;
    }

    fn take(&mut self, source: &Source, event: Event<'_>, span: &Span) -> Result<(), BuildError> {
        let (start, end) = range(span);
        match event {
            Event::Comment(_, placement) => {
                let own_line = placement != Placement::Right && self.is_first_in_line(start);
                self.builder.comment(start, end, own_line);
            }
            Event::Alias(anchor) => self.builder.alias(anchor, start, end)?,
            Event::UnresolvedAlias(_) => return Err(BuildError::UnknownAnchor),
            Event::Scalar(value, style, anchor, tag) => {
                let name = tag.as_deref().and_then(Tag::core_suffix);
                let placed = placed(source, span, scalar_style(style), anchor, name);
                self.scalar(source, &value, placed)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                let name = tag.as_deref().and_then(Tag::core_suffix);
                let mut placed = placed(source, span, collection_style(style), anchor, name);
                if style == StructureStyle::Block && self.open.last().is_some_and(|o| o.mapping) {
                    placed.start = first_dash(source, placed.start);
                }
                self.builder.begin_sequence(placed)?;
                self.open.push(Open {
                    flow: style == StructureStyle::Flow,
                    mapping: false,
                });
            }
            Event::MappingStart(style, anchor, tag) => {
                let name = tag.as_deref().and_then(Tag::core_suffix);
                let placed = placed(source, span, collection_style(style), anchor, name);
                self.builder.begin_mapping(placed)?;
                self.open.push(Open {
                    flow: style == StructureStyle::Flow,
                    mapping: true,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let flow = self.open.pop().is_some_and(|open| open.flow);
                self.builder.end(flow.then_some(end))?;
            }
            // What the parser adds in later versions are no values.
            _ => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        source: &Source,
        value: &str,
        mut placed: Placed<'_>,
    ) -> Result<(), BuildError> {
        if matches!(placed.style, Style::Literal | Style::Folded) {
            placed.start = header(source, placed.start);
            // The lines behind the text belong to nobody.
            let written = source.slice(placed.start, placed.end).trim_end();
            placed.end = placed.start + u32::try_from(written.len()).unwrap_or_default();
        }
        // An empty place has no text, whatever the parser says for it.
        let empty = placed.style == Style::Plain && placed.start == placed.end;
        let text = match written(source.text(), value) {
            _ if empty => ScalarText::Written(placed.start, placed.start),
            Some((start, end)) => ScalarText::Written(start, end),
            None => ScalarText::Decoded(value),
        };
        self.builder.scalar(placed, text)
    }

    fn is_first_in_line(&self, offset: u32) -> bool {
        let line = self.source.line_of(offset);
        let (first, _) = self.source.line_range(line);
        let before = self.source.slice(first, offset);
        before.trim_start_matches('\u{feff}').trim().is_empty()
    }
}

/// A collection that is not at its end.
struct Open {
    /// In brackets or braces.
    flow: bool,
    mapping: bool,
}

/// How the reading of a document came to its end.
enum Ended {
    Stream,
    Document,
    Broken { whole_file: bool },
}

fn options() -> Options {
    granit_parser::options! {
        // What a Go program reads at the end of a file without a line feed.
        block_scalar_eof_without_line_feed: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: COMMENTS_MAX,
        // Deeper by one than the tree, so that the limit that is told is ours.
        flow_nesting_limit: DEPTH_MAX + 1,
        block_nesting_limit: DEPTH_MAX + 1,
    }
}

/// Whether another document follows what was read.
fn next_document<'t>(parser: &mut Parser<'t, StrInput<'t>>) -> bool {
    !matches!(parser.peek(), None | Some(Ok((Event::StreamEnd, _))))
}

fn placed<'s>(
    source: &'s Source,
    span: &Span,
    style: Style,
    anchor: usize,
    name: Option<&'s str>,
) -> Placed<'s> {
    let (start, end) = range(span);
    let tag = span.tag_span().map(|tag| {
        let (start, end) = range(&tag);
        (source.slice(start, end), name)
    });
    Placed {
        start,
        end,
        style,
        tag,
        anchor: (anchor != 0).then_some(anchor),
    }
}

/// The first dash of a block sequence that is the value of a key. The parser tells where its first
/// item is when the dashes are not indented; the dash is the first character of its line.
fn first_dash(source: &Source, item: u32) -> u32 {
    let mut line = source.line_of(item);
    while line > 0 {
        let (first, _) = source.line_range(line);
        let text = source.line(line);
        let trimmed = text.trim_start();
        if let Some(rest) = trimmed.strip_prefix('-')
            && rest.chars().next().is_none_or(char::is_whitespace)
        {
            return first + u32::try_from(text.len() - trimmed.len()).unwrap_or_default();
        }
        // Only blank lines and comments stand between a dash and its item.
        let is_own = line == source.line_of(item);
        if !is_own && !trimmed.is_empty() && !trimmed.starts_with('#') {
            break;
        }
        line -= 1;
    }
    item
}

/// The first byte of the header (`|`, `>`) of a block scalar whose text begins at that byte.
fn header(source: &Source, text: u32) -> u32 {
    let is_header = |c: char| c == '|' || c == '>';
    let rest = source.slice(text, text.saturating_add(1));
    if rest.starts_with(is_header) {
        return text;
    }
    let mut line = source.line_of(text);
    // Lines without text stand between the header and the first one with some.
    loop {
        line = line.saturating_sub(1);
        if line == 0 {
            return text;
        }
        if !source.line(line).trim().is_empty() {
            break;
        }
    }
    let (first, _) = source.line_range(line);
    let written = source.line(line);
    let before_comment = written.find(" #").and_then(|at| written.get(..at));
    let found = before_comment.unwrap_or(written).rfind(is_header);
    found.map_or(text, |at| first + u32::try_from(at).unwrap_or_default())
}

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

fn collection_style(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}

fn range(span: &Span) -> (u32, u32) {
    let number =
        |offset: Option<usize>| u32::try_from(offset.unwrap_or_default()).unwrap_or(u32::MAX);
    let start = number(span.start.byte_offset());
    (start, number(span.end.byte_offset()).max(start))
}

/// The range of a value in the text, where it is a part of it.
fn written(text: &str, value: &str) -> Option<(u32, u32)> {
    let start = (value.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let end = start.checked_add(value.len())?;
    (text.get(start..end)? == value).then_some(())?;
    Some((u32::try_from(start).ok()?, u32::try_from(end).ok()?))
}
