//! `cargo xtask picture`: the picture of the README, drawn from what the real program prints.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};

use crate::{process, workspace};

/// The width of a character cell and the height of a line, in pixels, for a 14 pixel font.
const CELL: (f32, f32) = (8.43, 19.0);
const PADDING: f32 = 16.0;
/// LIMIT: lines of the picture; it shows the beginning of a longer output.
const LINES_MAX: usize = 60;

pub(super) static COMMAND: super::Command = super::Command {
    name: "picture",
    arguments: "",
    summary: "draws the picture of the README from the real program",
    help: "
Runs the first command of the README in colour and writes docs/picture/scan.svg. Run it when
the default output changes, and look at the result.",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    super::expect_no_arguments(&COMMAND, arguments)?;
    let root = workspace::root();
    let output = process::cargo(["run", "--quiet", "--release", "--locked", "--"])
        .args(["--color", "always", "scan", "examples/storefront"])
        .env("COLUMNS", "96")
        .current_dir(root)
        .output()
        .context("running the program")?;
    ensure!(
        output.status.code() == Some(1),
        "the shop was not denied: {}",
        output.status
    );
    let text = String::from_utf8(output.stdout).context("reading the output as UTF-8")?;
    let path = root.join("docs/picture/scan.svg");
    std::fs::create_dir_all(root.join("docs/picture")).context("making docs/picture")?;
    let drawn = svg("$ seaworthy scan examples/storefront", &text);
    std::fs::write(&path, drawn).with_context(|| format!("writing {}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}

/// Draws lines with SGR colours (ECMA-48 section 8.3.117) as an SVG.
fn svg(prompt: &str, text: &str) -> String {
    let mut lines: Vec<&str> = std::iter::once(prompt).chain(std::iter::once("")).collect();
    lines.extend(text.lines());
    if lines.len() > LINES_MAX {
        lines.truncate(LINES_MAX);
        lines.push("…");
    }
    let columns = lines
        .iter()
        .map(|line| plain(line).chars().count())
        .max()
        .unwrap_or(0)
        .max(80);
    let width = columns as f32 * CELL.0 + 2.0 * PADDING;
    let height = lines.len() as f32 * CELL.1 + 2.0 * PADDING;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1b2a\"/>\n"
    );
    for (line, number) in lines.iter().zip(0u16..) {
        let y = PADDING + f32::from(number) * CELL.1 + 14.0;
        let _ = write!(
            out,
            "<text x=\"{PADDING}\" y=\"{y:.0}\" xml:space=\"preserve\" fill=\"#d6deeb\">"
        );
        for (style, piece) in pieces(line) {
            let _ = write!(out, "<tspan{style}>{}</tspan>", escape(&piece));
        }
        out.push_str("</text>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// A line in pieces of one style each.
fn pieces(line: &str) -> Vec<(String, String)> {
    let mut pieces = Vec::new();
    let mut style = Style::default();
    for (part, index) in line.split("\x1b[").zip(0..) {
        let text = match part.split_once('m') {
            Some((codes, rest)) if index > 0 => {
                codes.split(';').for_each(|code| style.apply(code));
                rest
            }
            _ => part,
        };
        if !text.is_empty() {
            pieces.push((style.attributes(), text.to_owned()));
        }
    }
    pieces
}

fn plain(line: &str) -> String {
    pieces(line).into_iter().map(|(_, text)| text).collect()
}

#[derive(Default)]
struct Style {
    bold: bool,
    dim: bool,
    color: Option<&'static str>,
}

impl Style {
    fn apply(&mut self, code: &str) {
        match code {
            "1" => self.bold = true,
            "2" => self.dim = true,
            "22" => (self.bold, self.dim) = (false, false),
            "30" | "90" => self.color = Some("#7f8ea3"),
            "31" | "91" => self.color = Some("#ff6b6b"),
            "32" | "92" => self.color = Some("#7bd88f"),
            "33" | "93" => self.color = Some("#ffd166"),
            "34" | "94" => self.color = Some("#82aaff"),
            "35" | "95" => self.color = Some("#c792ea"),
            "36" | "96" => self.color = Some("#7fdbca"),
            "39" => self.color = None,
            "0" | "" => *self = Style::default(),
            _ => {}
        }
    }

    fn attributes(&self) -> String {
        let mut text = String::new();
        if self.bold {
            text.push_str(" font-weight=\"bold\"");
        }
        if self.dim {
            text.push_str(" opacity=\"0.6\"");
        }
        if let Some(color) = self.color {
            let _ = write!(text, " fill=\"{color}\"");
        }
        text
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_attributes_and_markup_is_escaped() {
        let drawn = svg("$ x", "\x1b[1;31mDENY\x1b[0m <a>");
        assert!(drawn.contains("<tspan font-weight=\"bold\" fill=\"#ff6b6b\">DENY</tspan>"));
        assert!(drawn.contains("<tspan> &lt;a&gt;</tspan>"));
        assert!(!drawn.contains('\x1b'));
    }
}
