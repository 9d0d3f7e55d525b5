//! Lines of styled text that never leave their width, whatever is in them.

use std::io::{self, Write};

use seaworthy_model::{Decision, Severity};

use crate::text;
use crate::{ColorChoice, RenderOptions};

/// LIMIT: fewer columns hold no row; more are not read as one line.
const WIDTH_MIN: usize = 60;
/// LIMIT: the widest page; see [`WIDTH_MIN`].
const WIDTH_MAX: usize = 160;

/// Where the lines of a table go.
pub(crate) struct Page<'a> {
    out: &'a mut dyn Write,
    /// Columns of a line.
    pub(crate) width: usize,
    /// Whether everything is listed.
    pub(crate) all: bool,
    color: bool,
}

/// A piece of a line in one style.
pub(crate) struct Span {
    style: Style,
    text: String,
}

/// How a piece looks where colour is wanted: parameters of SGR (ECMA-48, 8.3.117).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Strong,
    Faint,
    Critical,
    High,
    Medium,
    Low,
    Good,
}

impl Style {
    fn sgr(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Strong => "1",
            Style::Faint => "2",
            Style::Critical => "1;31",
            Style::High => "31",
            Style::Medium => "33",
            Style::Low => "34",
            Style::Good => "1;32",
        }
    }

    /// The style of a severity.
    pub(crate) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Style::Critical,
            Severity::High => Style::High,
            Severity::Medium => Style::Medium,
            Severity::Low => Style::Low,
            Severity::Negligible | Severity::Unknown => Style::Plain,
        }
    }

    /// The style of a decision.
    pub(crate) fn of_decision(decision: Decision) -> Self {
        match decision {
            Decision::Deny => Style::Critical,
            Decision::Warn => Style::Medium,
            Decision::Allow => Style::Good,
        }
    }
}

impl Span {
    /// A piece of text; it is cleaned when it is written.
    pub(crate) fn new(style: Style, text: impl Into<String>) -> Self {
        Span {
            style,
            text: text.into(),
        }
    }

    /// Text without a style.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Span::new(Style::Plain, text)
    }
}

impl<'a> Page<'a> {
    /// A page on a writer.
    pub(crate) fn new(out: &'a mut dyn Write, options: &RenderOptions<'_>) -> Self {
        Page {
            out,
            width: options.width.clamp(WIDTH_MIN, WIDTH_MAX),
            all: options.all,
            color: options.color == ColorChoice::Always,
        }
    }

    /// Writes one line. INVARIANT: every text of a report passes here, is cleaned here, and is cut
    /// at the width here; escapes come from nowhere else.
    pub(crate) fn line(&mut self, spans: &[Span]) -> io::Result<()> {
        let mut pieces: Vec<(Style, String)> = Vec::with_capacity(spans.len());
        let mut room = self.width;
        for span in spans {
            let piece = text::fit(&text::clean(&span.text), room);
            room = room.saturating_sub(text::columns(&piece));
            let cut = piece.ends_with('…') && !span.text.ends_with('…');
            pieces.push((span.style, piece));
            if cut {
                break;
            }
        }
        trim_end(&mut pieces);
        for (style, piece) in &pieces {
            let sgr = style.sgr();
            if self.color && !sgr.is_empty() && !piece.is_empty() {
                write!(self.out, "\u{1b}[{sgr}m{piece}\u{1b}[0m")?;
            } else {
                self.out.write_all(piece.as_bytes())?;
            }
        }
        self.out.write_all(b"\n")
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// An empty line and the heading of a section, with what it holds in numbers.
    pub(crate) fn heading(&mut self, title: &str, numbers: &str) -> io::Result<()> {
        self.gap()?;
        let title = Span::new(Style::Strong, title);
        if numbers.is_empty() {
            return self.line(&[title]);
        }
        self.line(&[title, Span::plain(format!("  {numbers}"))])
    }

    /// A sentence after a lead, wrapped under itself, on at most `lines_max` lines.
    pub(crate) fn sentence(
        &mut self,
        lead: Vec<Span>,
        style: Style,
        sentence: &str,
        lines_max: usize,
    ) -> io::Result<()> {
        let indent: usize = lead
            .iter()
            .map(|s| text::columns(&text::clean(&s.text)))
            .sum();
        let room = self.width.saturating_sub(indent).max(1);
        let sentence = text::clean(sentence);
        let mut lines = text::wrap(&sentence, room, self.lines(lines_max)).into_iter();
        let mut first = lead;
        first.push(Span::new(style, lines.next().unwrap_or_default()));
        self.line(&first)?;
        for line in lines {
            self.line(&[Span::plain(" ".repeat(indent)), Span::new(style, line)])?;
        }
        Ok(())
    }

    /// How many of `total` rows are shown where `rows_max` are the worst that one reads. A single
    /// row more is shown rather than counted.
    pub(crate) fn rows(&self, total: usize, rows_max: usize) -> usize {
        if self.all || total <= rows_max + 1 {
            total
        } else {
            rows_max
        }
    }

    /// Says how many rows are left out, if any.
    pub(crate) fn left_out(&mut self, indent: usize, hidden: usize, what: &str) -> io::Result<()> {
        if hidden == 0 {
            return Ok(());
        }
        let pad = " ".repeat(indent);
        let line = format!("{pad}… and {hidden} more{what} (use --all or --output json)");
        self.line(&[Span::new(Style::Faint, line)])
    }

    /// LIMIT: with everything listed a sentence may take forty lines; cleaning cuts it before.
    fn lines(&self, lines_max: usize) -> usize {
        if self.all {
            lines_max.max(40)
        } else {
            lines_max
        }
    }
}

/// Takes trailing white space off a line, over its pieces.
fn trim_end(pieces: &mut Vec<(Style, String)>) {
    while let Some((_, last)) = pieces.last_mut() {
        last.truncate(last.trim_end().len());
        if !last.is_empty() {
            break;
        }
        pieces.pop();
    }
}
