//! From a line of what was rendered back to where a person edits.

use std::rc::Rc;
use std::sync::Arc;

use super::output::{Output, Reads};
use super::value::PathId;
use super::values_place::ValuesFile;

/// A place in a file of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// The file, below the folder of the chart, or as the values file was named.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// A path into the values that a line was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueOrigin {
    /// The names from the top, as `["image", "tag"]`; items of lists by their number.
    pub names: Vec<String>,
    /// Where it is set, if any file sets it. What `--set` sets has no place.
    pub place: Option<SourcePlace>,
}

/// What a line was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The line of the template that wrote it, which may lie in a helper.
    pub template: SourcePlace,
    /// The line of the file's own template that called the helper, where there is one.
    pub caller: Option<SourcePlace>,
    /// The values that were read for it, the one that it shows first.
    pub values: Vec<ValueOrigin>,
}

/// What lines of one file were made from.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// For each line: file and one, line, caller's line, set of reads, own path.
    lines: Vec<[u32; 5]>,
    own_file: u32,
}

impl Lines {
    pub(super) fn new(output: &Output, own_file: u32) -> Self {
        let lines = output.marks.iter().zip(&output.callers);
        Self {
            lines: lines
                .map(|(mark, caller)| [mark.file, mark.line, *caller, mark.reads, mark.path])
                .collect(),
            own_file,
        }
    }
}

/// What all files of a chart share: template files, values files, paths.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// The template files by their number.
    pub(super) files: Vec<String>,
    /// Values files, the strongest first, with the names under which their values stand.
    pub(super) values: Vec<(Vec<String>, Arc<ValuesFile>)>,
    paths: Vec<(PathId, String)>,
    sets: Vec<Vec<PathId>>,
}

/// The longest path that is followed.
const NAMES_MAX: usize = 100;

impl Sources {
    pub(super) fn take_reads(&mut self, reads: Reads) {
        let (paths, sets) = reads.into_parts();
        self.paths = paths
            .into_iter()
            .map(|(parent, name): (PathId, Rc<str>)| (parent, name.as_ref().to_owned()))
            .collect();
        self.sets = sets;
    }

    /// The origin of a line, from 1; `None` where nothing is known, as for an empty one.
    pub(super) fn origin(&self, lines: &Lines, line: u32) -> Option<Origin> {
        let at = usize::try_from(line.checked_sub(1)?).ok()?;
        let [file, line, caller, reads, path] = *lines.lines.get(at)?;
        let name = |file: u32| {
            let at = usize::try_from(file.checked_sub(1)?).ok()?;
            self.files.get(at).cloned()
        };
        let template = SourcePlace {
            path: name(file)?,
            line,
        };
        let caller = SourcePlace {
            path: name(lines.own_file)?,
            line: caller,
        };
        let known = caller.line != 0 && caller != template;
        let set = usize::try_from(reads).ok().and_then(|at| self.sets.get(at));
        let shown = Some(path).filter(|path| *path != 0);
        let rest = set.into_iter().flatten().copied();
        let rest = rest.filter(|one| Some(*one) != shown);
        Some(Origin {
            template,
            caller: known.then_some(caller),
            values: shown
                .into_iter()
                .chain(rest)
                .map(|path| self.value(path))
                .collect(),
        })
    }

    fn value(&self, mut path: PathId) -> ValueOrigin {
        let mut names = Vec::new();
        while path > 1 && names.len() < NAMES_MAX {
            let found = usize::try_from(path).ok().and_then(|at| self.paths.get(at));
            let Some((parent, name)) = found else { break };
            names.push(name.clone());
            path = *parent;
        }
        names.reverse();
        let place = self.place(&names);
        ValueOrigin { names, place }
    }

    /// Where a path is set: in the strongest file that names it, or else names what it lies in.
    fn place(&self, names: &[String]) -> Option<SourcePlace> {
        self.values.iter().find_map(|(prefix, file)| {
            let inner = names.strip_prefix(prefix.as_slice())?;
            let place = file.place(inner)?;
            Some(SourcePlace {
                path: file.path().to_owned(),
                line: place.line,
            })
        })
    }
}
