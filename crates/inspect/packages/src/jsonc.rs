//! JSON as people and some tools write it: with comments and with commas before a closing bracket.

/// The same text as JSON: comments and commas that are one too many become spaces, so that every
/// offset and line stays.
pub(crate) fn plain(content: &[u8]) -> Vec<u8> {
    let mut out = content.to_vec();
    let mut comma = None;
    let mut at = 0;
    while let Some(&byte) = out.get(at) {
        match byte {
            b'"' => {
                comma = None;
                at = string_end(&out, at);
                continue;
            }
            b'/' => {
                let end = comment_end(&out, at);
                for byte in out.get_mut(at..end).into_iter().flatten() {
                    if *byte != b'\n' {
                        *byte = b' ';
                    }
                }
                at = end;
                continue;
            }
            b',' => comma = Some(at),
            b']' | b'}' => {
                if let Some(byte) = comma.take().and_then(|at: usize| out.get_mut(at)) {
                    *byte = b' ';
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at += 1;
    }
    out
}

/// Where the string that begins at `at` ends.
fn string_end(text: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Where the comment that begins at `at` ends; right behind the slash where it is none.
fn comment_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at + 1..).unwrap_or_default();
    let length = match rest.first() {
        Some(b'/') => memchr::memchr(b'\n', rest),
        Some(b'*') => memchr::memmem::find(rest, b"*/").map(|end| end + 2),
        _ => return at + 1,
    };
    length.map_or(text.len(), |length| at + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> serde_json::Value {
        let plain = plain(text.as_bytes());
        assert_eq!(plain.len(), text.len());
        serde_json::from_slice(&plain).unwrap()
    }

    #[test]
    fn comments_and_last_commas_go_and_strings_stay() {
        let text = "{ // one\n\"a\": [1, 2, /* two, */ ], \"b,]\": \"//\\\",}\", \"c\": {},\n}";
        let expected = serde_json::json!({"a": [1, 2], "b,]": "//\",}", "c": {}});
        assert_eq!(read(text), expected);
    }

    #[test]
    fn what_does_not_end_is_survived() {
        for text in ["\"a", "/* x", "// x", "/", "\"\\", ",", "{,}"] {
            assert_eq!(plain(text.as_bytes()).len(), text.len());
        }
    }
}
