//! The feeds by CVE: KEV and EPSS.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use seaworthy_advisories::pack::{Pack, PackBuilder, Source};

use crate::error::{FeedError, FetchError};
use crate::fetch::{Answer, Validators};
use crate::origin::{EPSS_CURRENT, Item, Origin};
use crate::set::SetState;
use crate::update::{Change, Run};

/// LIMIT: bytes of a mirror's listing. One of some thousand files has a few hundred KiB.
const ROOT_BYTES_MAX: u64 = 4 << 20;

/// What EPSS's dated files begin and end with.
const EPSS_NAME: (&str, &str) = ("epss_scores-", ".csv.gz");

/// Brings KEV up to date.
pub(crate) fn update_kev(run: &Run<'_>) -> Result<Change, FeedError> {
    let known = run.known_feed("kev");
    let limit = run.limits().feed_bytes_max;
    let answer = run.fetcher.document(Item::Kev, &known.validators, limit)?;
    take(
        run,
        "kev",
        known,
        "kev.json",
        answer,
        |builder, bytes, source| Ok(builder.kev(bytes, source)?),
    )
}

/// Brings EPSS up to date: the file with the name of the newest, else the newest that a mirror
/// lists.
pub(crate) fn update_epss(run: &Run<'_>) -> Result<Change, FeedError> {
    let known = run.known_feed("epss");
    let current = ask_epss(run, &known, EPSS_CURRENT)?;
    let (name, answer) = match current {
        Answer::Absent => match listed_epss(run)? {
            Some(name) => {
                let answer = ask_epss(run, &known, &name)?;
                (name, answer)
            }
            None => (EPSS_CURRENT.to_owned(), Answer::Absent),
        },
        answer => (EPSS_CURRENT.to_owned(), answer),
    };
    take(
        run,
        "epss",
        known,
        &name,
        answer,
        |builder, bytes, source| {
            let limit = run.limits().feed_bytes_max;
            let mut text = Vec::new();
            MultiGzDecoder::new(bytes)
                .take(limit + 1)
                .read_to_end(&mut text)
                .map_err(FeedError::Inflate)?;
            if text.len() as u64 > limit {
                return Err(FeedError::TooManyBytes { limit_bytes: limit });
            }
            Ok(builder.epss(&text, source)?)
        },
    )
}

fn ask_epss(run: &Run<'_>, known: &SetState, name: &str) -> Result<Answer<Vec<u8>>, FetchError> {
    // What is known of another file says nothing about this one.
    let validators = match known.file == name {
        true => known.validators.clone(),
        false => Validators::default(),
    };
    let limit = run.limits().feed_bytes_max;
    run.fetcher.document(Item::Epss(name), &validators, limit)
}

/// The newest dated file that the root of a mirror or folder names: the date in the name orders
/// them.
fn listed_epss(run: &Run<'_>) -> Result<Option<String>, FeedError> {
    if let Origin::Folder(path) = &run.settings.origin {
        let names = std::fs::read_dir(path).into_iter().flatten().flatten();
        let names = names.filter_map(|entry| entry.file_name().into_string().ok());
        return Ok(names.filter(|name| is_dated(name)).max());
    }
    let known = Validators::default();
    let Ok(Answer::Fresh(bytes, _)) = run.fetcher.document(Item::Root, &known, ROOT_BYTES_MAX)
    else {
        // A mirror need not have a listing.
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(dated_names(&text).max().map(str::to_owned))
}

fn is_dated(name: &str) -> bool {
    let (before, after) = EPSS_NAME;
    let date = name
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after));
    date.is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok())
}

/// The names in a listing of whatever form.
fn dated_names(text: &str) -> impl Iterator<Item = &str> {
    let (before, after) = EPSS_NAME;
    text.match_indices(before).filter_map(move |(start, _)| {
        let rest = text.get(start..)?;
        let end = rest.get(..64).unwrap_or(rest).find(after)? + after.len();
        rest.get(..end).filter(|name| is_dated(name))
    })
}

/// Makes a part of a pack of what came.
fn take(
    run: &Run<'_>,
    name: &str,
    mut state: SetState,
    file: &str,
    answer: Answer<Vec<u8>>,
    read: impl Fn(&mut PackBuilder, &[u8], Source) -> Result<(), FeedError>,
) -> Result<Change, FeedError> {
    let (bytes, validators) = match answer {
        Answer::Unchanged => return Ok(Change::Unchanged),
        Answer::Absent => return run.not_offered(name, !state.part.is_empty()),
        Answer::Fresh(bytes, validators) => (bytes, validators),
    };
    let mut builder = PackBuilder::new(run.part_options());
    let source = Source {
        name: run.settings.origin.name(),
        ..Source::default()
    };
    read(&mut builder, &bytes, source)?;
    let (part, _) = builder.finish()?;
    let records = feed_records(&part, name);
    let before = (!state.part.is_empty()).then_some(state.records);
    run.check_shrink(name, records, before)?;
    let known = state.part.clone();
    state = SetState {
        name: name.to_owned(),
        origin: run.settings.origin.name(),
        built_by: run.settings.built_by.clone(),
        records,
        validators,
        file: file.to_owned(),
        ..SetState::default()
    };
    state.part = run.store.keep(name, "pack", &part)?;
    run.store.note(name, &state)?;
    run.store.forget_others(name, &state.files());
    Ok(match state.part == known {
        true => Change::Unchanged,
        false => Change::Whole(records),
    })
}

/// How many entries of a feed a part holds.
pub(crate) fn feed_records(part: &[u8], name: &str) -> usize {
    let manifest = Pack::open(part).and_then(|pack| pack.manifest());
    let feeds = manifest.map(|manifest| manifest.feeds).unwrap_or_default();
    let found = feeds.iter().find(|feed| feed.name == name);
    found.map_or(0, |feed| feed.records as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_dated_file_is_found_in_a_listing() {
        let listing = r#"<a href="epss_scores-2026-08-15.csv.gz">x</a> epss_scores-.csv.gz
            <a href="epss_scores-2026-08-16.csv.gz"> epss_scores-9999.csv.gz epss_scores-"#;
        assert_eq!(
            dated_names(listing).max(),
            Some("epss_scores-2026-08-16.csv.gz")
        );
        assert_eq!(dated_names("").max(), None);
        assert!(!is_dated("epss_scores-../../x.csv.gz"));
    }
}
