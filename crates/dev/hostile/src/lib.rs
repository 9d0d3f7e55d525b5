//! Every parser of hostile input, as a function over bytes: what fuzzing runs, and what the tests
//! run over the committed corpora.
//!
//! In: any bytes. Out: nothing; an input is answered well when the function returns. The list is
//! here, in the workspace, so that lints and the compiler see it; the crate `fuzz` only hands bytes
//! over.

mod advisories;
mod cloud;
mod image;
mod imports;
mod manifest;
mod packages;
mod registry;
mod texts;

/// A parser that takes what an attacker may have written.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: that of the fuzz target and of the folder of its corpus.
    pub name: &'static str,
    /// Reads the bytes. It returns on every input, without a panic.
    pub run: fn(&[u8]),
}

/// Every target, by group.
pub fn targets() -> impl Iterator<Item = Target> {
    let groups = [
        advisories::TARGETS,
        cloud::TARGETS,
        image::TARGETS,
        imports::TARGETS,
        manifest::TARGETS,
        packages::TARGETS,
        packages::INNER,
        registry::TARGETS,
        texts::TARGETS,
    ];
    groups.into_iter().flatten().copied()
}

/// Hands bytes to the target of that name; `false` where there is none.
#[must_use]
pub fn run(name: &str, bytes: &[u8]) -> bool {
    let target = targets().find(|target| target.name == name);
    if let Some(target) = target {
        (target.run)(bytes);
    }
    target.is_some()
}
