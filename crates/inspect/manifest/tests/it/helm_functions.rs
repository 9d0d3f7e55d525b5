//! Templates of one line, with what Helm 4.2 makes of each.

use seaworthy_manifest::helm::{RenderSettings, render};

use crate::charts::chart;

#[test]
fn expressions_give_what_helm_gives() {
    let cases = include_str!("data/helm_functions.jsonl");
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(case).unwrap();
        let template = case["template"].as_str().unwrap();
        let files = chart(&[("templates/a.yaml", template), ("values.yaml", "")]);
        let rendered = render(&files, &RenderSettings::default());
        let ours = rendered.files.first().map(|file| file.text.as_str());
        count += 1;
        if ours != case["output"].as_str() {
            let problems = &rendered.problems;
            wrong.push(format!(
                "{template}\n  helm {}\n  ours {ours:?} {problems:?}",
                case["output"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
