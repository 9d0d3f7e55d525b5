//! How bad a result is: by a score, a word, a level or a rank, in this order.

use seaworthy_model::Severity;

use super::document::{Bag, ResultObject, Rule};
use super::result::bags;
use crate::rating::Rating;

/// Rates a result. What the result says goes before what its rule says; the score that GitHub reads
/// (`security-severity`, the scale of CVSS) goes before words, and words before the level, which
/// has only three steps (section 3.27.10).
pub(super) fn rate(result: &ResultObject, rule: Option<&Rule>) -> Rating {
    let configured = rule.and_then(|rule| rule.default_configuration.get());
    let bags = || bags(result, rule);
    // A word on the result itself is more than the score of all results of the rule.
    bags()
        .find_map(|bag| score(bag).or_else(|| word(bag)))
        .or_else(|| level(result.level.as_str()))
        .or_else(|| level(configured.map_or("", |configured| configured.level.as_str())))
        .or_else(|| rank(result.rank.0))
        .or_else(|| rank(configured.and_then(|configured| configured.rank.0)))
        .or_else(|| {
            const KEY: &str = "problem.severity";
            bags().find_map(|bag| Rating::of_word(KEY, bag.first(&[KEY])))
        })
        // Section 3.27.10: without a level anywhere, it is that of a warning.
        .unwrap_or_else(|| Rating::new(Severity::Medium, "no level, which means warning"))
}

fn score(bag: &Bag) -> Option<Rating> {
    const KEY: &str = "security-severity";
    Rating::of_score(KEY, bag.first(&[KEY]).trim().parse().ok()?)
}

fn word(bag: &Bag) -> Option<Rating> {
    Rating::of_word("severity", bag.first(&["severity", "issue_severity"]))
}

fn level(word: &str) -> Option<Rating> {
    let severity = match word {
        "error" => Severity::High,
        "warning" => Severity::Medium,
        "note" => Severity::Low,
        "none" => Severity::Negligible,
        _ => return None,
    };
    Some(Rating::new(severity, format!("level {word}")))
}

/// A rank from 0 to 100 (section 3.27.25), as a tenth of it were a score.
fn rank(rank: Option<f64>) -> Option<Rating> {
    let rank = rank.filter(|rank| (0.0..=100.0).contains(rank))?;
    let rated = Rating::of_score("rank", rank / 10.0)?;
    Some(Rating::new(rated.severity, format!("rank {rank}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(result: &str, rule: &str) -> String {
        let result: ResultObject = serde_json::from_str(result).unwrap();
        let rule: Rule = serde_json::from_str(rule).unwrap();
        let rating = rate(&result, Some(&rule));
        format!("{} by {}", rating.severity, rating.rated)
    }

    #[test]
    fn a_score_goes_before_words_and_words_before_levels() {
        let scored = r#"{"properties":{"security-severity":"9.8"}}"#;
        for (result, rule, expected) in [
            ("{}", "{}", "medium by no level, which means warning"),
            (r#"{"level":"error"}"#, "{}", "high by level error"),
            (
                r#"{"level":"note"}"#,
                scored,
                "critical by security-severity 9.8",
            ),
            (
                r#"{"properties":{"severity":"low"}}"#,
                scored,
                "low by severity low",
            ),
            (
                r#"{"properties":{"security-severity":7}}"#,
                scored,
                "high by security-severity 7.0",
            ),
            (
                r#"{"properties":{"issue_severity":"HIGH"},"level":"note"}"#,
                "{}",
                "high by severity high",
            ),
            (
                "{}",
                r#"{"defaultConfiguration":{"level":"none"}}"#,
                "negligible by level none",
            ),
            (r#"{"rank":95}"#, "{}", "critical by rank 95"),
            (
                r#"{"rank":-1}"#,
                "{}",
                "medium by no level, which means warning",
            ),
            (
                r#"{"level":"dreadful"}"#,
                "{}",
                "medium by no level, which means warning",
            ),
            (
                "{}",
                r#"{"properties":{"security-severity":"99"}}"#,
                "medium by no level, which means warning",
            ),
        ] {
            assert_eq!(rated(result, rule), expected, "{result} {rule}");
        }
    }
}
