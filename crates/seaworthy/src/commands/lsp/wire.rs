//! Messages of the base protocol: a header with a length, and that many bytes of JSON (Language
//! Server Protocol 3.17, "Base Protocol").

use std::io::{self, BufRead, Read as _, Write};

use serde_json::Value;

/// LIMIT: bytes of one message. A message holds one text; the scanner reads files up to this size.
pub(super) const MESSAGE_BYTES_MAX: u64 = 64 << 20;
/// LIMIT: bytes of the header of one message, which has two fields.
const HEADER_BYTES_MAX: u64 = 4 << 10;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// The content of a message.
    Message(Vec<u8>),
    /// A message of so many bytes was passed over.
    TooLarge(u64),
    /// The other side has gone.
    End,
}

/// Why no message could be read; what follows cannot be told apart any more.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadFrameError {
    /// The stream failed.
    #[error("cannot read a message of the editor")]
    Read(#[source] io::Error),
    /// The header is none.
    #[error("the header of a message is malformed: {0}")]
    Header(&'static str),
    /// The stream ended within a message.
    #[error("the editor went away within a message")]
    Cut,
}

/// Reads one message. One that is too large is read to its end and dropped.
///
/// # Errors
/// The stream fails, or holds no message of the protocol.
pub(super) fn read(input: &mut impl BufRead) -> Result<Frame, ReadFrameError> {
    let Some(length) = header(input)? else {
        return Ok(Frame::End);
    };
    let mut content = input.by_ref().take(length);
    if length > MESSAGE_BYTES_MAX {
        let passed = io::copy(&mut content, &mut io::sink()).map_err(ReadFrameError::Read)?;
        return match passed == length {
            true => Ok(Frame::TooLarge(length)),
            false => Err(ReadFrameError::Cut),
        };
    }
    // The buffer grows with what comes, not with what the header promises.
    let mut bytes = Vec::new();
    content
        .read_to_end(&mut bytes)
        .map_err(ReadFrameError::Read)?;
    if bytes.len() as u64 != length {
        return Err(ReadFrameError::Cut);
    }
    Ok(Frame::Message(bytes))
}

/// The length that a header states; nothing where the stream ended before one.
fn header(input: &mut impl BufRead) -> Result<Option<u64>, ReadFrameError> {
    let mut left = input.by_ref().take(HEADER_BYTES_MAX);
    let mut length = None;
    let mut is_first = true;
    loop {
        let mut line = Vec::new();
        left.read_until(b'\n', &mut line)
            .map_err(ReadFrameError::Read)?;
        if line.is_empty() && is_first {
            return Ok(None);
        }
        is_first = false;
        if !line.ends_with(b"\n") {
            return match left.limit() {
                0 => Err(ReadFrameError::Header("it is too long")),
                _ => Err(ReadFrameError::Cut),
            };
        }
        let line = String::from_utf8(line).map_err(|_| ReadFrameError::Header("it is no text"))?;
        let line = line.trim_end();
        if line.is_empty() {
            return match length {
                Some(length) => Ok(Some(length)),
                None => Err(ReadFrameError::Header("it states no length")),
            };
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(ReadFrameError::Header("a line has no colon"));
        };
        if name.trim().eq_ignore_ascii_case("content-length") {
            let stated = value.trim().parse();
            length = Some(stated.map_err(|_| ReadFrameError::Header("the length is no number"))?);
        }
    }
}

/// Writes one message.
///
/// # Errors
/// The stream fails.
pub(super) fn write(out: &mut dyn Write, message: &Value) -> io::Result<()> {
    let text = message.to_string();
    write!(out, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> (Vec<Frame>, Option<ReadFrameError>) {
        let mut frames = Vec::new();
        loop {
            match read(&mut input) {
                Ok(Frame::End) => return (frames, None),
                Ok(frame) => frames.push(frame),
                Err(error) => return (frames, Some(error)),
            }
        }
    }

    #[test]
    fn messages_are_read_one_after_the_other() {
        let text = b"Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n[1]";
        let (frames, error) = all(text);
        assert_eq!(
            frames,
            [
                Frame::Message(b"{}".to_vec()),
                Frame::Message(b"[1]".to_vec())
            ]
        );
        assert!(error.is_none());
    }

    #[test]
    fn what_is_written_is_read() {
        let mut out = Vec::new();
        write(&mut out, &serde_json::json!({"a": "é"})).unwrap();
        let (frames, _) = all(&out);
        assert_eq!(frames, [Frame::Message("{\"a\":\"é\"}".into())]);
    }

    #[test]
    fn a_message_beyond_the_limit_is_passed_over_and_the_next_is_read() {
        let mut text = format!("Content-Length: {}\r\n\r\n", MESSAGE_BYTES_MAX + 1).into_bytes();
        text.resize(text.len() + MESSAGE_BYTES_MAX as usize + 1, b' ');
        text.extend(b"Content-Length: 2\r\n\r\n{}");
        let (frames, error) = all(&text);
        assert_eq!(frames.len(), 2);
        assert_eq!(frames[0], Frame::TooLarge(MESSAGE_BYTES_MAX + 1));
        assert!(error.is_none());
    }

    #[test]
    fn a_stream_of_something_else_ends_with_an_error() {
        for (text, told) in [
            ("Content-Length: 9\r\n\r\n{}", "went away"),
            ("Content-Length: 99999999999999\r\n\r\n{}", "went away"),
            ("Content-Length: -1\r\n\r\n{}", "no number"),
            ("Content-Length: 2", "went away"),
            ("X: 1\r\n\r\n{}", "no length"),
            ("GET / HTTP/1.1\r\n\r\n", "no colon"),
        ] {
            let error = all(text.as_bytes()).1.unwrap();
            assert!(error.to_string().contains(told), "{text}: {error}");
        }
        let long = format!("X: {}\r\n\r\n", "y".repeat(HEADER_BYTES_MAX as usize));
        let error = all(long.as_bytes()).1.unwrap();
        assert!(error.to_string().contains("too long"), "{error}");
        assert!(all(b"\xff\xfe\n\n").1.is_some());
    }
}
