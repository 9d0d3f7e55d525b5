//! Whether a finding still counts, and who says so if it does not.

use seaworthy_model::{AppliedWaiver, Finding, Origin, Statement, StatementStatus};

/// The state of a finding in one word, for columns and filters.
pub(crate) fn word(finding: &Finding) -> &'static str {
    match (&finding.waived, &finding.statement) {
        (Some(_), _) => "waived",
        (None, Some(stated)) => stated.status.as_str(),
        (None, None) => "open",
    }
}

/// A waiver in one sentence.
pub(crate) fn waiver(waiver: &AppliedWaiver) -> String {
    format!(
        "{} (accepted by {} until {})",
        waiver.reason, waiver.owner, waiver.expires
    )
}

/// A statement in one sentence: what, by whom, why, and where it stands.
pub(crate) fn statement(statement: &Statement) -> String {
    let mut words = format!("{} according to {}", phrase(statement), statement.author);
    if let Some(text) = &statement.text {
        words.push_str(": ");
        words.push_str(text.trim());
    }
    words.push_str(&format!(" ({}", statement.source));
    if let Some(said) = statement.said {
        words.push_str(&format!(", {}", said.strftime("%Y-%m-%d")));
    }
    words.push(')');
    words
}

/// The status with its justification: `not affected (vulnerable code not present)`.
fn phrase(statement: &Statement) -> String {
    let status = status_words(statement.status);
    match &statement.justification {
        Some(justification) => format!("{status} ({})", justification.replace('_', " ")),
        None => status.to_owned(),
    }
}

/// A status as a person says it.
pub(crate) fn status_words(status: StatementStatus) -> &'static str {
    match status {
        StatementStatus::NotAffected => "not affected",
        StatementStatus::Affected => "affected",
        StatementStatus::Fixed => "fixed",
        StatementStatus::UnderInvestigation => "under investigation",
        StatementStatus::Accepted => "accepted",
    }
}

/// Why a finding decides nothing any more, if so.
pub(crate) fn settled(finding: &Finding) -> Option<String> {
    if let Some(accepted) = &finding.waived {
        return Some(waiver(accepted));
    }
    let stated = finding.statement.as_deref();
    stated.filter(|s| s.status.settles()).map(statement)
}

/// Who brought it, in the words of reports.
pub(crate) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Base => "base image",
        Origin::Own => "own layers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_its_author_reason_and_source() {
        let mut stated = Statement {
            status: StatementStatus::NotAffected,
            justification: Some("vulnerable_code_not_present".into()),
            text: Some("built without it".into()),
            author: "shop team".into(),
            source: "vex.json".into(),
            said: Some("2026-09-01T10:00:00Z".parse().unwrap()),
        };
        assert_eq!(
            statement(&stated),
            "not affected (vulnerable code not present) according to shop team: built without it \
             (vex.json, 2026-09-01)"
        );
        stated.justification = None;
        stated.text = None;
        stated.said = None;
        assert_eq!(
            statement(&stated),
            "not affected according to shop team (vex.json)"
        );
    }
}
