//! Where a name is given a value: settings, program text, mark-up and command lines alike.

use std::ops::Range;

/// LIMIT: bytes of a name, to each side of its keyword. Names of settings are shorter.
pub(crate) const NAME_BYTES_MAX: usize = 64;

/// LIMIT: blanks between a name, its operator and its value. Tables are aligned with fewer.
const BLANKS_MAX: usize = 64;

/// LIMIT: bytes of a value. Session tokens of clouds, the longest values with a name, stay below.
pub(crate) const VALUE_BYTES_MAX: usize = 2_048;

/// How the value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Between quotes.
    Quoted,
    /// A bare word that ends at a blank or the end of its line.
    Bare,
    /// A bare word that goes on as an expression: a call, an index, a sum.
    Expression,
}

/// A name and its value, as places in the buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub name: Range<usize>,
    pub value: Range<usize>,
    pub form: Form,
}

/// What stands between the name and the value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// `=`, `:`, `=>`, `:=` and the like.
    Sign,
    /// `>` of an XML element: the value may stand on the next line.
    Element,
    /// `,` or `(`: an argument follows, which must be quoted to be a value.
    Argument,
    /// Blanks alone, after `--name`, `ENV name` or in `.netrc`.
    Blank,
}

/// Reads the assignment whose name holds the keyword at `keyword`, if there is one.
pub(crate) fn read(buf: &[u8], keyword: Range<usize>) -> Option<Assignment> {
    let start = name_start(buf, keyword.start);
    let end = name_end(buf, keyword.end);
    let (place, operator) = operator(buf, start, end)?;
    let (value, form) = value(buf, place, operator)?;
    Some(Assignment {
        name: start..end,
        value,
        form,
    })
}

/// The next name at or behind `place`, and before `limit`.
pub(crate) fn next_name(buf: &[u8], place: usize, limit: usize) -> Option<Range<usize>> {
    let limit = limit.min(buf.len());
    let offset = buf
        .get(place..limit)?
        .iter()
        .position(|&byte| is_name(byte))?;
    Some(place + offset..name_end(buf, place + offset))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'$')
}

fn name_start(buf: &[u8], from: usize) -> usize {
    let floor = from.saturating_sub(NAME_BYTES_MAX);
    let before = buf.get(floor..from).unwrap_or_default();
    from - before
        .iter()
        .rev()
        .take_while(|&&byte| is_name(byte))
        .count()
}

fn name_end(buf: &[u8], from: usize) -> usize {
    let rest = buf.get(from..).unwrap_or_default();
    let length = rest
        .iter()
        .take(NAME_BYTES_MAX)
        .take_while(|&&byte| is_name(byte))
        .count();
    // `name->value` is an arrow and no name that ends in a dash.
    match rest.get(length) {
        Some(b'>') if length > 0 && rest.get(length - 1) == Some(&b'-') => from + length - 1,
        _ => from + length,
    }
}

fn skip(buf: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = buf.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take(BLANKS_MAX)
        .take_while(|&&byte| wanted(byte))
        .count()
}

fn skip_blanks(buf: &[u8], from: usize) -> usize {
    skip(buf, from, |byte| matches!(byte, b' ' | b'\t'))
}

fn operator(buf: &[u8], name_start: usize, name_end: usize) -> Option<(usize, Operator)> {
    let closed = skip(buf, name_end, |byte| {
        matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b']' | b')')
    });
    let mut place = skip_blanks(buf, closed);
    // Go and Kotlin put the type behind the name: `var token string = ...`.
    if place > closed
        && let Some(rest) = buf.get(place..)
        && rest.starts_with(b"string ")
    {
        place = skip_blanks(buf, place + 7);
    }
    let rest = buf.get(place..)?;
    match rest.first()? {
        b'=' | b'+' | b'?' | b'|' | b'-' | b':' => {
            let end = sign(rest).map(|length| place + length)?;
            Some((typed(buf, place, end).unwrap_or(end), Operator::Sign))
        }
        b'>' if name_start > 0 && buf.get(name_start - 1) == Some(&b'<') => {
            Some((place + 1, Operator::Element))
        }
        b',' if closed > name_end => named_value(buf, place).or_else(|| {
            // The first argument of a call, and not one of a list of words.
            let call = name_start >= 2 && buf.get(name_start - 2) == Some(&b'(');
            call.then_some((place + 1, Operator::Argument))
        }),
        b'(' => Some((place + 1, Operator::Argument)),
        b'\n' | b'\r' | b'{' => named_value(buf, place),
        _ if place > closed => named_value(buf, place).or_else(|| {
            takes_blank(buf, name_start, closed > name_end).then_some((place, Operator::Blank))
        }),
        _ => None,
    }
}

/// The length of an assignment sign at the start of `rest`.
fn sign(rest: &[u8]) -> Option<usize> {
    const SIGNS: &[&[u8]] = &[
        b":::=", b"===", b"||=", b"::=", b"=>", b"->", b":=", b"==", b"+=", b"?=", b"=", b":",
    ];
    // `::` and `?:` belong to paths and conditions.
    if rest.starts_with(b"::") && !rest.starts_with(b"::=") && !rest.starts_with(b":::=") {
        return None;
    }
    SIGNS
        .iter()
        .find(|sign| rest.starts_with(sign))
        .map(|sign| sign.len())
}

/// `: String = value`: the place behind the second sign.
fn typed(buf: &[u8], place: usize, end: usize) -> Option<usize> {
    if buf.get(place) != Some(&b':') || end != place + 1 {
        return None;
    }
    let word = skip_blanks(buf, end);
    let stop = skip(buf, word, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'&' | b'\'' | b'?' | b'<' | b'>' | b'.')
    });
    let sign = skip_blanks(buf, stop);
    // The padding of a value in base64 is no sign: nothing stands behind it.
    let next = buf.get(skip_blanks(buf, sign + 1));
    let ends = matches!(next, None | Some(b'=' | b'\n' | b'\r' | b',' | b';' | b'}'));
    (stop > word && buf.get(sign) == Some(&b'=') && !ends).then_some(sign + 1)
}

/// `name: KEY` with `value: ...` behind it, as in Kubernetes, .NET settings and Terraform
/// variables.
fn named_value(buf: &[u8], place: usize) -> Option<(usize, Operator)> {
    const WORDS: &[&[u8]] = &[b"value", b"Value", b"default", b"VALUE"];
    let word = skip(buf, place, |byte| {
        byte.is_ascii_whitespace() || matches!(byte, b',' | b'{' | b'"' | b'\'' | b'\\')
    });
    let rest = buf.get(word..)?;
    let length = WORDS.iter().find(|known| rest.starts_with(known))?.len();
    let closed = skip(buf, word + length, |byte| {
        matches!(byte, b'"' | b'\'' | b'\\' | b' ')
    });
    matches!(buf.get(closed), Some(b':' | b'=')).then_some((closed + 1, Operator::Sign))
}

/// Whether blanks alone may stand between this name and its value.
fn takes_blank(buf: &[u8], name_start: usize, closed: bool) -> bool {
    const LEADS: &[&[u8]] = &[b"ENV ", b"env ", b"ARG ", b"setx ", b"export ", b"setenv "];
    if closed {
        return false;
    }
    // The dashes of `--password` count as part of the name.
    if buf.get(name_start) == Some(&b'-') {
        return true;
    }
    let before = buf.get(..name_start).unwrap_or_default();
    LEADS.iter().any(|lead| before.ends_with(lead))
        || before
            .iter()
            .rev()
            .take_while(|&&byte| byte != b'\n')
            .all(u8::is_ascii_whitespace)
            && buf
                .get(name_start..)
                .is_some_and(|rest| rest.starts_with(b"password "))
}

fn value(buf: &[u8], place: usize, operator: Operator) -> Option<(Range<usize>, Form)> {
    let wide = matches!(operator, Operator::Element | Operator::Argument);
    let mut start = skip(buf, place, |byte| {
        matches!(byte, b' ' | b'\t') || wide && byte.is_ascii_whitespace()
    });
    // Prefixed strings: r"", b"", u"", L"", @"".
    if matches!(buf.get(start), Some(b'r' | b'b' | b'u' | b'L' | b'@'))
        && matches!(buf.get(start + 1), Some(b'"' | b'\''))
    {
        start += 1;
    }
    match buf.get(start)? {
        b'\\' if matches!(buf.get(start + 1), Some(b'"' | b'\'')) => escaped(buf, start),
        quote @ (b'"' | b'\'' | b'`') => quoted(buf, start, *quote),
        _ if operator == Operator::Argument => None,
        _ => bare(buf, start, operator),
    }
}

/// A string inside a string: `\"value\"`.
fn escaped(buf: &[u8], start: usize) -> Option<(Range<usize>, Form)> {
    let first = start + 2;
    let rest = buf.get(first..)?;
    let rest = rest.get(..VALUE_BYTES_MAX).unwrap_or(rest);
    let end = memchr::memchr2(b'\\', b'\n', rest)?;
    (rest.get(end) == Some(&b'\\') && end > 0).then_some((first..first + end, Form::Quoted))
}

fn quoted(buf: &[u8], start: usize, quote: u8) -> Option<(Range<usize>, Form)> {
    let mut first = start + 1;
    if buf.get(first..first + 2) == Some(&[quote, quote]) {
        first += 2;
    }
    let rest = buf.get(first..)?;
    let mut escape = false;
    for (index, &byte) in rest.iter().take(VALUE_BYTES_MAX).enumerate() {
        match byte {
            _ if escape => escape = false,
            b'\\' => escape = true,
            b'\n' if quote != b'`' => return None,
            _ if byte == quote => {
                return (index > 0).then_some((first..first + index, Form::Quoted));
            }
            _ => {}
        }
    }
    None
}

fn bare(buf: &[u8], start: usize, operator: Operator) -> Option<(Range<usize>, Form)> {
    let rest = buf.get(start..)?;
    let rest = rest.get(..VALUE_BYTES_MAX).unwrap_or(rest);
    let ends = |byte: u8| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b'"' | b'\''
                    | b'`'
                    | b'<'
                    | b'>'
                    | b'('
                    | b')'
                    | b'['
                    | b']'
                    | b'|'
                    | b';'
                    | b','
                    | b'&'
                    | b'\\'
            )
    };
    let mut length = rest
        .iter()
        .position(|&byte| ends(byte))
        .unwrap_or(rest.len());
    let form = match rest.get(length) {
        Some(b'(' | b'[') => Form::Expression,
        _ => Form::Bare,
    };
    // The closing brace of a flow mapping is not part of a word that has no opening one.
    let word = rest.get(..length).unwrap_or_default();
    if word.ends_with(b"}") && !word.contains(&b'{') {
        length -= 1;
    }
    let element = operator == Operator::Element && rest.get(length) != Some(&b'<');
    let blank = rest.get(length).is_some_and(u8::is_ascii_whitespace);
    (length > 0 && (!element || blank)).then_some((start..start + length, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Option<(String, String, Form)> {
        let place = text.to_ascii_lowercase().find("token")?;
        let found = read(text.as_bytes(), place..place + 5)?;
        Some((
            text[found.name].to_owned(),
            text[found.value].to_owned(),
            found.form,
        ))
    }

    #[test]
    fn every_way_to_write_an_assignment_is_read() {
        let texts = [
            "API_TOKEN=v4lue",
            "export API_TOKEN=\"v4lue\"",
            "api_token: v4lue",
            "{\"api_token\": \"v4lue\"}",
            "\"{\\\"api_token\\\": \\\"v4lue\\\"}\"",
            "api_token => 'v4lue',",
            "apiToken := `v4lue`",
            "API_TOKEN ::= v4lue",
            "API_TOKEN ?= v4lue",
            "var apiToken string = \"v4lue\"",
            "let api_token: &str = \"v4lue\";",
            "<apiToken>v4lue</apiToken>",
            "<apiToken>\n   v4lue\n</apiToken>",
            "setProperty(\"api.token\", \"v4lue\")",
            ".withToken(\"v4lue\")",
            "curl --token v4lue",
            "curl --token=v4lue",
            "ENV API_TOKEN v4lue",
            "- name: API_TOKEN\n  value: \"v4lue\"",
            "{\"name\": \"API_TOKEN\", \"value\": \"v4lue\"}",
            "<add key=\"token\" value=\"v4lue\" />",
            "variable \"api_token\" {\n  default = \"v4lue\"\n}",
            "os.environ[\"TOKEN\"] = 'v4lue'",
            "api_token = \"\"\"v4lue\"\"\"",
            "{api_token: v4lue}",
            "let api_token: String=\"v4lue\";",
            "https://host/?token=v4lue&x=1",
        ];
        for text in texts {
            let (_, value, _) = read_text(text).unwrap_or_else(|| panic!("nothing read in {text}"));
            assert_eq!(value, "v4lue", "in {text}");
        }
    }

    #[test]
    fn what_assigns_nothing_is_not_read() {
        let texts = [
            "the token is here",
            "token::next()",
            "token != \"x\"",
            "token",
            "token =",
            "token = \"open",
            "(token)",
            "token, other = f()",
            "[\"token\", \"other\"]",
        ];
        for text in texts {
            assert_eq!(read_text(text), None, "in {text}");
        }
        let padded = read_text("token: dmFsdWUK=\n").unwrap();
        assert_eq!(padded.1, "dmFsdWUK=");
        let (_, _, form) = read_text("token = read_it(file)").unwrap();
        assert_eq!(form, Form::Expression);
    }
}
