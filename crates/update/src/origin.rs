//! Where advisory data comes from, and where each document lies there.

use std::path::PathBuf;

use seaworthy_http::{Url, UrlError};
use thiserror::Error;

/// The bucket that OSV publishes (google.github.io/osv.dev/data).
const OSV: &str = "https://osv-vulnerabilities.storage.googleapis.com";
/// CISA's catalogue of known exploited vulnerabilities, as JSON.
const KEV: &str =
    "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";
/// The daily scores of FIRST's EPSS, the newest under this name.
const EPSS: &str = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz";
/// The release cycles of products.
const CYCLES: &str = "https://endoflife.date/api";

/// The name of EPSS's newest file.
pub(crate) const EPSS_CURRENT: &str = "epss_scores-current.csv.gz";

/// Where advisory data comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The publishers themselves.
    Public {
        /// Folder of the sets.
        osv: Url,
        /// Document of KEV.
        kev: Url,
        /// Document of EPSS.
        epss: Url,
        /// Folder of the cycles.
        cycles: Url,
    },
    /// A server with `osv/ECOSYSTEM/all.zip`, `osv/ECOSYSTEM/modified_id.csv`, `kev.json`,
    /// `epss_scores-*.csv.gz` and `endoflife/PRODUCT.json`.
    Mirror(Url),
    /// A folder with the same.
    Folder(PathBuf),
}

/// Why a text names no origin.
#[derive(Debug, Error)]
#[error("`{text}` is neither a folder nor an address to fetch from")]
pub struct OriginError {
    /// The text.
    text: String,
    /// What is wrong with the address.
    source: UrlError,
}

/// A document of an origin.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Item<'a> {
    /// The root of a mirror, whose listing names EPSS's files.
    Root,
    /// The list of ecosystems.
    Ecosystems,
    /// The folder of sets, whose listing names them.
    Sets,
    /// The dates of change of a set.
    Listing(&'a str),
    /// A set.
    Archive(&'a str),
    /// One record of a set.
    Record(&'a str, &'a str),
    /// KEV.
    Kev,
    /// EPSS, by the name of its file.
    Epss(&'a str),
    /// The cycles of a product.
    Product(&'a str),
}

/// Where a document lies.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Address(Url),
    File(PathBuf),
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(url) => url.fmt(out),
            Self::File(path) => path.display().fmt(out),
        }
    }
}

impl Origin {
    /// The publishers' own addresses.
    ///
    /// # Errors
    /// None that can happen: the addresses are constants, which a test reads.
    pub fn public() -> Result<Self, OriginError> {
        let parse = |text: &str| {
            Url::parse(text).map_err(|source| OriginError {
                text: text.to_owned(),
                source,
            })
        };
        Ok(Self::Public {
            osv: parse(OSV)?,
            kev: parse(KEV)?,
            epss: parse(EPSS)?,
            cycles: parse(CYCLES)?,
        })
    }

    /// Reads what a user gives: an address with `http://` or `https://`, else a folder.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let lower = text.to_ascii_lowercase();
        if !lower.starts_with("http://") && !lower.starts_with("https://") {
            return Ok(Self::Folder(PathBuf::from(text)));
        }
        Url::parse(text)
            .map(Self::Mirror)
            .map_err(|source| OriginError {
                text: text.to_owned(),
                source,
            })
    }

    /// The origin in one word, for messages and to tell whether data came from the same.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Public { osv, .. } => osv.to_string(),
            Self::Mirror(url) => url.to_string(),
            Self::Folder(path) => path.display().to_string(),
        }
    }

    pub(crate) fn place(&self, item: Item<'_>) -> Place {
        if let Self::Public {
            osv,
            kev,
            epss,
            cycles,
        } = self
        {
            return Place::Address(match item {
                Item::Kev => kev.clone(),
                Item::Epss(_) => epss.clone(),
                Item::Product(name) => cycles.with_segments([format!("{name}.json").as_str()]),
                other => join(osv, &segments(other)[1..]),
            });
        }
        let segments = segments(item);
        match self {
            Self::Folder(path) => Place::File(
                segments
                    .iter()
                    .fold(path.clone(), |path, part| path.join(part)),
            ),
            Self::Mirror(url) | Self::Public { osv: url, .. } => {
                Place::Address(join(url, &segments))
            }
        }
    }
}

fn join(url: &Url, segments: &[String]) -> Url {
    url.with_segments(segments.iter().map(String::as_str))
}

/// The path of a document in the layout of a mirror.
fn segments(item: Item<'_>) -> Vec<String> {
    let osv = |parts: &[&str]| {
        let parts = parts.iter().map(|part| (*part).to_owned());
        std::iter::once("osv".to_owned()).chain(parts).collect()
    };
    match item {
        Item::Root => Vec::new(),
        Item::Ecosystems => osv(&["ecosystems.txt"]),
        // With a slash at its end, as folders are listed.
        Item::Sets => osv(&[""]),
        Item::Listing(set) => osv(&[set, "modified_id.csv"]),
        Item::Archive(set) => osv(&[set, "all.zip"]),
        Item::Record(set, id) => osv(&[set, &format!("{id}.json")]),
        Item::Kev => vec!["kev.json".to_owned()],
        Item::Epss(name) => vec![name.to_owned()],
        Item::Product(name) => vec!["endoflife".to_owned(), format!("{name}.json")],
    }
}

/// Whether a name may be a part of a path: of an ecosystem, a record or a product. Nothing that
/// climbs, hides or hits a device.
pub(crate) fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .-_:+".contains(c);
    !text.is_empty() && text.len() <= 255 && !text.starts_with('.') && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_lie_where_the_publishers_and_mirrors_have_them() {
        let public = Origin::public().expect("constants");
        let mirror = Origin::parse("https://m.example/data/").expect("an address");
        let folder = Origin::parse("some/folder").expect("a folder");
        let at = |origin: &Origin, item| origin.place(item).to_string();
        assert_eq!(
            at(&public, Item::Archive("Red Hat")),
            format!("{OSV}/Red%20Hat/all.zip")
        );
        assert_eq!(
            at(&public, Item::Ecosystems),
            format!("{OSV}/ecosystems.txt")
        );
        assert_eq!(at(&public, Item::Epss(EPSS_CURRENT)), EPSS);
        assert_eq!(
            at(&public, Item::Product("debian")),
            format!("{CYCLES}/debian.json")
        );
        assert_eq!(
            at(&mirror, Item::Record("AlmaLinux", "ALSA-2026:1")),
            "https://m.example/data/osv/AlmaLinux/ALSA-2026%3A1.json"
        );
        assert_eq!(at(&mirror, Item::Root), "https://m.example/data/");
        assert_eq!(at(&folder, Item::Kev), "some/folder/kev.json");
        assert!(Origin::parse("http://a b/").is_err());
    }

    #[test]
    fn a_name_cannot_climb() {
        for name in ["Red Hat", "crates.io", "ALSA-2026:1", "GHSA-a_b"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "..", ".x", "a/b", "a\\b", "a\0", "é", &"a".repeat(256)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
