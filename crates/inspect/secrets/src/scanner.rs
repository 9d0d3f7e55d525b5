//! The state of one scan: from sightings of keywords to hits, window by window.

use std::cmp::Reverse;
use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use memchr::memmem::Finder;

use seaworthy_model::Confidence;

use crate::assignment::{self, Assignment, Form};
use crate::context::{Class, Place, Surroundings};
use crate::engine::Engine;
use crate::entropy;
use crate::hit::{Hit, Scanned, SecretFingerprint, Shortfall};
use crate::prefilter::Sighting;
use crate::published::is_published;
use crate::rule::{BEFORE_BYTES_MAX, Rule, WINDOW_BYTES_MAX};
use crate::text::ContentKind;
use crate::value;

/// Bytes searched for keywords before their candidates are judged; bounds the list of sightings.
const BLOCK_BYTES: usize = 256 << 10;

/// LIMIT: keyword places judged in one content. Ordinary text has one in some hundred bytes; a file
/// made of nothing but keywords ends here after about a second.
pub(crate) const CANDIDATES_MAX: u32 = 2_000_000;

/// Bytes kept before a keyword. Keywords are sighted in the order of their ends, so a later one may
/// start a little earlier; twice the window before a keyword covers that.
const LOOK_BACK_BYTES: u64 = 2 * BEFORE_BYTES_MAX as u64;

/// How far before a value the start of its line is searched; within what is kept of a stream.
const COMMENT_LOOK_BACK_BYTES: usize = 128;

/// The one keyword that is searched in binary content.
const BINARY_KEYWORD: &[u8] = b"-----BEGIN ";

/// A hit with what is needed to choose between overlapping ones.
struct Candidate {
    hit: Hit,
    rank: u8,
}

pub(crate) struct Scanner<'e> {
    engine: &'e Engine,
    around: Surroundings,
    kind: ContentKind,
    silent: bool,
    /// Place up to which keywords were searched.
    searched: u64,
    pending: VecDeque<Sighting>,
    candidates: u32,
    found: Vec<Candidate>,
    seen: HashSet<(usize, u64)>,
    /// Lines and the place behind the last line break, counted up to `counted`.
    lines: u64,
    line_start: u64,
    counted: u64,
    shortfall: Option<Shortfall>,
}

impl<'e> Scanner<'e> {
    pub(crate) fn new(
        engine: &'e Engine,
        around: Surroundings,
        silent: bool,
        kind: ContentKind,
    ) -> Self {
        Scanner {
            engine,
            around,
            kind,
            silent,
            searched: 0,
            pending: VecDeque::new(),
            candidates: 0,
            found: Vec::new(),
            seen: HashSet::new(),
            lines: 0,
            line_start: 0,
            counted: 0,
            shortfall: None,
        }
    }

    /// Looks at the rules that judge the first bytes of a content.
    pub(crate) fn head(&mut self, head: &[u8]) {
        if self.silent {
            return;
        }
        let engine = self.engine;
        for (index, rule) in engine.head_rules() {
            if engine.is_off(rule) || !self.in_its_file(rule) {
                continue;
            }
            // The check comes first: it is cheap, and nearly every file fails it.
            if rule.check.is_none_or(|check| check.accepts(head))
                && let Some(span) = rule.find(head)
            {
                self.add(index, rule, head, 0, span);
            }
        }
    }

    /// Goes on with `buf`, whose first byte is at `base`. Everything from [`Scanner::keep_from`] on
    /// must be in it. `last` says that nothing follows.
    pub(crate) fn advance(&mut self, buf: &[u8], base: u64, last: bool) {
        let end = base + buf.len() as u64;
        let mut sightings = Vec::new();
        while self.searched < end && self.shortfall.is_none() && !self.silent {
            let from = (self.searched - base) as usize;
            let to = buf.len().min(from + BLOCK_BYTES);
            let block = buf.get(..to).unwrap_or_default();
            self.search(block, from, base, &mut sightings);
            self.pending.extend(sightings.drain(..));
            self.searched = base + to as u64;
            self.judge_pending(buf, base, end, last);
        }
        self.judge_pending(buf, base, end, last);
        if self.shortfall.is_some() || self.silent {
            self.searched = end;
            self.pending.clear();
        }
    }

    /// The first place whose byte is still needed; also counts the lines before it.
    pub(crate) fn keep_from(&mut self, buf: &[u8], base: u64) -> u64 {
        let first = self.pending.iter().map(|sighting| sighting.start).min();
        let keep = first.unwrap_or(self.searched).min(self.searched);
        let keep = keep.saturating_sub(LOOK_BACK_BYTES).max(base);
        self.count_lines(buf, base, keep);
        keep
    }

    pub(crate) fn finish(mut self) -> Scanned {
        // Of overlapping values the one whose rule knows most stays; ties go to the longer value.
        self.found.sort_by_key(|c| {
            (
                Reverse(c.rank),
                Reverse(c.hit.length),
                c.hit.span.start,
                c.hit.rule,
            )
        });
        let mut kept: Vec<Hit> = Vec::new();
        for Candidate { hit, .. } in self.found {
            let overlaps =
                |other: &Hit| hit.span.start < other.span.end && other.span.start < hit.span.end;
            if !kept.iter().any(overlaps) {
                kept.push(hit);
            }
        }
        let allow = self.engine.allow();
        kept.retain(|hit| {
            !allow.has_fingerprint(&hit.fingerprint) && !is_published(hit.fingerprint)
        });
        kept.sort_by_key(|hit| hit.span.start);
        Scanned {
            hits: kept,
            kind: self.kind,
            shortfall: self.shortfall,
        }
    }

    /// Judges a name and its value that were given apart.
    pub(crate) fn pair(&mut self, name: &str, value: &[u8]) {
        let engine = self.engine;
        let mut sightings = Vec::new();
        engine
            .prefilter()
            .find(name.as_bytes(), 0, 0, &mut sightings);
        for sighting in sightings {
            for &index in engine.rules_of(sighting.keyword) {
                let Some(rule) = engine.rule(index) else {
                    continue;
                };
                if !rule.is_assignment() || engine.is_off(rule) || !rule.takes_name(name.as_bytes())
                {
                    continue;
                }
                if let Some(span) = rule.find(value)
                    && self.believes(
                        rule,
                        value.get(span.clone()).unwrap_or_default(),
                        Form::Quoted,
                    )
                {
                    self.add(index, rule, value, 0, span);
                }
            }
        }
    }

    fn search(&self, block: &[u8], from: usize, base: u64, sightings: &mut Vec<Sighting>) {
        if self.kind != ContentKind::Binary {
            return self.engine.prefilter().find(block, from, base, sightings);
        }
        let start = from.saturating_sub(BINARY_KEYWORD.len() - 1);
        let finder = Finder::new(BINARY_KEYWORD);
        sightings.extend(
            finder
                .find_iter(block.get(start..).unwrap_or_default())
                .map(|place| Sighting {
                    start: base + (start + place) as u64,
                    keyword: self.engine.binary_keyword(),
                }),
        );
    }

    fn judge_pending(&mut self, buf: &[u8], base: u64, end: u64, last: bool) {
        while let Some(&sighting) = self.pending.front() {
            let ready = last || sighting.start + WINDOW_BYTES_MAX as u64 <= end;
            if !ready || self.shortfall.is_some() {
                return;
            }
            self.pending.pop_front();
            if self.candidates >= CANDIDATES_MAX {
                self.shortfall = Some(Shortfall::Candidates);
                return;
            }
            self.candidates += 1;
            self.judge(buf, base, sighting);
        }
    }

    fn judge(&mut self, buf: &[u8], base: u64, sighting: Sighting) {
        let engine = self.engine;
        let start = (sighting.start - base) as usize;
        // The same bytes are visible however the content was cut into chunks.
        let floor = start.saturating_sub(BEFORE_BYTES_MAX);
        let ceiling = buf.len().min(start + WINDOW_BYTES_MAX);
        let Some(view) = buf.get(floor..ceiling) else {
            return;
        };
        let keyword = start - floor..start - floor + engine.keyword_bytes(sighting.keyword);
        let mut assigned: Option<Option<Assignment>> = None;
        for &index in engine.rules_of(sighting.keyword) {
            let Some(rule) = engine.rule(index) else {
                continue;
            };
            if engine.is_off(rule)
                || self.kind == ContentKind::Binary && !rule.binary
                || !self.in_its_file(rule)
            {
                continue;
            }
            let span = if rule.is_assignment() {
                let first = assigned
                    .get_or_insert_with(|| assignment::read(view, keyword.clone()))
                    .clone();
                self.judge_assignment(rule, view, &keyword, first)
            } else {
                self.judge_text(rule, view, keyword.start)
            };
            if let Some(span) = span {
                self.count_lines(buf, base, sighting.start.saturating_sub(LOOK_BACK_BYTES));
                self.add(index, rule, buf, base, floor + span.start..floor + span.end);
            }
        }
    }

    fn judge_text(&self, rule: &Rule, view: &[u8], keyword: usize) -> Option<Range<usize>> {
        let from = keyword.saturating_sub(rule.before);
        let to = view.len().min(keyword + rule.window);
        if rule.before == 0 && rule.word && !value::starts_word(view, from) {
            return None;
        }
        let mut place = from;
        // A window may hold several values that fit; the first that is believed counts.
        for _ in 0..4 {
            let found = rule.find(view.get(place..to)?)?;
            let span = place + found.start..place + found.end;
            let goes_on = rule.word && value::continues_word(view, span.end);
            let secret = view.get(span.clone())?;
            if !goes_on && !secret.is_empty() && self.believes(rule, secret, Form::Quoted) {
                return Some(span);
            }
            if rule.before == 0 {
                return None;
            }
            place = span.end.max(place + 1);
        }
        None
    }

    fn judge_assignment(
        &self,
        rule: &Rule,
        view: &[u8],
        keyword: &Range<usize>,
        first: Option<Assignment>,
    ) -> Option<Range<usize>> {
        let accept = |found: Assignment| {
            let name_from = found.name.start.min(keyword.start);
            let name = view.get(name_from..found.name.end)?;
            let text = view.get(found.value.clone())?;
            let span = rule.takes_name(name).then(|| rule.find(text)).flatten()?;
            let span = found.value.start + span.start..found.value.start + span.end;
            let secret = view.get(span.clone())?;
            (!secret.is_empty() && self.believes(rule, secret, found.form)).then_some(span)
        };
        if let Some(span) = first.and_then(accept) {
            return Some(span);
        }
        // The vendor's name stands nearby: `datadog:` with `api_key: ...` on a line below.
        let limit = keyword.end + rule.reach;
        let mut place = assignment::next_name(view, keyword.start, limit)?.end;
        while let Some(name) = assignment::next_name(view, place, limit) {
            if let Some(span) = assignment::read(view, name.clone()).and_then(accept) {
                return Some(span);
            }
            place = name.end.max(place + 1);
        }
        None
    }

    /// Whether a value of the right form is a secret and not a stand-in for one.
    fn believes(&self, rule: &Rule, secret: &[u8], form: Form) -> bool {
        if rule
            .entropy
            .is_some_and(|least| entropy::bits_per_byte(secret) < least)
        {
            return false;
        }
        if !rule.placeholders && value::is_placeholder(secret, form == Form::Quoted) {
            return false;
        }
        if let Some(filter) = rule.filter {
            let bare = form != Form::Quoted;
            let class = self.around.told().class;
            let unreadable = form == Form::Expression
                || bare && matches!(class, Class::Code | Class::Document)
                || class == Class::Digests;
            if unreadable || !filter.accepts(secret, self.around.place == Place::Environment) {
                return false;
            }
        }
        rule.check.is_none_or(|check| check.accepts(secret)) && !rule.allows(secret)
    }

    fn in_its_file(&self, rule: &Rule) -> bool {
        rule.files.is_empty() || rule.files.contains(&self.around.told().name)
    }

    fn add(
        &mut self,
        index: usize,
        rule: &'static Rule,
        buf: &[u8],
        base: u64,
        span: Range<usize>,
    ) {
        let place = base + span.start as u64;
        if !self.seen.insert((index, place)) {
            return;
        }
        if self.found.len() >= Scanned::HITS_MAX {
            self.shortfall = Some(Shortfall::Hits);
            return;
        }
        let secret = buf.get(span.clone()).unwrap_or_default();
        let doubtful = self.around.told().made_up || is_comment(buf, span.start);
        let confidence = match (doubtful, rule.confidence) {
            (false, confidence) => confidence,
            (true, Confidence::High) => Confidence::Medium,
            (true, _) => Confidence::Low,
        };
        let (line, line_start) = self.line_of(buf, base, place);
        self.found.push(Candidate {
            rank: rule.rank(),
            hit: Hit {
                rule: &rule.id,
                severity: rule.severity,
                confidence,
                line,
                column: place - line_start + 1,
                span: place..base + span.end as u64,
                fingerprint: SecretFingerprint::of(secret),
                length: secret.len() as u64,
                detail: rule.check.and_then(|check| check.kind(secret)),
            },
        });
    }

    /// Counts line breaks up to `place`; places before what was counted already are left alone.
    fn count_lines(&mut self, buf: &[u8], base: u64, place: u64) {
        if place <= self.counted {
            return;
        }
        let range = (self.counted - base) as usize..(place - base) as usize;
        let text = buf.get(range).unwrap_or_default();
        for at in memchr::memchr_iter(b'\n', text) {
            self.lines += 1;
            self.line_start = self.counted + at as u64 + 1;
        }
        self.counted = place;
    }

    /// The line of a place behind what was counted, and where that line starts.
    fn line_of(&self, buf: &[u8], base: u64, place: u64) -> (u64, u64) {
        let from = self.counted.max(base);
        let range = (from - base) as usize..place.saturating_sub(base) as usize;
        let between = buf.get(range).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', between).count() as u64;
        let start = memchr::memrchr(b'\n', between)
            .map_or(self.line_start, |newline| from + newline as u64 + 1);
        (self.lines + 1 + breaks, start)
    }
}

/// Whether the line of a place starts as a comment; a value there is often a pattern to fill in.
/// Only the bytes shortly before the place are looked at, which are at hand in a stream too.
fn is_comment(buf: &[u8], place: usize) -> bool {
    let before = buf
        .get(place.saturating_sub(COMMENT_LOOK_BACK_BYTES)..place)
        .unwrap_or_default();
    let line = match memchr::memrchr(b'\n', before) {
        Some(newline) => before.get(newline + 1..).unwrap_or_default(),
        None if before.len() == place => before,
        None => return false,
    };
    let line = line.trim_ascii_start();
    [&b"#"[..], b"//", b";", b"--", b"<!--", b"/*", b"* "]
        .iter()
        .any(|sign| line.starts_with(sign))
        && !line.starts_with(b"-----BEGIN")
}
