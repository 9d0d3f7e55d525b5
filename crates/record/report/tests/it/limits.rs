//! What services take at most is what they get, and what is left out is said.

use seaworthy_model::Severity;
use seaworthy_report::RenderOptions;

use crate::builder::{clean, render, weakness};

fn many(n: u32, severity: Severity) -> Vec<seaworthy_model::Finding> {
    let finding = |n| {
        let id = format!("CVE-2024-{n:05}");
        let package = format!("package-with-a-rather-long-name-{n}");
        let mut finding = weakness(&id, &package, "1.0.0", Some("1.0.1"));
        finding.severity = severity;
        finding
    };
    (0..n).map(finding).collect()
}

/// GitHub: a comment holds 65,536 characters.
#[test]
fn a_comment_is_never_longer_than_github_takes() {
    let mut assessment = clean();
    assessment.findings = many(5_000, Severity::High);
    assessment.unknowns = vec![seaworthy_model::Unknown::new("a", "b".repeat(5_000)); 500];
    assessment.target.name = "日".repeat(5_000);
    let text = render("markdown", &assessment, &RenderOptions::default());
    assert!(text.len() <= 65_536, "{}", text.len());
    assert!(text.contains("more: see the full report."), "{text}");
    assert!(text.contains("Not known (500): no room in this comment."));
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
}

/// GitHub: ten annotations of each level for a step.
#[test]
fn a_step_has_ten_annotations_of_each_level() {
    let mut assessment = clean();
    for severity in [Severity::High, Severity::Medium, Severity::Low] {
        assessment.findings.extend(many(12, severity));
    }
    let text = render("github", &assessment, &RenderOptions::default());
    for level in ["error", "warning", "notice"] {
        let lines = text
            .lines()
            .filter(|line| line.starts_with(&format!("::{level}")));
        assert_eq!(lines.count(), 10, "{level}");
    }
    assert!(text.contains("7 have no annotation"), "{text}");
}

#[test]
fn results_of_tests_count_what_they_leave_out() {
    let mut assessment = clean();
    assessment.findings = many(10_003, Severity::High);
    let text = render("junit", &assessment, &RenderOptions::default());
    assert!(text.contains("3 more; the json format holds all"));
    assert_eq!(text.matches("<testcase ").count(), 10_002);
}
