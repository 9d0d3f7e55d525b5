//! Lock files in TOML: reading one whole, or what stands before its damage.

use serde::de::DeserializeOwned;

use crate::found::Found;
use crate::lines::LineFinder;

/// Reads a lock file whose packages each begin with `header`, such as `[[package]]`. Where it is
/// damaged, that is recorded, and the packages before the damage are read.
pub(crate) fn read<T: DeserializeOwned>(
    text: &str,
    header: &str,
    found: &mut Found<'_>,
) -> Option<T> {
    let text_read = text.strip_prefix('\u{feff}').unwrap_or(text);
    let error = match toml::from_str(text_read) {
        Ok(lock) => return Some(lock),
        Err(error) => error,
    };
    let at = error.span().map_or(0, |span| span.start);
    let line = LineFinder::new(text_read.as_bytes()).at(at);
    found.unread(format!(
        "line {line} is not as the tool writes it; the rest is left out"
    ));
    let before = text_read.get(..at)?;
    let whole = before.get(..before.rfind(header)?)?;
    toml::from_str(whole).ok()
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;

    fn names(text: &str) -> (Vec<String>, usize) {
        #[derive(serde::Deserialize)]
        struct Lock {
            package: Vec<One>,
        }
        #[derive(serde::Deserialize)]
        struct One {
            name: String,
        }
        let mut facts = LayerFacts::default();
        let mut found = Found::new("x.lock", "unit", &mut facts);
        let lock: Option<Lock> = read(text, "[[package]]", &mut found);
        let packages = lock.map_or_else(Vec::new, |lock| lock.package);
        let names = packages.into_iter().map(|one| one.name).collect();
        (names, facts.unread.len())
    }

    #[test]
    fn what_stands_before_the_damage_is_kept() {
        let whole = "[[package]]\nname = \"a\"\n[[package]]\nname = \"b\"\n";
        assert_eq!(names(whole).0, ["a", "b"]);
        assert_eq!(names(&whole[..whole.len() - 2]), (vec!["a".to_owned()], 1));
        // A key twice is damage too.
        let twice = format!("{whole}name = \"c\"\n");
        assert_eq!(names(&twice), (vec!["a".to_owned()], 1));
        assert_eq!(names("no toml"), (vec![], 1));
    }

    #[test]
    fn nesting_without_end_is_told() {
        let deep = format!("a = {}", "[".repeat(100_000));
        assert_eq!(names(&deep), (vec![], 1));
    }
}
