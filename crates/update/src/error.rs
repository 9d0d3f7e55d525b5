//! What can go wrong on the way to a new pack.

use std::io;
use std::path::PathBuf;

use seaworthy_advisories::feeds::ReadFeedError;
use seaworthy_advisories::pack::{BuildError, MergeError, PackError};
use seaworthy_http::{HttpError, SetupError};
use seaworthy_registry::{PushError, ReadBlobError, ResolveError};
use thiserror::Error;

/// Why a document could not be had.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The exchange failed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The server answers with a status that is no use.
    #[error("{place} answers with status {status}")]
    Status {
        /// The address.
        place: String,
        /// The status code.
        status: u16,
    },
    /// A file of the folder cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// More bytes than any real document of its kind.
    #[error("{place} is longer than {limit_bytes} bytes")]
    TooLong {
        /// The address or file.
        place: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// The connection broke too often.
    #[error("{place} ends after {received_bytes} bytes, also when asked for the rest")]
    TooShort {
        /// The address.
        place: String,
        /// Bytes that came.
        received_bytes: u64,
        /// How the last try ended, if not by itself.
        source: Option<HttpError>,
    },
    /// The time for the whole update is over.
    #[error("the time for the update is over")]
    Time,
    /// What came cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the data folder could not be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A folder cannot be made.
    #[error("cannot make the folder {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file cannot be written: a full disk, a folder without permission.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// Why one set or feed could not be updated.
#[derive(Debug, Error)]
pub enum FeedError {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is asked for, or was there before, and is not offered.
    #[error("it is not offered by {origin}")]
    NotOffered {
        /// Where it was looked for.
        origin: String,
    },
    /// The archive is none.
    #[error("its archive cannot be read")]
    Archive {
        /// What is wrong.
        source: zip::result::ZipError,
    },
    /// A record in the archive cannot be unpacked.
    #[error("record {name} of its archive cannot be unpacked")]
    Member {
        /// The name in the archive.
        name: String,
        /// What is wrong.
        source: io::Error,
    },
    /// More records than are read.
    #[error("it has more than {limit} records")]
    TooManyRecords {
        /// The limit.
        limit: usize,
    },
    /// The records have more bytes than are read.
    #[error("its records have more than {limit_bytes} bytes")]
    TooManyBytes {
        /// The limit.
        limit_bytes: u64,
    },
    /// Nothing in it.
    #[error("it has no records")]
    Empty,
    /// More than a tenth of the records are not of the form.
    #[error("{rejected} of its {records} records cannot be read; {first}")]
    Malformed {
        /// Records that cannot be read.
        rejected: usize,
        /// Records in all.
        records: usize,
        /// What is wrong with the first.
        first: String,
    },
    /// It lost more than a tenth.
    #[error("it shrank from {before} to {now} records")]
    Shrunk {
        /// Usable records before.
        before: usize,
        /// Usable records now.
        now: usize,
    },
    /// A feed is not of its form.
    #[error(transparent)]
    Feed(#[from] ReadFeedError),
    /// A gzip stream is broken.
    #[error("its gzip stream is broken")]
    Inflate(#[source] io::Error),
    /// More products than are read.
    #[error("it has more than {limit} products")]
    TooManyProducts {
        /// The limit.
        limit: usize,
    },
    /// The data of one product is not of the form.
    #[error("the cycles of `{product}` cannot be read")]
    Product {
        /// The product.
        product: String,
        /// What is wrong.
        source: ReadFeedError,
    },
    /// No part of a pack can be built of it.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// Why there is no new pack. The one that was there is untouched.
#[derive(Debug, Error)]
pub enum UpdateError {
    /// The HTTP client could not be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// What is offered could not be found out.
    #[error("cannot find out what {origin} offers")]
    Offer {
        /// Where.
        origin: String,
        /// Why.
        source: FetchError,
    },
    /// No order of versions is known for an ecosystem that is asked for.
    #[error("no order of versions is known for `{0}`")]
    Ecosystem(String),
    /// Nothing of ours is there.
    #[error("{origin} offers no advisory data")]
    Nothing {
        /// Where.
        origin: String,
    },
    /// A set or feed failed.
    #[error("cannot update {name}{}", and_more(*others))]
    Feed {
        /// The set or feed: the first that failed, by name.
        name: String,
        /// Why.
        source: Box<FeedError>,
        /// How many others failed.
        others: usize,
    },
    /// The data folder cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The parts make no pack.
    #[error("cannot put the new pack together")]
    Merge(#[from] MergeError),
    /// The new pack cannot be read back.
    #[error("the new pack cannot be read back")]
    Verify(#[source] PackError),
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(" (and {count} more)"),
    }
}

impl UpdateError {
    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let Self::Feed { name, source, .. } = self else {
            return None;
        };
        match source.as_ref() {
            FeedError::Shrunk { .. } => Some(format!(
                "--allow-shrink '{name}' takes it as it is; do so only when you know why"
            )),
            FeedError::NotOffered { .. } => Some(format!(
                "--ecosystems chooses the sets; --allow-shrink '{name}' keeps the data from before"
            )),
            FeedError::Fetch(FetchError::Http(HttpError::Tls { .. })) => {
                Some("--ca-file trusts an authority of your own".to_owned())
            }
            FeedError::Fetch(FetchError::TooShort { .. } | FetchError::Time) => {
                Some("run it again: what has come is kept and continued".to_owned())
            }
            _ => None,
        }
    }
}

/// Why a pack file was not taken over.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It is no pack of this format, or damaged.
    #[error("{name} is not a pack that can be used")]
    Pack {
        /// The file or reference.
        name: String,
        /// What is wrong.
        source: PackError,
    },
    /// The data folder, or the file, cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a pack could not be pushed or pulled.
#[derive(Debug, Error)]
pub enum RemoteError {
    /// The pack could not be packed for its way.
    #[error("cannot compress the pack")]
    Compress(#[source] io::Error),
    /// The registry did not take it.
    #[error("cannot push the pack")]
    Push(#[from] PushError),
    /// The manifest cannot be had.
    #[error("cannot find the pack")]
    Manifest(#[from] ResolveError),
    /// What is there is something else.
    #[error("{reference} is not an advisory pack: it is `{found}`")]
    NotAPack {
        /// What was asked for.
        reference: String,
        /// Its artifact type.
        found: String,
    },
    /// The blob cannot be read.
    #[error("cannot read the pack")]
    Blob(#[from] ReadBlobError),
    /// The layer is no zstd stream, or larger than any pack.
    #[error("cannot inflate the pack")]
    Inflate(#[source] io::Error),
    /// It is no pack, or cannot be kept.
    #[error(transparent)]
    Import(#[from] ImportError),
}
