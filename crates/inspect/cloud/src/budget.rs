//! What reading may cost: every file is hostile input.

use std::cell::Cell;

/// LIMIT: bytes of one file. The largest that people write have some hundred KiB; plans of large
/// estates have some MiB, and come as trees that have their own limit.
pub const FILE_BYTES_MAX: usize = 4 << 20;
/// LIMIT: steps of evaluation in one reading: expressions, and what functions go through. A
/// step is far below a microsecond; fifty thousand lines of plain code need some hundred thousand.
pub const STEPS_MAX: u64 = 5_000_000;
/// LIMIT: expressions within expressions while evaluating, locals and outputs followed. Plain code
/// needs about thirty; the stack bears more than this.
pub const LEVELS_MAX: u32 = 192;
/// LIMIT: modules within modules.
pub const MODULE_LEVELS_MAX: usize = 16;
/// LIMIT: calls of modules in one reading, instances counted.
pub const MODULE_CALLS_MAX: usize = 2_000;
/// LIMIT: instances of one block (`count`, `for_each`, `copy`, loops): findings repeat after few.
pub const INSTANCES_MAX: usize = 256;
/// LIMIT: resources of one reading.
pub const RESOURCES_MAX: usize = 100_000;
/// LIMIT: problems of one reading that are listed.
pub const PROBLEMS_MAX: usize = 1_000;

/// Counts what an evaluation has cost so far.
#[derive(Debug)]
pub(crate) struct Budget {
    steps: Cell<u64>,
    steps_max: u64,
    level: Cell<u32>,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(STEPS_MAX)
    }
}

impl Budget {
    pub(crate) fn of(steps_max: u64) -> Self {
        Budget {
            steps: Cell::new(0),
            steps_max,
            level: Cell::new(0),
        }
    }

    /// Whether the budget bears that many steps more.
    pub(crate) fn charge(&self, steps: usize) -> bool {
        let total = self.steps.get().saturating_add(steps as u64);
        self.steps.set(total);
        total <= self.steps_max
    }

    /// Why nothing is evaluated any more, once it is so.
    pub(crate) fn exhausted(&self) -> Option<String> {
        let max = self.steps_max;
        (self.steps.get() > max).then(|| format!("evaluation takes more than {max} steps"))
    }

    /// Does something one level deeper; `None` where that is too deep.
    pub(crate) fn deeper<T>(&self, what: impl FnOnce() -> T) -> Option<T> {
        let level = self.level.get();
        if level >= LEVELS_MAX {
            return None;
        }
        self.level.set(level + 1);
        let done = what();
        self.level.set(level);
        Some(done)
    }
}
