//! Renders a chart: values, sub-charts and templates in Helm's order.

use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use seaworthy_facts::manifest::Dialect;

use super::ast::Template;
use super::budget::Budget;
use super::capabilities::{self, KUBE_VERSION_DEFAULT};
use super::chart::{self, Chart, ChartFile, below};
use super::coalesce::{coalesce, overlay};
use super::dependencies::resolve;
use super::eval::Engine;
use super::fault::{Fault, FaultKind, Outcome};
use super::origin::{Lines, Origin, Sources};
use super::output::Output;
use super::parser;
use super::problem::{Problem, ProblemKind};
use super::set_syntax;
use super::value::{Map, VALUE_LEVELS_MAX, Value};
use super::values_place::ValuesFile;
use crate::yaml;

/// Values that a user gives on top of those of the chart.
#[derive(Clone, Debug)]
pub enum ValuesInput {
    /// A file of YAML, as `--values` takes it.
    File {
        /// How places name it.
        path: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Assignments, as `--set` takes them.
    Set(String),
    /// Assignments of text, as `--set-string` takes them.
    SetString(String),
}

/// What a chart is rendered for.
#[derive(Clone, Debug)]
pub struct RenderSettings {
    /// The name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The version of Kubernetes, with or without `v`.
    pub kube_version: String,
    /// API versions that the cluster serves beside those of Kubernetes.
    pub api_versions: Vec<String>,
    /// Values, weaker ones first.
    pub values: Vec<ValuesInput>,
    /// What `now` answers.
    pub now: Timestamp,
    /// What the rendering may cost.
    pub budget: Budget,
}

impl Default for RenderSettings {
    /// As `helm template` without options does it, at the beginning of 1970.
    fn default() -> Self {
        Self {
            release: "release-name".to_owned(),
            namespace: "default".to_owned(),
            kube_version: KUBE_VERSION_DEFAULT.to_owned(),
            api_versions: Vec::new(),
            values: Vec::new(),
            now: Timestamp::UNIX_EPOCH,
            budget: Budget::default(),
        }
    }
}

/// What became of a chart.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The name of the chart; empty where it could not be read.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The files that its templates made, and its CRDs, in Helm's order.
    pub files: Vec<RenderedFile>,
    /// What is missing from them.
    pub problems: Vec<Problem>,
    /// How many steps it took.
    pub steps: u64,
    sources: Sources,
}

/// A file that was rendered.
#[derive(Debug)]
pub struct RenderedFile {
    /// Its name as Helm shows it, as `web/charts/db/templates/service.yaml`.
    pub name: String,
    /// The template, below the folder of the chart.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What it is.
    pub kind: RenderedKind,
    lines: Lines,
}

/// What a rendered file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderedKind {
    /// Objects for the cluster.
    Manifest,
    /// A definition of custom resources from `crds/`, which is no template.
    Crd,
    /// Words for the user: `NOTES.txt`.
    Notes,
}

impl Rendered {
    /// What a line of a file, from 1, was made from.
    #[must_use]
    pub fn origin(&self, file: &RenderedFile, line: u32) -> Option<Origin> {
        if file.kind == RenderedKind::Crd {
            let path = file.path.clone();
            let template = super::origin::SourcePlace { path, line };
            return Some(Origin {
                template,
                caller: None,
                values: Vec::new(),
            });
        }
        self.sources.origin(&file.lines, line)
    }
}

/// Renders the chart that the files of a folder are.
///
/// A template that fails is a [`Problem`], and the others are rendered.
#[must_use]
pub fn render(files: &[ChartFile], settings: &RenderSettings) -> Rendered {
    let mut rendered = Rendered::default();
    let Some(mut chart) = chart::read(files, &mut rendered.problems) else {
        return rendered;
    };
    rendered.name.clone_from(&chart.metadata.name);
    rendered.version.clone_from(&chart.metadata.version);
    tell_missing(&chart, &mut rendered.problems);
    let values = given_values(settings, &mut rendered).and_then(|given| {
        resolve(&mut chart, &given)?;
        coalesce(&chart, &given)
    });
    let values = match values {
        Ok(values) => values,
        Err(fault) => {
            rendered.problems.push(Problem::of(&fault, "values.yaml"));
            return rendered;
        }
    };
    let mut run = Run {
        engine: Engine::new(settings.budget, settings.now),
        release: release(settings),
        capabilities: capabilities::map(&settings.kube_version, &settings.api_versions),
        jobs: Vec::new(),
        rendered,
    };
    run.engine.reads.number(&values);
    run.collect(&chart, &chart.metadata.name.clone(), &values, true, &[]);
    run.parse();
    run.execute();
    run.finish()
}

/// The files and assignments of the user, laid over each other.
fn given_values(settings: &RenderSettings, rendered: &mut Rendered) -> Outcome<Map> {
    let given = Map::new();
    for input in &settings.values {
        match input {
            ValuesInput::File { path, bytes } => {
                let tree = yaml::read(path, bytes, Dialect::Kubernetes);
                let values = chart::values_of(&tree).map_err(|text| {
                    Fault::of(FaultKind::Syntax(text)).at(&Rc::from(path.as_str()), 0)
                })?;
                overlay(&given, &values, VALUE_LEVELS_MAX)?;
                let file = Arc::new(ValuesFile::new(path, tree));
                rendered.sources.values.insert(0, (Vec::new(), file));
            }
            ValuesInput::Set(text) => set_syntax::apply(&given, text, false)?,
            ValuesInput::SetString(text) => set_syntax::apply(&given, text, true)?,
        }
    }
    Ok(given)
}

fn release(settings: &RenderSettings) -> Value {
    let map = Map::new();
    map.insert("Name", Value::str(settings.release.as_str()));
    map.insert("Namespace", Value::str(settings.namespace.as_str()));
    map.insert("Service", Value::str("Helm"));
    map.insert("IsInstall", Value::Bool(true));
    map.insert("IsUpgrade", Value::Bool(false));
    map.insert("Revision", Value::Int(1));
    Value::Map(map)
}

/// Dependencies that no folder or archive holds.
fn tell_missing(chart: &Chart, problems: &mut Vec<Problem>) {
    for wanted in &chart.metadata.dependencies {
        let there = chart
            .dependencies
            .iter()
            .any(|child| child.metadata.name == wanted.name);
        if !there {
            let path = below(&chart.folder, "Chart.yaml");
            let text = format!("the chart `{}` is not in `charts/`", wanted.name);
            problems.push(Problem::new(&path, 0, ProblemKind::Missing, text));
        }
    }
    for child in &chart.dependencies {
        tell_missing(child, problems);
    }
}

/// A template file to be run.
struct Job {
    /// Its name as Helm shows it.
    name: Rc<str>,
    /// Its path below the outermost chart.
    path: String,
    text: Rc<str>,
    base: Rc<str>,
    dot: Map,
    /// The number of the file, and one.
    number: u32,
    broken: bool,
}

struct Run {
    engine: Engine,
    release: Value,
    capabilities: Value,
    jobs: Vec<Job>,
    rendered: Rendered,
}

impl Run {
    /// Gathers the templates of a chart and of those below it. Returns what `.Subcharts` holds.
    fn collect(
        &mut self,
        chart: &Chart,
        name: &str,
        values: &Map,
        is_root: bool,
        prefix: &[String],
    ) -> Value {
        let dot = Map::new();
        dot.insert("Chart", chart.metadata.to_map(is_root));
        dot.insert("Files", files_value(chart));
        dot.insert("Release", self.release.clone());
        dot.insert("Capabilities", self.capabilities.clone());
        dot.insert("Values", Value::Map(values.clone()));
        if let Some(file) = &chart.values_file {
            self.rendered
                .sources
                .values
                .push((prefix.to_vec(), file.clone()));
        }
        let below_it = Map::new();
        dot.insert("Subcharts", Value::Map(below_it.clone()));
        for child in &chart.dependencies {
            let child_name = &child.metadata.name;
            let own = match values.get(child_name) {
                Some(Value::Map(own)) => own,
                _ => Map::new(),
            };
            let full = format!("{name}/charts/{child_name}");
            let mut prefix = prefix.to_vec();
            prefix.push(child_name.clone());
            let value = self.collect(child, &full, &own, false, &prefix);
            below_it.insert(child_name, value);
        }
        for template in &chart.templates {
            let file = template.path.rsplit('/').next().unwrap_or_default();
            if chart.metadata.is_library && !file.starts_with('_') {
                continue;
            }
            self.jobs.push(Job {
                name: Rc::from(format!("{name}/{}", template.path)),
                path: below(&chart.folder, &template.path),
                text: template.text.clone(),
                base: Rc::from(format!("{name}/templates")),
                dot: dot.clone(),
                number: 0,
                broken: false,
            });
        }
        for crd in &chart.crds {
            self.rendered.files.push(RenderedFile {
                name: format!("{name}/{}", crd.path),
                path: below(&chart.folder, &crd.path),
                text: crd.text.as_ref().to_owned(),
                kind: RenderedKind::Crd,
                lines: Lines::default(),
            });
        }
        Value::Map(dot)
    }

    /// Parses every template, deeper ones first, so that those above replace them.
    fn parse(&mut self) {
        self.jobs.sort_by(|one, two| {
            let depth = |job: &Job| job.name.matches('/').count();
            depth(two)
                .cmp(&depth(one))
                .then_with(|| two.name.cmp(&one.name))
        });
        for (at, job) in self.jobs.iter_mut().enumerate() {
            job.number = u32::try_from(at + 1).unwrap_or(0);
            self.rendered.sources.files.push(job.path.clone());
            match parser::parse(&job.name, job.number, &job.text) {
                Ok(templates) => {
                    for template in templates {
                        self.engine.define(Rc::new(template));
                    }
                }
                Err(fault) => {
                    job.broken = true;
                    let mut problem = Problem::of(&fault, &job.path);
                    problem.path.clone_from(&job.path);
                    self.rendered.problems.push(problem);
                }
            }
        }
    }

    fn execute(&mut self) {
        let jobs = std::mem::take(&mut self.jobs);
        for job in &jobs {
            let file = job.name.rsplit('/').next().unwrap_or_default();
            if file.starts_with('_') || job.broken {
                continue;
            }
            let Some(template) = self.engine.templates.get(&job.name).cloned() else {
                continue;
            };
            match self.execute_one(job, &template) {
                Ok(output) => self.keep(job, file, output),
                Err(fault) => {
                    let path = |name: &Rc<str>| {
                        let job = jobs.iter().find(|job| job.name == *name);
                        job.map(|job| Rc::from(job.path.as_str()))
                    };
                    let mut fault = *fault;
                    fault.file = fault.file.as_ref().and_then(path);
                    self.rendered.problems.push(Problem::of(&fault, &job.path));
                    if self.engine.meter.is_spent() {
                        break;
                    }
                }
            }
        }
    }

    fn execute_one(&mut self, job: &Job, template: &Rc<Template>) -> Outcome<Output> {
        self.engine.meter.reset_levels();
        self.engine.reads.current.clear();
        let own = Map::new();
        own.insert("Name", Value::Str(job.name.clone().into()));
        own.insert("BasePath", Value::Str(job.base.clone().into()));
        job.dot.insert("Template", Value::Map(own));
        let mut output = Output::default();
        self.engine
            .execute(template, &Value::Map(job.dot.clone()), &mut output)?;
        Ok(output)
    }

    fn keep(&mut self, job: &Job, file: &str, mut output: Output) {
        let text = std::mem::take(&mut output.text);
        let text = if text.contains("<no value>") {
            text.replace("<no value>", "")
        } else {
            text
        };
        let kind = if file == "NOTES.txt" {
            RenderedKind::Notes
        } else {
            RenderedKind::Manifest
        };
        self.rendered.files.push(RenderedFile {
            name: job.name.as_ref().to_owned(),
            path: job.path.clone(),
            text,
            kind,
            lines: Lines::new(&output, job.number),
        });
    }

    fn finish(mut self) -> Rendered {
        self.rendered.steps = self.engine.meter.steps();
        let reads = std::mem::take(&mut self.engine.reads);
        self.rendered.sources.take_reads(reads);
        self.rendered
    }
}

fn files_value(chart: &Chart) -> Value {
    Value::Object(Rc::new(super::object::Object::Files(chart.files.clone())))
}
