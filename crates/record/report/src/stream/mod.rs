//! JSON onto a writer as it is made, with every hidden character escaped.
//!
//! JSON (RFC 8259, section 7) asks to escape C0 controls only. A report is also read on terminals,
//! so DEL, C1 controls and characters that reorder or hide text are escaped too. A reader gets the
//! same text back.

use std::io::{self, BufWriter, Write};

use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::{JsonLayout, WriteReportError, text};

/// Writes a document and a line feed.
pub(crate) fn write<T: Serialize>(
    format: &'static str,
    document: &T,
    layout: JsonLayout,
    out: &mut dyn Write,
) -> Result<(), WriteReportError> {
    let done = match layout {
        JsonLayout::Pretty => to_writer(document, PrettyFormatter::new(), out),
        JsonLayout::Compact => to_writer(document, CompactFormatter, out),
    };
    done.map_err(|error| WriteReportError::of_json(format, error))?;
    out.write_all(b"\n")
        .map_err(|source| WriteReportError::Write { format, source })
}

/// Bytes that are gathered before the writer sees them: a document is some ten tokens a line, and
/// each would be a call that the compiler cannot see through.
const GATHERED_BYTES: usize = 64 * 1024;

fn to_writer<T: Serialize, F: Formatter>(
    document: &T,
    layout: F,
    out: &mut dyn Write,
) -> Result<(), serde_json::Error> {
    let mut gathered = BufWriter::with_capacity(GATHERED_BYTES, out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut gathered, Visible(layout));
    document.serialize(&mut serializer)?;
    let written = gathered.into_inner();
    written.map_err(|error| serde_json::Error::io(error.into_error()))?;
    Ok(())
}

/// A list that is made while it is written, so that a long one is never held as a whole.
pub(crate) struct Lazy<F>(pub(crate) F);

impl<F, I> Serialize for Lazy<F>
where
    F: Fn() -> I,
    I: IntoIterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A single-precision number as the shortest decimal that reads back as it: 9.8, not 9.80000019.
pub(crate) fn decimal(number: f32) -> Value {
    number
        .to_string()
        .parse::<f64>()
        .map_or(Value::Null, Value::from)
}

/// A layout whose strings show every hidden character as an escape.
struct Visible<F>(F);

impl<F: Formatter> Formatter for Visible<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if text::is_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, hidden)) = rest.char_indices().find(|(_, c)| text::is_hidden(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hidden.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_read_back() {
        let raw = "a\u{1b}[0m\u{9b}b\u{202e}c\u{e0041}d\u{7f}é";
        for layout in [JsonLayout::Pretty, JsonLayout::Compact] {
            let mut bytes = Vec::new();
            write("test", &[raw], layout, &mut bytes).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text
                    .trim_end()
                    .chars()
                    .any(|c| c != '\n' && text::is_hidden(c))
            );
            assert_eq!(serde_json::from_str::<[String; 1]>(&text).unwrap(), [raw]);
        }
    }

    #[test]
    fn a_number_keeps_its_published_digits() {
        assert_eq!(decimal(9.8).to_string(), "9.8");
        assert_eq!(decimal(0.00042).to_string(), "0.00042");
        assert_eq!(decimal(f32::NAN), Value::Null);
    }

    #[test]
    fn a_writer_that_fails_is_told_apart() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let error = write("json", &[1], JsonLayout::Compact, &mut Full).unwrap_err();
        assert!(matches!(
            error,
            WriteReportError::Write { format: "json", .. }
        ));
    }
}
