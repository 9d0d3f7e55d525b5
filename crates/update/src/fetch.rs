//! One document from an origin: by a conditional request, or from a folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use seaworthy_http::{Body, Client, Options, Request, Response, SetupError, Url};
use serde::{Deserialize, Serialize};

use crate::error::FetchError;
use crate::origin::{Item, Origin, Place};
use crate::update::Progress;

/// What a document was when it was last fetched (RFC 9110 section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Validators {
    /// `ETag`; of a file its size and time.
    pub(crate) etag: Option<String>,
    /// `Last-Modified`.
    pub(crate) last_modified: Option<String>,
}

impl Validators {
    pub(crate) fn of(response: &Response) -> Self {
        let text = |name: &str| response.header(name).map(str::to_owned);
        Self {
            etag: text("etag"),
            last_modified: text("last-modified"),
        }
    }

    fn of_file(data: &fs::Metadata) -> Self {
        let time = data
            .modified()
            .ok()
            .and_then(|time| Timestamp::try_from(time).ok());
        Self {
            etag: time.map(|time| format!("file:{}:{}", data.len(), time.as_nanosecond())),
            last_modified: time.map(|time| time.to_string()),
        }
    }

    /// When the document was made, where that is told.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        let text = self.last_modified.as_deref()?;
        let header = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text);
        header.or_else(|_| text.parse()).ok()
    }

    /// The headers that ask for the document only if it changed (RFC 9110 section 13.1).
    pub(crate) fn conditions(&self) -> Vec<(&'static str, String)> {
        let etag = self.etag.clone().map(|text| ("If-None-Match", text));
        let date = self.last_modified.clone();
        let date = date.map(|text| ("If-Modified-Since", text));
        etag.into_iter().chain(date).collect()
    }

    /// What says that a part belongs to the rest (RFC 9110 section 13.1.5); a weak tag cannot.
    pub(crate) fn range_condition(&self) -> Option<String> {
        let strong = self.etag.as_ref().filter(|tag| !tag.starts_with("W/"));
        strong.or(self.last_modified.as_ref()).cloned()
    }
}

/// What came of asking for a document.
pub(crate) enum Answer<T> {
    /// It is what it was.
    Unchanged,
    /// There is none.
    Absent,
    /// It is new.
    Fresh(T, Validators),
}

/// A document being read.
pub(crate) enum Input {
    Body(Box<Body>),
    File(File),
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Body(body) => body.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

/// Fetches documents of one origin within the time of one update.
pub(crate) struct Fetcher<'a> {
    pub(crate) client: Client,
    pub(crate) origin: &'a Origin,
    pub(crate) progress: &'a dyn Progress,
    started: Instant,
    time_max: Option<Duration>,
}

impl<'a> Fetcher<'a> {
    pub(crate) fn new(
        options: Options,
        origin: &'a Origin,
        progress: &'a dyn Progress,
        time_max: Option<Duration>,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            client: Client::new(options)?,
            origin,
            progress,
            started: Instant::now(),
            time_max,
        })
    }

    /// The time that is left.
    pub(crate) fn time_left(&self) -> Result<Option<Duration>, FetchError> {
        let Some(limit) = self.time_max else {
            return Ok(None);
        };
        match limit.checked_sub(self.started.elapsed()) {
            Some(left) if !left.is_zero() => Ok(Some(left)),
            _ => Err(FetchError::Time),
        }
    }

    /// Sends a request with these headers.
    pub(crate) fn send(
        &self,
        url: &Url,
        headers: Vec<(&'static str, String)>,
        bytes_max: u64,
    ) -> Result<Response, FetchError> {
        let request = Request {
            headers,
            total_time_max: self.time_left()?,
            // Plain HTTP is spoken where the user wrote `http://`, and nowhere else.
            plain_http: url.scheme() == seaworthy_http::Scheme::Http,
            ..Request::get(url, bytes_max)
        };
        Ok(self.client.send(&request)?)
    }

    /// Opens a document unless it is what `known` says.
    pub(crate) fn open(
        &self,
        item: Item<'_>,
        known: &Validators,
        bytes_max: u64,
    ) -> Result<Answer<Input>, FetchError> {
        let place = self.origin.place(item);
        let url = match &place {
            Place::File(path) => return open_file(path, known, bytes_max),
            Place::Address(url) => url,
        };
        let response = self.send(url, known.conditions(), bytes_max)?;
        match response.status {
            200 => {
                let validators = Validators::of(&response);
                let body = Box::new(response.into_body());
                Ok(Answer::Fresh(Input::Body(body), validators))
            }
            304 if *known != Validators::default() => Ok(Answer::Unchanged),
            404 | 410 => Ok(Answer::Absent),
            status => Err(FetchError::Status {
                place: place.to_string(),
                status,
            }),
        }
    }

    /// Reads a whole document into memory unless it is what `known` says.
    pub(crate) fn document(
        &self,
        item: Item<'_>,
        known: &Validators,
        bytes_max: u64,
    ) -> Result<Answer<Vec<u8>>, FetchError> {
        Ok(match self.open(item, known, bytes_max)? {
            Answer::Unchanged => Answer::Unchanged,
            Answer::Absent => Answer::Absent,
            Answer::Fresh(input, validators) => {
                let bytes = match input {
                    Input::Body(body) => body.read_all()?,
                    Input::File(file) => {
                        let mut bytes = Vec::new();
                        let read = file.take(bytes_max).read_to_end(&mut bytes);
                        read.map_err(|source| self.unread(item, source))?;
                        bytes
                    }
                };
                self.progress.advanced(bytes.len() as u64);
                Answer::Fresh(bytes, validators)
            }
        })
    }

    /// The error of a file or body that could not be read on.
    pub(crate) fn unread(&self, item: Item<'_>, source: io::Error) -> FetchError {
        match (self.origin.place(item), source.downcast()) {
            (_, Ok(error)) => FetchError::Http(error),
            (Place::File(path), Err(source)) => FetchError::Read { path, source },
            (Place::Address(url), Err(source)) => {
                FetchError::Http(seaworthy_http::HttpError::Broken { url, source })
            }
        }
    }
}

fn open_file(path: &Path, known: &Validators, bytes_max: u64) -> Result<Answer<Input>, FetchError> {
    let fail = |source| FetchError::Read {
        path: path.to_owned(),
        source,
    };
    let data = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Answer::Absent),
        data => data.map_err(fail)?,
    };
    if !data.is_file() {
        return Ok(Answer::Absent);
    }
    if data.len() > bytes_max {
        return Err(FetchError::TooLong {
            place: path.display().to_string(),
            limit_bytes: bytes_max,
        });
    }
    let validators = Validators::of_file(&data);
    if validators == *known && known.etag.is_some() {
        return Ok(Answer::Unchanged);
    }
    let file = File::open(path).map_err(fail)?;
    Ok(Answer::Fresh(Input::File(file), validators))
}
