//! The first lines: what the gate decides about what, and because of what.

use std::io;

use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Reason, Target, TargetKind};

use super::page::{Page, Span, Style};
use crate::text::count;

/// LIMIT: reasons that are read before the list of what to do.
const REASON_ROWS_MAX: usize = 5;

/// Writes the verdict, the target and the reasons.
pub(super) fn write(assessment: &Assessment<Facts>, page: &mut Page<'_>) -> io::Result<()> {
    let verdict = &assessment.verdict;
    page.line(&[
        Span::new(
            Style::of_decision(verdict.decision),
            verdict.decision.as_str().to_uppercase(),
        ),
        Span::plain("  "),
        Span::new(Style::Strong, &*assessment.target.name),
    ])?;
    let about = format!(
        "{} · gate {} · policy {}",
        target_words(&assessment.target, assessment.facts.images.len()),
        verdict.gate,
        verdict.policy
    );
    page.sentence(vec![Span::plain("  ")], Style::Faint, &about, 3)?;
    let reasons = gather(&verdict.reasons);
    let shown = page.rows(reasons.len(), REASON_ROWS_MAX);
    for (reason, times) in reasons.iter().take(shown) {
        let decision = Span::new(
            Style::of_decision(reason.decision),
            format!("  {:<5} ", reason.decision),
        );
        let words = if *times > 1 {
            format!(
                "{} ({})",
                reason.message,
                count(*times, "finding", "findings")
            )
        } else {
            reason.message.clone()
        };
        page.sentence(vec![decision], Style::Plain, &words, 2)?;
    }
    page.left_out(8, reasons.len().saturating_sub(shown), "")
}

/// Reasons of one rule with one text are one line.
fn gather(reasons: &[Reason]) -> Vec<(&Reason, usize)> {
    let mut lines: Vec<(&Reason, usize)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for reason in reasons {
        let key = (reason.decision, &reason.rule, &reason.message);
        let n = *known.entry(key).or_insert(lines.len());
        match lines.get_mut(n) {
            Some((_, times)) => *times += 1,
            None => lines.push((reason, 1)),
        }
    }
    lines
}

fn target_words(target: &Target, images: usize) -> String {
    let mut words = match target.kind {
        TargetKind::Image => "image".to_owned(),
        TargetKind::Rootfs => "root file system".to_owned(),
        TargetKind::Folder if images == 0 => "folder".to_owned(),
        TargetKind::Folder => format!("folder with {}", count(images, "image", "images")),
        TargetKind::File => "file".to_owned(),
        TargetKind::Sbom => "bill of materials".to_owned(),
        TargetKind::Import => "imported reports".to_owned(),
    };
    if let Some(platform) = &target.platform {
        words.push_str(&format!(" {platform}"));
    }
    if let Some(digest) = &target.digest {
        words.push_str(&format!(
            " {}:{}",
            digest.algorithm().as_str(),
            digest.short()
        ));
    }
    words
}
