//! What a condition may ask: the fields of `finding` and `image`, as CEL values.
//!
//! Every field is always there and always of one type, so that a condition does not fail because a
//! finding lacks something: absent text is empty, absent scores are 0, absent counts are -1.

use std::sync::Arc;

use cel::Env;
use cel::objects::Value;
use jiff::civil::Date;
use seaworthy_model::{FixState, Location, Severity, SubjectKind};

use super::{Language, language, map_value};
use crate::image::ImageContext;
use crate::limits::CONDITION_ITEMS_MAX;
use crate::seen::{FixAge, Seen, days};

/// The values of one finding and its image.
pub(crate) struct Scope {
    pub(super) env: Arc<Env>,
    pub(super) finding: Value,
    pub(super) image: Value,
    /// Why no condition can be asked of them.
    pub(super) refusal: Option<String>,
}

/// The fields of `finding`, for messages and documentation.
pub(crate) fn finding_fields() -> &'static [&'static str] {
    &[
        "age_days",
        "aliases",
        "check",
        "confidence",
        "confidence_rank",
        "control",
        "cvss",
        "development",
        "ecosystem",
        "epss",
        "epss_percentile",
        "fix_age_days",
        "fix_state",
        "fixable",
        "fixed",
        "id",
        "known_exploited",
        "layer",
        "line",
        "message",
        "origin",
        "package",
        "path",
        "purl",
        "risk",
        "rule",
        "severity",
        "severity_rank",
        "statement",
        "subject",
        "subject_kind",
        "unrated",
        "version",
    ]
}

/// The fields of `image`.
pub(crate) fn image_fields() -> &'static [&'static str] {
    &[
        "age_days",
        "created",
        "digest",
        "distro",
        "distro_version",
        "labels",
        "name",
        "registry",
        "repository",
        "tag",
    ]
}

impl Scope {
    /// The values of a finding. `language` is made once per decision.
    pub(crate) fn of(seen: &Seen<'_>, language: &Language) -> Self {
        let none = ImageContext::default();
        let image = seen.image.unwrap_or(&none);
        let aliases = seen
            .vulnerability()
            .map_or(0, |weakness| weakness.aliases.len());
        let fixed = seen
            .vulnerability()
            .map_or(0, |weakness| weakness.fixed.len());
        let largest = image.labels.len().max(aliases).max(fixed);
        let refusal = (largest > CONDITION_ITEMS_MAX)
            .then(|| format!("a list of {largest} entries is more than a condition may see"));
        let (finding, image) = match refusal {
            Some(_) => (Value::Null, Value::Null),
            None => (finding_value(seen), image_value(image, seen.today)),
        };
        Scope {
            env: Arc::clone(language),
            finding,
            image,
            refusal,
        }
    }

    /// A full and an empty example, on which the types of a condition are tried.
    pub(super) fn samples() -> Vec<Scope> {
        let language = language();
        let image = ImageContext {
            name: "registry.example.com/app:1".into(),
            registry: "registry.example.com".into(),
            repository: "app".into(),
            tag: "1".into(),
            labels: [("a".to_owned(), "b".to_owned())].into(),
            distro: "debian".into(),
            created: Some(Date::constant(2026, 1, 1)),
            ..ImageContext::default()
        };
        let images = [image];
        let (full, bare) = crate::sample::findings();
        let today = Date::constant(2026, 6, 1);
        [(&full, images.as_slice()), (&bare, &[])]
            .into_iter()
            .map(|(finding, images)| Scope::of(&Seen::new(finding, images, today), &language))
            .collect()
    }
}

fn finding_value(seen: &Seen<'_>) -> Value {
    let finding = seen.finding;
    let weakness = seen.vulnerability().cloned().unwrap_or_default();
    let text = |value: &str| Value::from(value);
    let list = |items: &[String]| Value::from(items.to_vec());
    let fix_age = match seen.fix_age() {
        FixAge::Days(days) => i64::from(days),
        FixAge::NoFix | FixAge::Undated => -1,
    };
    let published = weakness
        .published
        .map_or(-1, |day| i64::from(days(day, seen.today)));
    let epss = weakness.epss;
    let fields: [(&str, Value); 33] = [
        ("age_days", published.into()),
        ("aliases", list(&weakness.aliases)),
        ("check", text(&finding.check)),
        ("confidence", text(finding.confidence.as_str())),
        ("confidence_rank", (finding.confidence as i64).into()),
        ("control", text(finding.control.as_str())),
        ("cvss", number(weakness.cvss_score())),
        ("development", weakness.development.into()),
        ("ecosystem", text(&weakness.ecosystem)),
        ("epss", number(epss.map(|epss| epss.score))),
        ("epss_percentile", number(epss.map(|epss| epss.percentile))),
        ("fix_age_days", fix_age.into()),
        ("fix_state", text(fix_state(seen))),
        ("fixable", finding.is_fixable().into()),
        ("fixed", list(&weakness.fixed)),
        ("id", text(finding.id())),
        ("known_exploited", weakness.known_exploited.is_some().into()),
        ("layer", layer(&finding.location).into()),
        ("line", line(&finding.location).into()),
        ("message", text(&finding.message)),
        (
            "origin",
            text(finding.origin.map_or("", seaworthy_model::Origin::as_str)),
        ),
        ("package", text(&weakness.package)),
        ("path", text(finding.location.stable_path())),
        ("purl", text(&weakness.purl)),
        ("risk", number(Some(finding.risk.value()))),
        ("rule", text(finding.rule.as_deref().unwrap_or_default())),
        ("severity", text(finding.severity.as_str())),
        ("severity_rank", (finding.severity as i64).into()),
        ("statement", text(statement(seen))),
        ("subject", text(&finding.subject.name)),
        ("subject_kind", text(subject_kind(finding.subject.kind))),
        ("unrated", (finding.severity == Severity::Unknown).into()),
        ("version", text(&weakness.installed)),
    ];
    map_value(fields.map(|(name, value)| (name.to_owned(), value)))
}

fn image_value(image: &ImageContext, today: Date) -> Value {
    let labels = image
        .labels
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().into()));
    let age = image.created.map_or(-1, |day| i64::from(days(day, today)));
    let created = image.created.map(|day| day.to_string()).unwrap_or_default();
    let fields: [(&str, Value); 10] = [
        ("age_days", age.into()),
        ("created", created.into()),
        ("digest", image.digest.as_str().into()),
        ("distro", image.distro.as_str().into()),
        ("distro_version", image.distro_version.as_str().into()),
        ("labels", map_value(labels)),
        ("name", image.name.as_str().into()),
        ("registry", image.registry.as_str().into()),
        ("repository", image.repository.as_str().into()),
        ("tag", image.tag.as_str().into()),
    ];
    map_value(fields.map(|(name, value)| (name.to_owned(), value)))
}

/// A score as people write it: 9.8, not the 9.800000190734863 that widening would give.
fn number(value: Option<f32>) -> Value {
    let wide = f64::from(value.unwrap_or_default());
    Value::from((wide * 1e6).round() / 1e6)
}

fn layer(location: &Location) -> i64 {
    match location {
        Location::Layer { index, .. } => i64::from(*index),
        Location::File { .. } | Location::Object { .. } | Location::Url { .. } => -1,
    }
}

fn line(location: &Location) -> i64 {
    match location {
        Location::Layer { line, .. } | Location::File { line, .. } => line.map_or(-1, i64::from),
        Location::Object { .. } | Location::Url { .. } => -1,
    }
}

fn fix_state(seen: &Seen<'_>) -> &'static str {
    match seen.vulnerability().map(|weakness| weakness.fix_state) {
        None => "",
        Some(FixState::Fixed) => "fixed",
        Some(FixState::NotFixed) => "not-fixed",
        Some(FixState::WillNotFix) => "will-not-fix",
        Some(FixState::Deferred) => "deferred",
        Some(FixState::EndOfLife) => "end-of-life",
        Some(FixState::Unknown) => "unknown",
    }
}

/// The status that is stated of it; the source decides how far to trust it, not the condition.
fn statement(seen: &Seen<'_>) -> &'static str {
    let stated = seen.finding.statement.as_ref();
    stated.map_or("", |stated| stated.status.as_str())
}

fn subject_kind(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Image => "image",
        SubjectKind::Package => "package",
        SubjectKind::File => "file",
        SubjectKind::Setting => "setting",
        SubjectKind::Resource => "resource",
        SubjectKind::Policy => "policy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_field_is_there_and_no_other() {
        for scope in Scope::samples() {
            for (value, fields) in [
                (&scope.finding, finding_fields()),
                (&scope.image, image_fields()),
            ] {
                let Value::Map(map) = value else {
                    panic!("no map")
                };
                let mut keys: Vec<String> = map.map.keys().map(ToString::to_string).collect();
                keys.sort();
                assert_eq!(keys, fields);
            }
        }
    }

    #[test]
    fn a_score_reads_as_published() {
        assert_eq!(number(Some(9.8)), Value::Float(9.8));
        assert_eq!(number(None), Value::Float(0.0));
    }
}
