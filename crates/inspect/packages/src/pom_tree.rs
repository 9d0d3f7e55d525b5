//! The project files of one tree, joined: parents, imported lists, and the properties of all.
//!
//! Source: Maven documentation, "POM reference" (Inheritance, Properties) and "Introduction to the
//! Dependency Mechanism" (Dependency Management, Importing Dependencies). What a project states
//! wins over its parents, nearest first; what is stated wins over what is imported, the first
//! import over later ones. A text is filled in by the project that uses it, so that a child may
//! override a property of its parent; what an import brings is filled in by the imported project.
//! The key of a managed entry is filled in by the file that states it. Profiles are not looked at.

use std::cell::Cell;
use std::collections::HashMap;

use seaworthy_facts::clean_path;

use crate::found::FIELD_BYTES_MAX;
use crate::pom::{Dependency, Parent, Project};

/// LIMIT: parents above one project. The deepest chains in use have about ten.
pub(crate) const PARENTS_MAX: usize = 100;
/// LIMIT: lists that one project imports, with those that they import. Large platforms have fifty.
pub(crate) const IMPORTS_MAX: usize = 200;
/// LIMIT: properties that stand in properties; more is a circle.
const PROPERTY_DEPTH_MAX: u32 = 8;
/// LIMIT: looks into single files for one tree. A tree of two thousand projects takes some
/// millions; one that takes more is made to keep its reader busy.
pub(crate) const STEPS_MAX: u64 = 50_000_000;

/// Why a version is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The parent with these coordinates is not in the tree.
    Parent(String),
    /// The parents go in a circle.
    Circle,
    /// There are more than [`PARENTS_MAX`] parents.
    Deep,
    /// The import with these coordinates is not in the tree.
    Import(String),
    /// There are more than [`IMPORTS_MAX`] imports.
    Wide,
    /// Nothing states it.
    Unstated,
}

/// One project with all above it, nearest first.
#[derive(Clone)]
pub(crate) struct Lineage {
    files: Vec<usize>,
    /// Why it ends before its root.
    cut: Option<Missing>,
}

/// A project as its dependencies are looked up in it.
pub(crate) struct View {
    pub(crate) lineage: Lineage,
    imports: Vec<Lineage>,
    /// The first import that could not be followed.
    lost: Option<Missing>,
}

/// What is known of a dependency.
pub(crate) struct Resolved {
    pub(crate) group: String,
    pub(crate) name: String,
    /// None: not known.
    pub(crate) version: Option<String>,
    /// The version was stated, and what it is made of is not known.
    pub(crate) is_property: bool,
    pub(crate) scope: String,
}

/// The files of a tree.
pub(crate) struct Tree<'p> {
    projects: &'p [Project],
    parents: Vec<Option<usize>>,
    by_path: HashMap<&'p str, usize>,
    by_name: HashMap<&'p str, Vec<usize>>,
    /// Managed entries whose key holds properties, by file.
    filled: HashMap<usize, HashMap<(String, String), &'p Dependency>>,
    steps: Cell<u64>,
}

impl View {
    /// The parents, nearest first.
    pub(crate) fn parents(&self) -> &[usize] {
        self.lineage.files.get(1..).unwrap_or_default()
    }
}

impl<'p> Tree<'p> {
    /// Joins the projects of these paths.
    pub(crate) fn new(paths: &'p [String], projects: &'p [Project]) -> Self {
        let mut tree = Tree {
            projects,
            parents: vec![None; projects.len()],
            by_path: HashMap::new(),
            by_name: HashMap::new(),
            filled: HashMap::new(),
            steps: Cell::new(0),
        };
        for (at, (path, project)) in paths.iter().zip(projects).enumerate() {
            tree.by_path.insert(path, at);
            tree.by_name.entry(&project.name).or_default().push(at);
        }
        tree.parents = paths
            .iter()
            .zip(projects)
            .enumerate()
            .map(|(at, (path, project))| {
                let parent = tree.parent(path, project.parent.as_ref()?);
                parent.filter(|parent| *parent != at)
            })
            .collect();
        tree.fill_keys();
        tree
    }

    /// A project, ready to look up its dependencies.
    pub(crate) fn view(&self, at: usize) -> View {
        let lineage = self.lineage(at);
        let mut view = View {
            imports: Vec::new(),
            lost: None,
            lineage,
        };
        let mut seen = vec![at];
        self.import(&view.lineage, &mut seen, &mut view.imports, &mut view.lost);
        view
    }

    /// The project itself.
    pub(crate) fn project(&self, at: usize) -> Option<&'p Project> {
        self.projects.get(at)
    }

    /// Whether nothing further is looked up.
    pub(crate) fn is_spent(&self) -> bool {
        self.steps.get() >= STEPS_MAX
    }

    /// Looks up a dependency; none where its name needs a property that nobody states.
    pub(crate) fn resolve(&self, view: &View, dependency: &Dependency) -> Option<Resolved> {
        let own = &view.lineage.files;
        let group = self.fill(&dependency.group, own)?;
        let name = self.fill(&dependency.name, own)?;
        let key = (group, name);
        let managed = match dependency.version.is_empty() || dependency.scope.is_empty() {
            true => self.managed(view, &key),
            false => None,
        };
        let of_managed = |stated: &str, of: fn(&Dependency) -> &String| match managed {
            Some((entry, context)) if stated.is_empty() => (of(entry).clone(), context),
            _ => (stated.to_owned(), own.as_slice()),
        };
        let (version, context) = of_managed(&dependency.version, |entry| &entry.version);
        let filled = self.fill(&version, context).filter(|text| !text.is_empty());
        let (scope, context) = of_managed(&dependency.scope, |entry| &entry.scope);
        let (group, name) = key;
        Some(Resolved {
            group,
            name,
            is_property: filled.is_none() && !version.is_empty(),
            version: filled,
            scope: self.fill(&scope, context).unwrap_or_default(),
        })
    }

    /// Why something that a project does not state is not known.
    pub(crate) fn why(view: &View) -> Missing {
        let cut = view.lineage.cut.clone().or_else(|| view.lost.clone());
        let imported = || view.imports.iter().find_map(|one| one.cut.clone());
        cut.or_else(imported).unwrap_or(Missing::Unstated)
    }

    fn step(&self) -> bool {
        let steps = self.steps.get();
        self.steps.set(steps.saturating_add(1));
        steps < STEPS_MAX
    }

    /// The file that an element `parent` means: where it says, or by its coordinates.
    fn parent(&self, path: &str, parent: &Parent) -> Option<usize> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let relative = parent.relative_path.as_deref().unwrap_or("../pom.xml");
        let there = (!relative.is_empty())
            .then(|| clean_path(&format!("{folder}/{relative}")).ok())
            .flatten();
        let there = there.and_then(|there| {
            let inside = format!("{there}/pom.xml");
            let inside = inside.trim_start_matches('/');
            let found = self.by_path.get(there.as_str());
            found.or_else(|| self.by_path.get(inside)).copied()
        });
        // A file in the right place with other coordinates is another project.
        there
            .filter(|at| self.is(*at, &parent.group, &parent.name, &parent.version))
            .or_else(|| self.find(&parent.group, &parent.name, &parent.version))
    }

    /// The project with these coordinates, the first by its path.
    fn find(&self, group: &str, name: &str, version: &str) -> Option<usize> {
        let mut all = self.by_name.get(name)?.iter().copied();
        all.find(|at| self.step() && self.is(*at, group, name, version))
    }

    fn is(&self, at: usize, group: &str, name: &str, version: &str) -> bool {
        let Some(project) = self.projects.get(at) else {
            return false;
        };
        let parent = project.parent.as_ref();
        let own = |own: &'p str, of: fn(&Parent) -> &String| match (own, parent) {
            ("", Some(parent)) => of(parent).as_str(),
            _ => own,
        };
        let own_version = own(&project.version, |parent| &parent.version);
        // `${revision}` and its like are only known once the parents are.
        let open = |text: &str| text.contains("${");
        project.name == name
            && own(&project.group, |parent| &parent.group) == group
            && (own_version == version || open(own_version) || open(version))
    }

    /// Replaces the keys that hold properties, now that parents are known.
    fn fill_keys(&mut self) {
        for (at, project) in self.projects.iter().enumerate() {
            let is_open = |key: &&(String, String)| key.0.contains("${") || key.1.contains("${");
            if !project.managed.keys().any(|key| is_open(&key)) {
                continue;
            }
            let lineage = self.lineage(at).files;
            let mut open: Vec<_> = project
                .managed
                .iter()
                .filter(|one| is_open(&one.0))
                .collect();
            open.sort_by(|one, two| one.0.cmp(two.0));
            let filled = open.into_iter().filter_map(|((group, name), entry)| {
                let key = (self.fill(group, &lineage)?, self.fill(name, &lineage)?);
                Some((key, entry))
            });
            let filled = filled.collect();
            self.filled.insert(at, filled);
        }
    }

    fn lineage(&self, at: usize) -> Lineage {
        let mut files = vec![at];
        let mut last = at;
        loop {
            let stated = self.projects.get(last).and_then(|one| one.parent.as_ref());
            let Some(stated) = stated else {
                return Lineage { files, cut: None };
            };
            let cut = match self.parents.get(last).copied().flatten() {
                None => Missing::Parent(format!(
                    "{}:{}:{}",
                    stated.group, stated.name, stated.version
                )),
                Some(parent) if files.contains(&parent) => Missing::Circle,
                Some(_) if files.len() > PARENTS_MAX => Missing::Deep,
                Some(parent) => {
                    files.push(parent);
                    last = parent;
                    continue;
                }
            };
            let cut = Some(cut);
            return Lineage { files, cut };
        }
    }

    /// Adds what a project imports, and what that imports, in the order in which they count.
    fn import(
        &self,
        from: &Lineage,
        seen: &mut Vec<usize>,
        into: &mut Vec<Lineage>,
        lost: &mut Option<Missing>,
    ) {
        let stated = from.files.iter().filter_map(|at| self.projects.get(*at));
        for import in stated.flat_map(|project| &project.imports) {
            if into.len() >= IMPORTS_MAX || !self.step() {
                lost.get_or_insert(Missing::Wide);
                return;
            }
            let part = |text: &str| self.fill(text, &from.files);
            let (group, name) = (part(&import.group), part(&import.name));
            let version = part(&import.version);
            let found = match (&group, &name) {
                (Some(group), Some(name)) => {
                    self.find(group, name, version.as_deref().unwrap_or(&import.version))
                }
                _ => None,
            };
            match found {
                Some(at) if seen.contains(&at) => {}
                Some(at) => {
                    seen.push(at);
                    let lineage = self.lineage(at);
                    // INVARIANT: every level adds a file to `into`, which ends the descent.
                    into.push(lineage.clone());
                    self.import(&lineage, seen, into, lost);
                }
                None => {
                    let version = version.unwrap_or_else(|| import.version.clone());
                    let (group, name) = (
                        group.unwrap_or_else(|| import.group.clone()),
                        name.unwrap_or_else(|| import.name.clone()),
                    );
                    lost.get_or_insert(Missing::Import(format!("{group}:{name}:{version}")));
                }
            }
        }
    }

    /// The managed entry of a name, with the projects that fill it in.
    fn managed<'v>(
        &self,
        view: &'v View,
        key: &(String, String),
    ) -> Option<(&'p Dependency, &'v [usize])> {
        let lineages = std::iter::once(&view.lineage).chain(&view.imports);
        for lineage in lineages {
            for at in &lineage.files {
                if !self.step() {
                    return None;
                }
                let stated = self.projects.get(*at).and_then(|one| one.managed.get(key));
                let filled = || self.filled.get(at)?.get(key).copied();
                if let Some(entry) = stated.or_else(filled) {
                    return Some((entry, &lineage.files));
                }
            }
        }
        None
    }

    /// The text with its properties; none where one is stated nowhere, or they go in circles.
    fn fill(&self, text: &str, context: &[usize]) -> Option<String> {
        self.fill_within(text, context, PROPERTY_DEPTH_MAX)
    }

    fn fill_within(&self, text: &str, context: &[usize], depth: u32) -> Option<String> {
        let Some((before, rest)) = text.split_once("${") else {
            return Some(text.to_owned());
        };
        let (name, after) = rest.split_once('}')?;
        let depth = depth.checked_sub(1)?;
        let value = self.property(name, context)?;
        let value = self.fill_within(value, context, depth)?;
        let after = self.fill_within(after, context, depth)?;
        let filled = format!("{before}{value}{after}");
        (filled.len() <= FIELD_BYTES_MAX).then_some(filled)
    }

    fn property(&self, name: &str, context: &[usize]) -> Option<&'p str> {
        let project = self.projects.get(*context.first()?)?;
        let parent = project.parent.as_ref();
        // What a project does not say of itself is its parent's. Maven 2 had other names.
        let own = |own: &'p str, of: fn(&Parent) -> &String| match parent {
            Some(parent) if own.is_empty() => of(parent).as_str(),
            _ => own,
        };
        let stated = match name {
            "project.version" | "pom.version" | "version" => own(&project.version, |p| &p.version),
            "project.groupId" | "pom.groupId" | "groupId" => own(&project.group, |p| &p.group),
            "project.artifactId" | "pom.artifactId" | "artifactId" => &project.name,
            "project.parent.version" | "parent.version" => parent.map_or("", |p| &p.version),
            "project.parent.groupId" | "parent.groupId" => parent.map_or("", |p| &p.group),
            "project.parent.artifactId" => parent.map_or("", |p| &p.name),
            _ => "",
        };
        if !stated.is_empty() {
            return Some(stated);
        }
        for at in context {
            if !self.step() {
                return None;
            }
            let project = self.projects.get(*at)?;
            if let Some(value) = project.properties.get(name) {
                return Some(value);
            }
        }
        None
    }
}
