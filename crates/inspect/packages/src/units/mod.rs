//! The list of cataloguers. A new one is a file here, a `mod` line and an entry.

mod apk;
mod cargo_auditable;
mod cargo_lock;
mod composer_installed;
mod composer_lock;
mod dpkg;
mod gemfile_lock;
mod gemspec;
mod go_binary;
mod java_archive;
mod node_package;
mod npm_lock;
mod program;
mod python_dist;
mod requirements;
mod rpm;

use seaworthy_facts::LayerFacts;

use crate::found::Found;
use crate::unit::Unit;

pub(crate) use cargo_auditable::parse_streamed as auditable_section;
pub(crate) use go_binary::Search as GoSearch;
pub(crate) use program::Search as ProgramSearch;

/// Every cataloguer, in the order of their ids.
pub(crate) static UNITS: &[&Unit] = &[
    &apk::UNIT,
    &cargo_auditable::UNIT,
    &cargo_lock::UNIT,
    &composer_installed::UNIT,
    &composer_lock::UNIT,
    &dpkg::UNIT,
    &gemfile_lock::UNIT,
    &gemspec::UNIT,
    &go_binary::UNIT,
    &java_archive::UNIT,
    &node_package::UNIT,
    &npm_lock::UNIT,
    &program::UNIT,
    &python_dist::UNIT,
    &requirements::UNIT,
    &rpm::UNIT,
];

/// Reads a file with one cataloguer, whatever its path; what lies behind the cataloguer's limit is
/// recorded as unread. This is also the entry of fuzzing.
pub fn parse_with(unit: &Unit, path: &str, content: &[u8], facts: &mut LayerFacts) {
    let mut found = Found::new(path, unit.id, facts);
    let read = match content.get(..unit.file_bytes_max) {
        Some(start) if content.len() > unit.file_bytes_max => {
            found.unread(format!(
                "{} bytes, of which the first {} were read",
                content.len(),
                unit.file_bytes_max
            ));
            start
        }
        _ => content,
    };
    (unit.parse)(read, &mut found);
}

/// Reads one header of an rpm database by itself, for fuzzing.
pub fn parse_rpm_header(content: &[u8], facts: &mut LayerFacts) {
    let mut found = Found::new("var/lib/rpm/rpmdb.sqlite", rpm::UNIT.id, facts);
    rpm::package(content, &mut found);
}

/// What one cataloguer makes of some bytes.
#[cfg(test)]
pub(crate) fn parsed(unit: &Unit, path: &str, content: &[u8]) -> LayerFacts {
    let mut facts = LayerFacts::default();
    parse_with(unit, path, content, &mut facts);
    facts
}

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::cargo_auditable::tests::{LIST as AUDITABLE, section as auditable};
    pub(crate) use super::go_binary::tests::inline_section as go_section;
}
