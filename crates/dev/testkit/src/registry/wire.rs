//! HTTP/1.1 on one connection of the fake registry, one request each, with the faults applied.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::route::{Answer, answer, route};
use super::{Fault, Recorded, Shared, file};

/// LIMIT: the request in bytes; tests send blobs of some MiB at most.
const REQUEST_BYTES_MAX: usize = 16 * 1024 * 1024;

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

pub(super) fn serve(
    stream: TcpStream,
    shared: &Shared,
    tls: Option<Arc<ServerConfig>>,
    base: &str,
) -> Result<()> {
    // A client that never sends must not keep its thread for longer than a test may last.
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.set_nodelay(true)?;
    let mut stream: Box<dyn Stream> = match tls {
        Some(config) => Box::new(StreamOwned::new(ServerConnection::new(config)?, stream)),
        None => Box::new(stream),
    };
    let (request, content) = read_request(stream.as_mut())?;
    let (reply, fault) = {
        let mut state = shared.state();
        state.seen.push(request.clone());
        let named = file::decoded(&request);
        let fault = take(&mut state.file_faults, |path| *path == named);
        let fault = fault.or_else(|| {
            let wanted = route(&request);
            take(&mut state.faults, |of| *of == wanted)
        });
        let ranges = !matches!(fault, Some(Fault::IgnoreRange));
        let asked = (&request, content.as_slice());
        (answer(&mut state, asked, base, ranges), fault)
    };
    let result = respond(stream.as_mut(), shared, &request, reply, fault);
    let _ = stream.flush();
    result
}

fn respond(
    stream: &mut dyn Stream,
    shared: &Shared,
    request: &Recorded,
    mut reply: Answer,
    fault: Option<Fault>,
) -> Result<()> {
    let head = request.method == "HEAD";
    match fault {
        None | Some(Fault::IgnoreRange) => send(stream, &reply, head),
        Some(Fault::Status(status, headers, body)) => {
            let headers = headers.into_iter().chain([json_type()]).collect();
            send(
                stream,
                &Answer {
                    status,
                    headers,
                    body: body.into_bytes(),
                },
                head,
            )
        }
        Some(Fault::ContentType(text)) => {
            reply.headers.retain(|(name, _)| name != "Content-Type");
            reply
                .headers
                .extend((!text.is_empty()).then(|| ("Content-Type".to_owned(), text)));
            send(stream, &reply, head)
        }
        Some(Fault::DigestHeader(text)) => {
            reply
                .headers
                .retain(|(name, _)| name != "Docker-Content-Digest");
            reply
                .headers
                .push(("Docker-Content-Digest".to_owned(), text));
            send(stream, &reply, head)
        }
        Some(Fault::Corrupt) => {
            let middle = reply.body.len() / 2;
            if let Some(byte) = reply.body.get_mut(middle) {
                *byte ^= 1;
            }
            send(stream, &reply, head)
        }
        Some(Fault::Append(count)) => {
            reply.body.extend(std::iter::repeat_n(b'x', count));
            send(stream, &reply, head)
        }
        Some(Fault::Redirect(to)) => {
            let location = ("Location".to_owned(), format!("{to}{}", request.target));
            let answer = Answer {
                status: 307,
                headers: vec![location],
                body: Vec::new(),
            };
            send(stream, &answer, head)
        }
        Some(fault) => misbehave(stream, shared, &reply, &fault),
    }
}

/// Faults that break the transfer itself.
fn misbehave(
    stream: &mut dyn Stream,
    shared: &Shared,
    reply: &Answer,
    fault: &Fault,
) -> Result<()> {
    let half = reply.body.len() / 2;
    match fault {
        Fault::Close => {}
        Fault::Garbage => stream.write_all(b"\x16\x03\x01 this is not HTTP\r\n\r\n")?,
        Fault::Silence => {
            shared.pause(Duration::from_secs(20));
        }
        Fault::Truncate(count) => {
            send_head(stream, reply, Some(reply.body.len()))?;
            stream.write_all(reply.body.get(..*count).unwrap_or(&reply.body))?;
        }
        Fault::Stall => {
            send_head(stream, reply, Some(reply.body.len()))?;
            stream.write_all(reply.body.get(..half).unwrap_or_default())?;
            stream.flush()?;
            shared.pause(Duration::from_secs(20));
        }
        Fault::Drip(count, pause) => {
            send_head(stream, reply, Some(reply.body.len()))?;
            for chunk in reply.body.chunks((*count).max(1)) {
                stream.write_all(chunk)?;
                stream.flush()?;
                if !shared.pause(*pause) {
                    break;
                }
            }
        }
        Fault::Endless => {
            send_head(stream, reply, None)?;
            let chunk = vec![b' '; 4096];
            loop {
                stream.write_all(b"1000\r\n")?;
                stream.write_all(&chunk)?;
                stream.write_all(b"\r\n")?;
            }
        }
        Fault::EndlessHeader => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
            let line = format!("X-More: {}\r\n", "y".repeat(1000));
            loop {
                stream.write_all(line.as_bytes())?;
            }
        }
        other => bail!("{other:?} does not break the transfer"),
    }
    Ok(())
}

/// Takes one use of the first fault whose place fits.
fn take<P>(faults: &mut [(P, Fault, usize)], fits: impl Fn(&P) -> bool) -> Option<Fault> {
    let entry = faults
        .iter_mut()
        .find(|(place, _, times)| fits(place) && *times > 0)?;
    entry.2 -= 1;
    Some(entry.1.clone())
}

fn json_type() -> (String, String) {
    ("Content-Type".to_owned(), "application/json".to_owned())
}

fn send(stream: &mut dyn Stream, answer: &Answer, head: bool) -> Result<()> {
    send_head(stream, answer, Some(answer.body.len()))?;
    if !head {
        stream.write_all(&answer.body)?;
    }
    Ok(())
}

fn send_head(stream: &mut dyn Stream, answer: &Answer, length: Option<usize>) -> Result<()> {
    let mut text = format!("HTTP/1.1 {} Answer\r\nConnection: close\r\n", answer.status);
    match length {
        Some(length) => text.push_str(&format!("Content-Length: {length}\r\n")),
        None => text.push_str("Transfer-Encoding: chunked\r\n"),
    }
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    stream.write_all(text.as_bytes()).context("send the header")
}

/// The request, and its body as bytes.
fn read_request(stream: &mut dyn Stream) -> Result<(Recorded, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        read_more(stream, &mut bytes)?;
        if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
            bail!("the client does not speak plain HTTP");
        }
    };
    let header = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let mut lines = header.lines();
    let mut first = lines
        .next()
        .unwrap_or_default()
        .split(' ')
        .map(str::to_owned);
    let (method, target) = (
        first.next().unwrap_or_default(),
        first.next().unwrap_or_default(),
    );
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .and_then(|text| text.parse::<usize>().ok());
    let whole = end + 4 + length.unwrap_or(0);
    while bytes.len() < whole {
        read_more(stream, &mut bytes)?;
    }
    let content = bytes.split_off(end + 4);
    let body = String::from_utf8_lossy(&content).into_owned();
    let request = Recorded {
        method,
        target,
        headers,
        body,
    };
    Ok((request, content))
}

fn read_more(stream: &mut dyn Stream, bytes: &mut Vec<u8>) -> Result<()> {
    let mut chunk = [0; 16 * 1024];
    let count = stream.read(&mut chunk).context("read the request")?;
    if count == 0 || bytes.len() > REQUEST_BYTES_MAX {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
    Ok(())
}
