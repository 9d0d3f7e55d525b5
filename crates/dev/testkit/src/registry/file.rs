//! Files as a static server has them: conditional requests, and ranges (RFC 9110 sections 13, 14).

use super::route::{Answer, path};
use super::{Recorded, State};

/// The path that a request asks for, without its percent-encoding.
pub(super) fn decoded(request: &Recorded) -> String {
    let path = path(request);
    let mut out = Vec::new();
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digits: Vec<u8> = bytes.by_ref().take(2).collect();
        let digits = String::from_utf8_lossy(&digits).into_owned();
        out.extend(u8::from_str_radix(&digits, 16));
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The answer for a file, if there is one at the path.
pub(super) fn answer(state: &State, request: &Recorded, ranges: bool) -> Option<Answer> {
    let file = state.files.get(&decoded(request))?;
    let header = |name: &str| request.headers.get(name).map(String::as_str);
    let same = match header("if-none-match") {
        Some(tag) => file.etag.as_deref() == Some(tag),
        None => {
            let since = header("if-modified-since");
            since.is_some() && since == file.modified.as_deref()
        }
    };
    let mut answer = if same {
        Answer::new(304, "application/octet-stream", Vec::new())
    } else {
        let condition = header("if-range");
        let fits = condition.is_none_or(|condition| {
            [&file.etag, &file.modified]
                .iter()
                .any(|known| known.as_deref() == Some(condition))
        });
        let range = header("range").filter(|_| ranges && fits);
        part(&file.bytes, range)
    };
    for (name, value) in [("ETag", &file.etag), ("Last-Modified", &file.modified)] {
        if let Some(value) = value {
            answer = answer.with(name, value);
        }
    }
    Some(answer)
}

/// The bytes, or what `bytes=N-` asks for of them.
pub(super) fn part(bytes: &[u8], range: Option<&str>) -> Answer {
    let start = range.and_then(|range| {
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse::<usize>()
            .ok()
    });
    let answer = |status, body: &[u8]| Answer::new(status, "application/octet-stream", body.into());
    match start {
        Some(start) => match bytes.get(start..) {
            Some(rest) if !rest.is_empty() => answer(206, rest).with(
                "Content-Range",
                &format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len()),
            ),
            _ => Answer::error(416, "RANGE_INVALID"),
        },
        None => answer(200, bytes),
    }
}
