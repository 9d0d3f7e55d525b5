//! OSV records (OSV schema 1.3 to 1.7): read leniently, reduced to the facts that matching needs.
//!
//! Summaries and details are dropped. A record with one unusable part keeps the rest; what cannot
//! be used at all is an error that names the record, for the caller to count.

use seaworthy_model::Severity;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::date::Day;

/// LIMIT: bytes of one record. The largest public ones (kernel, with version lists) have about 3
/// MB.
pub const RECORD_BYTES_MAX: usize = 16 * 1024 * 1024;
/// LIMIT: affected packages of one record; the largest public record has some 3,000.
pub const AFFECTED_MAX: usize = 20_000;
/// LIMIT: ids (aliases, related, upstream) of one record; kernel updates name about 1,000.
pub const IDS_MAX: usize = 4_096;
/// LIMIT: ranges, and explicit versions, of one affected package.
pub const RANGES_MAX: usize = 10_000;
/// LIMIT: affected functions of one affected package; the largest public record names some 600.
pub const SYMBOLS_MAX: usize = 5_000;
/// LIMIT: bytes of a name or an id.
pub const NAME_BYTES_MAX: usize = 512;

/// Why a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadRecordError {
    /// Larger than [`RECORD_BYTES_MAX`].
    #[error("the record has {bytes} bytes, more than {RECORD_BYTES_MAX}")]
    TooLarge {
        /// Size in bytes.
        bytes: usize,
    },
    /// Not JSON in the shape of OSV.
    #[error("the record is not OSV")]
    Shape {
        /// Where and what.
        #[source]
        source: serde_json::Error,
    },
    /// No `id`, or one that is no name.
    #[error("the record has no usable id")]
    Id,
    /// A list is longer than its limit.
    #[error("record {id}: more {what} than {limit}")]
    TooMany {
        /// The record.
        id: String,
        /// The list.
        what: &'static str,
        /// Its limit.
        limit: usize,
    },
}

/// A record, reduced.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The publisher's number.
    pub id: String,
    /// Other numbers of the same weakness.
    pub aliases: Vec<String>,
    /// Weaknesses that a vendor's advisory answers (`upstream`, and `related` where no alias).
    pub upstream: Vec<String>,
    /// Numbers that have to do with it. rpm vendors list the CVEs of an update here.
    pub related: Vec<String>,
    /// When it was published, where it says.
    pub published: Option<Day>,
    /// When it last changed.
    pub modified: Option<Day>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// The publisher's own word for the severity.
    pub severity: Severity,
    /// CVSS vectors, as written.
    pub vectors: Vec<String>,
    /// What is affected.
    pub affected: Vec<Affected>,
}

/// One package in one ecosystem.
#[derive(Debug, Clone, PartialEq)]
pub struct Affected {
    /// OSV ecosystem, with release.
    pub ecosystem: String,
    /// Name of the package.
    pub name: String,
    /// Version ranges; none if only versions are listed.
    pub ranges: Vec<Range>,
    /// Explicit versions.
    pub versions: Vec<String>,
    /// CVSS vectors of this package alone.
    pub vectors: Vec<String>,
    /// Severity word of this package alone.
    pub severity: Severity,
    /// The vendor ended support and ignores it.
    pub end_of_life: bool,
    /// What the vendor says it will do, where it says more than which version has the fix.
    pub intent: Option<Intent>,
    /// Not a weakness but a notice, such as `unmaintained`.
    pub informational: Option<String>,
    /// The record names the functions that are affected.
    pub symbols: bool,
    /// The affected packages of a Go module, with their affected functions.
    pub imports: Vec<Import>,
}

/// A vendor's word on a fix that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intent {
    /// It will not come.
    WillNotFix,
    /// It is put off.
    Deferred,
}

impl Intent {
    /// Reads the words of Red Hat, Debian, SUSE and Ubuntu.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut word = text.to_ascii_lowercase().replace(['-', '_'], " ");
        word.retain(|c| c != '\'');
        match word.trim() {
            "will not fix" | "wont fix" | "ignored" | "no fix planned" => Some(Intent::WillNotFix),
            "deferred" | "fix deferred" | "postponed" | "no dsa" => Some(Intent::Deferred),
            _ => None,
        }
    }
}

/// A package inside of a Go module, and its functions that are affected (Go vulnerability database,
/// `ecosystem_specific.imports`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// Import path.
    pub path: String,
    /// Functions and methods, such as `Server.Serve`; none: all of the package.
    pub symbols: Vec<String>,
}

/// Versions from `introduced` (`"0"`: from the first) to `end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// First affected version.
    pub introduced: String,
    /// Where it ends.
    pub end: RangeEnd,
}

/// How a range ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeEnd {
    /// It does not.
    Open,
    /// Before this version.
    Fixed(String),
    /// With this version.
    LastAffected(String),
}

/// Reads one record.
///
/// # Errors
/// When it is too large, not OSV, without id, or a list is over its limit.
pub fn read(bytes: &[u8]) -> Result<Record, ReadRecordError> {
    if bytes.len() > RECORD_BYTES_MAX {
        return Err(ReadRecordError::TooLarge { bytes: bytes.len() });
    }
    let raw: RawRecord =
        serde_json::from_slice(bytes).map_err(|source| ReadRecordError::Shape { source })?;
    if !is_name(&raw.id) {
        return Err(ReadRecordError::Id);
    }
    check_limits(&raw)?;
    let record_word = record_severity(&raw);
    let record_functions = has_functions(&raw.ecosystem_specific);
    let affected = raw
        .affected
        .into_iter()
        .filter_map(|a| reduce(a, record_functions))
        .collect();
    Ok(Record {
        aliases: names(raw.aliases),
        upstream: names(raw.upstream),
        related: names(raw.related),
        published: raw.published.as_deref().and_then(Day::parse),
        modified: raw.modified.as_deref().and_then(Day::parse),
        withdrawn: raw.withdrawn.is_some(),
        severity: record_word,
        vectors: vectors(raw.severity),
        affected,
        id: raw.id,
    })
}

fn check_limits(raw: &RawRecord) -> Result<(), ReadRecordError> {
    let over = |what, limit| {
        Err(ReadRecordError::TooMany {
            id: raw.id.clone(),
            what,
            limit,
        })
    };
    if raw.affected.len() > AFFECTED_MAX {
        return over("affected packages", AFFECTED_MAX);
    }
    if raw.aliases.len() + raw.upstream.len() + raw.related.len() > IDS_MAX {
        return over("ids", IDS_MAX);
    }
    for affected in &raw.affected {
        let events: usize = affected.ranges.iter().map(|range| range.events.len()).sum();
        if events > RANGES_MAX || affected.versions.len() > RANGES_MAX {
            return over("ranges or versions", RANGES_MAX);
        }
    }
    Ok(())
}

fn reduce(raw: RawAffected, record_functions: bool) -> Option<Affected> {
    let package = raw.package?;
    if !is_name(&package.ecosystem) || !is_name(&package.name) {
        return None;
    }
    let word = |key| {
        specific(&raw.ecosystem_specific, key).or_else(|| specific(&raw.database_specific, key))
    };
    let informational = specific(&raw.database_specific, "informational").map(str::to_owned);
    Some(Affected {
        end_of_life: word("urgency") == Some("end-of-life"),
        intent: ["fix_state", "resolution", "state", "status", "urgency"]
            .into_iter()
            .find_map(|key| Intent::parse(word(key)?)),
        severity: word("severity")
            .or_else(|| word("urgency"))
            .and_then(|text| text.parse().ok())
            .unwrap_or_default(),
        symbols: record_functions || has_functions(&raw.ecosystem_specific),
        imports: imports(&raw.ecosystem_specific),
        informational,
        ranges: raw.ranges.into_iter().flat_map(ranges).collect(),
        versions: raw
            .versions
            .into_iter()
            .filter(|version| is_name(version))
            .collect(),
        vectors: vectors(raw.severity),
        ecosystem: package.ecosystem,
        name: package.name,
    })
}

/// The events of a range, paired. Git commits have no order and are left out.
fn ranges(raw: RawRange) -> Vec<Range> {
    if raw.kind == "GIT" {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    let mut open: Option<String> = None;
    for event in raw.events {
        if let Some(introduced) = event.introduced.filter(|text| is_name(text))
            && let Some(introduced) = open.replace(introduced)
        {
            ranges.push(Range {
                introduced,
                end: RangeEnd::Open,
            });
        }
        let end = match (event.fixed, event.last_affected) {
            (Some(fixed), _) => RangeEnd::Fixed(fixed),
            (None, Some(last)) => RangeEnd::LastAffected(last),
            (None, None) => continue,
        };
        // A second end without a start (several fixes of one line) adds nothing: the first one,
        // the lowest, ends the range.
        if let Some(introduced) = open.take() {
            ranges.push(Range { introduced, end });
        }
    }
    ranges.extend(open.map(|introduced| Range {
        introduced,
        end: RangeEnd::Open,
    }));
    ranges
}

fn vectors(raw: Vec<RawSeverity>) -> Vec<String> {
    raw.into_iter()
        .filter(|severity| severity.kind.starts_with("CVSS"))
        .filter_map(|severity| severity.score.as_str().map(str::to_owned))
        .filter(|vector| vector.len() <= crate::cvss::VECTOR_BYTES_MAX)
        .collect()
}

/// The publisher's word: a severity of type `Ubuntu`, `database_specific.severity`, or the word
/// with a colon that opens the title of an rpm vendor's update.
fn record_severity(raw: &RawRecord) -> Severity {
    let typed = raw.severity.iter().filter(|s| !s.kind.starts_with("CVSS"));
    let typed = typed
        .filter_map(|s| s.score.as_str())
        .find_map(|text| text.parse().ok());
    let word = || specific(&raw.database_specific, "severity")?.parse().ok();
    let title = || {
        let (word, _) = raw.summary.as_deref()?.split_once(':')?;
        matches!(word, "Critical" | "Important" | "Moderate" | "Low")
            .then(|| word.parse().ok())
            .flatten()
    };
    typed.or_else(word).or_else(title).unwrap_or_default()
}

fn specific<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// Go names symbols in `imports`, RustSec functions in `affected_functions` or `affects.functions`.
fn has_functions(value: &Value) -> bool {
    let filled = |value: Option<&Value>| {
        value.is_some_and(|v| v.as_array().is_some_and(|list| !list.is_empty()))
    };
    let imports = value.get("imports").and_then(Value::as_array);
    imports.is_some_and(|list| list.iter().any(|import| filled(import.get("symbols"))))
        || filled(value.get("affected_functions"))
        || filled(
            value
                .get("affects")
                .and_then(|affects| affects.get("functions")),
        )
}

/// The imports of Go. Beyond the limit of functions a package counts as affected as a whole, which
/// is the careful reading.
fn imports(value: &Value) -> Vec<Import> {
    let list = value.get("imports").and_then(Value::as_array);
    let mut left = SYMBOLS_MAX;
    list.into_iter()
        .flatten()
        .take(SYMBOLS_MAX)
        .filter_map(|import| {
            let path = import.get("path")?.as_str().filter(|path| is_name(path))?;
            let named = import.get("symbols").and_then(Value::as_array);
            let named = named.into_iter().flatten().filter_map(Value::as_str);
            let mut symbols: Vec<String> = named
                .filter(|symbol| is_name(symbol))
                .map(str::to_owned)
                .collect();
            if symbols.len() > left {
                symbols.clear();
            }
            left -= symbols.len();
            Some(Import {
                path: path.to_owned(),
                symbols,
            })
        })
        .collect()
}

fn names(list: Vec<String>) -> Vec<String> {
    list.into_iter().filter(|name| is_name(name)).collect()
}

/// Not empty, not over the limit, without control characters.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= NAME_BYTES_MAX && !text.chars().any(char::is_control)
}

#[derive(Deserialize)]
struct RawRecord {
    #[serde(default)]
    id: String,
    modified: Option<String>,
    published: Option<String>,
    withdrawn: Option<String>,
    summary: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    aliases: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    upstream: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    related: Vec<String>,
    #[serde(default, deserialize_with = "nullable")]
    severity: Vec<RawSeverity>,
    #[serde(default, deserialize_with = "nullable")]
    affected: Vec<RawAffected>,
    #[serde(default)]
    database_specific: Value,
    #[serde(default)]
    ecosystem_specific: Value,
}

#[derive(Deserialize)]
struct RawSeverity {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    score: Value,
}

#[derive(Deserialize)]
struct RawAffected {
    package: Option<RawPackage>,
    #[serde(default, deserialize_with = "nullable")]
    severity: Vec<RawSeverity>,
    #[serde(default, deserialize_with = "nullable")]
    ranges: Vec<RawRange>,
    #[serde(default, deserialize_with = "nullable")]
    versions: Vec<String>,
    #[serde(default)]
    database_specific: Value,
    #[serde(default)]
    ecosystem_specific: Value,
}

#[derive(Deserialize)]
struct RawPackage {
    #[serde(default)]
    ecosystem: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct RawRange {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default, deserialize_with = "nullable")]
    events: Vec<RawEvent>,
}

#[derive(Deserialize)]
struct RawEvent {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
}

/// Some publishers write `null` for an empty list.
fn nullable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_reduced_to_its_facts() {
        let record = read(
            br#"{"id":"GO-2024-1","aliases":["CVE-2024-0001"],"related":null,
                "published":"2024-01-02T03:04:05Z","modified":"0001-01-01T00:00:00Z",
                "severity":[{"type":"CVSS_V3",
                    "score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
                "affected":[{"package":{"ecosystem":"Go","name":"example.com/m"},"ranges":[
                    {"type":"GIT","events":[{"introduced":"0"},{"fixed":"abc"}]},
                    {"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.3"},
                        {"fixed":"1.2.9"},
                        {"introduced":"2.0.0"},{"last_affected":"2.1.0"},{"introduced":"3.0.0"}]}],
                  "ecosystem_specific":{"imports":[{"path":"p","symbols":["F"]}]}},
                  {"ranges":[]}]}"#,
        )
        .unwrap();
        assert_eq!(record.published, Day::parse("2024-01-02"));
        assert_eq!(record.modified, None);
        assert_eq!(record.vectors.len(), 1);
        let [affected] = record.affected.as_slice() else {
            panic!("{record:?}")
        };
        assert!(affected.symbols);
        let import = Import {
            path: "p".into(),
            symbols: vec!["F".into()],
        };
        assert_eq!(affected.imports, [import]);
        let range = |introduced: &str, end| Range {
            introduced: introduced.into(),
            end,
        };
        assert_eq!(
            affected.ranges,
            [
                range("0", RangeEnd::Fixed("1.2.3".into())),
                range("2.0.0", RangeEnd::LastAffected("2.1.0".into())),
                range("3.0.0", RangeEnd::Open),
            ]
        );
    }

    #[test]
    fn the_publishers_word_is_found_where_each_puts_it() {
        for (text, severity) in [
            (
                r#"{"id":"a","severity":[{"type":"Ubuntu","score":"medium"}]}"#,
                Severity::Medium,
            ),
            (
                r#"{"id":"a","database_specific":{"severity":"HIGH"}}"#,
                Severity::High,
            ),
            (
                r#"{"id":"a","summary":"Important: glibc security update"}"#,
                Severity::High,
            ),
            (
                r#"{"id":"a","summary":"Stupid: no word"}"#,
                Severity::Unknown,
            ),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap().severity, severity, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_an_error() {
        assert!(matches!(read(b"{}"), Err(ReadRecordError::Id)));
        assert!(matches!(read(b"[1"), Err(ReadRecordError::Shape { .. })));
        let large = vec![b' '; RECORD_BYTES_MAX + 1];
        assert!(matches!(
            read(&large),
            Err(ReadRecordError::TooLarge { .. })
        ));
        let aliases = vec!["\"A-1\""; IDS_MAX + 1].join(",");
        let many = format!(r#"{{"id":"x","aliases":[{aliases}]}}"#);
        assert!(matches!(
            read(many.as_bytes()),
            Err(ReadRecordError::TooMany { .. })
        ));
        let affected = vec!["{}"; AFFECTED_MAX + 1].join(",");
        let many = format!(r#"{{"id":"x","affected":[{affected}]}}"#);
        assert!(matches!(
            read(many.as_bytes()),
            Err(ReadRecordError::TooMany { .. })
        ));
    }
}
