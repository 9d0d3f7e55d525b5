//! What a pass writes down, within bounds.

use seaworthy_facts::{LayerFacts, Unread};
use sha2::{Digest as _, Sha256};

use crate::Limits;

/// The analyser that the pass itself is named as.
pub(crate) const LAYER: &str = "layer";

/// Counts what goes into the facts of one layer.
pub(crate) struct Recorder<'a> {
    limits: &'a Limits,
    unread_more: u64,
    recorded_bytes: u64,
    unrecorded: u64,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Recorder {
            limits,
            unread_more: 0,
            recorded_bytes: 0,
            unrecorded: 0,
        }
    }

    /// Notes what could not be read; beyond `layer_unread_max` it is only counted.
    pub(crate) fn unread(
        &mut self,
        facts: &mut LayerFacts,
        path: &str,
        analyser: &str,
        reason: &str,
    ) {
        if facts.unread.len() < self.limits.layer_unread_max {
            facts.unread.push(Unread::new(path, analyser, reason));
        } else {
            self.unread_more += 1;
        }
    }

    /// Whether texts of so many bytes may still be kept.
    pub(crate) fn may_keep(&mut self, bytes: usize) -> bool {
        self.recorded_bytes += bytes as u64;
        let fits = self.recorded_bytes <= self.limits.layer_recorded_bytes_max;
        self.unrecorded += u64::from(!fits);
        fits
    }

    /// States what was only counted.
    pub(crate) fn finish(self, facts: &mut LayerFacts) {
        if self.unrecorded > 0 {
            let max = self.limits.layer_recorded_bytes_max;
            facts.unread.push(Unread::new(
                "",
                LAYER,
                format!(
                    "{} links, deletions and paths were not kept: layer_recorded_bytes_max = {max}",
                    self.unrecorded
                ),
            ));
        }
        if self.unread_more > 0 {
            let max = self.limits.layer_unread_max;
            facts.unread.push(Unread::new(
                "",
                LAYER,
                format!(
                    "{} more files could not be read; layer_unread_max = {max} are named",
                    self.unread_more
                ),
            ));
        }
    }
}

/// The key of a path in `LayerFacts::present`.
pub(crate) fn presence(path: &str, folder: bool) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(path.as_bytes());
    if folder {
        hasher.update(b"/");
    }
    let hash = hasher.finalize();
    hash.iter()
        .take(8)
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}
