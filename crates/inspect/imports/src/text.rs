//! Texts of other tools: shortened, without mark-up, and the ids that stand in them.

/// The text up to so many bytes, at the border of a character.
pub(crate) fn cut(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let end = (0..=bytes_max).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// A text on one line, with an ellipsis where it was longer.
pub(crate) fn line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            count += 1;
        }
        for one in word.chars() {
            if count + 1 >= chars_max {
                line.push('…');
                return line;
            }
            line.push(one);
            count += 1;
        }
    }
    line
}

/// The text of HTML: tags are left out, and the references that every writer uses are resolved.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // Where no tag ends any more, none is looked for again.
    let mut tags = true;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        rest = match (from.starts_with('<'), tags) {
            (true, true) => tag(from, &mut text, &mut tags),
            (true, false) => {
                text.push('<');
                from.get(1..).unwrap_or_default()
            }
            (false, _) => reference(from, &mut text),
        };
    }
    text.push_str(rest);
    text
}

/// Skips a tag; a `<` that begins none stays.
fn tag<'t>(from: &'t str, text: &mut String, tags: &mut bool) -> &'t str {
    let begins = |next: char| next.is_ascii_alphabetic() || next == '/' || next == '!';
    if from.chars().nth(1).is_some_and(begins) {
        if let Some(end) = from.find('>') {
            text.push(' ');
            return from.get(end + 1..).unwrap_or_default();
        }
        *tags = false;
    }
    text.push('<');
    from.get(1..).unwrap_or_default()
}

fn reference<'t>(from: &'t str, text: &mut String) -> &'t str {
    const KNOWN: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    for (written, meant) in KNOWN {
        if let Some(rest) = from.strip_prefix(written) {
            text.push_str(meant);
            return rest;
        }
    }
    text.push('&');
    from.get(1..).unwrap_or_default()
}

/// The first address in a text.
pub(crate) fn first_link(text: &str) -> Option<&str> {
    let at = text.find("https://").or_else(|| text.find("http://"))?;
    let rest = text.get(at..)?;
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"'".contains(c));
    rest.get(..end.unwrap_or(rest.len()))
}

/// Kinds of weakness (`CWE-79`) that a text names: `external/cwe/cwe-079`, `CWE-79: XSS`.
pub(crate) fn weaknesses(text: &str, found: &mut Vec<String>) {
    each(text, "CWE-", |rest| {
        let digits = digits(rest);
        let number = digits.trim_start_matches('0');
        if !number.is_empty() && number.len() <= 6 {
            add(found, format!("CWE-{number}"));
        }
    });
}

/// Known weaknesses that a text names by CVE or GHSA id.
pub(crate) fn vulnerabilities(text: &str, found: &mut Vec<String>) {
    each(text, "CVE-", |rest| {
        let year = digits(rest);
        let number = rest
            .get(year.len()..)
            .and_then(|rest| rest.strip_prefix('-'));
        let number = digits(number.unwrap_or_default());
        if year.len() == 4 && (4..=19).contains(&number.len()) {
            add(found, format!("CVE-{year}-{number}"));
        }
    });
    each(text, "GHSA-", |rest| {
        let id = rest.get(..14).unwrap_or_default();
        let fits = |(at, byte): (usize, u8)| match at {
            4 | 9 => byte == b'-',
            _ => byte.is_ascii_alphanumeric(),
        };
        if id.len() == 14 && id.bytes().enumerate().all(fits) {
            add(found, format!("GHSA-{}", id.to_ascii_lowercase()));
        }
    });
}

/// Digests of images in a text: `sha256:` and 64 hexadecimal digits.
pub(crate) fn digests(text: &str) -> Vec<seaworthy_model::Digest> {
    let mut found = Vec::new();
    each(text, "sha256:", |rest| {
        let hex = rest.get(..64).unwrap_or_default();
        let longer = rest.as_bytes().get(64).is_some_and(u8::is_ascii_hexdigit);
        if let (false, Ok(digest)) = (longer, format!("sha256:{hex}").parse()) {
            found.push(digest);
        }
    });
    found
}

/// Calls for what follows each place of a prefix, whatever its case.
fn each(text: &str, prefix: &str, mut take: impl FnMut(&str)) {
    let (bytes, wanted) = (text.as_bytes(), prefix.as_bytes());
    for (at, window) in bytes.windows(wanted.len()).enumerate() {
        if window.eq_ignore_ascii_case(wanted)
            && let Some(rest) = text.get(at + wanted.len()..)
        {
            take(rest);
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn add(found: &mut Vec<String>, id: String) {
    if !found.contains(&id) && found.len() < crate::limits::ENTRIES_MAX {
        found.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        weaknesses(text, &mut found);
        vulnerabilities(text, &mut found);
        found
    }

    #[test]
    fn ids_are_found_however_they_are_written() {
        assert_eq!(ids("external/cwe/cwe-079"), ["CWE-79"]);
        assert_eq!(ids("CWE-79: x, cwe-79, CWE-89"), ["CWE-79", "CWE-89"]);
        assert_eq!(ids("cve-2021-44228-log4j"), ["CVE-2021-44228"]);
        assert_eq!(ids("GHSA-JFH8-c2jp-5v3q-x"), ["GHSA-jfh8-c2jp-5v3q"]);
        for none in [
            "",
            "CVE-21-44228",
            "CVE-2021-1",
            "CWE-",
            "CWE-0",
            "GHSA-é",
            "CVE-2021é",
        ] {
            assert_eq!(ids(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn a_digest_is_whole_or_none() {
        let digest = format!("sha256:{}", "a1".repeat(32));
        let text = format!("shop/web@{digest}, {digest}0 sha256:abc");
        let found: Vec<String> = digests(&text).iter().map(ToString::to_string).collect();
        assert_eq!(found, [digest]);
    }

    #[test]
    fn mark_up_is_left_out() {
        assert_eq!(
            line(
                &plain("<p>Use &lt;b&gt; &amp; <b class='x'>quote</b></p>1 < 2 &x"),
                100
            ),
            "Use <b> & quote 1 < 2 &x"
        );
        assert_eq!(plain("<unclosed <a &lt;"), "<unclosed <a <");
        assert_eq!(
            first_link("<p>see https://example.org/a</p>"),
            Some("https://example.org/a")
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(line("a  b\nc", 10), "a b c");
        assert_eq!(line(&"é".repeat(30), 10).chars().count(), 10);
    }
}
