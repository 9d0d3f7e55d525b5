//! Cataloguers: what software lies in files.
//!
//! In: paths and bytes of regular files, one at a time, whole or in pieces. Out: packages with the
//! file that proves them, the files that operating-system packages own, and what could not be read.
//! It never opens a file, never asks the network, never runs anything, and never fails as a whole:
//! what is malformed or too large is recorded beside what could be read.
//!
//! One cataloguer is one file in [`units`](crate::units) with everything about it. [`Cataloguers`]
//! asks them all in one step for each file; [`finish_purls`] completes the package URLs once the
//! distribution is known, and [`finish_licences`] makes one SPDX expression of what packages state.

pub mod bom;
mod cataloguers;
mod changelog;
mod elf;
mod found;
mod inflate;
mod json;
mod jsonc;
mod licence;
mod licence_file;
mod licence_text;
mod lines;
mod outline;
mod pclntab;
mod pe;
mod pom;
mod pom_tree;
mod purl;
mod reach;
mod rpm_bdb;
mod rpm_header;
mod rpm_ndb;
mod sqlite;
mod streams;
mod terms;
mod toml_lock;
mod unit;
mod units;
mod xml;
mod yaml;
mod zip;

pub use cataloguers::{Cataloguers, catalogue_file, units};
pub use licence::{finish_licences, spdx_expression};
pub use purl::finish_purls;
pub use unit::{Evidence, Knows, Recognise, Unit};

/// The readers of hostile input, for fuzzing: each takes any bytes and yields facts.
pub mod fuzz {
    pub use crate::bom::read as read_bom;
    pub use crate::changelog::read_any as read_changelog;
    pub use crate::licence_text::recognise as recognise_licence;
    pub use crate::units::{parse_maven_tree, parse_rpm_header, parse_with};
}
