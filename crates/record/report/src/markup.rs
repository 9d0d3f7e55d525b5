//! Text from a hostile image inside of markup: it is shown, and does nothing.

use crate::text;

/// Cleaned text as character data or as a quoted attribute of XML and HTML.
pub(crate) fn xml(raw: &str) -> String {
    let clean = text::clean(raw);
    let mut escaped = String::with_capacity(clean.len());
    for c in clean.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML 1.0, production 2, leaves these two out of its characters.
            '\u{fffe}' | '\u{ffff}' => escaped.extend(c.escape_unicode()),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Clean text as GitHub Flavored Markdown that shows it and does nothing else: no link, image,
/// mention, reference, table cell or HTML begins in it.
pub(crate) fn markdown(clean: &str) -> String {
    let mut text = String::with_capacity(clean.len());
    for c in clean.chars() {
        match c {
            '<' => text.push_str("&lt;"),
            '&' => text.push_str("&amp;"),
            '@' => text.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '|' | '~' | '>' => {
                text.push('\\');
                text.push(c);
            }
            // Bare addresses become links by themselves in GitHub's dialect.
            ':' => text.push_str("&#58;"),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_xml_ends_neither_an_element_nor_an_attribute() {
        assert_eq!(
            xml("</a>\"'&\u{1b}\u{ffff}"),
            "&lt;/a&gt;&quot;&#39;&amp;\\u{1b}\\u{ffff}"
        );
    }

    #[test]
    fn markdown_from_a_name_stays_text() {
        assert_eq!(markdown("![x](y)<b>@all"), "\\!\\[x\\](y)&lt;b\\>&#64;all");
    }
}
