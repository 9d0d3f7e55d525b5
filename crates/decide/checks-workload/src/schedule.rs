//! Schedules of CronJobs: five fields, or one of the named ones (Kubernetes documentation,
//! CronJob; the reader is robfig/cron version 3).

/// The fields in order, with the least and the greatest number of each.
const FIELDS: &[(u32, u32, &[&str])] = &[
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (
        1,
        12,
        &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    ),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

const NAMED: &[&str] = &[
    "@yearly",
    "@annually",
    "@monthly",
    "@weekly",
    "@daily",
    "@midnight",
    "@hourly",
];

/// Whether a schedule is one that Kubernetes takes.
pub(crate) fn is_valid(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with('@') {
        return NAMED.contains(&text) || text.starts_with("@every ");
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    fields.len() == FIELDS.len()
        && fields
            .iter()
            .zip(FIELDS)
            .all(|(field, rule)| fits(field, rule))
}

fn fits(field: &str, rule: &(u32, u32, &[&str])) -> bool {
    field.split(',').all(|part| {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let step_fits = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0));
        step_fits && range_fits(range, rule)
    })
}

fn range_fits(range: &str, rule: &(u32, u32, &[&str])) -> bool {
    if matches!(range, "*" | "?") {
        return true;
    }
    let (least, greatest, names) = *rule;
    let number = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let named = names.iter().position(|name| *name == lower);
        let named = named
            .and_then(|at| u32::try_from(at).ok())
            .map(|at| at + least);
        let value = named.or_else(|| text.parse().ok());
        value.filter(|value| (least..=greatest).contains(value))
    };
    match range.split_once('-') {
        Some((from, to)) => match (number(from), number(to)) {
            (Some(from), Some(to)) => from <= to,
            _ => false,
        },
        None => number(range).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_taken_as_the_cluster_takes_them() {
        for text in [
            "*/5 * * * *",
            "0 4 1,15 * mon-fri",
            "@daily",
            "@every 1h",
            "0 0 ? JAN 0",
        ] {
            assert!(is_valid(text), "{text}");
        }
        for text in [
            "",
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "@never",
            "* * * * 7",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
