//! Homebrew: `Cellar/NAME/VERSION/INSTALL_RECEIPT.json`.
//!
//! Format: name and version (with the revision of the formula, `1.7.1_2`) are folders; the receipt,
//! which Homebrew calls a tab, has the formulae that it runs with under `runtime_dependencies`.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::found::Found;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "homebrew",
    title: "Formulae of Homebrew",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Name("INSTALL_RECEIPT.json", is_cellar)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: a formula with a thousand dependencies has 200 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn is_cellar(path: &str) -> bool {
    keg(path).is_some()
}

/// Name and version of the folder of a formula.
fn keg(path: &str) -> Option<(&str, &str)> {
    let mut parts = path.rsplit('/').skip(1);
    let (version, name, cellar) = (parts.next()?, parts.next()?, parts.next()?);
    let is_keg = cellar == "Cellar" && !version.is_empty() && !name.is_empty();
    is_keg.then_some((name, version))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Receipt {
    runtime_dependencies: Option<Vec<Need>>,
}

#[derive(Deserialize)]
struct Need {
    #[serde(default)]
    full_name: String,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let Some((name, version)) = keg(found.path()) else {
        return;
    };
    // The folders prove the formula, whatever the receipt holds.
    let receipt = serde_json::from_slice::<Receipt>(content).unwrap_or_else(|error| {
        found.unread(format!("the receipt is malformed: {error}"));
        Receipt::default()
    });
    let mut package = found.new_package(PackageKind::Brew, name, version);
    let needs = receipt.runtime_dependencies.unwrap_or_default();
    let names = needs.iter().map(|need| formula(&need.full_name));
    package.depends = names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    found.push(package);
}

/// The name of a formula without its tap: `jq` of `owner/tap/jq`.
fn formula(full_name: &str) -> &str {
    full_name.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1_2/INSTALL_RECEIPT.json";

    #[test]
    fn a_formula_is_read_with_its_needs() {
        let text = br#"{"runtime_dependencies": [
            {"full_name": "oniguruma", "version": "6.9"}, {"full_name": "owner/tap/x"}, {}]}"#;
        let facts = parsed(&UNIT, PATH, text);
        let [package] = &facts.packages[..] else {
            panic!("{:?}", facts.packages)
        };
        assert_eq!((&*package.name, &*package.version), ("jq", "1.7.1_2"));
        assert_eq!(package.kind, PackageKind::Brew);
        assert_eq!(package.depends, ["oniguruma", "x"]);
    }

    #[test]
    fn a_formula_without_needs_is_read() {
        for text in [&br#"{"runtime_dependencies": null}"#[..], b"{}"] {
            let facts = parsed(&UNIT, PATH, text);
            assert_eq!((facts.packages.len(), facts.unread.len()), (1, 0));
        }
    }

    #[test]
    fn a_broken_receipt_still_proves_its_formula() {
        for text in [&b""[..], b"{", b"{\"runtime_dependencies\": [7]}"] {
            let facts = parsed(&UNIT, PATH, text);
            assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
        }
    }

    #[test]
    fn receipts_elsewhere_prove_nothing() {
        for path in [
            "INSTALL_RECEIPT.json",
            "a/INSTALL_RECEIPT.json",
            "Cellar/jq/INSTALL_RECEIPT.json",
            "Cellar/jq/1.7/share/INSTALL_RECEIPT.json",
        ] {
            assert!(!is_cellar(path), "{path}");
            assert!(parsed(&UNIT, path, b"{}").packages.is_empty(), "{path}");
        }
    }
}
