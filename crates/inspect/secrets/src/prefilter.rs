//! The one pass that looks at every byte: where do keywords of rules stand?

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, BuildError, MatchKind, PatternID, StartKind};

/// Parts of a block that are walked side by side. Each step of the automaton waits for the one
/// before it; several walks at once fill that wait. Four is where the measured gain ends.
const LANES: usize = 4;

/// Blocks smaller than this are walked in one piece: the overlap of the parts would cost more.
const LANED_BYTES_MIN: usize = 4 << 10;

/// A keyword at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sighting {
    /// First byte of the keyword.
    pub start: u64,
    /// Number of the keyword.
    pub keyword: u32,
}

/// All keywords, without regard to the case of ASCII letters.
pub(crate) struct Prefilter {
    dfa: DFA,
    start: StateID,
    keyword_bytes_max: usize,
}

impl Prefilter {
    pub(crate) fn new<K: AsRef<[u8]>>(keywords: &[K]) -> Result<Self, BuildError> {
        let dfa = DFA::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Unanchored)
            .prefilter(false)
            .build(keywords)?;
        let start = dfa
            .start_state(Anchored::No)
            .unwrap_or_else(|_| StateID::default());
        let keyword_bytes_max = keywords.iter().map(|k| k.as_ref().len()).max().unwrap_or(0);
        Ok(Prefilter {
            dfa,
            start,
            keyword_bytes_max,
        })
    }

    /// How far before a place the search must start to see every keyword that ends behind it.
    pub(crate) fn overlap(&self) -> usize {
        self.keyword_bytes_max.saturating_sub(1)
    }

    /// Adds every keyword that ends in `buf[from..]`, in the order of their ends. `base` is the
    /// place of `buf[0]`.
    pub(crate) fn find(&self, buf: &[u8], from: usize, base: u64, found: &mut Vec<Sighting>) {
        let length = buf.len().saturating_sub(from);
        if length < LANED_BYTES_MIN {
            return self.walk(buf, from, base, found);
        }
        let part = length / LANES;
        let overlap = self.overlap();
        let cut = |lane: usize| {
            let start = from + lane * part;
            buf.get(start.saturating_sub(overlap)..start)
                .unwrap_or_default()
        };
        let body = |lane: usize| {
            let start = from + lane * part;
            buf.get(start..start + part).unwrap_or_default()
        };
        let bodies: [&[u8]; LANES] = [body(0), body(1), body(2), body(3)];
        let mut states = [self.start; LANES];
        for (lane, state) in states.iter_mut().enumerate() {
            *state = self.warm(cut(lane));
        }
        let mut seen: [Vec<Sighting>; LANES] = Default::default();
        let [mut s0, mut s1, mut s2, mut s3] = states;
        let [b0, b1, b2, b3] = bodies;
        let no = Anchored::No;
        let places = b0.iter().zip(b1).zip(b2).zip(b3).enumerate();
        for (index, (((&c0, &c1), &c2), &c3)) in places {
            s0 = self.dfa.next_state(no, s0, c0);
            s1 = self.dfa.next_state(no, s1, c1);
            s2 = self.dfa.next_state(no, s2, c2);
            s3 = self.dfa.next_state(no, s3, c3);
            let special = self.dfa.is_special(s0)
                | self.dfa.is_special(s1)
                | self.dfa.is_special(s2)
                | self.dfa.is_special(s3);
            if special {
                for (lane, (state, seen)) in [s0, s1, s2, s3].into_iter().zip(&mut seen).enumerate()
                {
                    self.note(state, base, from + lane * part + index, seen);
                }
            }
        }
        found.extend(seen.into_iter().flatten());
        self.walk(buf, from + LANES * part, base, found);
    }

    fn warm(&self, before: &[u8]) -> StateID {
        before.iter().fold(self.start, |state, &byte| {
            self.dfa.next_state(Anchored::No, state, byte)
        })
    }

    fn walk(&self, buf: &[u8], from: usize, base: u64, found: &mut Vec<Sighting>) {
        let before = buf
            .get(from.saturating_sub(self.overlap())..from)
            .unwrap_or_default();
        let mut state = self.warm(before);
        for (index, &byte) in buf.iter().enumerate().skip(from) {
            state = self.dfa.next_state(Anchored::No, state, byte);
            if self.dfa.is_special(state) {
                self.note(state, base, index, found);
            }
        }
    }

    #[cold]
    fn note(&self, state: StateID, base: u64, last: usize, found: &mut Vec<Sighting>) {
        if !self.dfa.is_match(state) {
            return;
        }
        for index in 0..self.dfa.match_len(state) {
            let pattern: PatternID = self.dfa.match_pattern(state, index);
            let length = self.dfa.pattern_len(pattern);
            found.push(Sighting {
                start: base + (last + 1 - length) as u64,
                keyword: pattern.as_u32(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_seen_over_the_borders_of_parts() {
        let prefilter = Prefilter::new(&["needle", "dle", "hay"]).unwrap();
        let mut text = vec![b'.'; 3 * LANED_BYTES_MIN];
        for place in (5..text.len() - 10).step_by(13) {
            text[place..place + 6].copy_from_slice(b"NeedlE");
        }
        let mut laned = Vec::new();
        prefilter.find(&text, 0, 7, &mut laned);
        let mut plain = Vec::new();
        prefilter.walk(&text, 0, 7, &mut plain);
        assert_eq!(laned, plain);
        assert_eq!(laned.len(), 2 * (5..text.len() - 10).step_by(13).count());
        assert_eq!(
            laned[0],
            Sighting {
                start: 12,
                keyword: 0
            }
        );
        assert_eq!(
            laned[1],
            Sighting {
                start: 15,
                keyword: 1
            }
        );
    }
}
