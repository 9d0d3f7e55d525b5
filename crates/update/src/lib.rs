//! Getting advisory data: fetching, verifying, keeping and passing on packs.
//!
//! In: the public addresses, a mirror or a folder in the layout of the OSV bucket, or a registry.
//! Out: one verified pack in the user's data folder, put there by rename, so that a scan that runs
//! keeps the pack it has opened. What did not change is neither fetched nor built again.
//!
//! What it never does: touch the pack that is there unless a whole new one was read back, take a
//! set that lost a tenth of its records without being told to, or write outside of its folder.

mod assemble;
mod csv;
mod cycles;
mod download;
mod error;
mod fetch;
mod origin;
mod remote;
mod scores;
mod set;
mod store;
mod update;

pub use self::assemble::{Status, import, pack_digest};
pub use self::csv::changed_ids;
pub use self::cycles::PRODUCTS_MAX;
pub use self::download::RESUMES_MAX;
pub use self::error::{FeedError, FetchError, ImportError, RemoteError, StoreError, UpdateError};
pub use self::origin::{Origin, OriginError};
pub use self::remote::{ARTIFACT_TYPE, LAYER_TYPE, PACK_BYTES_MAX, pull, push};
pub use self::set::FULL_AFTER_DAYS;
pub use self::store::Store;
pub use self::update::{Change, FeedReport, Limits, Progress, Report, Settings, Silent, update};
