//! Charts that lie in the repository, rendered by the engine of this crate.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Place, Source};

use super::budget::limit;
use super::hash;
use super::node::{Node, Origin, Placement};
use super::problem::{Fault, Outcome, Problem, ProblemKind};
use super::reader::join;
use super::resource::Resource;
use super::target::{Builder, Set};
use crate::helm::{
    self, ChartFile, RenderSettings, Rendered, RenderedFile, RenderedKind, ValuesInput,
};
use crate::yaml;

/// LIMIT: charts that are rendered to build a folder. Each has the whole budget of a chart.
pub const CHARTS_MAX: usize = 32;

/// Adds the objects of `helmCharts`.
pub(super) fn add(builder: &mut Builder<'_>, folder: &str, root: &Node, set: &mut Set) {
    for item in builder.list(root, "helmCharts") {
        if builder.is_stopped {
            return;
        }
        let added = add_chart(builder, folder, root, item, set);
        builder.note(added, item);
    }
    for item in builder.list(root, "helmChartInflationGenerator") {
        let text = "`helmChartInflationGenerator` is not done here, `helmCharts` is";
        builder.tell(Fault::new(ProblemKind::Unsupported, text), item);
    }
}

fn add_chart(
    builder: &mut Builder<'_>,
    folder: &str,
    root: &Node,
    item: &Node,
    set: &mut Set,
) -> Outcome<()> {
    builder.charts += 1;
    if builder.charts > CHARTS_MAX {
        return Err(limit("charts", CHARTS_MAX as u64));
    }
    let home = home(folder, root, item)?;
    let files = chart_files(builder, &home)?;
    if files.is_empty() {
        let text = format!(
            "the chart `{}` is not in this repository",
            item.text_of("name")
        );
        return Err(Fault::new(ProblemKind::Unsupported, text));
    }
    let settings = settings(builder, folder, root, item, &files)?;
    let rendered = helm::render(&files, &settings);
    tell(builder, &home, item, &rendered);
    let mut sources = Sources {
        home: &home,
        files: &files,
        known: BTreeMap::new(),
    };
    let mut made = Vec::new();
    for file in &rendered.files {
        let is_wanted = match file.kind {
            RenderedKind::Manifest => true,
            RenderedKind::Crd => item.text_of("includeCRDs") == "true",
            RenderedKind::Notes => false,
        };
        if is_wanted {
            let documents = sources.documents(builder, &rendered, file, item)?;
            made.extend(builder.objects(documents));
        }
    }
    let resources = made.into_iter().map(|node| {
        let mut resource = Resource::new(node);
        resource.is_rendered = true;
        resource
    });
    let resources = resources.filter(|resource| !is_left_out(resource, item));
    builder.append(set, resources.collect(), item);
    Ok(())
}

/// The folder of a chart: below `chartHome`, with its version where it was fetched.
fn home(folder: &str, root: &Node, item: &Node) -> Outcome<String> {
    let name = item.text_of("name");
    if name.is_empty() {
        return Err(Fault::refused("a chart without a name"));
    }
    let home = root.at(&["helmGlobals", "chartHome"]).and_then(Node::text);
    let mut path = join(
        folder,
        home.filter(|home| !home.is_empty()).unwrap_or("charts"),
    )?;
    let (version, repository) = (item.text_of("version"), item.text_of("repo"));
    if !version.is_empty() && !repository.is_empty() {
        path = join(&path, &format!("{name}-{version}"))?;
    }
    join(&path, name)
}

fn chart_files(builder: &mut Builder<'_>, home: &str) -> Outcome<Vec<ChartFile>> {
    let mut files = Vec::new();
    let start = format!("{home}/");
    for path in builder.reader.files.below(home) {
        let Some(inner) = path.strip_prefix(&start) else {
            continue;
        };
        if let Some(bytes) = builder.reader.bytes(&path)? {
            builder.reader.budget.steps(bytes.len() as u64)?;
            files.push(ChartFile {
                path: inner.to_owned(),
                bytes: bytes.to_vec(),
            });
        }
    }
    Ok(files)
}

fn settings(
    builder: &mut Builder<'_>,
    folder: &str,
    root: &Node,
    item: &Node,
    chart: &[ChartFile],
) -> Outcome<RenderSettings> {
    let mut settings = RenderSettings::default();
    let said = |node: &Node, key: &str| {
        let value = node.get(key).and_then(Node::text);
        value.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    if let Some(release) = said(item, "releaseName") {
        settings.release = release;
    }
    if let Some(namespace) = said(item, "namespace").or_else(|| said(root, "namespace")) {
        settings.namespace = namespace;
    }
    if let Some(version) = said(item, "kubeVersion") {
        settings.kube_version = version;
    }
    let versions = item.get("apiVersions").map(Node::items).unwrap_or_default();
    settings.api_versions = versions
        .iter()
        .map(|one| one.key_text().to_owned())
        .collect();
    let mut own = match item
        .get("valuesFile")
        .filter(|file| !file.key_text().is_empty())
    {
        Some(file) => Some(values_file(builder, folder, file)?),
        None => None,
    };
    let inline = item.get("valuesInline").filter(|values| !values.is_empty());
    let inline = inline.map(|values| ValuesInput::File {
        path: values.origin.path().to_owned(),
        bytes: hash::json(values).into_bytes(),
    });
    match (item.text_of("valuesMerge"), inline) {
        ("" | "override", inline) => settings.values.extend(own.into_iter().chain(inline)),
        ("replace", Some(inline)) => settings.values.push(inline),
        ("merge", Some(inline)) => {
            let held = chart.iter().find(|file| file.path == "values.yaml");
            own = own.or_else(|| {
                held.map(|file| ValuesInput::File {
                    path: file.path.clone(),
                    bytes: file.bytes.clone(),
                })
            });
            settings.values.push(inline);
            settings.values.extend(own);
        }
        ("replace" | "merge", None) => settings.values.extend(own),
        (other, _) => {
            return Err(Fault::refused(format!(
                "there is no way to merge values `{other}`"
            )));
        }
    }
    for file in item
        .get("additionalValuesFiles")
        .map(Node::items)
        .unwrap_or_default()
    {
        settings.values.push(values_file(builder, folder, file)?);
    }
    Ok(settings)
}

fn values_file(builder: &mut Builder<'_>, folder: &str, file: &Node) -> Outcome<ValuesInput> {
    let data = builder.reader.data(folder, file.key_text())?;
    Ok(ValuesInput::File {
        path: data.source.path().to_owned(),
        bytes: data.bytes,
    })
}

/// What of the chart is missing is missing from the folder.
fn tell(builder: &mut Builder<'_>, home: &str, item: &Node, rendered: &Rendered) {
    for problem in &rendered.problems {
        let kind = match problem.kind {
            helm::ProblemKind::Broken => ProblemKind::Broken,
            helm::ProblemKind::Fails | helm::ProblemKind::Refused => ProblemKind::Refused,
            helm::ProblemKind::Missing => ProblemKind::Missing,
            helm::ProblemKind::Unsupported => ProblemKind::Unsupported,
            helm::ProblemKind::Limit => ProblemKind::Limit,
        };
        let path = join(home, &problem.path);
        builder.reader.tell(match path {
            Ok(path) => Problem {
                path,
                place: Place {
                    line: problem.line.max(1),
                    column: 1,
                    ..Place::default()
                },
                kind,
                text: problem.text.clone(),
            },
            Err(_) => Fault::new(kind, problem.text.clone()).at(&item.origin),
        });
    }
}

/// Hooks and tests that an entry leaves out.
fn is_left_out(resource: &Resource, item: &Node) -> bool {
    let annotations = resource.texts("annotations");
    let mut hooks = annotations.iter().filter(|(key, _)| *key == "helm.sh/hook");
    let Some((_, hooks)) = hooks.next() else {
        return false;
    };
    item.text_of("skipHooks") == "true"
        || (item.text_of("skipTests") == "true" && hooks.contains("test"))
}

/// The templates of a chart, for the places of what they made.
struct Sources<'c> {
    home: &'c str,
    files: &'c [ChartFile],
    known: BTreeMap<String, Arc<Source>>,
}

impl Sources<'_> {
    fn source(&mut self, path: &str) -> Arc<Source> {
        if let Some(known) = self.known.get(path) {
            return Arc::clone(known);
        }
        let file = self.files.iter().find(|file| file.path == path);
        let text = file.and_then(|file| std::str::from_utf8(&file.bytes).ok());
        let full = format!("{}/{path}", self.home);
        let source = Arc::new(Source::new(full, text.unwrap_or_default()));
        self.known.insert(path.to_owned(), Arc::clone(&source));
        source
    }

    /// The documents of a rendered file; each value is at the line of the template that wrote it.
    fn documents(
        &mut self,
        builder: &mut Builder<'_>,
        rendered: &Rendered,
        file: &RenderedFile,
        item: &Node,
    ) -> Outcome<Vec<Node>> {
        let tree = yaml::read_text(&file.name, &file.text, Dialect::Core);
        if let Some(problem) = tree.problems().first() {
            let text = format!("in what `{}` makes: {}", file.path, problem.reason);
            builder.tell(Fault::new(ProblemKind::Broken, text), item);
        }
        let mut origins = Vec::new();
        for (line, _) in (1..).zip(file.text.split('\n')) {
            let origin = rendered.origin(file, line).map(|origin| {
                let source = self.source(&origin.template.path);
                let (start, end) = source.line_range(origin.template.line);
                Origin::new(&source, start, end)
            });
            origins.push(origin.unwrap_or_else(|| item.origin.clone()));
        }
        let placement = Placement::Lines(Rc::new(origins));
        let budget = &mut builder.reader.budget;
        let roots = tree.roots().filter(|root| !root.is_null());
        roots
            .map(|root| Node::read(root, &placement, budget))
            .collect()
    }
}
