//! One finding as rules see it: with its image and its ages on the day of the decision.

use std::cell::OnceCell;

use jiff::civil::Date;
use seaworthy_model::{Finding, Location, SubjectKind, Vulnerability};

use crate::condition::Scope;
use crate::image::ImageContext;

/// A finding, its image, and the day.
pub(crate) struct Seen<'a> {
    pub(crate) finding: &'a Finding,
    pub(crate) image: Option<&'a ImageContext>,
    pub(crate) today: Date,
    /// Made when the first condition asks.
    pub(crate) scope: OnceCell<Scope>,
}

/// How long a fix exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FixAge {
    /// There is none.
    NoFix,
    /// There is one, and nobody says since when.
    Undated,
    /// For so many days.
    Days(u32),
}

impl<'a> Seen<'a> {
    pub(crate) fn new(finding: &'a Finding, images: &'a [ImageContext], today: Date) -> Self {
        let image = ImageContext::find(finding, images);
        Seen {
            finding,
            image,
            today,
            scope: OnceCell::new(),
        }
    }

    /// The weakness, where it is one.
    pub(crate) fn vulnerability(&self) -> Option<&'a Vulnerability> {
        self.finding.vulnerability.as_deref()
    }

    /// All ids by which people know the finding beyond its check.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'a str> {
        ids(self.finding)
    }

    /// The names of its package: name, package URL, and package URL without qualifiers.
    pub(crate) fn package_names(&self) -> Vec<&'a str> {
        package_names(self.finding)
    }

    /// The paths of its places.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'a str> {
        paths(self.finding)
    }

    /// How long a fix exists.
    pub(crate) fn fix_age(&self) -> FixAge {
        let Some(weakness) = self
            .vulnerability()
            .filter(|weakness| weakness.is_fixable())
        else {
            return FixAge::NoFix;
        };
        // An advisory is seldom older than its fix, so its day makes the fix rather older.
        match weakness.fix_available_since.or(weakness.published) {
            Some(since) => FixAge::Days(days(since, self.today)),
            None => FixAge::Undated,
        }
    }
}

/// Days from a day until today; none for a day that is still to come.
pub(crate) fn days(since: Date, today: Date) -> u32 {
    let span = today.since(since).map(|span| span.get_days());
    span.map_or(0, |days| u32::try_from(days).unwrap_or(0))
}

/// The rule of a finding and every id of its weakness.
pub(crate) fn ids(finding: &Finding) -> impl Iterator<Item = &str> {
    let weakness = finding.vulnerability.as_deref();
    finding
        .rule
        .as_deref()
        .into_iter()
        .chain(weakness.map(|weakness| weakness.id.as_str()))
        .chain(
            weakness
                .into_iter()
                .flat_map(|weakness| &weakness.aliases)
                .map(String::as_str),
        )
        .chain(
            weakness
                .into_iter()
                .flat_map(|weakness| &weakness.advisories)
                .map(String::as_str),
        )
}

/// The names of the package of a finding.
pub(crate) fn package_names(finding: &Finding) -> Vec<&str> {
    let mut names = Vec::new();
    if let Some(weakness) = finding.vulnerability.as_deref() {
        names.extend([weakness.package.as_str(), weakness.purl.as_str()]);
    }
    if finding.subject.kind == SubjectKind::Package {
        names.push(finding.subject.name.as_str());
    }
    let bare: Vec<&str> = names
        .iter()
        .filter(|name| name.starts_with("pkg:"))
        .filter_map(|name| name.split(['?', '#']).next())
        .collect();
    names.extend(bare);
    names.retain(|name| !name.is_empty());
    names
}

/// The paths of the places of a finding.
pub(crate) fn paths(finding: &Finding) -> impl Iterator<Item = &str> {
    std::iter::once(&finding.location)
        .chain(&finding.related)
        .filter(|location| !matches!(location, Location::Object { .. }))
        .map(Location::stable_path)
        .filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_to_come_is_no_age() {
        assert_eq!(days(date(2026, 1, 1), date(2026, 3, 1)), 59);
        assert_eq!(days(date(2024, 2, 28), date(2024, 3, 1)), 2);
        assert_eq!(days(date(2027, 1, 1), date(2026, 1, 1)), 0);
    }
}
