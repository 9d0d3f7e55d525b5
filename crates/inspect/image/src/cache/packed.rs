//! Facts that come in thousands, such as packages and links, as numbers and texts.
//!
//! ```text
//! length of the numbers (8), numbers, length of the texts (8), texts (UTF-8)
//! numbers: each 7 bits a byte, the lowest first, the high bit on all bytes but the last (LEB128)
//! a text is its length among the numbers and its bytes among the texts; a list is its length and
//! its entries; what may be absent is 0, or 1 and itself; a struct is its fields
//! ```
//!
//! Nothing tells fields apart but their order. That is safe because the name of a file holds a
//! number that the build makes of the sources of facts and cache: no other program reads it.

use seaworthy_facts::{
    ChangelogFact, ChangelogFix, LargeFile, LayerFacts, LicenceFact, LinkFact, Package,
    PackageKind, Place, SourcePackage,
};
use seaworthy_model::Digest;
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as NotOne, StrDeserializer};

/// LIMIT: bytes of the numbers of one file: eight for each of four million links. A package of
/// nothing takes seventeen, and twenty times that in memory.
const NUMBERS_BYTES_MAX: usize = 32 << 20;

/// LIMIT: entries for which room is made before they are read.
const ROOM_MAX: usize = 4096;

/// The lists of the facts of a layer that are long in images as people build them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Lists {
    packages: Vec<Package>,
    licences: Vec<LicenceFact>,
    changelogs: Vec<ChangelogFact>,
    large: Vec<LargeFile>,
    links: Vec<LinkFact>,
}

impl Lists {
    /// Takes the lists out of facts.
    pub(super) fn take(facts: &mut LayerFacts) -> Self {
        Lists {
            packages: std::mem::take(&mut facts.packages),
            licences: std::mem::take(&mut facts.licences),
            changelogs: std::mem::take(&mut facts.changelogs),
            large: std::mem::take(&mut facts.large),
            links: std::mem::take(&mut facts.links),
        }
    }

    /// Puts them where they belong.
    pub(super) fn put_back(self, facts: &mut LayerFacts) {
        facts.packages = self.packages;
        facts.licences = self.licences;
        facts.changelogs = self.changelogs;
        facts.large = self.large;
        facts.links = self.links;
    }

    /// Adds them to a file; `None` if they are too many to be kept.
    pub(super) fn write(&self, plain: &mut Vec<u8>) -> Option<()> {
        let mut to = Writer::default();
        self.pack(&mut to);
        if to.numbers.len() > NUMBERS_BYTES_MAX {
            return None;
        }
        for part in [to.numbers.as_slice(), to.texts.as_bytes()] {
            plain.extend_from_slice(&(part.len() as u64).to_le_bytes());
            plain.extend_from_slice(part);
        }
        Some(())
    }

    /// Takes them from the beginning of what is left of a file.
    pub(super) fn read(rest: &mut &[u8]) -> Option<Self> {
        let numbers = part(rest).filter(|part| part.len() <= NUMBERS_BYTES_MAX)?;
        let texts = str::from_utf8(part(rest)?).ok()?;
        let mut from = Reader { numbers, texts };
        let lists = Self::unpack(&mut from)?;
        (from.numbers.is_empty() && from.texts.is_empty()).then_some(lists)
    }
}

/// A length, and as many bytes.
fn part<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, behind) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (part, behind) = behind.split_at_checked(length)?;
    *rest = behind;
    Some(part)
}

#[derive(Default)]
struct Writer {
    numbers: Vec<u8>,
    texts: String,
}

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.numbers.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.numbers.push(number.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.texts.push_str(text);
    }
}

struct Reader<'b> {
    numbers: &'b [u8],
    texts: &'b str,
}

impl<'b> Reader<'b> {
    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.numbers.split_first()?;
            self.numbers = rest;
            let bits = u64::from(byte & 0x7f);
            // Bits that do not fit are no number that was written.
            if shift > 63 || bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if *byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.texts.split_at_checked(length)?;
        self.texts = rest;
        Some(text)
    }
}

/// What can be written and read.
trait Packed: Sized {
    fn pack(&self, to: &mut Writer);
    fn unpack(from: &mut Reader<'_>) -> Option<Self>;
}

/// A struct as its fields. Both directions name every field, so that one that is new to a struct
/// does not compile before it is here.
macro_rules! packed {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl Packed for $name {
            fn pack(&self, to: &mut Writer) {
                let $name { $($field),+ } = self;
                $($field.pack(to);)+
            }

            fn unpack(from: &mut Reader<'_>) -> Option<Self> {
                Some($name { $($field: Packed::unpack(from)?),+ })
            }
        }
    };
}

packed!(Lists {
    packages,
    licences,
    changelogs,
    large,
    links
});

packed!(Package {
    kind,
    namespace,
    name,
    version,
    architecture,
    source,
    module,
    vendor,
    licences,
    licence,
    purl,
    places,
    owned_by,
    development,
    depends,
    hashes,
    cataloguer,
});

packed!(SourcePackage { name, version });

packed!(Place {
    path,
    layer,
    diff_id,
    line
});

packed!(LicenceFact {
    path,
    kind,
    package,
    licences
});

packed!(ChangelogFact {
    path,
    kind,
    package,
    source,
    version,
    fixes
});

packed!(ChangelogFix { cve, version });

packed!(LargeFile { path, size_bytes });

packed!(LinkFact { path, target, hard });

impl Packed for u64 {
    fn pack(&self, to: &mut Writer) {
        to.number(*self);
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        from.number()
    }
}

impl Packed for u32 {
    fn pack(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        u32::try_from(from.number()?).ok()
    }
}

impl Packed for bool {
    fn pack(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        match from.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for String {
    fn pack(&self, to: &mut Writer) {
        to.text(self);
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl Packed for Digest {
    fn pack(&self, to: &mut Writer) {
        to.text(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        from.text()?.parse().ok()
    }
}

impl Packed for PackageKind {
    fn pack(&self, to: &mut Writer) {
        to.text(self.as_str());
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        let word: StrDeserializer<'_, NotOne> = from.text()?.into_deserializer();
        PackageKind::deserialize(word).ok()
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Writer) {
        self.is_some().pack(to);
        if let Some(some) = self {
            some.pack(to);
        }
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        match bool::unpack(from)? {
            true => T::unpack(from).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Writer) {
        to.number(self.len() as u64);
        self.iter().for_each(|one| one.pack(to));
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        let count = from.number()?;
        // Each takes a number at least, so that a false count ends here.
        let count = usize::try_from(count).ok()?;
        if count > from.numbers.len() {
            return None;
        }
        let mut all = Vec::with_capacity(count.min(ROOM_MAX));
        for _ in 0..count {
            all.push(T::unpack(from)?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field holds something, and something else than its neighbours.
    fn lists() -> Lists {
        let mut package = Package::new(PackageKind::Rpm, "naïve", "1:2-3", "a/b", "rpm");
        package.namespace = Some("space".to_owned());
        package.architecture = Some(String::new());
        package.source = Some(SourcePackage {
            name: "source".to_owned(),
            version: "0".to_owned(),
        });
        package.module = Some("module:1".to_owned());
        package.vendor = Some("vendor".to_owned());
        package.licences = vec!["MIT".to_owned(), String::new()];
        package.licence = Some("MIT OR X".to_owned());
        package.purl = "pkg:rpm/naïve".to_owned();
        package.places.push(Place {
            path: "c!/d".to_owned(),
            layer: Some(0),
            diff_id: Some(Digest::sha256(b"layer")),
            line: Some(u32::MAX),
        });
        package.owned_by = Some("owner".to_owned());
        package.development = true;
        package.depends = vec!["other".to_owned()];
        package.hashes = vec![Digest::sha256(b"one")];
        Lists {
            packages: vec![package, Package::new(PackageKind::Deb, "", "", "", "dpkg")],
            licences: vec![LicenceFact {
                path: "usr/share/doc/a/copyright".to_owned(),
                kind: PackageKind::Deb,
                package: "a".to_owned(),
                licences: vec!["ISC".to_owned()],
            }],
            changelogs: vec![ChangelogFact {
                path: "usr/share/doc/a/changelog.gz".to_owned(),
                kind: PackageKind::Deb,
                package: "a".to_owned(),
                source: None,
                version: "2".to_owned(),
                fixes: vec![ChangelogFix {
                    cve: "CVE-2024-0001".to_owned(),
                    version: "1".to_owned(),
                }],
            }],
            large: vec![LargeFile {
                path: "usr/bin/large".to_owned(),
                size_bytes: u64::MAX,
            }],
            links: vec![LinkFact {
                path: "lib".to_owned(),
                target: "usr/lib".to_owned(),
                hard: true,
            }],
        }
    }

    fn written(lists: &Lists) -> Vec<u8> {
        let mut plain = Vec::new();
        lists.write(&mut plain).unwrap();
        plain
    }

    #[test]
    fn lists_come_back_as_they_were() {
        for lists in [lists(), Lists::default()] {
            let plain = written(&lists);
            let mut rest = plain.as_slice();
            assert_eq!(Lists::read(&mut rest), Some(lists));
            assert!(rest.is_empty());
        }
    }

    #[test]
    fn every_kind_of_package_comes_back() {
        // What serde says of a word that is none names all of them.
        let words = serde_json::from_str::<PackageKind>("\"?\"").unwrap_err();
        let words = words.to_string();
        let kinds: Vec<&str> = words.split('`').skip(3).step_by(2).collect();
        assert!(kinds.len() > 30 && kinds.contains(&"deb"), "{words}");
        for kind in kinds {
            let kind: PackageKind = serde_json::from_value(kind.into()).unwrap();
            let mut to = Writer::default();
            kind.pack(&mut to);
            let mut from = Reader {
                numbers: &to.numbers,
                texts: &to.texts,
            };
            assert_eq!(PackageKind::unpack(&mut from), Some(kind));
        }
    }

    #[test]
    fn numbers_of_every_length_come_back_and_longer_ones_are_none() {
        let mut numbers = vec![0, 1, 0x7f, 0x80, 0x3fff, 0x4000, u64::MAX - 1, u64::MAX];
        numbers.extend((0..64).map(|bit| 1_u64 << bit));
        for number in numbers {
            let mut to = Writer::default();
            to.number(number);
            let mut from = Reader {
                numbers: &to.numbers,
                texts: "",
            };
            assert_eq!(from.number(), Some(number));
            assert!(from.numbers.is_empty());
        }
        let read = |numbers: &[u8]| Reader { numbers, texts: "" }.number();
        assert_eq!(read(&[0xff; 9]), None, "it does not end");
        assert_eq!(read(&[&[0xff; 9][..], &[2]].concat()), None, "65 bits");
        assert_eq!(read(&[0x80; 11]), None, "77 bits of nothing");
    }

    #[test]
    fn whatever_is_cut_or_changed_is_refused_or_something_else_and_never_a_panic() {
        let whole = lists();
        let plain = written(&whole);
        for at in 0..plain.len() {
            assert_eq!(Lists::read(&mut &plain[..at]), None, "cut at {at}");
            for bit in 0..8 {
                let mut changed = plain.clone();
                changed[at] ^= 1 << bit;
                let read = Lists::read(&mut changed.as_slice());
                assert!(read.is_none_or(|read| read != whole), "byte {at}");
            }
        }
    }

    #[test]
    fn false_counts_ask_for_no_memory_and_more_than_the_limit_is_refused() {
        let file = |numbers: &[u8], texts: &[u8]| {
            let mut plain = Vec::new();
            for part in [numbers, texts] {
                plain.extend_from_slice(&(part.len() as u64).to_le_bytes());
                plain.extend_from_slice(part);
            }
            plain
        };
        let read = |plain: &[u8]| Lists::read(&mut &*plain);
        assert_eq!(read(&file(&[0; 5], b"")), Some(Lists::default()));
        let many = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        assert_eq!(read(&file(&many, b"")), None);
        assert_eq!(read(&file(&[0; 6], b"")), None, "a number is left");
        assert_eq!(read(&file(&[0; 5], b"x")), None, "a text is left");
        assert_eq!(read(&file(&[0; 5], b"\xff")), None, "no UTF-8");
        // Half a letter: `é` takes two bytes.
        let half = [0, 0, 0, 1, 1, 0, 0];
        assert_eq!(read(&file(&half, "é".as_bytes())), None);
        let long = file(&vec![0; NUMBERS_BYTES_MAX + 1], b"");
        assert_eq!(read(&long), None);
        let links = vec![LinkFact::clone(&lists().links[0]); NUMBERS_BYTES_MAX / 3 + 1];
        let too_many = Lists {
            links,
            ..Lists::default()
        };
        assert_eq!(too_many.write(&mut Vec::new()), None);
    }
}
