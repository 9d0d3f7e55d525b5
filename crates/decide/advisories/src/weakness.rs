//! Identifiers of weaknesses: a CVE as one number, and which text is a CVE.

use std::fmt;

/// First year that a [`Cve`] can hold; the list itself starts in 1999.
const YEAR_BASE: u32 = 1990;
/// Bits of the number within a year: up to 67 million.
const NUMBER_BITS: u32 = 26;

/// A CVE identifier. Sorts by year, then number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cve(u32);

impl Cve {
    /// Reads `CVE-2021-44228`, in any case of letters. Years 1990 to 2053.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mark, rest) = text.split_at_checked(4)?;
        if !mark.eq_ignore_ascii_case("CVE-") {
            return None;
        }
        let (year, number) = rest.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        // CVE syntax of 2014: four digits of year, four or more of number.
        if year.len() != 4 || number.len() < 4 || !digits(year) || !digits(number) {
            return None;
        }
        let year = year.parse::<u32>().ok()?.checked_sub(YEAR_BASE)?;
        let number = number.parse::<u32>().ok()?;
        if year >= 1 << (32 - NUMBER_BITS) || number >= 1 << NUMBER_BITS {
            return None;
        }
        Some(Self(year << NUMBER_BITS | number))
    }

    /// The number that a pack stores.
    #[must_use]
    pub fn to_bits(self) -> u32 {
        self.0
    }

    /// The identifier that a pack stored.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl fmt::Display for Cve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = YEAR_BASE + (self.0 >> NUMBER_BITS);
        write!(f, "CVE-{year}-{:04}", self.0 & ((1 << NUMBER_BITS) - 1))
    }
}

/// Splits a vendor's own number for a CVE, `DEBIAN-CVE-2024-1234`, into its prefix and the CVE.
#[must_use]
pub fn split_vendor_cve(id: &str) -> Option<(&str, Cve)> {
    let at = id.find("CVE-")?;
    let (prefix, cve) = id.split_at_checked(at)?;
    // Only if the text is the canonical one, so that it can be put together again.
    let cve = Cve::parse(cve).filter(|parsed| parsed.to_string() == cve)?;
    Some((prefix, cve))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cve_reads_back_and_sorts_by_year_and_number() {
        let ids = [
            "CVE-1999-0001",
            "CVE-2014-0160",
            "CVE-2014-10000",
            "CVE-2026-1234567",
        ];
        let cves: Vec<Cve> = ids.iter().map(|id| Cve::parse(id).unwrap()).collect();
        assert!(cves.is_sorted());
        for (id, cve) in ids.iter().zip(&cves) {
            assert_eq!(cve.to_string(), *id);
            assert_eq!(Cve::from_bits(cve.to_bits()), *cve);
        }
    }

    #[test]
    fn what_is_not_a_cve_is_refused() {
        for text in [
            "",
            "CVE-",
            "CVE-2014-1",
            "CVE-1989-0001",
            "CVE-2054-0001",
            "CVE-2014-99999999",
            "GHSA-x",
        ] {
            assert_eq!(Cve::parse(text), None, "{text}");
        }
        assert_eq!(
            split_vendor_cve("DEBIAN-CVE-2014-0160").unwrap().0,
            "DEBIAN-"
        );
        assert!(split_vendor_cve("DSA-1234-1").is_none());
    }
}
