//! A figure beside its target.

use std::fmt::Write as _;

/// What was promised.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    AtMost(f64),
    AtLeast(f64),
}

/// One line of the table: a figure, its target, and whether it is met.
#[derive(Debug)]
pub(super) struct Row {
    what: String,
    /// The figure, or why there is none.
    figure: Result<f64, String>,
    target: Target,
    unit: &'static str,
    detail: String,
}

impl Row {
    pub(super) fn new(
        what: impl Into<String>,
        figure: f64,
        target: Target,
        unit: &'static str,
    ) -> Self {
        Self {
            what: what.into(),
            figure: Ok(figure),
            target,
            unit,
            detail: String::new(),
        }
    }

    /// A row whose figure could not be measured: shown with the reason, and never as met.
    pub(super) fn not_measured(
        what: &str,
        reason: String,
        target: Target,
        unit: &'static str,
    ) -> Self {
        Self {
            what: what.to_owned(),
            figure: Err(reason),
            target,
            unit,
            detail: String::new(),
        }
    }

    pub(super) fn with_detail(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }

    fn verdict(&self) -> &'static str {
        match (&self.figure, self.target) {
            (Err(_), _) => "not measured",
            (Ok(figure), Target::AtMost(limit)) if *figure <= limit => "met",
            (Ok(figure), Target::AtLeast(limit)) if *figure >= limit => "met",
            _ => "**not met**",
        }
    }
}

/// The rows as a Markdown table, with details below it.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = "| what | figure | target | |\n|---|---|---|---|\n".to_owned();
    let mut details = String::new();
    for row in rows {
        let (sign, limit) = match row.target {
            Target::AtMost(limit) => ("≤", limit),
            Target::AtLeast(limit) => ("≥", limit),
        };
        let figure = match &row.figure {
            Ok(figure) => quantity(*figure, row.unit),
            Err(reason) => reason.clone(),
        };
        let limit = quantity(limit, row.unit);
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {figure} | {sign} {limit} | {} |",
            row.what,
            row.verdict()
        );
        if !row.detail.is_empty() {
            let _ = writeln!(details, "- {}: {}.", row.what, row.detail);
        }
    }
    if details.is_empty() {
        text
    } else {
        format!("{text}\n{details}")
    }
}

/// A number with three digits that count, and its unit.
fn quantity(value: f64, unit: &str) -> String {
    let number = if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else if value >= 1.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.3}")
    };
    format!("{number} {unit}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_target_stands_out_and_a_missing_figure_is_not_met() {
        let rows = [
            Row::new("a", 1.5, Target::AtMost(2.0), "s").with_detail("three runs".into()),
            Row::new("b", 150.0, Target::AtLeast(200.0), "MB/s"),
            Row::not_measured("c", "no such image".into(), Target::AtMost(30.0), "ms"),
        ];
        let expected = "| what | figure | target | |\n|---|---|---|---|\n\
            | a | 1.50 s | ≤ 2.00 s | met |\n\
            | b | 150 MB/s | ≥ 200 MB/s | **not met** |\n\
            | c | no such image | ≤ 30.0 ms | not measured |\n\
            \n- a: three runs.\n";
        assert_eq!(table(&rows), expected);
    }

    #[test]
    fn a_ratio_keeps_its_digits() {
        assert_eq!(quantity(1.0 / 6.0, ""), "0.167");
    }
}
