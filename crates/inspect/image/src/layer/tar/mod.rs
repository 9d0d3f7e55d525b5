//! A tar reader for hostile archives: one pass, no allocation per entry, a limit on everything.
//!
//! It reads POSIX ustar and pax (IEEE Std 1003.1, pax, Extended Description) and the GNU forms of
//! long names, large numbers and sparse files (GNU tar manual, Basic Tar Format). Where the forms
//! contradict each other it decides as Go's archive/tar does, because container engines unpack
//! with that: a layer must not mean one thing here and another there.

mod header;
mod pax;
mod reader;

pub(crate) use header::Kind;
pub(crate) use reader::{Entry, TarInput, TarLimits, TarReader};
