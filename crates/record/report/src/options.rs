//! What a caller tells a format: room, colour, how much, and what the rules say.

use std::fmt;

use crate::template::TemplateSource;

/// How reports are rendered. Formats take from it what concerns them.
#[derive(Clone, Copy)]
pub struct RenderOptions<'a> {
    /// Columns of the terminal, for `table`. Brought into the range from 60 to 160.
    pub width: usize,
    /// Whether `table` may use colour. The caller knows the terminal and `NO_COLOR`.
    pub color: ColorChoice,
    /// Whether `table` lists everything instead of the worst of each kind.
    pub all: bool,
    /// Layout of JSON documents.
    pub layout: JsonLayout,
    /// Whether an SBOM also lists the known vulnerabilities of its components.
    pub vulnerabilities: bool,
    /// What `template` renders. The other formats need none.
    pub template: Option<TemplateSource<'a>>,
    /// The documentation of a check by its id, for rule help.
    pub docs: &'a dyn Fn(&str) -> Option<RuleDoc>,
}

impl Default for RenderOptions<'_> {
    /// 80 columns, no colour, the worst of each kind, indented JSON, no documentation.
    fn default() -> Self {
        RenderOptions {
            width: 80,
            color: ColorChoice::Never,
            all: false,
            layout: JsonLayout::Pretty,
            vulnerabilities: false,
            template: None,
            docs: &|_| None,
        }
    }
}

impl fmt::Debug for RenderOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderOptions")
            .field("width", &self.width)
            .field("color", &self.color)
            .field("all", &self.all)
            .field("layout", &self.layout)
            .field("vulnerabilities", &self.vulnerabilities)
            .field("template", &self.template.map(|template| template.name))
            .finish_non_exhaustive()
    }
}

/// Whether a report may use the colours of a terminal (ECMA-48 SGR). They never carry a meaning
/// that the words beside them do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// Plain text.
    #[default]
    Never,
    /// With colours.
    Always,
}

/// Layout of a JSON document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonLayout {
    /// Indented by two spaces.
    #[default]
    Pretty,
    /// On one line.
    Compact,
}

/// What a check's own file says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleDoc {
    /// One sentence: what holds when all is well.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub fix: String,
    /// Standards and sources, as text; may be empty.
    pub see: Vec<String>,
}
