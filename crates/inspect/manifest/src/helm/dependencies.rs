//! Which sub-charts take part: aliases, conditions, tags, and the values that they hand up.

use super::chart::Chart;
use super::coalesce::{at, coalesce, tables};
use super::fault::Outcome;
use super::metadata::Dependency;
use super::semver::{Constraints, Version};
use super::value::{Map, VALUE_LEVELS_MAX, Value};

/// Leaves the charts that take part, and moves the values that they export.
///
/// # Errors
/// Values that cannot be laid over each other.
pub(super) fn resolve(chart: &mut Chart, given: &Map) -> Outcome<()> {
    enable(chart, given, "")?;
    import(chart)
}

fn enable(chart: &mut Chart, given: &Map, path: &str) -> Outcome<()> {
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    apply_aliases(chart);
    let values = coalesce(chart, given)?;
    for dependency in &mut chart.metadata.dependencies {
        dependency.enabled = tags_allow(dependency, &values);
        for condition in dependency.condition.split(',') {
            let condition = condition.trim();
            if condition.is_empty() {
                continue;
            }
            if let Some(Value::Bool(enabled)) = at(&values, &format!("{path}{condition}")) {
                dependency.enabled = enabled;
                break;
            }
        }
    }
    let dependencies = &chart.metadata.dependencies;
    let disabled: Vec<String> = dependencies
        .iter()
        .filter(|dependency| !dependency.enabled)
        .map(|dependency| dependency.key().to_owned())
        .collect();
    chart
        .dependencies
        .retain(|child| !disabled.contains(&child.metadata.name));
    chart
        .metadata
        .dependencies
        .retain(|dependency| dependency.enabled);
    for child in &mut chart.dependencies {
        let path = format!("{path}{}.", child.metadata.name);
        enable(child, &values, &path)?;
    }
    Ok(())
}

/// Each dependency that is named becomes a chart of its own under its alias.
fn apply_aliases(chart: &mut Chart) {
    let wanted = chart.metadata.dependencies.clone();
    let fits = |child: &Chart, wanted: &Dependency| {
        child.metadata.name == wanted.name && in_range(&wanted.version, &child.metadata.version)
    };
    let mut kept: Vec<Chart> = Vec::new();
    for child in &chart.dependencies {
        if !wanted.iter().any(|wanted| fits(child, wanted)) {
            kept.push(child.clone());
        }
    }
    for (at, wanted) in wanted.iter().enumerate() {
        let Some(child) = chart.dependencies.iter().find(|child| fits(child, wanted)) else {
            continue;
        };
        let mut child = child.clone();
        if !wanted.alias.is_empty() {
            child.metadata.name.clone_from(&wanted.alias);
            if let Some(own) = chart.metadata.dependencies.get_mut(at) {
                own.name.clone_from(&wanted.alias);
            }
        }
        kept.push(child);
    }
    chart.dependencies = kept;
}

fn in_range(constraint: &str, version: &str) -> bool {
    match (Constraints::parse(constraint), Version::parse(version)) {
        (Some(constraints), Some(version)) => constraints.allow(&version),
        _ => false,
    }
}

fn tags_allow(dependency: &Dependency, values: &Map) -> bool {
    let Some(Value::Map(tags)) = values.get("tags") else {
        return true;
    };
    let states = dependency
        .tags
        .iter()
        .filter_map(|tag| match tags.get(tag) {
            Some(Value::Bool(state)) => Some(state),
            _ => None,
        });
    let states: Vec<bool> = states.collect();
    states.is_empty() || states.contains(&true)
}

/// Moves what sub-charts export into the values of their parents, under what those say.
fn import(chart: &mut Chart) -> Outcome<()> {
    for child in &mut chart.dependencies {
        import(child)?;
    }
    let wants = chart.metadata.dependencies.iter();
    if !wants
        .clone()
        .any(|dependency| !dependency.import_values.is_empty())
    {
        return Ok(());
    }
    let values = coalesce(chart, &Map::new())?;
    let imported = Map::new();
    for dependency in wants {
        for wanted in &dependency.import_values {
            let (child, parent) = match wanted {
                Value::Str(name) => (format!("exports.{}", name.as_str()), String::new()),
                Value::Map(map) => match (map.get("child"), map.get("parent")) {
                    (Some(Value::Str(child)), Some(Value::Str(parent))) => {
                        (child.as_str().to_owned(), parent.as_str().to_owned())
                    }
                    _ => continue,
                },
                _ => continue,
            };
            let from = format!("{}.{child}", dependency.key());
            let Some(Value::Map(table)) = at(&values, &from) else {
                continue;
            };
            let table = nested(&parent, table);
            tables(&imported, &table, false, VALUE_LEVELS_MAX)?;
        }
    }
    tables(&values, &imported, false, VALUE_LEVELS_MAX)?;
    chart.values = values;
    Ok(())
}

/// A table put under names with dots between them; `.` and nothing are the top.
fn nested(path: &str, table: Map) -> Map {
    let names = path.split('.').filter(|name| !name.is_empty());
    names.rev().fold(table, |table, name| {
        let outer = Map::new();
        outer.insert(name, Value::Map(table));
        outer
    })
}
