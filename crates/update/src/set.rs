//! One set of OSV: its archive, the records that changed since, and the part of a pack they make.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use seaworthy_advisories::pack::{PackBuilder, Source};
use seaworthy_model::Digest;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use crate::csv::{Listed, read_listing};
use crate::download::download;
use crate::error::{FeedError, StoreError};
use crate::fetch::{Answer, Validators};
use crate::origin::Item;
use crate::store::{content_name, key};
use crate::update::{Change, Run};

/// After this many days a set is asked for as a whole again: a list of changes does not tell what
/// was taken away.
pub const FULL_AFTER_DAYS: i64 = 7;

/// A list may be younger than the archive that was fetched after it. Changes of this time before
/// the archive was made are asked for once more.
const ARCHIVE_LAG: SignedDuration = SignedDuration::from_hours(1);

/// What an update knows of a set from before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SetState {
    /// The set, or the feed.
    pub(crate) name: String,
    /// The origin's name.
    pub(crate) origin: String,
    /// The program that built the part.
    pub(crate) built_by: String,
    /// File of the part of a pack.
    pub(crate) part: String,
    /// Usable records.
    pub(crate) records: usize,
    /// Of the archive or feed.
    pub(crate) validators: Validators,
    /// Of the list of changes.
    pub(crate) listing: Validators,
    /// The newest change that is known.
    pub(crate) newest: Option<Timestamp>,
    /// When the archive was last asked for.
    pub(crate) full: Option<Timestamp>,
    /// File of the archive.
    pub(crate) archive: String,
    /// File of the records that changed since; none if empty.
    pub(crate) changed: String,
    /// The name of the file at the origin, where it varies.
    pub(crate) file: String,
}

impl SetState {
    /// The kept files.
    pub(crate) fn files(&self) -> [&str; 3] {
        [&self.part, &self.archive, &self.changed]
    }
}

/// Brings one set up to date.
pub(crate) fn update_set(run: &Run<'_>, name: &str) -> Result<Change, FeedError> {
    let key = key(&format!("osv/{name}"));
    let mut known = run.known(&key);
    if let Some(state) = known
        .as_mut()
        .filter(|state| state.built_by != run.settings.built_by)
    {
        // Another version of the program may read the same records otherwise.
        state.built_by.clone_from(&run.settings.built_by);
        overlay(run, &key, state.clone(), Vec::new())?;
        known = run.known(&key);
    }
    if let Some(state) = known.clone().filter(|state| !is_due(run, state)) {
        match changes(run, &state)? {
            Changes::None(state) => {
                run.store.note(&key, &state)?;
                return Ok(Change::Unchanged);
            }
            Changes::Records(state, records) => return overlay(run, &key, state, records),
            Changes::Many => {}
        }
    }
    // The list first: what changes while the archive comes is then asked for the next time.
    let (listing, newest) = newest(run, name)?;
    let validators = known
        .as_ref()
        .filter(|_| !run.settings.full)
        .map(|state| state.validators.clone())
        .unwrap_or_default();
    let limit = run.limits().archive_bytes_max;
    match download(
        run.fetcher,
        run.store,
        &key,
        Item::Archive(name),
        &validators,
        limit,
    )? {
        Answer::Absent => run.not_offered(name, known.is_some()),
        Answer::Unchanged => {
            let Some(mut state) = known else {
                return run.not_offered(name, false);
            };
            state.full = Some(run.settings.now);
            run.store.note(&key, &state)?;
            Ok(Change::Unchanged)
        }
        Answer::Fresh(path, validators) => {
            let made = validators.time();
            let made = made.and_then(|time| time.checked_sub(ARCHIVE_LAG).ok());
            let (listing, newest) = match (newest, made) {
                // The list that was seen says more than is known: it is read again.
                (Some(newest), Some(made)) if made < newest => (Validators::default(), Some(made)),
                (newest, _) => (listing, newest),
            };
            let state = SetState {
                name: name.to_owned(),
                origin: run.settings.origin.name(),
                built_by: run.settings.built_by.clone(),
                validators,
                listing,
                newest,
                full: Some(run.settings.now),
                ..SetState::default()
            };
            let taken = take_archive(run, &key, &path, state, known.as_ref());
            let _ = fs::remove_file(&path);
            taken
        }
    }
}

/// Whether the whole set is asked for.
fn is_due(run: &Run<'_>, state: &SetState) -> bool {
    let days = SignedDuration::from_hours(24 * FULL_AFTER_DAYS);
    let recent = state
        .full
        .is_some_and(|full| run.settings.now.duration_since(full) < days);
    run.settings.full || !recent || state.newest.is_none()
}

/// Validators and newest date of the list of changes; nothing where there is no usable list.
fn newest(run: &Run<'_>, name: &str) -> Result<(Validators, Option<Timestamp>), FeedError> {
    let limit = run.limits().listing_bytes_max;
    let item = Item::Listing(name);
    let answer = run.fetcher.open(item, &Validators::default(), limit)?;
    let Answer::Fresh(input, validators) = answer else {
        return Ok((Validators::default(), None));
    };
    Ok(match read_listing(input, None, 0, |_| false) {
        Ok(Listed::Many { newest }) => (validators, Some(newest)),
        Ok(_) => (Validators::default(), None),
        Err(source) => return Err(run.fetcher.unread(item, source).into()),
    })
}

/// What the list of changes says.
enum Changes {
    None(SetState),
    /// The records that changed, each with its text.
    Records(SetState, Vec<(String, Vec<u8>)>),
    /// Too many, or they cannot be had one by one.
    Many,
}

fn changes(run: &Run<'_>, state: &SetState) -> Result<Changes, FeedError> {
    let limit = run.limits().listing_bytes_max;
    let item = Item::Listing(&state.name);
    let (input, validators) = match run.fetcher.open(item, &state.listing, limit)? {
        Answer::Unchanged => return Ok(Changes::None(state.clone())),
        Answer::Absent => return Ok(Changes::Many),
        Answer::Fresh(input, validators) => (input, validators),
    };
    let archive = std::cell::OnceCell::new();
    let is_known = |id: &str| {
        let ids = archive.get_or_init(|| archive_ids(run, state).unwrap_or_default());
        ids.contains(id)
    };
    let ids_max = run.limits().changes_max;
    let listed = read_listing(input, state.newest, ids_max, is_known)
        .map_err(|source| run.fetcher.unread(item, source))?;
    let Listed::Changed { ids, newest } = listed else {
        return Ok(Changes::Many);
    };
    let mut state = state.clone();
    state.listing = validators;
    state.newest = state.newest.max(Some(newest));
    if ids.is_empty() {
        return Ok(Changes::None(state));
    }
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let item = Item::Record(&state.name, &id);
        let limit = run.limits().record_bytes_max;
        let answer = run.fetcher.document(item, &Validators::default(), limit)?;
        let Answer::Fresh(bytes, _) = answer else {
            // A mirror of archives alone.
            return Ok(Changes::Many);
        };
        if record_id(&bytes).as_deref() != Some(id.as_str()) {
            return Ok(Changes::Many);
        }
        records.push((id, bytes));
    }
    Ok(Changes::Records(state, records))
}

fn record_id(bytes: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    serde_json::from_slice::<Id>(bytes).ok().map(|id| id.id)
}

/// The ids of all records that are kept of a set.
fn archive_ids(run: &Run<'_>, state: &SetState) -> Option<BTreeSet<String>> {
    let file = File::open(run.store.feed(&state.archive)).ok()?;
    let archive = ZipArchive::new(file).ok()?;
    let names = archive.file_names();
    let mut ids: BTreeSet<String> = names
        .filter_map(|name| Some(name.ok()?.strip_suffix(".json")?.to_owned()))
        .collect();
    ids.extend(read_changed(run, state).ok()?.into_keys());
    Some(ids)
}

/// The kept records that changed since the archive, by id.
fn read_changed(run: &Run<'_>, state: &SetState) -> Result<BTreeMap<String, Vec<u8>>, FeedError> {
    if state.changed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let bytes = run.store.read(&state.changed)?.unwrap_or_default();
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    Ok(lines
        .filter_map(|line| Some((record_id(line)?, line.to_vec())))
        .collect())
}

/// Lays records over the archive of a set.
fn overlay(
    run: &Run<'_>,
    key: &str,
    mut state: SetState,
    records: Vec<(String, Vec<u8>)>,
) -> Result<Change, FeedError> {
    let count = records.len();
    let mut changed = read_changed(run, &state)?;
    for (id, bytes) in records {
        // One record is one line; JSON has no raw line breaks within texts.
        let line = bytes.into_iter().map(|byte| match byte {
            b'\n' | b'\r' => b' ',
            other => other,
        });
        changed.insert(id, line.collect());
    }
    let before = state.records;
    let path = run.store.feed(&state.archive);
    let file = File::open(&path).map_err(|source| StoreError::Read { path, source })?;
    let lines: Vec<u8> = changed
        .values()
        .flat_map(|line| line.iter().chain(b"\n"))
        .copied()
        .collect();
    let (part, records) = build(run, &state.name, file, &changed)?;
    run.check_shrink(&state.name, records, Some(before))?;
    state.changed = run.store.keep(key, "changed", &lines)?;
    finish(run, key, state, &part, records)?;
    Ok(Change::Records(count))
}

/// Reads a fetched archive and keeps it.
fn take_archive(
    run: &Run<'_>,
    key: &str,
    path: &Path,
    mut state: SetState,
    known: Option<&SetState>,
) -> Result<Change, FeedError> {
    let fail = |source| StoreError::Read {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(fail)?;
    state.archive = content_name(key, &digest(&mut file).map_err(fail)?, "zip");
    let same = known.is_some_and(|known| {
        known.archive == state.archive
            && known.changed.is_empty()
            && known.built_by == state.built_by
    });
    if let Some(known) = known.filter(|_| same) {
        // Another tag or date, and the same bytes.
        state.part.clone_from(&known.part);
        state.records = known.records;
        run.store.note(key, &state)?;
        return Ok(Change::Unchanged);
    }
    file.rewind().map_err(fail)?;
    let (part, records) = build(run, &state.name, file, &BTreeMap::new())?;
    run.check_shrink(&state.name, records, known.map(|known| known.records))?;
    let kept = run.store.feed(&state.archive);
    fs::rename(path, &kept).map_err(|source| StoreError::Write { path: kept, source })?;
    finish(run, key, state, &part, records)?;
    Ok(Change::Whole(records))
}

fn finish(
    run: &Run<'_>,
    key: &str,
    mut state: SetState,
    part: &[u8],
    records: usize,
) -> Result<(), FeedError> {
    state.part = run.store.keep(key, "pack", part)?;
    state.records = records;
    run.store.note(key, &state)?;
    run.store.forget_others(key, &state.files());
    Ok(())
}

fn digest(file: &mut File) -> std::io::Result<Digest> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            count => hash.update(chunk.get(..count).unwrap_or_default()),
        }
    }
    Ok(Digest::of_hash(
        seaworthy_model::Algorithm::Sha256,
        &hash.finalize(),
    ))
}

/// Builds the part of a pack that an archive with changed records makes, and counts what is
/// usable.
fn build(
    run: &Run<'_>,
    name: &str,
    file: File,
    changed: &BTreeMap<String, Vec<u8>>,
) -> Result<(Vec<u8>, usize), FeedError> {
    let mut builder = PackBuilder::new(run.part_options());
    builder.only(name);
    builder.source(
        name,
        Source {
            name: run.settings.origin.name(),
            ..Source::default()
        },
    );
    read_archive(run, &mut builder, file, changed)?;
    for (id, bytes) in changed {
        builder.record(id, bytes)?;
    }
    let (records, rejected) = builder.counts();
    if records == 0 {
        return Err(FeedError::Empty);
    }
    if rejected * 10 > records {
        return Err(FeedError::Malformed {
            rejected,
            records,
            first: builder.first_rejected().unwrap_or_default(),
        });
    }
    let (part, _) = builder.finish()?;
    Ok((part, records - rejected))
}

fn read_archive(
    run: &Run<'_>,
    builder: &mut PackBuilder,
    file: File,
    changed: &BTreeMap<String, Vec<u8>>,
) -> Result<(), FeedError> {
    let limits = run.limits();
    let archive = ZipArchive::new(std::io::BufReader::new(file));
    let mut archive = archive.map_err(|source| FeedError::Archive { source })?;
    if archive.len() > limits.records_max {
        return Err(FeedError::TooManyRecords {
            limit: limits.records_max,
        });
    }
    let mut bytes = Vec::new();
    let mut left = limits.set_bytes_max;
    for index in 0..archive.len() {
        let member = archive
            .by_index(index)
            .map_err(|source| FeedError::Archive { source })?;
        let member_name = member
            .name()
            .map_err(|source| FeedError::Archive { source })?;
        let member_name = member_name.into_owned();
        let Some(id) = member_name.strip_suffix(".json") else {
            continue;
        };
        if changed.contains_key(id) {
            continue;
        }
        bytes.clear();
        let limit = limits.record_bytes_max.min(left);
        let read = member.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|source| FeedError::Member {
            name: member_name.clone(),
            source,
        })?;
        left = left.saturating_sub(bytes.len() as u64);
        if left == 0 {
            return Err(FeedError::TooManyBytes {
                limit_bytes: limits.set_bytes_max,
            });
        }
        if bytes.len() as u64 > limits.record_bytes_max {
            // Empty it is no record, and so is counted as one that cannot be read.
            bytes.clear();
        }
        builder.record(&member_name, &bytes)?;
    }
    Ok(())
}
