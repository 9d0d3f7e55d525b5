//! How many findings of each severity, and how that is said in words.

use seaworthy_model::{Finding, Severity};

/// Numbers of findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    by_severity: [usize; 6],
    /// Those in a catalogue of known exploited vulnerabilities.
    pub(crate) exploited: usize,
}

impl Counts {
    /// Adds the numbers of others.
    pub(crate) fn add(&mut self, other: &Counts) {
        for (mine, theirs) in self.by_severity.iter_mut().zip(other.by_severity) {
            *mine += theirs;
        }
        self.exploited += other.exploited;
    }

    /// Counts some findings.
    pub(crate) fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Counts::default();
        for finding in findings {
            counts.by_severity[finding.severity as usize] += 1;
            if is_exploited(finding) {
                counts.exploited += 1;
            }
        }
        counts
    }

    /// The number of one severity.
    pub(crate) fn get(&self, severity: Severity) -> usize {
        self.by_severity[severity as usize]
    }

    /// All of them.
    pub(crate) fn total(&self) -> usize {
        self.by_severity.iter().sum()
    }

    /// `2 critical, 5 high`: every severity that occurs.
    pub(crate) fn in_words(&self) -> String {
        let parts: Vec<String> = Severity::ALL
            .into_iter()
            .filter(|severity| self.get(*severity) > 0)
            .map(|severity| format!("{} {severity}", self.get(severity)))
            .collect();
        parts.join(", ")
    }

    /// `7: 2 critical, 5 high`, or `2 critical` where that is all.
    pub(crate) fn headed(&self) -> String {
        let words = self.in_words();
        if words.contains(',') {
            format!("{}: {words}", self.total())
        } else {
            words
        }
    }

    /// `2 critical, 1 exploited`: the worst severity, and what is exploited.
    pub(crate) fn worst_in_words(&self) -> String {
        let worst = Severity::ALL
            .into_iter()
            .find(|severity| self.get(*severity) > 0);
        let mut words = worst.map_or_else(String::new, |severity| {
            format!("{} {severity}", self.get(severity))
        });
        if self.exploited > 0 {
            words.push_str(&format!(", {} exploited", self.exploited));
        }
        words
    }
}

/// Whether the weakness of a finding is known to be exploited.
pub(crate) fn is_exploited(finding: &Finding) -> bool {
    finding
        .vulnerability
        .as_ref()
        .is_some_and(|weakness| weakness.known_exploited.is_some())
}
