//! The one pass that looks at every byte: where do keywords of rules stand?

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::nfa::noncontiguous::NFA;
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

/// Bytes that are walked before the fast automaton is made, which takes as long as they do. The
/// texts of the configuration of an image have fewer, and a scan whose layers are known reads no
/// others.
const SLOW_BYTES_MAX: usize = 64 << 10;

/// All keywords, without regard to the case of ASCII letters.
pub(crate) struct Prefilter {
    slow: NFA,
    /// The same with a table of every step; `None` where it cannot be made.
    fast: OnceLock<Option<DFA>>,
    slow_bytes: AtomicUsize,
    keyword_bytes_max: usize,
}

impl Prefilter {
    pub(crate) fn new<K: AsRef<[u8]>>(keywords: &[K]) -> Result<Self, BuildError> {
        let slow = NFA::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .prefilter(false)
            .build(keywords)?;
        let keyword_bytes_max = keywords.iter().map(|k| k.as_ref().len()).max().unwrap_or(0);
        Ok(Prefilter {
            slow,
            fast: OnceLock::new(),
            slow_bytes: AtomicUsize::new(0),
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
        match self.fast(length) {
            Some(dfa) if length >= LANED_BYTES_MIN => {
                Walk::new(dfa, self.overlap()).side_by_side(buf, from, base, found);
            }
            Some(dfa) => Walk::new(dfa, self.overlap()).walk(buf, from, base, found),
            None => Walk::new(&self.slow, self.overlap()).walk(buf, from, base, found),
        }
    }

    /// The fast automaton, once enough was asked for.
    fn fast(&self, bytes: usize) -> Option<&DFA> {
        if let Some(made) = self.fast.get() {
            return made.as_ref();
        }
        let before = self.slow_bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) <= SLOW_BYTES_MAX {
            return None;
        }
        let make = || {
            let mut builder = DFA::builder();
            builder.start_kind(StartKind::Unanchored);
            builder.build_from_noncontiguous(&self.slow).ok()
        };
        self.fast.get_or_init(make).as_ref()
    }
}

/// A way of an automaton over bytes.
struct Walk<'a, A> {
    automaton: &'a A,
    start: StateID,
    overlap: usize,
}

impl<'a, A: Automaton> Walk<'a, A> {
    fn new(automaton: &'a A, overlap: usize) -> Self {
        let start = automaton.start_state(Anchored::No);
        Walk {
            automaton,
            start: start.unwrap_or_default(),
            overlap,
        }
    }

    fn side_by_side(&self, buf: &[u8], from: usize, base: u64, found: &mut Vec<Sighting>) {
        let part = buf.len().saturating_sub(from) / LANES;
        let cut = |lane: usize| {
            let start = from + lane * part;
            buf.get(start.saturating_sub(self.overlap)..start)
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
        let (no, automaton) = (Anchored::No, self.automaton);
        let places = b0.iter().zip(b1).zip(b2).zip(b3).enumerate();
        for (index, (((&c0, &c1), &c2), &c3)) in places {
            s0 = automaton.next_state(no, s0, c0);
            s1 = automaton.next_state(no, s1, c1);
            s2 = automaton.next_state(no, s2, c2);
            s3 = automaton.next_state(no, s3, c3);
            let special = automaton.is_special(s0)
                | automaton.is_special(s1)
                | automaton.is_special(s2)
                | automaton.is_special(s3);
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
            self.automaton.next_state(Anchored::No, state, byte)
        })
    }

    fn walk(&self, buf: &[u8], from: usize, base: u64, found: &mut Vec<Sighting>) {
        let before = buf
            .get(from.saturating_sub(self.overlap)..from)
            .unwrap_or_default();
        let mut state = self.warm(before);
        for (index, &byte) in buf.iter().enumerate().skip(from) {
            state = self.automaton.next_state(Anchored::No, state, byte);
            if self.automaton.is_special(state) {
                self.note(state, base, index, found);
            }
        }
    }

    #[cold]
    fn note(&self, state: StateID, base: u64, last: usize, found: &mut Vec<Sighting>) {
        let automaton = self.automaton;
        if !automaton.is_match(state) {
            return;
        }
        for index in 0..automaton.match_len(state) {
            let pattern: PatternID = automaton.match_pattern(state, index);
            let length = automaton.pattern_len(pattern);
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

    /// Bytes with two keywords every thirteen.
    fn text(bytes: usize) -> Vec<u8> {
        let mut text = vec![b'.'; bytes];
        for place in (5..text.len() - 10).step_by(13) {
            text[place..place + 6].copy_from_slice(b"NeedlE");
        }
        text
    }

    #[test]
    fn keywords_are_seen_over_the_borders_of_parts() {
        let prefilter = Prefilter::new(&["needle", "dle", "hay"]).unwrap();
        let text = text(3 * LANED_BYTES_MIN);
        let fast = prefilter.fast(SLOW_BYTES_MAX + 1).unwrap();
        let mut laned = Vec::new();
        prefilter.find(&text, 0, 7, &mut laned);
        let mut plain = Vec::new();
        Walk::new(fast, prefilter.overlap()).walk(&text, 0, 7, &mut plain);
        assert_eq!(laned, plain);
        assert_eq!(laned.len(), 2 * (5..text.len() - 10).step_by(13).count());
        let expected = [(12, 0), (15, 1)];
        let expected = expected.map(|(start, keyword)| Sighting { start, keyword });
        assert_eq!(laned[..2], expected);
    }

    #[test]
    fn both_automata_see_the_same() {
        let prefilter = Prefilter::new(&["needle", "dle", "hay", "ee"]).unwrap();
        let text = text(SLOW_BYTES_MAX / 2);
        let mut first = Vec::new();
        prefilter.find(&text, 3, 0, &mut first);
        assert!(prefilter.fast.get().is_none());
        let mut second = Vec::new();
        prefilter.find(&text, 3, 0, &mut second);
        prefilter.find(&text, 3, 0, &mut Vec::new());
        let mut third = Vec::new();
        prefilter.find(&text, 3, 0, &mut third);
        assert!(prefilter.fast.get().is_some_and(Option::is_some));
        assert!(first == second && first == third && !first.is_empty());
    }
}
