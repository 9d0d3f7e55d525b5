//! JSON onto a writer as it is made, with every hidden character escaped.
//!
//! JSON (RFC 8259, section 7) asks to escape C0 controls only. A report is also read on terminals,
//! so DEL, C1 controls and characters that reorder or hide text are escaped too. A reader gets the
//! same text back.

mod json;

use std::io::Write;

use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use self::json::Json;
use crate::{JsonLayout, WriteReportError};

/// Writes a document and a line feed.
pub(crate) fn write<T: Serialize>(
    format: &'static str,
    document: &T,
    layout: JsonLayout,
    out: &mut dyn Write,
) -> Result<(), WriteReportError> {
    let mut json = Json::new(layout == JsonLayout::Pretty, out);
    let written = document.serialize(&mut json);
    let written = written.and_then(|()| json.finish());
    written.map_err(|error| WriteReportError::of_json(format, error))?;
    out.write_all(b"\n")
        .map_err(|source| WriteReportError::Write { format, source })
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

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::text;

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
