//! Licences as CycloneDX wants them: SPDX ids, one SPDX expression, or names.

use serde_json::{Value, json};

/// LIMIT: licences of one package. A package with more says so in none of its fields.
const LICENCES_MAX: usize = 100;

/// Ids that the crate knows and the list of CycloneDX 1.6 (SPDX licence list 3.28) does not; a
/// bill with one of them as an id would be invalid. A test keeps the list whole.
const NOT_LISTED: [&str; 20] = [
    "BSD-2-Clause-pos-unchanged",
    "BSD-3-Clause-OpenWebUI",
    "BSD-Source-Code-no-disclaimer",
    "BSD-Source-alt-GPL",
    "BSD-ask-to-endorse",
    "Brian-Gladman-3-Clause-no-conversion",
    "Bugroff",
    "CC-BY-NC-3.0-IGO",
    "FDK-MPEG-H",
    "GFDL-1.1-invariants",
    "GFDL-1.1-no-invariants",
    "GFDL-1.2-invariants",
    "GFDL-1.2-no-invariants",
    "GFDL-1.3-invariants",
    "GFDL-1.3-no-invariants",
    "Hippocratic-3.0-core",
    "Informatica",
    "MVT-1.1",
    "NOASSERTION",
    "atc-game",
];

/// The `licenses` of a component: ids and names, or a single expression; the schema does not let an
/// expression stand beside others, so among several it becomes a name.
pub(super) fn choices(written: &[String]) -> Vec<Value> {
    let mut licences: Vec<&str> = written.iter().map(|licence| licence.trim()).collect();
    licences.retain(|licence| !licence.is_empty());
    licences.truncate(LICENCES_MAX);
    if let [only] = licences.as_slice()
        && spdx::license_id(only).is_none()
        && spdx::Expression::parse(only).is_ok()
    {
        return vec![json!({ "expression": only })];
    }
    licences
        .into_iter()
        .map(|licence| match spdx::license_id(licence) {
            // The crate also finds ids by other spellings; the schema knows one.
            Some(id) if id.name == licence && !NOT_LISTED.contains(&licence) => {
                json!({ "license": { "id": licence } })
            }
            _ => json!({ "license": { "name": licence } }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_id_that_we_write_is_in_the_schemas_list() {
        let list = include_str!("../../tests/schemas/spdx.schema.json");
        let list: Value = serde_json::from_str(list).unwrap();
        let known: HashSet<&str> = list["enum"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let ours = spdx::identifiers::LICENSES
            .iter()
            .map(|license| license.name);
        let written: Vec<&str> = ours.filter(|id| choose(&[id]).contains("\"id\"")).collect();
        assert!(written.len() > 500);
        let missing: Vec<&&str> = written.iter().filter(|id| !known.contains(**id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    fn choose(written: &[&str]) -> String {
        let written: Vec<String> = written.iter().map(|w| (*w).to_owned()).collect();
        Value::from(choices(&written)).to_string()
    }

    #[test]
    fn ids_expressions_and_names_are_told_apart() {
        for (written, expected) in [
            (&["MIT"][..], r#"[{"license":{"id":"MIT"}}]"#),
            (
                &["MIT OR Apache-2.0"],
                r#"[{"expression":"MIT OR Apache-2.0"}]"#,
            ),
            (&["GPL-2+"], r#"[{"license":{"name":"GPL-2+"}}]"#),
            (
                &["GPL-2.0-or-later WITH GCC-exception-2.0"],
                r#"[{"expression":"GPL-2.0-or-later WITH GCC-exception-2.0"}]"#,
            ),
            (
                &["MIT", "BSD-2-Clause OR ISC"],
                r#"[{"license":{"id":"MIT"}},{"license":{"name":"BSD-2-Clause OR ISC"}}]"#,
            ),
            (&["", "  "], "[]"),
            (&["mit"], r#"[{"license":{"name":"mit"}}]"#),
        ] {
            assert_eq!(choose(written), expected, "{written:?}");
        }
    }
}
