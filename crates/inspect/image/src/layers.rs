//! All layers of an image: on several threads, and from the store where they are known.

use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use seaworthy_facts::{LayerFacts, Unread};
use seaworthy_model::Digest;

use crate::cache::{Analysers, Key, Known, LayerStore, facts_key};
use crate::layer::{Claims, LAYER, LayerRead, Pass, Totals, Wanted, chain, check};
use crate::merge::{self, Links};
use crate::source::{ImageSource, LayerRef};

/// The layers of one image, before they are read.
pub(crate) struct Layers<'a> {
    pub(crate) source: &'a dyn ImageSource,
    pub(crate) layers: &'a [LayerRef],
    /// What the configuration says of them.
    pub(crate) diff_ids: &'a [Digest],
    pub(crate) pass: &'a Pass<'a>,
    pub(crate) store: Option<(&'a LayerStore, Analysers)>,
}

/// A layer that was read, now or before.
pub(crate) struct ReadLayer {
    /// Facts that depend on the bytes of the layer alone.
    pub(crate) facts: Arc<LayerFacts>,
    /// Claims that are not true, and what could not be checked.
    pub(crate) problems: Vec<Unread>,
    /// What the blob was found to be, if it could be opened.
    pub(crate) totals: Option<Totals>,
}

impl ReadLayer {
    /// The digest of the tar, if everything that is claimed of the layer is true.
    fn verified(&self) -> Option<&Digest> {
        let totals = self.totals.as_ref().filter(|_| self.problems.is_empty())?;
        totals.inflated.as_ref()
    }
}

impl Layers<'_> {
    /// Reads all layers, on as many threads as there are cores.
    pub(crate) fn read(&self, threads: Option<usize>) -> Vec<ReadLayer> {
        // The largest first, so that no thread is left with it at the end; those inside compressed
        // archives in their order.
        let mut order: Vec<usize> = (0..self.layers.len()).collect();
        let rank = |layer: &LayerRef| {
            let size = std::cmp::Reverse(layer.size_bytes);
            (self.source.position(layer), size)
        };
        order.sort_by_key(|number| self.layers.get(*number).map(rank));
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, ReadLayer)>> =
            Mutex::new(Vec::with_capacity(self.layers.len()));
        let work = || {
            while let Some(number) = order.get(next.fetch_add(1, Ordering::Relaxed)).copied() {
                let Some(layer) = self.layers.get(number) else {
                    break;
                };
                let read = self.layer(layer, self.diff_ids.get(number));
                done.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((number, read));
            }
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = threads.unwrap_or(cores).clamp(1, self.layers.len().max(1));
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, read)| read).collect()
    }

    /// One layer: its facts as they are known, else as the pass finds them.
    fn layer(&self, layer: &LayerRef, diff_id: Option<&Digest>) -> ReadLayer {
        let claims = Claims {
            digest: layer.digest.as_ref(),
            size_bytes: layer
                .descriptor
                .as_ref()
                .map(|descriptor| descriptor.size_bytes),
            diff_id,
            media_type: layer
                .descriptor
                .as_ref()
                .map(|descriptor| descriptor.media_type.as_str()),
        };
        if let Some(read) = self.source.streamed(layer) {
            return streamed(read, &claims);
        }
        let identity = self.source.identity(layer);
        let (Some((store, analysers)), Some(identity)) = (&self.store, identity) else {
            return self.pass_over(layer, claims);
        };
        let _flight = store.enter(identity);
        if let Some(known) = self.known(identity, &claims) {
            if let Some(progress) = self.pass.progress {
                progress.advanced(layer.size_bytes);
            }
            return known;
        }
        let mut read = self.pass_over(layer, claims);
        store.count_read();
        if let Some(diff_id) = read.verified() {
            let key = facts_key(diff_id, analysers, None);
            let facts = Arc::unwrap_or_clone(std::mem::take(&mut read.facts));
            read.facts = store.keep_facts(key, facts);
            // Somebody may have written to the file in the meantime.
            if self.source.identity(layer) == Some(identity)
                && let Some(known) = read.totals.as_ref().and_then(Known::of)
            {
                store.keep_known(identity, &known);
            }
        }
        read
    }

    /// A layer that was read before, if all that is claimed of it now was found to be true then.
    fn known(&self, identity: Key, claims: &Claims<'_>) -> Option<ReadLayer> {
        let (store, analysers) = self.store.as_ref()?;
        let known = store.known(identity)?;
        let mut problems = Vec::new();
        check(claims, &known.totals, &mut problems);
        if !problems.is_empty() {
            return None;
        }
        let diff_id = known.totals.inflated.as_ref()?;
        Some(ReadLayer {
            facts: store.facts(facts_key(diff_id, analysers, None))?,
            problems,
            totals: Some(known.totals),
        })
    }

    fn pass_over(&self, layer: &LayerRef, claims: Claims<'_>) -> ReadLayer {
        // A source answers for its own lifetime, a pass for that of its limits: the input ends
        // first.
        let opened: std::io::Result<Box<dyn Read + Send + '_>> = self.source.open(layer);
        match opened {
            Ok(input) => {
                let read = self.pass.narrow().read(input, claims);
                ReadLayer {
                    facts: Arc::new(read.facts),
                    problems: read.problems,
                    totals: read.totals,
                }
            }
            Err(error) => ReadLayer {
                facts: Arc::default(),
                problems: vec![Unread::new(
                    "",
                    LAYER,
                    format!("cannot be opened: {}", chain(&error)),
                )],
                totals: None,
            },
        }
    }

    /// Reads what links hid from the first pass. Returns whether there is more than the limit.
    pub(crate) fn follow_links(&self, links: &Links<'_>, reads: &mut [ReadLayer]) -> bool {
        let facts: Vec<&LayerFacts> = reads.iter().map(|read| &*read.facts).collect();
        let (analysers, limits) = (self.pass.analysers, self.pass.limits);
        let (follows, too_many) = merge::follow(links, &facts, analysers, limits);
        for follow in follows {
            let number = follow.read as usize;
            let (Some(layer), Some(read)) = (self.layers.get(number), reads.get(number)) else {
                continue;
            };
            let more = self.second_look(layer, read.verified(), &follow.wanted);
            if says_nothing(&more) {
                continue;
            }
            if let Some(read) = reads.get_mut(follow.shown as usize) {
                absorb(Arc::make_mut(&mut read.facts), &more);
            }
        }
        too_many
    }

    /// What links lead to in a layer, as it is known, else as it is read now.
    fn second_look(
        &self,
        layer: &LayerRef,
        verified: Option<&Digest>,
        wanted: &Wanted,
    ) -> Arc<LayerFacts> {
        let kept = self.store.as_ref().zip(verified);
        let kept = kept.map(|((store, analysers), diff_id)| {
            (store, facts_key(diff_id, analysers, Some(wanted)), diff_id)
        });
        if let Some(facts) = kept.and_then(|(store, key, _)| store.facts(key)) {
            return facts;
        }
        let input = match self.source.open(layer) {
            Ok(input) => input,
            Err(error) => {
                let reason = format!("cannot be opened again: {}", chain(&error));
                return Arc::new(LayerFacts {
                    unread: vec![Unread::new("", LAYER, reason)],
                    ..LayerFacts::default()
                });
            }
        };
        let verify = kept.map(|(_, _, diff_id)| diff_id.algorithm());
        let (facts, found) = self.pass.narrow().reread(input, wanted, verify);
        match kept {
            // Other bytes than the first time are no facts of this layer for anybody else.
            Some((store, key, diff_id)) if found.as_ref() == Some(diff_id) => {
                store.keep_facts(key, facts)
            }
            _ => Arc::new(facts),
        }
    }
}

/// A layer that was read before its claims were known. What its name claims was checked then.
fn streamed(read: &LayerRead, claims: &Claims<'_>) -> ReadLayer {
    let mut problems = read.problems.clone();
    if let Some(totals) = &read.totals {
        let claims = Claims {
            digest: None,
            ..*claims
        };
        check(&claims, totals, &mut problems);
    }
    ReadLayer {
        facts: Arc::new(read.facts.clone()),
        problems,
        totals: read.totals.clone(),
    }
}

/// Whether a second look found nothing. The facts of the layer, which others may share, then stay
/// as they are.
fn says_nothing(more: &LayerFacts) -> bool {
    let nothing = LayerFacts {
        entries: more.entries,
        bytes: more.bytes,
        ..LayerFacts::default()
    };
    *more == nothing
}

/// Adds what a second look found.
pub(crate) fn absorb(facts: &mut LayerFacts, more: &LayerFacts) {
    facts.packages.extend_from_slice(&more.packages);
    facts.owned.extend_from_slice(&more.owned);
    facts.licences.extend_from_slice(&more.licences);
    facts.changelogs.extend_from_slice(&more.changelogs);
    facts.distros.extend_from_slice(&more.distros);
    facts.support.extend_from_slice(&more.support);
    facts.secrets.extend_from_slice(&more.secrets);
    facts.files.extend_from_slice(&more.files);
    facts.programs.extend_from_slice(&more.programs);
    facts.accounts.extend_from_slice(&more.accounts);
    facts.groups.extend_from_slice(&more.groups);
    facts.passwords.extend_from_slice(&more.passwords);
    facts.unread.extend_from_slice(&more.unread);
}
