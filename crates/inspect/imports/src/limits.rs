//! The limits of what is read, each with its reason.

/// LIMIT: bytes of a file. GitHub takes 10 MB of gzip, which is about as much text; what a hostile
/// one can make of memory is ten times as much.
pub const IMPORT_BYTES_MAX: usize = 64 << 20;
/// LIMIT: results of a file that are kept. GitHub refuses more of one run.
pub const RESULTS_MAX: usize = 25_000;
/// LIMIT: runs of a SARIF log. GitHub takes 20.
pub const RUNS_MAX: usize = 100;
/// LIMIT: rules of a component of a tool. The largest rule sets have about 10,000.
pub const RULES_MAX: usize = 50_000;
/// LIMIT: files that a run lists; results that point at others by number have no place.
pub(crate) const ARTIFACTS_MAX: usize = 100_000;
/// LIMIT: extensions of a tool. CodeQL has one for each pack of queries.
pub(crate) const EXTENSIONS_MAX: usize = 64;
/// LIMIT: invocations and notifications of a run that are looked at.
pub(crate) const NOTIFICATIONS_MAX: usize = 1_000;
/// LIMIT: places of one result that are kept.
pub(crate) const PLACES_MAX: usize = 10;
/// LIMIT: entries of small lists of one result or rule: tags, suppressions, relations, arguments,
/// fingerprints.
pub(crate) const ENTRIES_MAX: usize = 64;
/// LIMIT: bases of addresses of a run, and how often one may lead to another.
pub(crate) const BASES_MAX: usize = 32;
/// LIMIT: things that are told to be unread; the rest is counted.
pub const UNREAD_MAX: usize = 200;
/// LIMIT: bytes of one text that are looked at. Descriptions of rules have up to a few thousand.
pub(crate) const TEXT_BYTES_MAX: usize = 16 << 10;
/// LIMIT: characters of a message or remedy that are kept: what a person reads of a finding.
pub(crate) const MESSAGE_CHARS_MAX: usize = 1_000;
/// LIMIT: characters of a name, an id, a path or an address that are kept.
pub(crate) const NAME_CHARS_MAX: usize = 500;
/// LIMIT: elements of XML inside each other. The reports have eight levels.
pub const DEPTH_MAX: usize = 64;
/// LIMIT: bytes of a document type. That of Burp Suite has 2 KiB; nothing in it is used.
pub const DOCTYPE_BYTES_MAX: usize = 16 << 10;
/// LIMIT: attributes of an XML element that are looked at.
pub(crate) const ATTRIBUTES_MAX: usize = 32;
