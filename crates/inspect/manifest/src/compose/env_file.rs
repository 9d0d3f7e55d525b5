//! Files of variables: `.env`, and those of `env_file`.

use std::sync::Arc;

use seaworthy_facts::manifest::Source;
use seaworthy_facts::manifest::compose::EnvVariable;

use super::interpolate::{self, Environment};

/// LIMIT: variables of one file. Files that people keep have some hundred.
pub const ENV_VARIABLES_MAX: usize = 10_000;

/// The variables of a file, in order; a later one of the same name is stronger. `known` is what
/// values may use. Nothing is told of lines that say nothing.
pub(super) fn read(source: &Arc<Source>, known: &Environment) -> (Vec<EnvVariable>, bool) {
    let mut found: Vec<EnvVariable> = Vec::new();
    let mut environment = known.clone();
    for line in 1..=source.lines() {
        let text = source.line(line);
        let trimmed = text.trim_start_matches('\u{feff}').trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if found.len() >= ENV_VARIABLES_MAX {
            return (found, true);
        }
        let trimmed = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        let (name, value) = match trimmed.split_once('=') {
            Some((name, value)) => (name.trim(), Some(self::value(value, &environment))),
            None => (trimmed, None),
        };
        if name.is_empty() || name.contains(char::is_whitespace) {
            continue;
        }
        if let Some(value) = &value {
            environment.insert(name.to_owned(), value.clone());
        }
        let (start, _) = source.line_range(line);
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        found.push(EnvVariable {
            name: name.to_owned(),
            value,
            path: source.path().to_owned(),
            place: source.place(start, start.saturating_add(length)),
        });
    }
    (found, false)
}

/// Single quotes keep all, double quotes and none replace variables; a comment follows a blank.
fn value(text: &str, environment: &Environment) -> String {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('\'')
        && let Some(end) = rest.find('\'')
    {
        return rest.get(..end).unwrap_or_default().to_owned();
    }
    let text = match text.strip_prefix('"') {
        Some(rest) => rest
            .find('"')
            .and_then(|end| rest.get(..end))
            .unwrap_or(rest),
        None => text
            .find(" #")
            .and_then(|at| text.get(..at))
            .unwrap_or(text)
            .trim_end(),
    };
    interpolate::replace(text, environment).unwrap_or_else(|_| text.to_owned())
}
