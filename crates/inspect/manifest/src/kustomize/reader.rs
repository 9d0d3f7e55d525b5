//! The files of a folder: each read once, paths kept inside of what may be read.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Source, Style, Tree};

use super::budget::{BUILD_STEPS_MAX, BUILD_VALUES_MAX, Budget, limit};
use super::generators::DataFile;
use super::node::{Node, Placement};
use super::problem::{Fault, Outcome, Problem, ProblemKind};
use crate::yaml;

/// LIMIT: files that are read to build a folder. The largest public overlays read some 500.
pub const FILES_MAX: usize = 2_000;

/// Where the files of a repository come from. Paths are relative to what is scanned, with `/`
/// between names, without `.` and `..`.
pub trait Files {
    /// The bytes of a file; nothing where there is none.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// The paths of all files below a folder: what a local chart is made of.
    fn below(&self, folder: &str) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }
}

/// A function that gives bytes by path is enough where there are no charts.
impl<F: Fn(&str) -> Option<Vec<u8>>> Files for F {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self(path)
    }
}

/// Reads files, and notes what is wrong.
pub(super) struct Reader<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) budget: Budget,
    pub(super) problems: Vec<Problem>,
    told: BTreeSet<(String, u32, String)>,
    bytes: BTreeMap<String, Option<Rc<Vec<u8>>>>,
    /// How many of them were there.
    found: usize,
    trees: BTreeMap<(String, bool), Rc<Tree>>,
}

impl<'f> Reader<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        Reader {
            files,
            budget: Budget::new(BUILD_VALUES_MAX, BUILD_STEPS_MAX),
            problems: Vec::new(),
            told: BTreeSet::new(),
            bytes: BTreeMap::new(),
            found: 0,
            trees: BTreeMap::new(),
        }
    }

    /// Notes a problem, once.
    pub(super) fn tell(&mut self, problem: Problem) {
        let key = (
            problem.path.clone(),
            problem.place.start,
            problem.text.clone(),
        );
        if self.told.insert(key) {
            self.problems.push(problem);
        }
    }

    pub(super) fn tell_at(&mut self, fault: Fault, node: &Node) {
        self.tell(fault.at(&node.origin));
    }

    /// The paths of all files that were there.
    pub(super) fn paths(&self) -> Vec<String> {
        let found = self.bytes.iter().filter(|(_, bytes)| bytes.is_some());
        found.map(|(path, _)| path.clone()).collect()
    }

    /// The bytes of a file; nothing where it is not there.
    pub(super) fn bytes(&mut self, path: &str) -> Outcome<Option<Rc<Vec<u8>>>> {
        if let Some(known) = self.bytes.get(path) {
            return Ok(known.clone());
        }
        self.budget.steps(1)?;
        if self.found >= FILES_MAX {
            return Err(limit("files", FILES_MAX as u64));
        }
        let bytes = self.files.read(path).map(Rc::new);
        self.found += usize::from(bytes.is_some());
        self.bytes.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// The documents of a file of YAML; `asked` is what names it. What is broken is told.
    ///
    /// Objects and strategic patches are read in [`Dialect::Core`]; kustomizations, JSON patches
    /// and all else in [`Dialect::Kubernetes`], in which `y` is no text.
    pub(super) fn documents(
        &mut self,
        path: &str,
        asked: Option<&Node>,
        dialect: Dialect,
    ) -> Outcome<Vec<Node>> {
        let key = (path.to_owned(), dialect == Dialect::Core);
        let tree = match self.trees.get(&key) {
            Some(tree) => Rc::clone(tree),
            None => {
                let Some(bytes) = self.bytes(path)? else {
                    let name = asked.map_or(path, Node::key_text);
                    return Err(missing(name, path));
                };
                let tree = Rc::new(yaml::read(path, &bytes, dialect));
                self.trees.insert(key, Rc::clone(&tree));
                tree
            }
        };
        self.tell_broken(path, &tree);
        let roots = tree.roots().filter(|root| !root.is_null());
        let mut nodes = Vec::new();
        for root in roots {
            nodes.push(Node::read(root, &Placement::Own, &mut self.budget)?);
        }
        Ok(nodes)
    }

    fn tell_broken(&mut self, path: &str, tree: &Tree) {
        for problem in tree.problems() {
            self.tell(Problem {
                path: path.to_owned(),
                place: problem.place,
                kind: ProblemKind::Broken,
                text: problem.reason.clone(),
            });
        }
    }

    /// The documents of a text that stands in a value. In a literal block every value keeps its own
    /// place; elsewhere the place is that of the text.
    pub(super) fn inline(&mut self, text: &Node, dialect: Dialect) -> Outcome<Vec<Node>> {
        let (written, placement) = match block(text) {
            Some((written, shift)) => {
                let source = Arc::clone(&text.origin.source);
                (written, Placement::Shifted(source, shift))
            }
            None => (
                text.key_text().to_owned(),
                Placement::Whole(text.origin.clone()),
            ),
        };
        self.budget.steps(written.len() as u64)?;
        let tree = yaml::read_text(text.origin.path(), &written, dialect);
        if let Some(problem) = tree.problems().first() {
            let reason = problem.reason.clone();
            return Err(Fault::new(
                ProblemKind::Broken,
                format!("in the text: {reason}"),
            ));
        }
        let roots = tree.roots().filter(|root| !root.is_null());
        let nodes = roots.map(|root| Node::read(root, &placement, &mut self.budget));
        nodes.collect()
    }

    /// A file of data, relative to a folder, which it may not leave.
    pub(super) fn data(&mut self, folder: &str, name: &str) -> Outcome<DataFile> {
        let path = inside(folder, name)?;
        let Some(bytes) = self.bytes(&path)? else {
            return Err(missing(name, &path));
        };
        self.budget.steps(bytes.len() as u64)?;
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        Ok(DataFile {
            bytes: bytes.to_vec(),
            source: Arc::new(Source::new(path, text)),
        })
    }
}

/// The lines of a literal block as they are written, and the byte where they begin.
fn block(text: &Node) -> Option<(String, u32)> {
    if text.origin.style() != Style::Literal {
        return None;
    }
    let source = &text.origin.source;
    let (start, end) = text.origin.range();
    let (_, first) = source.line_range(source.line_of(start));
    let written = source.slice(first, end);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let filled = || written.lines().filter(|line| !line.trim().is_empty());
    let common = filled().map(indent).min()?;
    let stripped = written
        .lines()
        .map(|line| line.get(common..).unwrap_or_default());
    // Blank lines may be written with fewer blanks.
    let same =
        stripped
            .map(str::trim_end)
            .eq(text.key_text().trim_end().lines().map(str::trim_end));
    same.then(|| (written.to_owned(), first))
}

/// A file or folder that is not there, or is elsewhere.
pub(super) fn missing(name: &str, path: &str) -> Fault {
    if is_remote(name) {
        let text = format!("`{name}` is not in this repository");
        return Fault::new(ProblemKind::Unsupported, text);
    }
    Fault::new(ProblemKind::Missing, format!("there is no `{path}`"))
}

/// Whether a name is an address of another repository.
pub(super) fn is_remote(name: &str) -> bool {
    let hosts = [
        "github.com/",
        "github.com:",
        "gitlab.com/",
        "bitbucket.org/",
        "git@",
        "gh:",
    ];
    name.contains("://")
        || name.contains("::")
        || name.contains("?ref=")
        || name.contains("?version=")
        || name.contains(".git//")
        || hosts.iter().any(|host| name.starts_with(host))
}

/// A path relative to a folder.
///
/// # Errors
/// A path that is absolute, or leaves what is scanned.
pub(super) fn join(folder: &str, name: &str) -> Outcome<String> {
    if is_remote(name) {
        return Err(missing(name, name));
    }
    let outside = || {
        let text = format!("`{name}` is outside of what is scanned");
        Fault::new(ProblemKind::Missing, text)
    };
    if name.starts_with('/') || name.is_empty() || name.contains(['\\', '\0']) {
        return Err(outside());
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(outside)?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The path of a file that may not leave the folder of its kustomization.
pub(super) fn inside(folder: &str, name: &str) -> Outcome<String> {
    let path = join(folder, name)?;
    let rest = path.strip_prefix(folder);
    if folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/')) {
        return Ok(path);
    }
    let text = format!("`{name}` is outside of the folder of its kustomization");
    Err(Fault::refused(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_of_what_is_scanned() {
        assert_eq!(join("a/b", "../c/./d").unwrap(), "a/c/d");
        assert_eq!(join("", "x").unwrap(), "x");
        assert_eq!(join("a", "..").unwrap(), "");
        for outside in ["../../x", "/etc/passwd", "..\\x", ""] {
            assert_eq!(
                join("a", outside).unwrap_err().kind,
                ProblemKind::Missing,
                "{outside}"
            );
        }
        assert_eq!(inside("a", "b/c").unwrap(), "a/b/c");
        assert_eq!(
            inside("a", "../ab/c").unwrap_err().kind,
            ProblemKind::Refused
        );
    }

    #[test]
    fn addresses_are_told_from_paths() {
        for remote in [
            "https://example.com/x.yaml",
            "github.com/o/r//base?ref=v1",
            "git@example.com:o/r.git",
            "git::ssh://example.com/x",
        ] {
            assert_eq!(
                join("", remote).unwrap_err().kind,
                ProblemKind::Unsupported,
                "{remote}"
            );
        }
        for local in ["../base", "base", "github.com.yaml", "a.git/x"] {
            assert!(!is_remote(local), "{local}");
        }
    }
}
