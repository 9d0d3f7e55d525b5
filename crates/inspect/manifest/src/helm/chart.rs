//! A chart as it lies in a folder or an archive.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Tree};

use super::archive;
use super::coalesce::overlay;
use super::files::FileSet;
use super::ignore_file::IgnoreFile;
use super::metadata::{self, Metadata};
use super::problem::{Problem, ProblemKind};
use super::value::{Map, VALUE_LEVELS_MAX, Value};
use super::values_place::ValuesFile;
use super::yaml_read;
use crate::yaml;

/// Charts that may lie in each other.
/// LIMIT: deeper ones are told and left out.
pub const CHART_LEVELS_MAX: usize = 16;

/// Files of a chart with everything below it. The largest public one has some thousands.
/// LIMIT: the chart is told and not rendered.
pub const CHART_FILES_MAX: usize = 20_000;

/// A file of a chart.
#[derive(Clone, Debug)]
pub struct ChartFile {
    /// Its path below the chart's folder, with `/` between names.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A chart that was read, with the charts below it.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    pub(super) metadata: Metadata,
    /// Its path below the folder of the outermost chart; empty for that one.
    pub(super) folder: Rc<str>,
    pub(super) values: Map,
    pub(super) templates: Vec<Template>,
    pub(super) files: FileSet,
    pub(super) crds: Vec<Template>,
    pub(super) dependencies: Vec<Chart>,
    /// The values file, for the places of values.
    pub(super) values_file: Option<Arc<ValuesFile>>,
}

/// A file whose text counts.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// Its path below its chart.
    pub(super) path: Rc<str>,
    pub(super) text: Rc<str>,
}

/// A path below the folder of the outermost chart.
pub(super) fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() {
        return path.to_owned();
    }
    format!("{folder}/{path}")
}

/// Reads a chart. What cannot be read is told, and the rest is taken; without `Chart.yaml` there is
/// no chart.
pub(super) fn read(files: &[ChartFile], problems: &mut Vec<Problem>) -> Option<Chart> {
    if files.len() > CHART_FILES_MAX {
        problems.push(Problem::limit(
            "",
            "files of a chart",
            CHART_FILES_MAX as u64,
        ));
        return None;
    }
    let ignore = files.iter().find(|file| file.path == ".helmignore");
    let ignore = ignore.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let ignore = IgnoreFile::read(&ignore.unwrap_or_default());
    let kept = files.iter().filter(|file| !ignore.ignores(&file.path));
    let kept: Vec<(&str, &[u8])> = kept
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect();
    read_kept(&kept, "", problems, CHART_LEVELS_MAX)
}

fn read_kept(
    files: &[(&str, &[u8])],
    folder: &str,
    problems: &mut Vec<Problem>,
    levels: usize,
) -> Option<Chart> {
    let Some(levels) = levels.checked_sub(1) else {
        let most = CHART_LEVELS_MAX as u64;
        problems.push(Problem::limit(folder, "charts in each other", most));
        return None;
    };
    let mut parts = Parts::default();
    for (path, bytes) in files {
        parts.take(path, bytes);
    }
    let metadata = parts.metadata(folder, problems)?;
    let (values, values_file) = parts.values(folder, problems);
    let mut dependencies = Vec::new();
    for (name, files) in &parts.charts {
        let at = below(folder, &format!("charts/{name}"));
        if name.starts_with(['_', '.']) {
            continue;
        }
        let found = if name.ends_with(".tgz") {
            archived(files, &at, problems, levels)
        } else if files.iter().any(|(path, _)| !path.is_empty()) {
            read_kept(files, &at, problems, levels)
        } else {
            continue;
        };
        dependencies.extend(found);
    }
    let mut chart = Chart {
        metadata,
        folder: Rc::from(folder),
        values,
        templates: parts.templates,
        files: FileSet::new(parts.files),
        crds: parts.crds,
        dependencies,
        values_file,
    };
    chart.templates.sort_by(|one, two| one.path.cmp(&two.path));
    Some(chart)
}

/// A chart in an archive below `charts/`.
fn archived(
    files: &[(&str, &[u8])],
    at: &str,
    problems: &mut Vec<Problem>,
    levels: usize,
) -> Option<Chart> {
    let bytes = files.iter().find(|(path, _)| path.is_empty())?.1;
    let files = match archive::read(bytes) {
        Ok(files) => files,
        Err(error) => {
            problems.push(Problem::new(at, 0, ProblemKind::Broken, error.to_string()));
            return None;
        }
    };
    let files = files.iter();
    let files: Vec<(&str, &[u8])> = files
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect();
    read_kept(&files, at, problems, levels)
}

/// The files of one chart, sorted by what they are.
#[derive(Default)]
struct Parts<'a> {
    chart: Option<&'a [u8]>,
    requirements: Option<&'a [u8]>,
    values: Option<&'a [u8]>,
    templates: Vec<Template>,
    crds: Vec<Template>,
    files: BTreeMap<Rc<str>, Rc<[u8]>>,
    charts: BTreeMap<String, Vec<(&'a str, &'a [u8])>>,
}

impl<'a> Parts<'a> {
    fn take(&mut self, path: &'a str, bytes: &'a [u8]) {
        match path {
            "Chart.yaml" => self.chart = Some(bytes),
            "values.yaml" => self.values = Some(bytes),
            "values.schema.json" | "Chart.lock" => {}
            "requirements.yaml" => self.requirements = Some(bytes),
            _ => self.take_other(path, bytes),
        }
    }

    fn take_other(&mut self, path: &'a str, bytes: &'a [u8]) {
        if path.starts_with("templates/") {
            self.templates.push(template(path, bytes));
            return;
        }
        if let Some(inner) = path.strip_prefix("charts/")
            && !inner.ends_with(".prov")
        {
            let (name, rest) = inner.split_once('/').unwrap_or((inner, ""));
            self.charts
                .entry(name.to_owned())
                .or_default()
                .push((rest, bytes));
            return;
        }
        if path.starts_with("crds/") && has_yaml_name(path) {
            self.crds.push(template(path, bytes));
        }
        self.files.insert(Rc::from(path), Rc::from(bytes));
    }

    fn metadata(&self, folder: &str, problems: &mut Vec<Problem>) -> Option<Metadata> {
        let at = below(folder, "Chart.yaml");
        let broken = |text: String| Problem::new(&at, 0, ProblemKind::Broken, text);
        let Some(bytes) = self.chart else {
            problems.push(broken("a chart without Chart.yaml".to_owned()));
            return None;
        };
        let document = match document(&at, bytes) {
            Ok(document) => document,
            Err(text) => {
                problems.push(broken(text));
                return None;
            }
        };
        let Some(mut metadata) = Metadata::read(&document) else {
            problems.push(broken("Chart.yaml names no chart".to_owned()));
            return None;
        };
        if let (Some(bytes), true) = (self.requirements, metadata.api_version != "v2")
            && let Ok(Value::Map(map)) = document_of(bytes)
        {
            metadata.dependencies.extend(metadata::dependencies(&map));
        }
        Some(metadata)
    }

    fn values(&self, folder: &str, problems: &mut Vec<Problem>) -> (Map, Option<Arc<ValuesFile>>) {
        let Some(bytes) = self.values else {
            return (Map::new(), None);
        };
        let at = below(folder, "values.yaml");
        let tree = yaml::read(&at, bytes, Dialect::Kubernetes);
        match values_of(&tree) {
            Ok(values) => (values, Some(Arc::new(ValuesFile::new(&at, tree)))),
            Err(text) => {
                problems.push(Problem::new(&at, 0, ProblemKind::Broken, text));
                (Map::new(), None)
            }
        }
    }
}

/// The values of all documents of a file, later ones over earlier ones.
///
/// # Errors
/// A document that cannot be read or is no map.
pub(super) fn values_of(tree: &Tree) -> Result<Map, String> {
    if let Some(problem) = tree.problems().first() {
        return Err(format!("line {}: {}", problem.place.line, problem.reason));
    }
    let values = Map::new();
    for root in tree.roots() {
        match yaml_read::value(root, VALUE_LEVELS_MAX)? {
            Value::Map(map) => {
                let joined = overlay(&values, &map, VALUE_LEVELS_MAX);
                joined.map_err(|fault| fault.kind.to_string())?;
            }
            Value::Nil => {}
            _ => return Err("values that are no map".to_owned()),
        }
    }
    Ok(values)
}

fn document(path: &str, bytes: &[u8]) -> Result<Value, String> {
    yaml_read::from_tree(&yaml::read(path, bytes, Dialect::Kubernetes))
}

fn document_of(bytes: &[u8]) -> Result<Value, String> {
    document("requirements.yaml", bytes)
}

fn template(path: &str, bytes: &[u8]) -> Template {
    let text = String::from_utf8_lossy(bytes);
    Template {
        path: Rc::from(path),
        text: Rc::from(text.strip_prefix('\u{feff}').unwrap_or(&text)),
    }
}

fn has_yaml_name(path: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| path.ends_with(end))
}
