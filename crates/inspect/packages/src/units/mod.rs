//! The list of cataloguers. A new one is a file here, a `mod` line and an entry.

mod alpm;
mod apk;
mod application;
mod bitnami;
mod bottlerocket;
mod bun_lock;
mod cabal_freeze;
mod cargo_auditable;
mod cargo_lock;
mod chisel;
mod composer_installed;
mod composer_lock;
mod conan_lock;
mod conanfile;
mod conda_environment;
mod conda_lock;
mod conda_meta;
mod cpanfile_snapshot;
mod deno_lock;
mod dotnet_assembly;
mod dotnet_deps;
mod dpkg;
mod gemfile_lock;
mod gemspec;
mod gguf;
mod go_binary;
mod go_mod;
mod gradle_lock;
mod homebrew;
mod java_archive;
mod julia_manifest;
mod maven_pom;
mod mix_lock;
mod native_image;
mod nix_store;
mod node_package;
mod npm_lock;
mod nuget_config;
mod nuget_lock;
mod nuget_props;
mod opam;
mod opkg;
mod otp_app;
mod pdm_lock;
mod perl_install;
mod pipfile_lock;
mod pnpm_lock;
mod podfile_lock;
mod poetry_lock;
mod program;
mod pubspec_lock;
mod pylock;
mod python_archive;
mod python_dist;
mod r_description;
mod rebar_lock;
mod renv_lock;
mod requirements;
mod rockspec;
mod rpm;
mod rpm_manifest;
mod safetensors;
mod sbt_lock;
mod stack_lock;
mod swift_resolved;
mod uv_lock;
mod wordpress_plugin;
mod yarn_lock;

use seaworthy_facts::LayerFacts;

use crate::found::Found;
use crate::unit::Unit;

pub(crate) use cargo_auditable::parse_streamed as auditable_section;
pub(crate) use go_binary::Search as GoSearch;
pub(crate) use native_image::parse_streamed as native_image;
pub(crate) use program::Search as ProgramSearch;

/// Every cataloguer, in the order of their ids.
pub(crate) static UNITS: &[&Unit] = &[
    &alpm::UNIT,
    &apk::UNIT,
    &application::UNIT,
    &bitnami::UNIT,
    &bottlerocket::UNIT,
    &bun_lock::UNIT,
    &cabal_freeze::UNIT,
    &cargo_auditable::UNIT,
    &cargo_lock::UNIT,
    &chisel::UNIT,
    &composer_installed::UNIT,
    &composer_lock::UNIT,
    &conan_lock::UNIT,
    &conanfile::UNIT,
    &conda_environment::UNIT,
    &conda_lock::UNIT,
    &conda_meta::UNIT,
    &cpanfile_snapshot::UNIT,
    &deno_lock::UNIT,
    &dotnet_assembly::UNIT,
    &dotnet_deps::UNIT,
    &dpkg::UNIT,
    &gemfile_lock::UNIT,
    &gemspec::UNIT,
    &gguf::UNIT,
    &go_binary::UNIT,
    &go_mod::UNIT,
    &gradle_lock::UNIT,
    &homebrew::UNIT,
    &java_archive::UNIT,
    &julia_manifest::UNIT,
    &maven_pom::UNIT,
    &mix_lock::UNIT,
    &native_image::UNIT,
    &nix_store::UNIT,
    &node_package::UNIT,
    &npm_lock::UNIT,
    &nuget_config::UNIT,
    &nuget_lock::UNIT,
    &nuget_props::UNIT,
    &opam::UNIT,
    &opkg::UNIT,
    &otp_app::UNIT,
    &pdm_lock::UNIT,
    &perl_install::UNIT,
    &pipfile_lock::UNIT,
    &pnpm_lock::UNIT,
    &podfile_lock::UNIT,
    &poetry_lock::UNIT,
    &program::UNIT,
    &pubspec_lock::UNIT,
    &pylock::UNIT,
    &python_archive::UNIT,
    &python_dist::UNIT,
    &r_description::UNIT,
    &rebar_lock::UNIT,
    &renv_lock::UNIT,
    &requirements::UNIT,
    &rockspec::UNIT,
    &rpm::UNIT,
    &rpm_manifest::UNIT,
    &safetensors::UNIT,
    &sbt_lock::UNIT,
    &stack_lock::UNIT,
    &swift_resolved::UNIT,
    &uv_lock::UNIT,
    &wordpress_plugin::UNIT,
    &yarn_lock::UNIT,
];

/// Reads a file with one cataloguer, whatever its path; what lies behind the cataloguer's limit is
/// recorded as unread, unless it wants the head alone. This is also the entry of fuzzing.
pub fn parse_with(unit: &Unit, path: &str, content: &[u8], facts: &mut LayerFacts) {
    offer(unit, path, content, facts);
    settle(facts);
}

/// Reads what waited until all files are known.
pub(crate) fn settle(facts: &mut LayerFacts) {
    let mut files = std::mem::take(&mut facts.waiting);
    if files.is_empty() {
        return;
    }
    files.retain(|file| file.cataloguer == maven_pom::UNIT.id);
    files.sort_by(|one, two| one.path.cmp(&two.path));
    maven_pom::settle(&files, facts);
}

/// Reads a file of a layer or folder, of which more files follow.
pub(crate) fn offer(unit: &Unit, path: &str, content: &[u8], facts: &mut LayerFacts) {
    let mut found = Found::new(path, unit.id, facts);
    let read = match content.get(..unit.file_bytes_max) {
        Some(start) if unit.wants_head_only() => start,
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

/// Reads several project files of Maven as one tree, for fuzzing: a NUL byte stands between them,
/// and each begins with a line that is its path.
pub fn parse_maven_tree(content: &[u8], facts: &mut LayerFacts) {
    for file in content.split(|byte| *byte == 0) {
        let end = memchr::memchr(b'\n', file).unwrap_or(file.len());
        let (path, content) = file.split_at(end);
        let path = String::from_utf8_lossy(path);
        offer(&maven_pom::UNIT, &path, content.trim_ascii_start(), facts);
    }
    settle(facts);
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
