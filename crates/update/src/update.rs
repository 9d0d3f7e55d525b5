//! One update: every set and feed side by side, then one pack of all parts.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use seaworthy_advisories::pack::{Form, Options, Pack, RECORDS_MAX, Releases};
use seaworthy_advisories::version::Scheme;

use crate::assemble::{Assembled, assemble};
use crate::cycles::update_cycles;
use crate::error::{FeedError, FetchError, UpdateError};
use crate::fetch::{Answer, Fetcher, Validators};
use crate::origin::{Item, Origin, is_name};
use crate::scores::{update_epss, update_kev};
use crate::set::{SetState, update_set};
use crate::store::Store;

/// Transfers side by side. More would hardly be quicker, and unkind to a server.
const WORKERS: usize = 6;

/// The level of zstd for parts: they are written once and read at every change of another.
const PART_LEVEL: i32 = 1;

/// LIMIT: bytes of the list of ecosystems; the published one has under 1 KiB.
const ECOSYSTEMS_BYTES_MAX: u64 = 256 << 10;

/// Sets that a mirror without a list of ecosystems is asked for.
const PROBED: &[&str] = &[
    "AlmaLinux",
    "Alpaquita",
    "Alpine",
    "Azure Linux",
    "BellSoft Hardened Containers",
    "Bioconductor",
    "Bitnami",
    "CRAN",
    "Chainguard",
    "Debian",
    "Echo",
    "GitHub Actions",
    "Go",
    "Hackage",
    "Hex",
    "Julia",
    "Mageia",
    "Maven",
    "MinimOS",
    "NuGet",
    "Packagist",
    "Photon OS",
    "Pub",
    "PyPI",
    "Red Hat",
    "Rocky Linux",
    "RubyGems",
    "SUSE",
    "SwiftURL",
    "Ubuntu",
    "Wolfi",
    "crates.io",
    "npm",
    "openEuler",
    "openSUSE",
];

/// The feeds beside the sets.
const FEEDS: [&str; 3] = ["endoflife", "epss", "kev"];

/// Limits of an update; tests reach single ones.
#[derive(Debug, Clone)]
pub struct Limits {
    /// LIMIT: bytes of one archive. The largest published one has some 250 MB.
    pub archive_bytes_max: u64,
    /// LIMIT: bytes of one list of changes; the largest has some 20 MB.
    pub listing_bytes_max: u64,
    /// LIMIT: bytes of KEV or EPSS, also inflated: 2 MB and 12 MB.
    pub feed_bytes_max: u64,
    /// LIMIT: bytes of one record, inflated; the largest have some 3 MB.
    pub record_bytes_max: u64,
    /// LIMIT: bytes of all records of a set, inflated; the largest have some 2 GB.
    pub set_bytes_max: u64,
    /// LIMIT: records of a set.
    pub records_max: usize,
    /// Records that are fetched one by one when they changed; with more the archive is quicker.
    pub changes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_bytes_max: 2 << 30,
            listing_bytes_max: 256 << 20,
            feed_bytes_max: 256 << 20,
            record_bytes_max: 16 << 20,
            set_bytes_max: 16 << 30,
            records_max: RECORDS_MAX / 2,
            changes_max: 300,
        }
    }
}

/// Who is told how far an update is.
pub trait Progress: Sync {
    /// So many bytes more will come.
    fn expects(&self, bytes: u64);
    /// So many bytes came.
    fn advanced(&self, bytes: u64);
    /// A set or feed is done.
    fn finished(&self, name: &str);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn expects(&self, _: u64) {}
    fn advanced(&self, _: u64) {}
    fn finished(&self, _: &str) {}
}

/// How to update.
pub struct Settings<'a> {
    /// Where from.
    pub origin: Origin,
    /// The sets; all that are offered when `None`.
    pub ecosystems: Option<Vec<String>>,
    /// Sets and feeds that may shrink or vanish.
    pub allow_shrink: BTreeSet<String>,
    /// Fetch everything again, whatever is known.
    pub full: bool,
    /// Where to keep it.
    pub store: &'a Store,
    /// The pack that the program carries: it stands in for what was never fetched.
    pub embedded: &'a [u8],
    /// Limits, trust and proxies of the transfers.
    pub http: seaworthy_http::Options,
    /// Time for the whole update.
    pub time_max: Option<Duration>,
    /// The time now.
    pub now: Timestamp,
    /// Name and version of the program.
    pub built_by: String,
    /// See [`Limits`].
    pub limits: Limits,
}

/// What became of a set or feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is what it was.
    Unchanged,
    /// So many records changed and were fetched one by one.
    Records(usize),
    /// It was fetched as a whole and has so many usable records.
    Whole(usize),
    /// The origin does not have it; what was known before stays.
    NotOffered,
}

/// What became of a set or feed, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReport {
    /// `PyPI`, or `kev`.
    pub name: String,
    /// What became of it.
    pub change: Change,
}

/// What an update did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Sets and feeds, sorted.
    pub feeds: Vec<FeedReport>,
    /// Whether there is a new pack.
    pub swapped: bool,
    /// Sets and feeds of earlier updates that the origin does not have.
    pub kept: Vec<String>,
}

/// What all parts of one update share.
pub(crate) struct Run<'a> {
    pub(crate) settings: &'a Settings<'a>,
    pub(crate) store: &'a Store,
    pub(crate) fetcher: &'a Fetcher<'a>,
    /// Whether the user named the sets.
    explicit: bool,
}

/// Brings advisory data up to date and puts a new pack in the place of the old one, if anything
/// changed.
///
/// # Errors
/// See [`UpdateError`]. The pack that is there stays as it is after any error; what was fetched
/// whole is kept, and the next update goes on from there.
pub fn update(settings: &Settings<'_>, progress: &dyn Progress) -> Result<Report, UpdateError> {
    settings.store.prepare()?;
    let fetcher = Fetcher::new(
        settings.http.clone(),
        &settings.origin,
        progress,
        settings.time_max,
    )?;
    let run = Run {
        settings,
        store: settings.store,
        fetcher: &fetcher,
        explicit: settings.ecosystems.is_some(),
    };
    let sets = run.sets()?;
    let names: Vec<&str> = sets.iter().map(String::as_str).chain(FEEDS).collect();
    let mut results = run.all(&names);
    results.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut feeds = Vec::new();
    let mut failed = Vec::new();
    for (name, result) in results {
        match result {
            Ok(Change::NotOffered) => {}
            Ok(change) => feeds.push(FeedReport { name, change }),
            Err(error) => failed.push((name, error)),
        }
    }
    let others = failed.len().saturating_sub(1);
    if let Some((name, source)) = failed.into_iter().next() {
        let source = Box::new(source);
        return Err(UpdateError::Feed {
            name,
            source,
            others,
        });
    }
    if feeds.is_empty() {
        let origin = settings.origin.name();
        return Err(UpdateError::Nothing { origin });
    }
    let Assembled { swapped, parts } = assemble(settings)?;
    let kept = parts
        .into_iter()
        .filter(|name| !feeds.iter().any(|feed| feed.name == *name))
        .collect();
    Ok(Report {
        feeds,
        swapped,
        kept,
    })
}

impl Run<'_> {
    pub(crate) fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// How parts of a pack are built.
    pub(crate) fn part_options(&self) -> Options {
        Options {
            form: Form::Compressed { level: PART_LEVEL },
            releases: Releases::All,
            built_by: self.settings.built_by.clone(),
            built_on: None,
        }
    }

    /// What is known of a set from the same origin, with its files still there.
    pub(crate) fn known(&self, key: &str) -> Option<SetState> {
        let state: SetState = self.store.noted(key)?;
        let there = |name: &&str| name.is_empty() || self.store.feed(name).is_file();
        let whole = !state.part.is_empty() && state.files().iter().all(there);
        (whole && state.origin == self.settings.origin.name()).then_some(state)
    }

    /// The same of a feed; of one that another version built, or when all is fetched again, only
    /// how many entries it had.
    pub(crate) fn known_feed(&self, name: &str) -> SetState {
        let mut state = self.known(name).unwrap_or_default();
        if self.settings.full || state.built_by != self.settings.built_by {
            state.validators = Validators::default();
            state.archive.clear();
        }
        state
    }

    /// The outcome for what the origin does not have.
    pub(crate) fn not_offered(&self, name: &str, known: bool) -> Result<Change, FeedError> {
        let asked = self.explicit && !FEEDS.contains(&name);
        if (known || asked) && !self.settings.allow_shrink.contains(name) {
            let origin = self.settings.origin.name();
            return Err(FeedError::NotOffered { origin });
        }
        Ok(Change::NotOffered)
    }

    /// Refuses a set that lost more than a tenth: a half-written mirror looks like this, and
    /// silence about a weakness looks like safety.
    pub(crate) fn check_shrink(
        &self,
        name: &str,
        now: usize,
        before: Option<usize>,
    ) -> Result<(), FeedError> {
        match before {
            Some(before) if now * 10 < before * 9 && !self.settings.allow_shrink.contains(name) => {
                Err(FeedError::Shrunk { before, now })
            }
            _ => Ok(()),
        }
    }

    /// The sets to update.
    fn sets(&self) -> Result<BTreeSet<String>, UpdateError> {
        let is_set = |name: &str| {
            is_name(name) && !name.contains(':') && Scheme::for_ecosystem(name).is_some()
        };
        if let Some(named) = &self.settings.ecosystems {
            return named
                .iter()
                .map(|name| match is_set(name) {
                    true => Ok(name.clone()),
                    false => Err(UpdateError::Ecosystem(name.clone())),
                })
                .collect();
        }
        let offer = |source| UpdateError::Offer {
            origin: self.settings.origin.name(),
            source,
        };
        if let Origin::Folder(path) = &self.settings.origin {
            fs::read_dir(path).map_err(|source| {
                let path = path.clone();
                offer(FetchError::Read { path, source })
            })?;
            let entries = fs::read_dir(path.join("osv"))
                .into_iter()
                .flatten()
                .flatten();
            let mut sets: BTreeSet<String> = entries
                .filter(|entry| entry.path().join("all.zip").is_file())
                .filter_map(|entry| entry.file_name().into_string().ok())
                .filter(|name| is_set(name))
                .collect();
            sets.extend(self.known_sets());
            return Ok(sets);
        }
        let known = Validators::default();
        let listed = self
            .fetcher
            .document(Item::Ecosystems, &known, ECOSYSTEMS_BYTES_MAX)
            .map_err(offer)?;
        let mut sets: BTreeSet<String> = match listed {
            Answer::Fresh(bytes, _) => String::from_utf8_lossy(&bytes)
                .lines()
                .map(str::trim)
                .filter(|name| is_set(name))
                .map(str::to_owned)
                .collect(),
            _ => self.probed(is_set),
        };
        sets.extend(self.known_sets());
        Ok(sets)
    }

    /// The sets that a mirror without a list of them may have: those that the listing of its folder
    /// names, else all that are known.
    fn probed(&self, is_set: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let pack = Pack::open(self.settings.embedded).ok();
        let carried = pack.iter().flat_map(Pack::ecosystems);
        let carried = carried.filter_map(|name| name.split(':').next());
        let known = PROBED.iter().copied().chain(carried);
        let known: BTreeSet<String> = known
            .filter(|name| is_set(name))
            .map(str::to_owned)
            .collect();
        let listing =
            self.fetcher
                .document(Item::Sets, &Validators::default(), ECOSYSTEMS_BYTES_MAX);
        let Ok(Answer::Fresh(bytes, _)) = listing else {
            // A server need not list its folders.
            return known;
        };
        let text = String::from_utf8_lossy(&bytes);
        let named = |name: &&String| text.contains(&format!("\"{}/\"", name.replace(' ', "%20")));
        let listed: BTreeSet<String> = known.iter().filter(named).cloned().collect();
        if listed.is_empty() { known } else { listed }
    }

    /// The sets that were fetched from the same origin before: they are asked for again, so that
    /// one that vanished is noticed.
    fn known_sets(&self) -> impl Iterator<Item = String> {
        let keys = self.store.keys().into_iter();
        keys.filter(|key| key.starts_with("osv-"))
            .filter_map(|key| Some(self.known(&key)?.name))
    }

    /// Updates everything, some at a time.
    fn all(&self, names: &[&str]) -> Vec<(String, Result<Change, FeedError>)> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..WORKERS.min(names.len()) {
                scope.spawn(|| {
                    while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let result = self.one(name);
                        self.fetcher.progress.finished(name);
                        let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                        results.push(((*name).to_owned(), result));
                    }
                });
            }
        });
        results.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn one(&self, name: &str) -> Result<Change, FeedError> {
        match name {
            "kev" => update_kev(self),
            "epss" => update_epss(self),
            "endoflife" => update_cycles(self),
            set => update_set(self, set),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::key;

    #[test]
    fn every_probed_set_has_an_order_of_versions_and_a_key_of_its_own() {
        let mut keys = BTreeSet::new();
        for name in PROBED {
            assert!(Scheme::for_ecosystem(name).is_some(), "{name}");
            assert!(keys.insert(key(name)), "{name}");
        }
    }
}
