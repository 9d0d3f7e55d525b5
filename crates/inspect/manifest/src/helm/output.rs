//! What a template writes, with a mark for each line, and the paths of values read for it.

use std::collections::HashMap;
use std::rc::Rc;

use super::text::{LineMark, Text};
use super::value::{Map, PathId, VALUE_LEVELS_MAX, Value};

/// The most paths that one line remembers.
/// LIMIT: further ones are not kept; the first ones lead to the same place.
const LINE_READS_MAX: usize = 16;

/// The text written so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) text: String,
    pub(super) marks: Vec<LineMark>,
    /// For each line, the line of the outermost template that wrote it.
    pub(super) callers: Vec<u32>,
}

impl Output {
    /// Writes text that a template holds as such, from a line on.
    pub(super) fn literal(&mut self, text: &str, file: u32, line: u32) {
        for (offset, part) in text.split('\n').enumerate() {
            let line = line + u32::try_from(offset).unwrap_or(0);
            if offset > 0 {
                self.newline();
            }
            if !is_blank(part) {
                let mark = LineMark {
                    file,
                    line,
                    ..LineMark::default()
                };
                self.mark(mark, line, None);
            }
            self.text.push_str(part);
        }
    }

    /// Writes the value of an action that stands at `mark`.
    pub(super) fn value(&mut self, text: &Text, mark: LineMark, reads: &mut Reads) {
        let marks = text.marks();
        for (offset, part) in text.split('\n').enumerate() {
            if offset > 0 {
                self.newline();
            }
            if !is_blank(part) {
                let mut own = marks
                    .and_then(|marks| marks.get(offset))
                    .copied()
                    .unwrap_or(mark);
                if own.file == 0 {
                    own.file = mark.file;
                    own.line = mark.line;
                }
                if own.reads == 0 {
                    own.reads = mark.reads;
                }
                self.mark(own, mark.line, Some(reads));
            }
            self.text.push_str(part);
        }
    }

    fn newline(&mut self) {
        self.text.push('\n');
        if self.marks.is_empty() {
            self.marks.push(LineMark::default());
            self.callers.push(0);
        }
        self.marks.push(LineMark::default());
        self.callers.push(0);
    }

    fn mark(&mut self, mark: LineMark, caller: u32, reads: Option<&mut Reads>) {
        let (Some(last), Some(last_caller)) = (self.marks.last_mut(), self.callers.last_mut())
        else {
            self.marks.push(mark);
            self.callers.push(caller);
            return;
        };
        if last.file == 0 {
            *last = mark;
            *last_caller = caller;
            return;
        }
        if last.path == 0 {
            last.path = mark.path;
        }
        if let Some(reads) = reads {
            last.reads = reads.union(last.reads, mark.reads);
        }
    }

    /// The text with its marks, as the value of `include`.
    pub(super) fn into_text(self) -> Text {
        Text::marked(&self.text, self.marks)
    }
}

fn is_blank(part: &str) -> bool {
    part.bytes()
        .all(|byte| byte == b' ' || byte == b'\r' || byte == b'\t')
}

/// The paths of values, and the sets of them that lines remember.
#[derive(Debug)]
pub(super) struct Reads {
    paths: Vec<PathEntry>,
    ids: HashMap<(PathId, Rc<str>), PathId>,
    sets: Vec<Box<[PathId]>>,
    /// What the action in hand has read.
    pub(super) current: Vec<PathId>,
}

/// A path: the one it lies below, and its last name.
pub(super) type PathEntry = (PathId, Rc<str>);

/// The path of the values themselves.
const ROOT: PathId = 1;

impl Default for Reads {
    fn default() -> Self {
        let nameless = || (0, Rc::from(""));
        Self {
            paths: vec![nameless(), nameless()],
            ids: HashMap::new(),
            sets: vec![Box::default()],
            current: Vec::new(),
        }
    }
}

impl Reads {
    /// The path of an entry.
    pub(super) fn path(&mut self, parent: PathId, key: &Rc<str>) -> PathId {
        if parent == 0 {
            return 0;
        }
        if let Some(id) = self.ids.get(&(parent, key.clone())) {
            return *id;
        }
        let id = PathId::try_from(self.paths.len()).unwrap_or(0);
        self.paths.push((parent, key.clone()));
        self.ids.insert((parent, key.clone()), id);
        id
    }

    /// Notes that the action in hand reads an entry.
    pub(super) fn note(&mut self, parent: PathId, key: &Rc<str>) {
        if parent != 0 {
            let id = self.path(parent, key);
            self.current.push(id);
        }
    }

    /// Notes a path that was read.
    pub(super) fn note_path(&mut self, path: PathId) {
        if path != 0 {
            self.current.push(path);
        }
    }

    /// The set of what was read since there were `from` paths, which are kept.
    pub(super) fn set_since(&mut self, from: usize) -> u32 {
        let read = self.current.get(from..).unwrap_or_default();
        let mut kept: Vec<PathId> = Vec::new();
        for path in read {
            if kept.len() < LINE_READS_MAX && !kept.contains(path) {
                kept.push(*path);
            }
        }
        self.add(kept)
    }

    fn add(&mut self, paths: Vec<PathId>) -> u32 {
        if paths.is_empty() {
            return 0;
        }
        if self.sets.last().is_some_and(|last| **last == *paths) {
            return u32::try_from(self.sets.len() - 1).unwrap_or(0);
        }
        self.sets.push(paths.into());
        u32::try_from(self.sets.len() - 1).unwrap_or(0)
    }

    pub(super) fn set(&self, id: u32) -> &[PathId] {
        self.sets.get(id as usize).map_or(&[], |set| set)
    }

    /// Notes everything in a set.
    pub(super) fn note_set(&mut self, id: u32) {
        if let Some(set) = self.sets.get(id as usize) {
            self.current.extend_from_slice(set);
        }
    }

    fn union(&mut self, one: u32, two: u32) -> u32 {
        if one == two || two == 0 {
            return one;
        }
        if one == 0 {
            return two;
        }
        let mut paths = self.set(one).to_vec();
        for path in self.set(two) {
            if paths.len() < LINE_READS_MAX && !paths.contains(path) {
                paths.push(*path);
            }
        }
        self.add(paths)
    }

    /// The paths, and the sets of them.
    pub(super) fn into_parts(self) -> (Vec<PathEntry>, Vec<Vec<PathId>>) {
        let sets = self.sets.into_iter().map(Vec::from).collect();
        (self.paths, sets)
    }

    /// Gives every map and list below the values its path.
    pub(super) fn number(&mut self, values: &Map) {
        values.set_path(ROOT);
        let mut rest: Vec<(Value, usize)> = vec![(Value::Map(values.clone()), 0)];
        while let Some((value, level)) = rest.pop() {
            if level > VALUE_LEVELS_MAX {
                continue;
            }
            let child = |path: PathId, item: Value, rest: &mut Vec<(Value, usize)>| {
                match &item {
                    Value::Map(map) => map.set_path(path),
                    Value::List(list) => list.set_path(path),
                    _ => return,
                }
                rest.push((item, level + 1));
            };
            match value {
                Value::Map(map) => {
                    for (key, item) in map.entries() {
                        if item.holds_values() {
                            let path = self.path(map.path(), &key);
                            child(path, item, &mut rest);
                        }
                    }
                }
                Value::List(list) => {
                    for (at, item) in list.iter().enumerate() {
                        if item.holds_values() {
                            let path = self.path(list.path(), &Rc::from(at.to_string()));
                            child(path, item.clone(), &mut rest);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_knows_who_wrote_it() {
        let mut reads = Reads::default();
        let values = Map::new();
        reads.number(&values);
        reads.note(values.path(), &Rc::from("tag"));
        let set = reads.set_since(0);
        let mut out = Output::default();
        out.literal("a: 1\nb: ", 7, 3);
        let mark = LineMark {
            file: 7,
            line: 4,
            reads: set,
            path: 0,
        };
        out.value(&Text::from("x"), mark, &mut reads);
        out.literal("\n", 7, 4);
        assert_eq!(out.text, "a: 1\nb: x\n");
        let lines: Vec<u32> = out.marks.iter().map(|mark| mark.line).collect();
        assert_eq!(lines, [3, 4, 0]);
        let read = reads.set(out.marks[1].reads).to_vec();
        let (paths, _) = reads.into_parts();
        assert_eq!(paths[read[0] as usize], (1, Rc::from("tag")));
    }
}
