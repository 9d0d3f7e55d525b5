//! `html`: one page for a browser, to keep, mail, print or hand to an auditor.
//!
//! Everything is in the file: style, script and picture. A policy in its head (Content Security
//! Policy 3) allows that style and that script by their hashes and nothing else, so the page asks
//! no network and a name from a hostile image runs nothing even if it slipped through. Without
//! script the page reads the same; only the filter of findings is missing.

mod findings;
mod gaps;
mod head;
mod layers;
mod markup;

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest};

use crate::format::FormatUnit;
use crate::{RenderOptions, WriteReportError};
use markup::esc;

pub(crate) static FORMAT: FormatUnit = FormatUnit {
    id: "html",
    media_type: "text/html; charset=utf-8",
    doc: "One self-contained page for a browser: layers, findings with a filter, ready to print.",
    write,
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

fn write(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> Result<(), WriteReportError> {
    render(assessment, options, out).map_err(|source| WriteReportError::Write {
        format: FORMAT.id,
        source,
    })
}

fn render(
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         '{}'; script-src '{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}: {} - Seaworthy</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>",
        source_hash(STYLE),
        source_hash(SCRIPT),
        assessment.verdict.decision,
        esc(&assessment.target.name),
    )?;
    head::write(assessment, out)?;
    writeln!(out, "<main>")?;
    head::reasons(assessment, out)?;
    head::steps(assessment, out)?;
    layers::write(assessment, out)?;
    findings::write(assessment, options, out)?;
    gaps::write(assessment, out)?;
    writeln!(out, "</main>")?;
    gaps::footer(assessment, out)?;
    writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// A source as Content Security Policy 3 names it (section 2.3.1).
fn source_hash(text: &str) -> String {
    let digest = Digest::sha256(text.as_bytes());
    let hex = digest.hex().as_bytes();
    let bytes: Vec<u8> = hex
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    format!("sha256-{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_by_its_hash() {
        assert_eq!(
            source_hash(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }

    /// A style or script that closed its own element would let the rest of the page run wild.
    #[test]
    fn nothing_in_style_and_script_ends_them() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</"));
            assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("url("));
        }
    }
}
