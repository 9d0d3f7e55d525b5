//! Suppressions of a result as a statement of its source.

use seaworthy_facts::SourceStatement;
use seaworthy_model::StatementStatus;

use super::document::{ResultObject, Suppression};
use crate::limits::MESSAGE_CHARS_MAX;
use crate::text::line;

/// What the suppressions of a result say. One that is rejected or under review takes the effect of
/// all (sections 3.27.23 and 3.35.3); without a status, a suppression is accepted.
pub(super) fn of(result: &ResultObject) -> Option<SourceStatement> {
    let all: Vec<&Suppression> = result.suppressions.objects().collect();
    let with = |status: &str| {
        let mut all = all.iter();
        all.find(|one| one.status.as_str() == status).copied()
    };
    let unknown = all
        .iter()
        .find(|one| !["", "accepted", "rejected", "underReview"].contains(&one.status.as_str()));
    let (status, deciding, words) = if let Some(one) = with("rejected") {
        (
            StatementStatus::Affected,
            one,
            "the suppression is rejected",
        )
    } else if let Some(one) = with("underReview").or(unknown.copied()) {
        let words = "the suppression is under review";
        (StatementStatus::UnderInvestigation, one, words)
    } else {
        let one = all.first().copied()?;
        let words = match one.kind.as_str() {
            "inSource" => "suppressed in the source",
            _ => "suppressed outside of the source",
        };
        (StatementStatus::Accepted, one, words)
    };
    let why = line(deciding.justification.as_str(), MESSAGE_CHARS_MAX);
    let text = match why.is_empty() {
        true => format!("{words}, without a justification"),
        false => format!("{words}: {why}"),
    };
    Some(SourceStatement {
        status,
        text: Some(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(suppressions: &str) -> Option<(StatementStatus, String)> {
        let text = format!("{{\"suppressions\":{suppressions}}}");
        let result: ResultObject = serde_json::from_str(&text).unwrap();
        of(&result).map(|stated| (stated.status, stated.text.unwrap_or_default()))
    }

    #[test]
    fn one_that_is_not_accepted_takes_the_effect_of_all() {
        assert_eq!(stated("[]"), None);
        let (status, text) = stated(r#"[{"kind":"inSource","justification":"a test"}]"#).unwrap();
        assert_eq!(status, StatementStatus::Accepted);
        assert_eq!(text, "suppressed in the source: a test");
        for (list, status) in [
            (r#"[{},{"status":"rejected"}]"#, StatementStatus::Affected),
            (
                r#"[{},{"status":"underReview"}]"#,
                StatementStatus::UnderInvestigation,
            ),
            (
                r#"[{"status":"maybe"}]"#,
                StatementStatus::UnderInvestigation,
            ),
            (r#"[{"status":"accepted"},{}]"#, StatementStatus::Accepted),
        ] {
            assert_eq!(stated(list).unwrap().0, status, "{list}");
        }
    }
}
