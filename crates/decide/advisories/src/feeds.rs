//! The feeds beside OSV: CISA's known exploited vulnerabilities, EPSS and endoflife.date.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use crate::date::Day;
use crate::weakness::Cve;

/// LIMIT: bytes of a feed. EPSS, the largest, has about 10 MB for 360,000 scores.
pub const FEED_BYTES_MAX: usize = 128 * 1024 * 1024;
/// LIMIT: release cycles of one product; the longest public list has about 400.
pub const CYCLES_MAX: usize = 4_096;
/// LIMIT: bytes of a cycle or code name.
const CYCLE_BYTES_MAX: usize = 80;

/// Why a feed cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadFeedError {
    /// Larger than [`FEED_BYTES_MAX`].
    #[error("the {feed} feed has {bytes} bytes, more than {FEED_BYTES_MAX}")]
    TooLarge {
        /// Name of the feed.
        feed: &'static str,
        /// Size in bytes.
        bytes: usize,
    },
    /// Not in the shape of the feed.
    #[error("the {feed} feed cannot be read")]
    Shape {
        /// Name of the feed.
        feed: &'static str,
        /// Where and what.
        #[source]
        source: serde_json::Error,
    },
    /// It holds no usable entry.
    #[error("the {feed} feed holds no usable entry among {rejected}")]
    Empty {
        /// Name of the feed.
        feed: &'static str,
        /// Entries that could not be used.
        rejected: usize,
    },
    /// More entries than allowed.
    #[error("the {feed} feed holds more than {limit} entries")]
    TooMany {
        /// Name of the feed.
        feed: &'static str,
        /// The limit.
        limit: usize,
    },
}

/// The catalogue of known exploited vulnerabilities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kev {
    /// When the catalogue was made.
    pub as_of: Option<Day>,
    /// Each weakness and the day it was added, by CVE.
    pub entries: Vec<(Cve, Day)>,
    /// Entries without a usable CVE or day.
    pub rejected: usize,
}

/// Exploit prediction scores.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Epss {
    /// The day of the scores.
    pub as_of: Option<Day>,
    /// CVE, score and percentile (both 0.0 to 1.0), by CVE.
    pub entries: Vec<(Cve, f64, f64)>,
    /// Lines that could not be used.
    pub rejected: usize,
}

/// A release cycle of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Name of the cycle, such as `12` or `22.04`.
    pub name: String,
    /// Code name, such as `Bookworm`.
    pub codename: Option<String>,
    /// When support ends.
    pub end: EndOfLife,
    /// When extended support ends, where there is some.
    pub extended_end: Option<Day>,
    /// Whether it is a long-term release.
    pub long_term: bool,
}

/// When the support of a cycle ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfLife {
    /// On this day.
    On(Day),
    /// It has ended, on a day that is not told.
    Ended,
    /// It goes on, or nothing is told.
    NotKnown,
}

fn check_size(feed: &'static str, bytes: &[u8]) -> Result<(), ReadFeedError> {
    if bytes.len() > FEED_BYTES_MAX {
        return Err(ReadFeedError::TooLarge {
            feed,
            bytes: bytes.len(),
        });
    }
    Ok(())
}

/// Reads CISA's catalogue (JSON).
///
/// # Errors
/// When it is too large, not JSON in that shape, or without any usable entry.
pub fn read_kev(bytes: &[u8]) -> Result<Kev, ReadFeedError> {
    const FEED: &str = "KEV";
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Catalogue {
        date_released: Option<String>,
        vulnerabilities: Vec<Value>,
    }
    check_size(FEED, bytes)?;
    let catalogue: Catalogue = serde_json::from_slice(bytes)
        .map_err(|source| ReadFeedError::Shape { feed: FEED, source })?;
    let mut kev = Kev {
        as_of: catalogue.date_released.as_deref().and_then(Day::parse),
        ..Kev::default()
    };
    for entry in &catalogue.vulnerabilities {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        match (
            text("cveID").and_then(Cve::parse),
            text("dateAdded").and_then(Day::parse),
        ) {
            (Some(cve), Some(day)) => kev.entries.push((cve, day)),
            _ => kev.rejected += 1,
        }
    }
    if kev.entries.is_empty() {
        return Err(ReadFeedError::Empty {
            feed: FEED,
            rejected: kev.rejected,
        });
    }
    kev.entries.sort_unstable();
    kev.entries.dedup_by_key(|(cve, _)| *cve);
    Ok(kev)
}

/// Reads FIRST's table of scores (CSV, already inflated).
///
/// # Errors
/// When it is too large or without any usable line.
pub fn read_epss(bytes: &[u8]) -> Result<Epss, ReadFeedError> {
    const FEED: &str = "EPSS";
    check_size(FEED, bytes)?;
    let mut epss = Epss::default();
    for line in bytes.split(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            let day = comment
                .split(',')
                .find_map(|part| part.trim().strip_prefix("score_date:"));
            epss.as_of = epss.as_of.or(day.and_then(Day::parse));
        } else if line.is_empty() || line.starts_with("cve,") {
            // A header.
        } else if let Some(entry) = read_epss_line(line) {
            epss.entries.push(entry);
        } else {
            epss.rejected += 1;
        }
    }
    if epss.entries.is_empty() {
        return Err(ReadFeedError::Empty {
            feed: FEED,
            rejected: epss.rejected,
        });
    }
    epss.entries.sort_unstable_by_key(|(cve, ..)| *cve);
    epss.entries.dedup_by_key(|(cve, ..)| *cve);
    Ok(epss)
}

fn read_epss_line(line: &str) -> Option<(Cve, f64, f64)> {
    let mut fields = line.split(',');
    let cve = Cve::parse(fields.next()?)?;
    let mut share = || {
        fields
            .next()?
            .parse::<f64>()
            .ok()
            .filter(|n| (0.0..=1.0).contains(n))
    };
    Some((cve, share()?, share()?))
}

/// Reads the cycles of one product of endoflife.date (JSON).
///
/// # Errors
/// When it is too large, not a list, too long, or without any usable cycle.
pub fn read_cycles(bytes: &[u8]) -> Result<Vec<Cycle>, ReadFeedError> {
    const FEED: &str = "endoflife.date";
    check_size(FEED, bytes)?;
    let list: Vec<Value> = serde_json::from_slice(bytes)
        .map_err(|source| ReadFeedError::Shape { feed: FEED, source })?;
    if list.len() > CYCLES_MAX {
        return Err(ReadFeedError::TooMany {
            feed: FEED,
            limit: CYCLES_MAX,
        });
    }
    let cycles: Vec<Cycle> = list.iter().filter_map(read_cycle).collect();
    if cycles.is_empty() {
        return Err(ReadFeedError::Empty {
            feed: FEED,
            rejected: list.len(),
        });
    }
    Ok(cycles)
}

fn read_cycle(value: &Value) -> Option<Cycle> {
    let short =
        |text: &str| (!text.is_empty() && text.len() <= CYCLE_BYTES_MAX).then(|| text.to_owned());
    let name = match value.get("cycle")? {
        Value::String(text) => short(text)?,
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let day = |key: &str| value.get(key).and_then(Value::as_str).and_then(Day::parse);
    let end = match value.get("eol") {
        Some(Value::Bool(true)) => EndOfLife::Ended,
        _ => day("eol").map_or(EndOfLife::NotKnown, EndOfLife::On),
    };
    Some(Cycle {
        name,
        codename: value
            .get("codename")
            .and_then(Value::as_str)
            .and_then(short),
        end,
        extended_end: day("eoes"),
        long_term: value
            .get("lts")
            .is_some_and(|lts| *lts != Value::Bool(false)),
    })
}

impl EndOfLife {
    /// The day support ended, if that is on or before `today`; `Some(None)` if the day is not told.
    #[must_use]
    pub fn passed(self, today: Date) -> Option<Option<Date>> {
        match self {
            Self::On(day) => (day.date() <= today).then(|| Some(day.date())),
            Self::Ended => Some(None),
            Self::NotKnown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kev_entries_are_sorted_and_bad_ones_counted() {
        let kev = read_kev(
            br#"{"dateReleased":"2025-08-25T17:04:19Z","vulnerabilities":[
                {"cveID":"CVE-2025-0002","dateAdded":"2025-02-03"},{"cveID":"x"},7,
                {"cveID":"CVE-2021-44228","dateAdded":"2021-12-10"}]}"#,
        )
        .unwrap();
        assert_eq!(kev.rejected, 2);
        assert_eq!(kev.as_of, Day::parse("2025-08-25"));
        assert_eq!(kev.entries.first().unwrap().0.to_string(), "CVE-2021-44228");
        assert!(matches!(
            read_kev(br#"{"vulnerabilities":[1]}"#),
            Err(ReadFeedError::Empty { rejected: 1, .. })
        ));
        assert!(matches!(
            read_kev(b"<html>"),
            Err(ReadFeedError::Shape { .. })
        ));
    }

    #[test]
    fn epss_lines_are_read_and_bad_ones_counted() {
        let epss = read_epss(
            b"#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\n\
              CVE-2021-44228,0.97,0.99999\nCVE-2021-44229,7,0\nnonsense\n",
        )
        .unwrap();
        assert_eq!(epss.as_of, Day::parse("2026-08-16"));
        assert_eq!(epss.entries.len(), 1);
        assert_eq!(epss.rejected, 2);
        assert!(matches!(
            read_epss(b"\xff\xfe"),
            Err(ReadFeedError::Empty { .. })
        ));
    }

    #[test]
    fn cycles_end_on_a_day_or_at_a_word() {
        let cycles = read_cycles(
            br#"[{"cycle":"12","eol":"2026-07-11","codename":"Bookworm"},{"cycle":7,"eol":true},
                {"cycle":"9","eol":false},{"eol":true}]"#,
        )
        .unwrap();
        assert_eq!(cycles.len(), 3);
        let today = jiff::civil::date(2026, 7, 11);
        assert_eq!(cycles[0].end.passed(today), Some(Some(today)));
        assert_eq!(cycles[0].end.passed(jiff::civil::date(2026, 7, 10)), None);
        assert_eq!(cycles[1].end.passed(today), Some(None));
        assert_eq!(cycles[2].end.passed(today), None);
        let many = format!("[{}]", vec!["{}"; CYCLES_MAX + 1].join(","));
        assert!(matches!(
            read_cycles(many.as_bytes()),
            Err(ReadFeedError::TooMany { .. })
        ));
    }

    #[test]
    fn a_feed_over_the_limit_is_refused() {
        let large = vec![b' '; FEED_BYTES_MAX + 1];
        assert!(matches!(
            read_epss(&large),
            Err(ReadFeedError::TooLarge { .. })
        ));
    }
}
