//! `template`: the user's own document, from a template in the language of Jinja.
//!
//! What a template sees is the native document, by its field names, and nothing else: no files, no
//! environment, no network. Names that end in `.html`, `.xml` or `.json` (`.j2` behind it does not
//! count) escape what they print for that format.

use std::borrow::Cow;
use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use seaworthy_facts::Facts;
use seaworthy_model::Assessment;

use crate::format::FormatUnit;
use crate::{RenderOptions, WriteReportError, text};

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "template",
    media_type: "text/plain; charset=utf-8",
    doc: "A document of your own, from a Jinja template over the native assessment.",
    write,
};

/// LIMIT: instructions of one run. A page over a hundred thousand findings takes a tenth of it; a
/// template that loops in loops over everything ends here instead of never.
const FUEL_INSTRUCTIONS_MAX: u64 = 500_000_000;
/// LIMIT: bytes of one document. No reader of reports opens more.
const OUTPUT_BYTES_MAX: usize = 256 << 20;
/// LIMIT: how deep macros and includes nest.
const RECURSION_DEPTH_MAX: usize = 100;

/// A template as the user gave it.
#[derive(Clone, Copy, Debug)]
pub struct TemplateSource<'a> {
    /// The name of its file, by which errors call it and escaping is chosen.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    let template = options.template.ok_or(WriteReportError::NoTemplate)?;
    let wrong = |source: minijinja::Error| WriteReportError::Template {
        name: template.name.to_owned(),
        source: Box::new(source),
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL_INSTRUCTIONS_MAX));
    environment.set_recursion_limit(RECURSION_DEPTH_MAX);
    // A text file ends with a line feed; Jinja would take it off.
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(wrong)?);
    environment
        .add_template(template.name, template.text)
        .map_err(wrong)?;
    let parsed = environment.get_template(template.name).map_err(wrong)?;
    let mut limited = Limited {
        out,
        left: OUTPUT_BYTES_MAX,
        failed: None,
    };
    let done = parsed.render_captured_to(Serde(assessment), &mut limited);
    match (limited.failed, done) {
        (Some(source), _) => Err(WriteReportError::Write {
            format: FORMAT.id,
            source,
        }),
        (None, Err(error)) => Err(wrong(error)),
        (None, Ok(_)) => Ok(()),
    }
}

/// A writer that shows hidden characters, takes so much and no more, and keeps the fault of the
/// one below it.
struct Limited<'a> {
    out: &'a mut dyn io::Write,
    left: usize,
    failed: Option<io::Error>,
}

impl io::Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(left) = self.left.checked_sub(bytes.len()) else {
            self.failed = Some(io::Error::other(format!(
                "the document is larger than {} MiB",
                OUTPUT_BYTES_MAX >> 20
            )));
            return Err(io::ErrorKind::Other.into());
        };
        self.left = left;
        match self.out.write_all(visible(bytes).as_bytes()) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                let kind = error.kind();
                self.failed = Some(error);
                Err(kind.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The text with every hidden character as an escape that JSON reads back, as in the other formats.
/// Line ends and tabs are the template's own business.
fn visible(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    let mut chars = text.chars().peekable();
    let mut shown = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let plain = match c {
            '\n' | '\t' => true,
            '\r' => chars.peek() == Some(&'\n'),
            c => !text::is_hidden(c),
        };
        if plain {
            shown.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
    }
    Cow::Owned(shown)
}
