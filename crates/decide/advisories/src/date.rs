//! Days of publication, as a pack stores them: two bytes from 1970 to 2149.

use jiff::civil::{Date, date};

const EPOCH: Date = date(1970, 1, 1);

/// A day as days since 1970-01-01; zero is no day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u16);

impl Day {
    /// Reads the date that opens an RFC 3339 text. A day outside the range is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.get(..10)?.parse::<Date>().ok().and_then(Self::of)
    }

    /// The day of a date.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        let days = EPOCH.until(date).ok()?.get_days();
        u16::try_from(days).ok().filter(|days| *days > 0).map(Self)
    }

    /// The number that is stored.
    #[must_use]
    pub fn to_bits(self) -> u16 {
        self.0
    }

    /// The day that was stored; none for zero.
    #[must_use]
    pub fn from_bits(bits: u16) -> Option<Self> {
        (bits > 0).then_some(Self(bits))
    }

    /// As a calendar date.
    #[must_use]
    pub fn date(self) -> Date {
        EPOCH.saturating_add(jiff::Span::new().days(i64::from(self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_back() {
        for text in ["1970-01-02", "2024-02-29", "2149-06-06"] {
            assert_eq!(Day::parse(text).unwrap().date().to_string(), text);
        }
        assert_eq!(Day::parse("2024-02-29T23:59:59Z"), Day::parse("2024-02-29"));
        // golang/vulndb writes the zero time where it has none.
        for none in [
            "0001-01-01T00:00:00Z",
            "1970-01-01",
            "2024-02-30",
            "today",
            "",
        ] {
            assert_eq!(Day::parse(none), None, "{none}");
        }
    }
}
