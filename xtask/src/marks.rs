//! Parts of a committed document that a task rewrites, between two HTML comments.

use anyhow::{Result, bail};

/// `document` with the text between the marks of `name` replaced; a missing block is added at the
/// end.
///
/// The marks are the lines `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
pub(crate) fn replace_block(document: &str, name: &str, text: &str) -> Result<String> {
    let begin = format!("<!-- {name}:begin -->\n");
    let end = format!("<!-- {name}:end -->");
    let block = format!("{begin}{}\n{end}", text.trim_end());
    match (document.split_once(&begin), document.split_once(&end)) {
        (Some((before, _)), Some((above, after))) if before.len() < above.len() => {
            Ok(format!("{before}{block}{after}"))
        }
        (None, None) => Ok(format!("{}\n\n{block}\n", document.trim_end())),
        _ => bail!("the block `{name}` has one mark without the other, or in the wrong order"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_between_the_marks_changes() {
        let document = "above\n<!-- a:begin -->\nold\n<!-- a:end -->\nbelow\n";
        let changed = replace_block(document, "a", "new\n").unwrap();
        assert_eq!(
            changed,
            "above\n<!-- a:begin -->\nnew\n<!-- a:end -->\nbelow\n"
        );
    }

    #[test]
    fn a_missing_block_is_added_at_the_end() {
        let changed = replace_block("above\n", "a", "new").unwrap();
        assert_eq!(changed, "above\n\n<!-- a:begin -->\nnew\n<!-- a:end -->\n");
    }

    #[test]
    fn a_mark_without_its_partner_is_an_error() {
        assert!(replace_block("<!-- a:begin -->\n", "a", "new").is_err());
        assert!(replace_block("<!-- a:end --><!-- a:begin -->\n", "a", "new").is_err());
    }
}
