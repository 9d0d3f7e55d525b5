//! The rules: every file of the folder `rules/`, joined by the build script.

use std::sync::OnceLock;

use crate::rule::{Examples, Rule, RuleError};

/// The examples of all rules as one JSON list.
const EXAMPLES: &str = include_str!(concat!(env!("OUT_DIR"), "/examples.json"));

/// The rule files without their examples as one JSON list, in the order of their names.
const JOINED: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.json"));

/// Reads all rules.
pub(crate) fn read() -> Result<Vec<Rule>, RuleError> {
    let rules: Vec<Rule> = serde_json::from_str(JOINED).map_err(RuleError::Read)?;
    Ok(rules.into_iter().map(Rule::bounded).collect())
}

/// The examples of all rules. None where they are malformed, which a test excludes.
pub(crate) fn examples() -> &'static [Examples] {
    static READ: OnceLock<Vec<Examples>> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(EXAMPLES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::context::Context;
    use crate::engine::Engine;
    use crate::rule::Rule;

    fn engine() -> Engine {
        Engine::builtin().unwrap()
    }

    fn context(path: Option<&str>) -> Context<'_> {
        path.map_or_else(Context::default, Context::file)
    }

    #[test]
    fn every_rule_file_is_read_under_its_own_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        let listed: Vec<String> = engine()
            .rules()
            .iter()
            .map(|rule| rule.id.clone())
            .collect();
        let unique: BTreeSet<String> = listed.iter().cloned().collect();
        assert_eq!(unique.len(), listed.len(), "an id is there twice");
        assert_eq!(unique, files);
        assert!(listed.len() >= 250);
    }

    #[test]
    fn every_rule_is_complete() {
        for rule in engine().rules() {
            let id = &rule.id;
            rule.compile()
                .unwrap_or_else(|error| panic!("{id}: {error:?}"));
            assert!(
                rule.pattern.contains("(?P<secret>"),
                "{id}: no group `secret`"
            );
            for text in [&rule.title, &rule.why, &rule.remedy, &rule.source] {
                assert!(text.len() >= 8, "{id}: a text is missing");
            }
            assert!(
                rule.why.ends_with('.') && rule.remedy.ends_with('.'),
                "{id}: no sentence"
            );
            assert!(rule.head || !rule.keywords.is_empty(), "{id}: no keyword");
            assert!(
                rule.head || !rule.found().is_empty(),
                "{id}: no example that is found"
            );
            assert!(rule.silent().count() > 0, "{id}: no silent example");
            for keyword in &rule.keywords {
                assert!(
                    keyword.len() >= 3,
                    "{id}: the keyword {keyword} is too common"
                );
            }
        }
    }

    /// What went wrong with the examples of one rule, without their values.
    fn faults(engine: &Engine, rule: &Rule) -> Vec<String> {
        let mut faults = Vec::new();
        for (number, example) in rule.found().iter().enumerate() {
            let (text, secret) = (example.text(), example.secret());
            let hits = engine.scan(text.as_bytes(), context(example.path())).hits;
            let right = hits.iter().any(|hit| {
                hit.rule == rule.id
                    && text.get(hit.span.start as usize..hit.span.end as usize) == Some(&*secret)
            });
            if !right {
                let rules: Vec<_> = hits
                    .iter()
                    .map(|hit| (hit.rule, hit.span.clone()))
                    .collect();
                faults.push(format!("{} found {number}: {rules:?}", rule.id));
            }
        }
        let path = rule.found().first().and_then(|example| example.path());
        for (number, text) in rule.silent().enumerate() {
            let hits = engine.scan(text.as_bytes(), context(path)).hits;
            if hits.iter().any(|hit| hit.rule == rule.id) {
                faults.push(format!("{} silent {number}", rule.id));
            }
        }
        faults
    }

    #[test]
    fn every_example_is_found_or_silent_as_its_file_says() {
        let engine = engine();
        let faults: Vec<String> = engine
            .rules()
            .iter()
            .flat_map(|rule| faults(&engine, rule))
            .collect();
        assert!(
            faults.is_empty(),
            "{} faults:\n{}",
            faults.len(),
            faults.join("\n")
        );
    }

    #[test]
    fn no_rule_file_holds_a_value_in_one_piece() {
        // A host that scans pushes for live tokens must find nothing in the rule files.
        let engine = engine();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        for rule in engine.rules() {
            let text =
                std::fs::read_to_string(folder.join(&rule.id).with_extension("toml")).unwrap();
            let mut hits = engine
                .scan(text.as_bytes(), Context::file("rules/rule.toml"))
                .hits;
            // Neighbouring pieces may look like a name with its value; that is no known form.
            hits.retain(|hit| !hit.rule.starts_with("generic-"));
            assert!(hits.is_empty(), "{}: {hits:?}", rule.id);
        }
    }
}
