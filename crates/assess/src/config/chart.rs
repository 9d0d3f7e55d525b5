//! Charts of a folder: found by their `Chart.yaml`, rendered, and traced back to their templates.

use std::sync::Arc;

use jiff::Timestamp;
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::ObjectSet;
use seaworthy_facts::{ChartFact, Unread};
use seaworthy_manifest::helm::{self, ChartFile, Origin, RenderSettings, Rendered, RenderedKind};
use seaworthy_manifest::yaml;
use seaworthy_model::{Finding, Location};

use super::files::{Files, base_of, folder_of};
use super::{Configuration, ConfigurationOptions, Deployed, plain};
use crate::folder::each;

/// LIMIT: bytes of all files of one chart. The largest that are published hold some megabytes of
/// CRDs.
const CHART_BYTES_MAX: usize = 256 << 20;

/// A chart that was rendered.
#[derive(Debug)]
pub(crate) struct Chart {
    /// Its folder with `/` at its end; empty at the top.
    folder: String,
    rendered: Rendered,
}

/// What reading a chart yields.
struct Read {
    deployed: Option<Deployed>,
    unread: Vec<Unread>,
    fact: Option<ChartFact>,
    counts: plain::Counts,
}

/// The folders of charts that are no part of another one, with `/` at their ends.
pub(super) fn folders<'a>(files: &'a Files<'_>) -> Vec<&'a str> {
    let mut folders: Vec<&str> = Vec::new();
    let charts = files.names().filter(|name| base_of(name) == "Chart.yaml");
    let mut found: Vec<&str> = charts.map(folder_of).collect();
    found.sort_by_key(|folder| folder.len());
    for folder in found {
        let inner = |outer: &&str| {
            let below = folder.strip_prefix(*outer);
            below.is_some_and(|below| {
                below.starts_with("charts/") || below.starts_with("templates/")
            })
        };
        if !folders.iter().any(inner) {
            folders.push(folder);
        }
    }
    folders.sort_unstable();
    folders
}

/// Whether a file is a part of one of the charts, and nothing of its own.
pub(super) fn holds(folders: &[&str], name: &str) -> bool {
    folders.iter().any(|folder| {
        name.strip_prefix(folder).is_some_and(|below| {
            let is_values = below.starts_with("values") && !below.contains('/');
            let is_own = matches!(
                below,
                "Chart.yaml" | "Chart.lock" | "requirements.yaml" | "requirements.lock"
            );
            let parts = ["templates/", "charts/", "crds/", "ci/"];
            is_own || is_values || parts.iter().any(|part| below.starts_with(part))
        })
    })
}

/// Renders every chart.
pub(super) fn read(
    files: &Files<'_>,
    options: &ConfigurationOptions,
    now: Timestamp,
    threads: usize,
    into: &mut Configuration,
) {
    let folders = folders(files);
    let settings = RenderSettings {
        kube_version: format!("{}.0", options.kube_version),
        values: options.values.clone(),
        now,
        ..RenderSettings::default()
    };
    let read = each(&folders, threads, |folder| {
        one(files, folder, options, &settings)
    });
    for read in read {
        into.sets.extend(read.deployed);
        into.unread.extend(read.unread);
        into.facts.charts.extend(read.fact);
        read.counts.add_to(&mut into.facts);
    }
}

fn one(
    files: &Files<'_>,
    folder: &str,
    options: &ConfigurationOptions,
    settings: &RenderSettings,
) -> Read {
    let mut read = Read {
        deployed: None,
        unread: Vec::new(),
        fact: None,
        counts: plain::Counts::default(),
    };
    let Some(chart) = content(files, folder, &mut read) else {
        return read;
    };
    let rendered = helm::render(&chart, settings);
    drop(chart);
    let problems = rendered.problems.iter().map(|problem| {
        let path = match problem.path.as_str() {
            "" => format!("{folder}Chart.yaml"),
            path => format!("{folder}{path}"),
        };
        let at = match problem.line {
            0 => String::new(),
            line => format!("line {line}: "),
        };
        Unread::new(path, "helm", format!("{at}{}", problem.text))
    });
    read.unread.extend(problems);
    if rendered.name.is_empty() {
        return read;
    }
    read.fact = Some(ChartFact {
        path: folder.trim_end_matches('/').to_owned(),
        name: rendered.name.clone(),
        version: rendered.version.clone(),
    });
    let mut objects = Vec::new();
    let made = rendered.files.iter();
    for file in made.filter(|file| file.kind != RenderedKind::Notes) {
        let path = format!("{folder}{}", file.path);
        let tree = yaml::read_text(&path, &file.text, Dialect::Kubernetes).derived();
        let found = plain::objects(&path, &Arc::new(tree));
        read.unread.extend(found.unread);
        read.counts.add(&found.counts);
        objects.extend(found.objects);
    }
    let name = rendered.name.clone();
    let set = ObjectSet::new(name, options.kube_version, objects);
    read.deployed = Some(Deployed {
        set: Arc::new(set),
        chart: Some(Chart {
            folder: folder.to_owned(),
            rendered,
        }),
    });
    read
}

/// The files of a chart; nothing where they are too many bytes.
fn content(files: &Files<'_>, folder: &str, read: &mut Read) -> Option<Vec<ChartFile>> {
    let mut chart = Vec::new();
    let mut bytes = 0;
    for name in files.below(folder) {
        match files.read(name) {
            Some(Ok(content)) => {
                bytes += content.len();
                let path = name.strip_prefix(folder).unwrap_or(name).to_owned();
                chart.push(ChartFile {
                    path,
                    bytes: content,
                });
            }
            Some(Err(error)) => read
                .unread
                .push(Unread::new(name, "helm", error.to_string())),
            None => {}
        }
        if bytes > CHART_BYTES_MAX {
            let reason = format!("the chart has more than {} MiB", CHART_BYTES_MAX >> 20);
            let name = format!("{folder}Chart.yaml");
            read.unread.push(Unread::new(name, "helm", reason));
            return None;
        }
    }
    Some(chart)
}

impl Chart {
    /// Puts a finding where a person edits: at the value that made the line, or at the line of the
    /// template.
    pub(super) fn trace(&self, finding: &mut Finding) {
        for related in &mut finding.related {
            if let Some((place, _)) = self.places(related) {
                *related = place;
            }
        }
        if let Some((place, others)) = self.places(&finding.location) {
            finding.location = place;
            finding.related.extend(others);
        }
    }

    /// The place to edit, and the others that take part.
    fn places(&self, location: &Location) -> Option<(Location, Vec<Location>)> {
        let Location::File { path, line, column } = location else {
            return None;
        };
        let template = path.strip_prefix(&self.folder)?;
        let line = (*line)?;
        let mut files = self.rendered.files.iter();
        let file = files.find(|file| file.path == template)?;
        let origin = self.rendered.origin(file, line)?;
        let text = file.text.lines().nth(line as usize - 1).unwrap_or_default();
        Some(self.ordered(&origin, is_scalar(text, column.unwrap_or(1))))
    }

    fn ordered(&self, origin: &Origin, is_scalar: bool) -> (Location, Vec<Location>) {
        let at = |path: &str, line| Location::File {
            path: format!("{}{path}", self.folder),
            line: Some(line),
            column: None,
        };
        let value = origin.values.iter().find_map(|value| value.place.as_ref());
        let own = origin.caller.as_ref().unwrap_or(&origin.template);
        let mut places = vec![at(&own.path, own.line)];
        if origin.caller.is_some() {
            places.push(at(&origin.template.path, origin.template.line));
        }
        if let Some(value) = value.filter(|_| is_scalar) {
            places.insert(0, at(&value.path, value.line));
        }
        let first = places.remove(0);
        places.retain(|place| *place != first);
        (first, places)
    }
}

/// Whether what stands at a column of a line is a value behind its key, or an item of a list: what
/// a file of values may have set. Anything else is a whole in which something may lack.
fn is_scalar(line: &str, column: u32) -> bool {
    let before: String = line.chars().take(column as usize - 1).collect();
    let rest: String = line.chars().skip(column as usize - 1).collect();
    let behind_key = before.trim_end().ends_with(':');
    let item = before.trim_end().ends_with('-');
    behind_key || (item && !rest.contains(": ") && !rest.trim_end().ends_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_told_from_a_whole() {
        assert!(is_scalar("  privileged: true", 15));
        assert!(is_scalar("  - NET_ADMIN", 5));
        assert!(!is_scalar("  - name: web", 5));
        assert!(!is_scalar("spec:", 1));
    }
}
