//! The comments of all files of configuration that accept findings.

use std::collections::BTreeSet;

use seaworthy_facts::manifest::Source;
use seaworthy_facts::manifest::dockerfile::{Dockerfile, Instruction};
use seaworthy_facts::manifest::kubernetes::{Object, ObjectSet};
use seaworthy_policy::ignores::Ignore;

/// Those in the files of a set of objects, each file once.
pub(super) fn of_objects(set: &ObjectSet) -> Vec<Ignore> {
    let trees = set.objects().iter().map(Object::tree);
    of_sources(trees.flat_map(|tree| tree.sources().iter().map(AsRef::as_ref)))
}

/// Those in some files, each file once.
pub(super) fn of_sources<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Ignore> {
    let mut seen: BTreeSet<*const Source> = BTreeSet::new();
    let mut ignores = Vec::new();
    for source in sources {
        if seen.insert(std::ptr::from_ref(source)) {
            ignores.extend(Ignore::of_file(source, None));
        }
    }
    ignores
}

/// Those in a Dockerfile.
pub(super) fn of_dockerfile(file: &Dockerfile) -> Vec<Ignore> {
    let lines = |instruction: &Instruction| {
        let ends = instruction.heredocs.iter().map(|text| text.place.end);
        let end = ends.fold(instruction.place.end, u32::max);
        let last = file.source.line_of(end.saturating_sub(1));
        (instruction.place.line, last)
    };
    let blocks: Vec<(u32, u32)> = file.instructions.iter().map(lines).collect();
    Ignore::of_file(&file.source, Some(&blocks))
}
