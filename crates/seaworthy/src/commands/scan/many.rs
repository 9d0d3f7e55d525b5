//! Several targets side by side: results as they come, and one exit code for all.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use seaworthy_assess::{Assessor, Phases, read_assessments};
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Decision};

use super::sink::{Renderer, Sink};
use super::targets::Job;
use super::{Shown, failure};
use crate::cli::ScanOptions;
use crate::failure::{CLEAN, Code, DENIED, Failure, NOT_ASSESSED};
use crate::output::OutputSpec;
use crate::terminal::Terminal;

/// How the cores are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Threads {
    /// Targets at the same time.
    pub(super) targets: usize,
    /// Threads that read the layers of one.
    pub(super) of_one: usize,
}

/// Shares the cores out: many small readings side by side lose less than the layers of one image.
pub(super) fn threads(given: Option<NonZeroUsize>, jobs: usize) -> Threads {
    let cores = given.or_else(|| std::thread::available_parallelism().ok());
    let cores = cores.map_or(1, NonZeroUsize::get);
    let targets = cores.min(jobs).max(1);
    Threads {
        targets,
        of_one: (cores / targets).max(1),
    }
}

/// What came of all targets.
#[derive(Default)]
struct Counts {
    allowed: usize,
    warned: usize,
    denied: usize,
    not_assessed: usize,
}

/// Assesses all jobs. One that cannot be assessed is told, and the others go on.
pub(super) fn run(
    jobs: &[Job],
    assessor: &Assessor<'_>,
    outputs: &[OutputSpec],
    options: &ScanOptions,
    terminal: &Terminal,
) -> Result<Code, Failure> {
    let renderer = Renderer::new(Shown::of(options), outputs, terminal)?;
    let progress = crate::progress::Count::new(terminal, jobs.len());
    let state = Mutex::new((Sink::open(outputs)?, Counts::default(), None::<Failure>));
    let next = AtomicUsize::new(0);
    let take = |name: &str, result: Result<(Assessment<Facts>, Phases), Failure>| {
        // What can be done without the others waiting is done before.
        let result = result.map(|(assessment, phases)| {
            let rendered = renderer.all(outputs, &assessment);
            (assessment, phases, rendered)
        });
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let (sink, counts, broken) = &mut *state;
        progress.hide_while(|| match result {
            Ok((assessment, phases, rendered)) => {
                counts.add(assessment.verdict.decision);
                let written = rendered.and_then(|rendered| sink.put(name, rendered));
                let timed = || match options.timings {
                    true => super::timings(&phases, &assessment),
                    false => Ok(()),
                };
                if let Err(error) = written.and_then(|()| timed()) {
                    broken.get_or_insert(Failure::from(error));
                }
            }
            Err(failure) => {
                counts.not_assessed += 1;
                failure.tell(name, terminal);
            }
        });
        broken.is_none()
    };
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if !perform(job, assessor, &take) {
                break;
            }
            progress.one_more();
        }
    };
    let others = threads(options.source.threads, jobs.len()).targets - 1;
    std::thread::scope(|scope| {
        for _ in 0..others {
            scope.spawn(work);
        }
        work();
    });
    progress.finish();
    let (sink, counts, broken) = state.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(broken) = broken {
        return Err(broken);
    }
    sink.close()?;
    terminal.note(&counts.sentence());
    Ok(counts.code())
}

type Take<'t> = dyn Fn(&str, Result<(Assessment<Facts>, Phases), Failure>) -> bool + Sync + 't;

/// Does one job; `false` where nobody takes results any more.
fn perform(job: &Job, assessor: &Assessor<'_>, take: &Take<'_>) -> bool {
    match job {
        Job::Target(target) => take(target, assessor.assess(target).map_err(failure)),
        Job::Stored(path) => {
            let earlier = match read_assessments(path) {
                Ok(earlier) => earlier,
                Err(error) => return take(job.name(), Err(Failure::from(error))),
            };
            earlier.into_iter().all(|earlier| {
                let name = earlier.target.name.clone();
                take(&name, assessor.decide_again(earlier).map_err(failure))
            })
        }
    }
}

impl Counts {
    fn add(&mut self, decision: Decision) {
        match decision {
            Decision::Allow => self.allowed += 1,
            Decision::Warn => self.warned += 1,
            Decision::Deny => self.denied += 1,
        }
    }

    fn sentence(&self) -> String {
        let all = self.allowed + self.warned + self.denied + self.not_assessed;
        format!(
            "{all} targets: {} allow, {} warn, {} deny, {} not assessed",
            self.allowed, self.warned, self.denied, self.not_assessed
        )
    }

    /// What could not be assessed weighs most: nobody knows what is in it.
    fn code(&self) -> Code {
        match (self.not_assessed, self.denied) {
            (0, 0) => CLEAN,
            (0, _) => DENIED,
            _ => NOT_ASSESSED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_target_makes_the_code() {
        let code = |denied, not_assessed| {
            let counts = Counts {
                allowed: 1,
                warned: 1,
                denied,
                not_assessed,
            };
            counts.code()
        };
        assert_eq!(code(0, 0), CLEAN);
        assert_eq!(code(2, 0), DENIED);
        assert_eq!(code(2, 1), NOT_ASSESSED);
    }

    #[test]
    fn cores_are_shared_out_among_targets() {
        let given = |cores, jobs| {
            let threads = threads(NonZeroUsize::new(cores), jobs);
            (threads.targets, threads.of_one)
        };
        assert_eq!(given(8, 1000), (8, 1));
        assert_eq!(given(8, 2), (2, 4));
        assert_eq!(given(1, 5), (1, 1));
    }
}
