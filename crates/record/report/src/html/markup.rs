//! Small pieces of HTML that every section needs.

use seaworthy_model::{Finding, Severity};

use crate::markup;
use crate::status;

/// A text of unknown origin as character data or attribute.
pub(super) fn esc(raw: &str) -> String {
    markup::xml(raw)
}

/// The severity as a tag: the word says it, the colour repeats it.
pub(super) fn severity(severity: Severity) -> String {
    format!("<span class=\"tag {severity}\">{severity}</span>")
}

/// Whose the finding is, where that is known.
pub(super) fn origin(finding: &Finding) -> String {
    let origin = finding.origin;
    origin.map_or(String::new(), |origin| {
        format!(
            "<span class=\"tag {origin}\">{}</span>",
            status::origin(origin)
        )
    })
}

/// A link to a page of ours to know about a weakness, or its id alone.
pub(super) fn weakness(id: &str) -> String {
    match crate::links::of_weakness(id) {
        Some(page) => format!("<a href=\"{page}\" rel=\"noreferrer\">{}</a>", esc(id)),
        None => esc(id),
    }
}

/// Bytes as a person reads them.
pub(super) fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if n < 1_000 {
        return format!("{n} B");
    }
    let mut whole = n;
    let mut tenth = 0;
    let mut unit = "kB";
    for name in UNITS {
        if whole < 1_000 {
            break;
        }
        tenth = whole % 1_000 / 100;
        whole /= 1_000;
        unit = name;
    }
    format!("{whole}.{tenth} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_024), "1.0 kB");
        assert_eq!(bytes(156_600_000), "156.6 MB");
        assert_eq!(bytes(u64::MAX), "18446744.0 TB");
    }
}
