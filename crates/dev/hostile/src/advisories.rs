//! Advisory data: records, feeds, packs and versions.

use seaworthy_advisories::pack::Pack;
use seaworthy_advisories::{cvss, feeds, osv, version, vex};
use seaworthy_facts::Facts;

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "osv",
        run: osv,
    },
    Target {
        name: "kev",
        run: kev,
    },
    Target {
        name: "epss",
        run: epss,
    },
    Target {
        name: "endoflife",
        run: endoflife,
    },
    Target {
        name: "modified-ids",
        run: modified_ids,
    },
    Target {
        name: "pack",
        run: pack,
    },
    Target {
        name: "version",
        run: version,
    },
    Target {
        name: "vex",
        run: statements,
    },
    Target {
        name: "cvss",
        run: vector,
    },
];

/// One ecosystem for each scheme of versions.
const ECOSYSTEMS: &[&str] = &[
    "Alpine",
    "Debian",
    "Red Hat",
    "npm",
    "PyPI",
    "RubyGems",
    "Packagist",
    "Maven",
    "NuGet",
    "CRAN",
    "Hackage",
    "Pub",
];

fn modified_ids(bytes: &[u8]) {
    for known in ["1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z"] {
        let _ = seaworthy_update::changed_ids(bytes, known, 100);
    }
}

/// A document, and all that it states put onto findings of a small target.
fn statements(bytes: &[u8]) {
    let _ = vex::read_attached(bytes, &[]);
    if let Ok(document) = vex::read(bytes) {
        let documents = [("a".to_owned(), document)];
        vex::apply(&documents, &Facts::default(), &mut []);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = vex::Purl::parse(text);
    }
}

fn osv(bytes: &[u8]) {
    let _ = osv::read(bytes);
}

fn kev(bytes: &[u8]) {
    let _ = feeds::read_kev(bytes);
}

fn epss(bytes: &[u8]) {
    let _ = feeds::read_epss(bytes);
}

fn endoflife(bytes: &[u8]) {
    let _ = feeds::read_cycles(bytes);
}

/// A pack comes from a file that anyone may have changed.
fn pack(bytes: &[u8]) {
    let Ok(pack) = Pack::open(bytes) else { return };
    let _ = pack.manifest();
    let _ = pack.verify();
}

/// Two versions on two lines, by every scheme; an order must not depend on the side.
fn version(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (left, right) = text.split_once('\n').unwrap_or((&text, ""));
    for ecosystem in ECOSYSTEMS {
        let forth = version::compare(ecosystem, left, right);
        let back = version::compare(ecosystem, right, left);
        if let (Ok(forth), Ok(back)) = (forth, back) {
            assert_eq!(forth, back.reverse(), "{ecosystem}: {left:?} and {right:?}");
        }
    }
}

fn vector(bytes: &[u8]) {
    let _ = cvss::score(&String::from_utf8_lossy(bytes));
}
