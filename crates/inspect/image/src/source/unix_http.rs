//! A `GET` over a Unix socket: HTTP/1.1 (RFC 9112) as far as container engines speak it.
//!
//! The HTTP client of `base/http` reaches hosts by TLS or TCP. Engines answer on a socket of the
//! file system, one request and one body a connection.

use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// LIMIT: bytes of status line and headers. Engines send less than one KiB.
const HEAD_BYTES_MAX: u64 = 64 * 1024;

/// LIMIT: bytes of the line before a chunk: a number and perhaps extensions.
const CHUNK_LINE_BYTES_MAX: u64 = 4096;

/// LIMIT: lines behind the last chunk.
const TRAILERS_MAX: usize = 100;

/// LIMIT: waiting for the next bytes. An engine that prepares a large image says nothing for
/// minutes.
const SILENCE_MAX: Duration = Duration::from_secs(600);

/// LIMIT: bytes of the message of an error.
const MESSAGE_BYTES_MAX: u64 = 4096;

/// The body of an answer.
pub(super) struct Body {
    input: BufReader<UnixStream>,
    rest: Rest,
}

/// How much of the body is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// So many bytes.
    Bytes(u64),
    /// Chunks; so many bytes of the present one.
    Chunk(u64),
    /// Until the connection is closed.
    Close,
    Ended,
}

/// Asks for a path, which begins with a slash and is encoded.
pub(super) fn get(socket: &Path, path: &str) -> io::Result<Body> {
    let stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(SILENCE_MAX))?;
    stream.set_write_timeout(Some(SILENCE_MAX))?;
    // The host has no meaning on a socket, and must be there (RFC 9112, section 3.2).
    let version = env!("CARGO_PKG_VERSION");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: seaworthy/{version}\r\n\
         Accept: */*\r\nConnection: close\r\n\r\n"
    );
    (&stream).write_all(request.as_bytes())?;
    let mut input = BufReader::new(stream);
    let (status, rest) = head(&mut input)?;
    let mut body = Body { input, rest };
    if status == 200 {
        return Ok(body);
    }
    let mut message = Vec::new();
    // What cannot be read of the message does not change the status.
    let _ = (&mut body)
        .take(MESSAGE_BYTES_MAX)
        .read_to_end(&mut message);
    Err(io::Error::other(refusal(status, &message)))
}

/// The words of an engine for its refusal: `{"message": "..."}`.
fn refusal(status: u16, body: &[u8]) -> String {
    let document: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let message = document
        .as_ref()
        .and_then(|document| document.get("message"));
    let text = message
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    let text: String = text.chars().filter(|c| !c.is_control()).take(300).collect();
    if text.is_empty() {
        format!("the engine answers with status {status}")
    } else {
        format!("the engine answers with status {status}: {text}")
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the answer has {what}"))
}

/// One line without its ending, within what is left of a limit.
fn line(input: &mut impl BufRead, left: &mut u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    let read = input.by_ref().take(*left).read_until(b'\n', &mut bytes)?;
    *left -= read as u64;
    if bytes.pop() != Some(b'\n') {
        return Err(malformed(if *left == 0 {
            "a head that is too long"
        } else {
            "no end of its head"
        }));
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    String::from_utf8(bytes).map_err(|_| malformed("a head that is no text"))
}

/// Status line and headers.
fn head(input: &mut impl BufRead) -> io::Result<(u16, Rest)> {
    let mut left = HEAD_BYTES_MAX;
    let first = line(input, &mut left)?;
    let mut words = first.split(' ');
    let known = words
        .next()
        .is_some_and(|version| version.starts_with("HTTP/1."));
    let status = words.next().and_then(|status| status.parse().ok());
    let status = status
        .filter(|_| known)
        .ok_or_else(|| malformed("no status of HTTP/1"))?;
    let (mut length, mut chunked) = (None, false);
    loop {
        let header = line(input, &mut left)?;
        if header.is_empty() {
            break;
        }
        let Some((name, value)) = header.split_once(':') else {
            return Err(malformed("a header without a colon"));
        };
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            let bytes = value.parse::<u64>();
            length = Some(bytes.map_err(|_| malformed("a length that is no number"))?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = value.eq_ignore_ascii_case("chunked");
            if !chunked {
                return Err(malformed("a transfer coding that was not asked for"));
            }
        }
    }
    // Chunks win over a length (RFC 9112, section 6.3).
    Ok(match (chunked, length) {
        (true, _) => (status, Rest::Chunk(0)),
        (false, Some(bytes)) => (status, Rest::Bytes(bytes)),
        (false, None) => (status, Rest::Close),
    })
}

/// The size of the next chunk; 0 is the last one, behind which trailers are passed over.
fn next_chunk(input: &mut impl BufRead) -> io::Result<u64> {
    let mut left = CHUNK_LINE_BYTES_MAX;
    let text = line(input, &mut left)?;
    let digits = text.split(';').next().unwrap_or_default().trim();
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = u64::from_str_radix(digits, 16).ok().filter(|_| plain);
    let size = size.ok_or_else(|| malformed("a chunk without a size"))?;
    if size == 0 {
        for _ in 0..TRAILERS_MAX {
            if line(input, &mut left)?.is_empty() {
                return Ok(0);
            }
        }
        return Err(malformed("too many trailers"));
    }
    Ok(size)
}

impl Read for Body {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        read(&mut self.input, &mut self.rest, target)
    }
}

fn read(input: &mut impl BufRead, rest: &mut Rest, target: &mut [u8]) -> io::Result<usize> {
    if target.is_empty() {
        return Ok(0);
    }
    if *rest == Rest::Chunk(0) {
        *rest = match next_chunk(input)? {
            0 => Rest::Ended,
            size => Rest::Chunk(size),
        };
    }
    let left = match *rest {
        Rest::Ended | Rest::Bytes(0) => return Ok(0),
        Rest::Close => return input.read(target),
        Rest::Bytes(left) | Rest::Chunk(left) => left,
    };
    let most = usize::try_from(left)
        .unwrap_or(usize::MAX)
        .min(target.len());
    let length = input.read(target.get_mut(..most).unwrap_or_default())?;
    if length == 0 {
        let cut_off = "the engine closed the connection in the middle";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, cut_off));
    }
    let left = left - length as u64;
    *rest = match *rest {
        Rest::Chunk(_) => {
            if left == 0 {
                let mut end = CHUNK_LINE_BYTES_MAX;
                if !line(input, &mut end)?.is_empty() {
                    return Err(malformed("a chunk that is longer than its size"));
                }
            }
            Rest::Chunk(left)
        }
        _ => Rest::Bytes(left),
    };
    Ok(length)
}

/// A whole answer from bytes, for fuzzing: whether it is one, and how long its body is.
pub(crate) fn parse(bytes: &[u8]) -> Option<u64> {
    let mut input = bytes;
    let (_, mut rest) = head(&mut input).ok()?;
    let mut buffer = [0; 1024];
    let mut total = 0;
    loop {
        match read(&mut input, &mut rest, &mut buffer).ok()? {
            0 => return Some(total),
            length => total += length as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Result<String, String> {
        let mut input = text.as_bytes();
        let (_, mut rest) = head(&mut input).map_err(|error| error.to_string())?;
        let (mut all, mut byte) = (Vec::new(), [0; 3]);
        loop {
            match read(&mut input, &mut rest, &mut byte).map_err(|error| error.to_string())? {
                0 => return Ok(String::from_utf8(all).unwrap()),
                length => all.extend_from_slice(&byte[..length]),
            }
        }
    }

    #[test]
    fn bodies_of_every_framing_are_read() {
        let ok = "HTTP/1.1 200 OK\r\n";
        assert_eq!(
            body(&format!("{ok}Content-Length: 5\r\n\r\nhello more")).unwrap(),
            "hello"
        );
        assert_eq!(body(&format!("{ok}\r\nto the end")).unwrap(), "to the end");
        let chunks =
            "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n";
        assert_eq!(body(&format!("{ok}{chunks}")).unwrap(), "hello!");
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let ok = "HTTP/1.1 200 OK\r\n";
        let chunked = format!("{ok}Transfer-Encoding: chunked\r\n\r\n");
        let long = "x".repeat(usize::try_from(HEAD_BYTES_MAX).unwrap());
        for (text, part) in [
            ("SSH-2.0-x\r\n\r\n".to_owned(), "no status"),
            (String::new(), "no end of its head"),
            (format!("{ok}X: {long}\r\n\r\n"), "too long"),
            (format!("{ok}nonsense\r\n\r\n"), "without a colon"),
            (format!("{ok}Content-Length: -1\r\n\r\n"), "no number"),
            (
                format!("{ok}Transfer-Encoding: gzip\r\n\r\n"),
                "not asked for",
            ),
            (
                format!("{ok}Content-Length: 9\r\n\r\nshort"),
                "in the middle",
            ),
            (format!("{chunked}zz\r\n"), "without a size"),
            (format!("{chunked}+5\r\nhello\r\n"), "without a size"),
            (format!("{chunked}ffffffffffffffffff\r\n"), "without a size"),
            (format!("{chunked}2\r\nhello\r\n"), "longer than its size"),
            (format!("{chunked}5\r\nhel"), "in the middle"),
            (
                format!("{chunked}0\r\n{}", "a: b\r\n".repeat(TRAILERS_MAX)),
                "too many trailers",
            ),
        ] {
            let error = body(&text).unwrap_err();
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn refusals_are_told_in_the_words_of_the_engine() {
        let text = refusal(404, br#"{"message":"No such image: x\u001b[31m"}"#);
        assert_eq!(
            text,
            "the engine answers with status 404: No such image: x[31m"
        );
        assert_eq!(
            refusal(500, b"<html>"),
            "the engine answers with status 500"
        );
    }
}
