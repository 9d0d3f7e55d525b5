//! A large document into a file: goes on where a broken transfer ended, in this run or the next.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use seaworthy_http::{Response, Url};
use serde::{Deserialize, Serialize};

use crate::error::{FetchError, StoreError};
use crate::fetch::{Answer, Fetcher, Input, Validators};
use crate::origin::{Item, Place};
use crate::store::Store;

/// LIMIT: how often one document is continued in one run after the connection broke. What breaks
/// more often is left for the next run, which goes on from there.
pub const RESUMES_MAX: u32 = 5;

/// What has come of a document so far.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Begun {
    /// Where from.
    place: String,
    /// Of which version.
    validators: Validators,
}

/// A file that fills. It goes away with this value unless it is given away.
struct Partial {
    path: PathBuf,
    file: File,
    begun: Begun,
    bytes: u64,
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Gone already where it was given away.
        let _ = fs::remove_file(&self.path);
    }
}

/// Fetches a document into a temporary file unless it is what `known` says. The caller moves the
/// file to its place or removes it.
pub(crate) fn download(
    fetcher: &Fetcher<'_>,
    store: &Store,
    key: &str,
    item: Item<'_>,
    known: &Validators,
    bytes_max: u64,
) -> Result<Answer<PathBuf>, FetchError> {
    let url = match fetcher.origin.place(item) {
        Place::Address(url) => url,
        Place::File(_) => return copy(fetcher, store, item, known, bytes_max),
    };
    let mut partial = match take_partial(store, key, &url)? {
        Some(partial) => partial,
        None => Partial::new(store, &url)?,
    };
    let mut attempt = 0;
    loop {
        let cause = match receive(fetcher, &url, &mut partial, known, bytes_max) {
            Ok(Received::Whole) => {
                let validators = std::mem::take(&mut partial.begun.validators);
                let path = std::mem::take(&mut partial.path);
                return Ok(Answer::Fresh(path, validators));
            }
            Ok(Received::Unchanged) => return Ok(Answer::Unchanged),
            Ok(Received::Absent) => return Ok(Answer::Absent),
            Ok(Received::Again | Received::Short) => None,
            Err(FetchError::Http(error)) if error.is_interruption() => Some(error),
            Err(error) => {
                keep_partial(store, key, &partial);
                return Err(error);
            }
        };
        attempt += 1;
        if attempt > RESUMES_MAX {
            let received_bytes = partial.bytes;
            keep_partial(store, key, &partial);
            return Err(FetchError::TooShort {
                place: url.to_string(),
                received_bytes,
                source: cause,
            });
        }
    }
}

/// How one exchange ended.
enum Received {
    Whole,
    Short,
    /// What there was does not fit what the server has now; it is asked for from its beginning.
    Again,
    Unchanged,
    Absent,
}

fn receive(
    fetcher: &Fetcher<'_>,
    url: &Url,
    partial: &mut Partial,
    known: &Validators,
    bytes_max: u64,
) -> Result<Received, FetchError> {
    let condition = partial.begun.validators.range_condition();
    let resumes = partial.bytes > 0 && condition.is_some();
    let headers = match condition {
        Some(condition) if resumes => vec![
            ("Range", format!("bytes={}-", partial.bytes)),
            ("If-Range", condition),
        ],
        _ => known.conditions(),
    };
    let response = fetcher.send(url, headers, bytes_max)?;
    let whole = match response.status {
        304 if !resumes && *known != Validators::default() => return Ok(Received::Unchanged),
        404 | 410 => return Ok(Received::Absent),
        206 if resumes => match content_range(&response) {
            Some((start, whole)) if start == partial.bytes => whole,
            _ => {
                partial.begin(Validators::default())?;
                return Ok(Received::Again);
            }
        },
        416 if resumes => {
            partial.begin(Validators::default())?;
            return Ok(Received::Again);
        }
        200 => {
            partial.begin(Validators::of(&response))?;
            let length = response.header("content-length");
            length.and_then(|text| text.trim().parse().ok())
        }
        status => {
            return Err(FetchError::Status {
                place: url.to_string(),
                status,
            });
        }
    };
    if whole.is_some_and(|bytes| bytes > bytes_max) {
        return Err(FetchError::TooLong {
            place: url.to_string(),
            limit_bytes: bytes_max,
        });
    }
    fetcher
        .progress
        .expects(whole.map_or(0, |whole| whole.saturating_sub(partial.bytes)));
    let mut body = response.into_body();
    let mut chunk = vec![0; 128 * 1024];
    loop {
        fetcher.time_left()?;
        let count = body.read_some(&mut chunk)?;
        if count == 0 {
            break;
        }
        partial.append(chunk.get(..count).unwrap_or_default())?;
        fetcher.progress.advanced(count as u64);
        if partial.bytes > bytes_max {
            return Err(FetchError::TooLong {
                place: url.to_string(),
                limit_bytes: bytes_max,
            });
        }
    }
    Ok(match whole {
        Some(whole) if partial.bytes < whole => Received::Short,
        _ => Received::Whole,
    })
}

/// First byte and whole length of `bytes 5-9/10` (RFC 9110 section 14.4).
fn content_range(response: &Response) -> Option<(u64, Option<u64>)> {
    let text = response.header("content-range")?;
    let text = text.trim().strip_prefix("bytes")?.trim_start();
    let (range, whole) = text.split_once('/')?;
    let start = range.split_once('-')?.0.parse().ok()?;
    Some((start, whole.parse().ok()))
}

impl Partial {
    fn new(store: &Store, url: &Url) -> Result<Self, FetchError> {
        let (path, file) = store.temporary()?;
        Ok(Self {
            path,
            file,
            begun: Begun {
                place: url.to_string(),
                validators: Validators::default(),
            },
            bytes: 0,
        })
    }

    /// Throws away what there is.
    fn begin(&mut self, validators: Validators) -> Result<(), FetchError> {
        let emptied = self.file.set_len(0).and_then(|()| self.file.rewind());
        emptied.map_err(|source| self.failed(source))?;
        self.bytes = 0;
        self.begun.validators = validators;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| self.failed(source))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn failed(&self, source: io::Error) -> FetchError {
        FetchError::Store(StoreError::Write {
            path: self.path.clone(),
            source,
        })
    }
}

fn names(store: &Store, key: &str) -> (PathBuf, String) {
    (
        store.feed(&format!("{key}@partial")),
        format!(".{key}@partial"),
    )
}

/// Takes over what an earlier run has left of the same document. By a rename, so that of two
/// updates one gets it.
fn take_partial(store: &Store, key: &str, url: &Url) -> Result<Option<Partial>, FetchError> {
    let (kept, note) = names(store, key);
    let begun: Option<Begun> = store.noted(&note);
    let Some(begun) = begun.filter(|begun| begun.place == url.to_string()) else {
        return Ok(None);
    };
    let (path, _) = store.temporary()?;
    let opened = fs::rename(&kept, &path).and_then(|()| {
        let mut file = OpenOptions::new().read(true).write(true).open(&path)?;
        let bytes = file.seek(io::SeekFrom::End(0))?;
        Ok((file, bytes))
    });
    let Ok((file, bytes)) = opened else {
        let _ = fs::remove_file(&path);
        return Ok(None);
    };
    Ok(Some(Partial {
        path,
        file,
        begun,
        bytes,
    }))
}

/// Leaves what has come for the next run, if that can tell whether it still fits.
fn keep_partial(store: &Store, key: &str, partial: &Partial) {
    let worth = partial.bytes > 0 && partial.begun.validators.range_condition().is_some();
    let (kept, note) = names(store, key);
    // Not being able to keep it costs time only, and the error that led here is the one to tell.
    if worth && store.note(&note, &partial.begun).is_ok() {
        let _ = fs::rename(&partial.path, kept);
    }
}

/// The same from a folder.
fn copy(
    fetcher: &Fetcher<'_>,
    store: &Store,
    item: Item<'_>,
    known: &Validators,
    bytes_max: u64,
) -> Result<Answer<PathBuf>, FetchError> {
    let (input, validators) = match fetcher.open(item, known, bytes_max)? {
        Answer::Fresh(Input::File(file), validators) => (file, validators),
        Answer::Fresh(..) | Answer::Unchanged => return Ok(Answer::Unchanged),
        Answer::Absent => return Ok(Answer::Absent),
    };
    let (path, mut file) = store.temporary()?;
    let copied = copy_counted(fetcher, input, &mut file, bytes_max);
    match copied {
        Ok(()) => Ok(Answer::Fresh(path, validators)),
        Err(source) => {
            let _ = fs::remove_file(&path);
            Err(copy_error(&path, source))
        }
    }
}

fn copy_counted(
    fetcher: &Fetcher<'_>,
    input: File,
    output: &mut File,
    bytes_max: u64,
) -> io::Result<()> {
    let mut input = input.take(bytes_max);
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let count = input.read(&mut chunk)?;
        if count == 0 {
            return Ok(());
        }
        output.write_all(chunk.get(..count).unwrap_or_default())?;
        fetcher.progress.advanced(count as u64);
    }
}

fn copy_error(path: &Path, source: io::Error) -> FetchError {
    FetchError::Store(StoreError::Write {
        path: path.to_owned(),
        source,
    })
}
