//! The layers as a picture: how large each is, what it brought, and whose it is.

use std::io;

use seaworthy_facts::{Facts, ImageFacts};
use seaworthy_model::{Assessment, Finding, Location, Origin, Severity};

use super::markup::{bytes, esc};
use crate::counts::Counts;
use crate::{place, scope, status};

/// LIMIT: images that are drawn; the findings name the layers of all.
const IMAGES_MAX: usize = 50;
/// LIMIT: layers of one image that are drawn. Builders end at 127.
const LAYERS_MAX: usize = 200;
/// Width of a bar in its own units.
const BAR: f64 = 320.0;

/// The parts of a bar, the worst first.
const PARTS: [(&str, &[Severity]); 5] = [
    ("critical", &[Severity::Critical]),
    ("high", &[Severity::High]),
    ("medium", &[Severity::Medium]),
    ("low", &[Severity::Low]),
    ("other", &[Severity::Negligible, Severity::Unknown]),
];

/// Writes a picture for each image that has layers.
pub(super) fn write(assessment: &Assessment<Facts>, out: &mut dyn io::Write) -> io::Result<()> {
    let images = || {
        let images = assessment.facts.images.iter();
        images.filter(|image| !image.layers.is_empty())
    };
    if images().next().is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "<section id=\"layers\">\n<h2>Where the risk came in</h2>\n<p class=\"faint\">Layers from \
         the bottom up; open findings by the layer that brought them.</p>\n<p class=\"legend\">"
    )?;
    for (class, _) in PARTS {
        writeln!(
            out,
            "<span><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"{class}\" \
             width=\"12\" height=\"12\" rx=\"2\"/></svg>{class}</span>"
        )?;
    }
    writeln!(
        out,
        "<span><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"size\" \
         width=\"12\" height=\"4\" y=\"4\"/></svg>size</span></p>"
    )?;
    let several = images().count() > 1;
    for image in images().take(IMAGES_MAX) {
        if several {
            writeln!(out, "<h3>{}</h3>", esc(&image.name))?;
        }
        picture(assessment, image, out)?;
    }
    writeln!(out, "</section>")
}

/// What one layer brought.
struct Brought<'a> {
    findings: Vec<&'a Finding>,
    origin: Option<Origin>,
}

fn picture(
    assessment: &Assessment<Facts>,
    image: &ImageFacts,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let brought = brought(assessment, image);
    let largest = image.layers.iter().map(|layer| layer.size_bytes).max();
    let most = brought.iter().map(|layer| layer.findings.len()).max();
    writeln!(
        out,
        "<div class=\"wide\"><table class=\"stack\">\n<thead><tr><th scope=\"col\">Layer</th>\
         <th scope=\"col\">Instruction</th><th scope=\"col\" class=\"number\">Size</th>\
         <th scope=\"col\">Findings</th></tr></thead>\n<tbody>"
    )?;
    for (n, (layer, found)) in image
        .layers
        .iter()
        .zip(&brought)
        .enumerate()
        .take(LAYERS_MAX)
    {
        let instruction = layer.created_by.as_deref().map(place::instruction);
        let instruction = instruction.filter(|words| !words.is_empty());
        let instruction = match instruction {
            Some(words) => format!("<code>{}</code>", esc(&words)),
            None => "<span class=\"faint\">not stated</span>".to_owned(),
        };
        let origin = found.origin.map_or(String::new(), |origin| {
            format!(
                " <span class=\"tag {origin}\">{}</span>",
                status::origin(origin)
            )
        });
        let counts = Counts::of(found.findings.iter().copied());
        let words = if counts.total() == 0 {
            "none".to_owned()
        } else {
            counts.in_words()
        };
        writeln!(
            out,
            "<tr><td data-head=\"layer\">{n}</td><td>{instruction}{origin}</td>\
             <td class=\"number\" data-head=\"size\">{}</td><td>{words}{}</td></tr>",
            bytes(layer.size_bytes),
            bar(
                &counts,
                most.unwrap_or(0),
                share(layer.size_bytes as f64, largest.unwrap_or(0) as f64)
            )
        )?;
    }
    writeln!(out, "</tbody></table></div>")?;
    let left = image.layers.len().saturating_sub(LAYERS_MAX);
    if left > 0 {
        writeln!(out, "<p class=\"faint\">… and {left} more layers.</p>")?;
    }
    Ok(())
}

fn brought<'a>(assessment: &'a Assessment<Facts>, image: &ImageFacts) -> Vec<Brought<'a>> {
    let mut brought: Vec<Brought<'a>> = Vec::new();
    brought.resize_with(image.layers.len(), || Brought {
        findings: Vec::new(),
        origin: None,
    });
    for finding in assessment.findings.iter().filter(|f| !f.is_settled()) {
        let Location::Layer { index, diff_id, .. } = &finding.location else {
            continue;
        };
        if scope::scope_name(assessment, finding) != image.name {
            continue;
        }
        // The digest tells apart images of a folder that have one name.
        let layer = image.layers.get(*index as usize);
        if layer.is_none_or(|layer| layer.diff_id != *diff_id) {
            continue;
        }
        if let Some(layer) = brought.get_mut(*index as usize) {
            layer.origin = layer.origin.or(finding.origin);
            layer.findings.push(finding);
        }
    }
    // A base image lies below everything else, so what lies below one of its layers is its own too.
    let base = brought
        .iter()
        .rposition(|layer| layer.origin == Some(Origin::Base));
    let own = brought
        .iter()
        .position(|layer| layer.origin == Some(Origin::Own));
    for (n, layer) in brought.iter_mut().enumerate() {
        if base.is_some_and(|base| n <= base) && own.is_none_or(|own| n < own) {
            layer.origin = layer.origin.or(Some(Origin::Base));
        } else if own.is_some_and(|own| n >= own) && base.is_none_or(|base| n > base) {
            layer.origin = layer.origin.or(Some(Origin::Own));
        }
    }
    brought
}

/// Two bars: findings by severity, and below it the size. The words beside them say the same, so
/// readers of the page aloud skip it.
fn bar(counts: &Counts, most: usize, size: f64) -> String {
    let mut svg = format!(
        "<svg width=\"{BAR}\" height=\"16\" viewBox=\"0 0 {BAR} 16\" aria-hidden=\"true\">\
         <rect class=\"track\" y=\"11\" width=\"{BAR}\" height=\"3\" rx=\"1.5\"/>\
         <rect class=\"size\" y=\"11\" width=\"{:.1}\" height=\"3\" rx=\"1.5\"/>",
        size * BAR
    );
    let mut x = 0.0;
    for (class, severities) in PARTS {
        let n: usize = severities.iter().map(|s| counts.get(*s)).sum();
        let width = share(n as f64, most as f64) * BAR;
        if n > 0 {
            svg.push_str(&format!(
                "<rect class=\"{class}\" x=\"{x:.1}\" width=\"{:.1}\" height=\"8\"/>",
                width.max(1.0)
            ));
        }
        x += width;
    }
    svg.push_str("</svg>");
    svg
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 {
        (part / whole).clamp(0.0, 1.0)
    } else {
        0.0
    }
}
