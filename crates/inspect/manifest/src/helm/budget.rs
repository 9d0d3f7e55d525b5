//! What rendering a chart may cost. A chart is hostile input: it can recurse, loop and grow.

use super::fault::{Fault, Outcome};

/// Steps of one chart: nodes, calls, and bytes handled (a step for 64 of them). The largest
/// chart of the public ones takes under two hundred thousand.
/// LIMIT: excess ends the rendering with a named fault.
pub const CHART_STEPS_MAX: u64 = 10_000_000;

/// Bytes that the templates of one chart may write together. The largest public one writes four
/// million; each line takes some twenty bytes more for its origin.
/// LIMIT: excess ends the rendering with a named fault.
pub const CHART_OUTPUT_BYTES_MAX: u64 = 24 << 20;

/// Bytes of one text or list slots of one list. Nothing that a cluster accepts is near it.
/// LIMIT: excess ends the template with a named fault.
pub const VALUE_BYTES_MAX: u64 = 8 << 20;

/// Bytes of all values made while a chart renders, dropped ones included. The largest public chart
/// makes under ten million.
/// LIMIT: excess ends the rendering with a named fault.
pub const CHART_MADE_BYTES_MAX: u64 = 512 << 20;

/// Blocks, calls and pipelines that may stand in each other while a template runs.
/// LIMIT: excess ends the template with a named fault.
pub const CALL_LEVELS_MAX: u32 = 400;

/// How many bytes are handled in one step.
const STEP_BYTES: u64 = 64;

/// The limits of one rendering. [`Budget::default`] is what the program uses.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Steps of the chart.
    pub steps_max: u64,
    /// Bytes that its templates may write.
    pub output_bytes_max: u64,
    /// Levels of blocks, calls and pipelines.
    pub levels_max: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            steps_max: CHART_STEPS_MAX,
            output_bytes_max: CHART_OUTPUT_BYTES_MAX,
            levels_max: CALL_LEVELS_MAX,
        }
    }
}

/// What is spent of a budget.
#[derive(Debug)]
pub(super) struct Meter {
    budget: Budget,
    steps: u64,
    made_bytes: u64,
    output_bytes: u64,
    levels: u32,
}

impl Meter {
    pub(super) fn new(budget: Budget) -> Self {
        Self {
            budget,
            steps: 0,
            made_bytes: 0,
            output_bytes: 0,
            levels: 0,
        }
    }

    /// The steps taken so far.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    pub(super) fn step(&mut self, count: u64) -> Outcome<()> {
        self.steps = self.steps.saturating_add(count);
        if self.steps > self.budget.steps_max {
            return Err(Fault::limit("steps of a chart", self.budget.steps_max));
        }
        Ok(())
    }

    /// Counts a text or list of that size before it is made.
    pub(super) fn make(&mut self, bytes: usize) -> Outcome<()> {
        let bytes = bytes as u64;
        if bytes > VALUE_BYTES_MAX {
            return Err(Fault::limit("bytes in a value", VALUE_BYTES_MAX));
        }
        self.made_bytes = self.made_bytes.saturating_add(bytes);
        if self.made_bytes > CHART_MADE_BYTES_MAX {
            let what = "bytes of values made by a chart";
            return Err(Fault::limit(what, CHART_MADE_BYTES_MAX));
        }
        self.step(1 + bytes / STEP_BYTES)
    }

    /// Counts bytes of a rendered file.
    pub(super) fn write(&mut self, bytes: usize) -> Outcome<()> {
        self.output_bytes = self.output_bytes.saturating_add(bytes as u64);
        if self.output_bytes > self.budget.output_bytes_max {
            let most = self.budget.output_bytes_max;
            return Err(Fault::limit("bytes written by a chart", most));
        }
        self.step(bytes as u64 / STEP_BYTES)
    }

    /// Goes one level down; [`Meter::leave`] must follow where this succeeds.
    pub(super) fn enter(&mut self) -> Outcome<()> {
        self.step(1)?;
        if self.levels >= self.budget.levels_max {
            let most = u64::from(self.budget.levels_max);
            return Err(Fault::limit("levels of calls in templates", most));
        }
        self.levels += 1;
        Ok(())
    }

    /// Whether nothing further can run.
    pub(super) fn is_spent(&self) -> bool {
        self.steps > self.budget.steps_max
            || self.made_bytes > CHART_MADE_BYTES_MAX
            || self.output_bytes > self.budget.output_bytes_max
    }

    /// Begins a new file; a fault leaves levels behind.
    pub(super) fn reset_levels(&mut self) {
        self.levels = 0;
    }

    pub(super) fn leave(&mut self) {
        self.levels = self.levels.saturating_sub(1);
    }
}
