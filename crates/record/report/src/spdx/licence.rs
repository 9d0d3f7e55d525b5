//! Licences as SPDX wants them: one valid expression, in which what is on no list is a
//! `LicenseRef-` with the text as written (annex D, section 10).

use std::collections::{BTreeMap, HashSet};

use seaworthy_facts::{Facts, Package};
use seaworthy_model::Digest;
use serde_json::{Value, json};

/// LIMIT: licences of one package, as in the other bill of materials.
const LICENCES_MAX: usize = 100;

/// Licences that are on no list, by their reference.
pub(super) struct Extracted(BTreeMap<String, String>);

impl Extracted {
    /// Gathers them from some facts.
    pub(super) fn of(facts: &Facts) -> Self {
        let mut found = BTreeMap::new();
        for package in facts.packages() {
            if let Some((_, references)) = expression(package) {
                let text = || written(package).collect::<Vec<_>>().join("\n");
                for reference in references {
                    found
                        .entry(reference)
                        .or_insert_with_key(|id| match text() {
                            text if text.is_empty() => id.clone(),
                            text => text,
                        });
                }
                continue;
            }
            for licence in written(package) {
                if !is_expression(licence) {
                    found.insert(reference(licence), licence.to_owned());
                }
            }
        }
        Extracted(found)
    }

    /// As entries of the document.
    pub(super) fn infos(&self) -> Vec<Value> {
        let info = |(id, text): (&String, &String)| {
            json!({
                "licenseId": id,
                "extractedText": text,
                "name": text,
                "comment": "as the package states it; the text of the licence was not read",
            })
        };
        self.0.iter().map(info).collect()
    }

    /// What a package declares: its one expression. Where nobody made one, all of its licences
    /// hold.
    pub(super) fn declared(&self, package: &Package) -> String {
        if let Some((expression, _)) = expression(package) {
            return expression.to_owned();
        }
        let mut seen = HashSet::new();
        let licences: Vec<&str> = written(package).filter(|l| seen.insert(*l)).collect();
        let several = licences.len() > 1;
        let parts: Vec<String> = licences
            .into_iter()
            .map(|licence| match is_expression(licence) {
                true if several && licence.contains(' ') => format!("({licence})"),
                true => licence.to_owned(),
                false => reference(licence),
            })
            .collect();
        if parts.is_empty() {
            return "NOASSERTION".to_owned();
        }
        parts.join(" AND ")
    }
}

/// The one expression of a package with the references in it. None where it points out of the
/// document, whose other end nobody would find.
fn expression(package: &Package) -> Option<(&str, Vec<String>)> {
    let text = package.licence.as_deref()?;
    if text.contains("DocumentRef-") || text.contains("AdditionRef-") {
        return None;
    }
    let expression = ::spdx::Expression::parse(text).ok()?;
    let references = expression
        .requirements()
        .filter_map(|one| match &one.req.license {
            ::spdx::LicenseItem::Other(reference) => Some(reference.to_string()),
            ::spdx::LicenseItem::Spdx { .. } => None,
        });
    Some((text, references.collect()))
}

fn written(package: &Package) -> impl Iterator<Item = &str> {
    let licences = package.licences.iter().map(|licence| licence.trim());
    licences
        .filter(|licence| !licence.is_empty())
        .take(LICENCES_MAX)
}

/// Whether a text can stand in an expression as it is. References of others would point nowhere.
fn is_expression(licence: &str) -> bool {
    let word = |word: &str| word != "NOASSERTION" && word != "NONE";
    word(licence)
        && !licence.contains("LicenseRef-")
        && !licence.contains("DocumentRef-")
        && ::spdx::Expression::parse(licence).is_ok()
}

fn reference(licence: &str) -> String {
    let kept: String = licence
        .chars()
        .take(40)
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let hash = Digest::sha256(licence.as_bytes());
    format!("LicenseRef-{kept}-{}", hash.short())
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::PackageKind;

    use super::*;

    #[test]
    fn what_is_on_no_list_is_a_reference_with_its_text() {
        let mut package = Package::new(PackageKind::Npm, "a", "1", "p", "test");
        package.licences = vec![
            "MIT OR Apache-2.0".into(),
            "GPL-2+".into(),
            "ISC".into(),
            "ISC".into(),
        ];
        let facts = Facts {
            tree: Some(seaworthy_facts::TreeFacts {
                packages: vec![package.clone()],
                ..Default::default()
            }),
            ..Facts::default()
        };
        let extracted = Extracted::of(&facts);
        let id = reference("GPL-2+");
        assert_eq!(
            extracted.declared(&package),
            format!("(MIT OR Apache-2.0) AND {id} AND ISC")
        );
        let infos = extracted.infos();
        assert_eq!(infos.len(), 1);
        assert_eq!(infos[0]["licenseId"], id);
        assert_eq!(infos[0]["extractedText"], "GPL-2+");
        assert!(::spdx::Expression::parse(&extracted.declared(&package)).is_ok());
        package.licences.clear();
        assert_eq!(extracted.declared(&package), "NOASSERTION");
    }

    #[test]
    fn the_one_expression_is_declared_and_its_references_are_explained() {
        let of = |licence: &str| {
            let mut package = Package::new(PackageKind::Npm, "a", "1", "p", "test");
            package.licences = vec!["see LICENCE".into()];
            package.licence = Some(licence.into());
            let facts = Facts {
                tree: Some(seaworthy_facts::TreeFacts {
                    packages: vec![package.clone()],
                    ..Default::default()
                }),
                ..Facts::default()
            };
            let extracted = Extracted::of(&facts);
            (extracted.declared(&package), extracted.infos())
        };
        let (declared, infos) = of("MIT AND LicenseRef-see-LICENCE");
        assert_eq!(declared, "MIT AND LicenseRef-see-LICENCE");
        assert_eq!(infos[0]["licenseId"], "LicenseRef-see-LICENCE");
        assert_eq!(infos[0]["extractedText"], "see LICENCE");
        // What another document would have to explain, and what is no expression, is not repeated.
        for odd in ["DocumentRef-x:LicenseRef-y", "MIT AND", ""] {
            let (declared, infos) = of(odd);
            assert_eq!(infos[0]["licenseId"], declared.as_str(), "{odd}");
            assert_eq!(infos[0]["extractedText"], "see LICENCE");
        }
    }
}
