//! Rust programs built with `cargo auditable`: the crates in them.
//!
//! Format: ELF section `.dep-v0`, zlib-compressed JSON (rust-secure-code/cargo-auditable,
//! PARSING.md): `packages`, each with `name`, `version`, `source`, `kind` (`build` or, if absent,
//! `runtime`), `dependencies` (indices) and `root`.

use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::elf;
use crate::found::Found;
use crate::inflate::inflate;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "cargo-auditable",
    title: "Crate lists in Rust programs",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Elf],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: false,
    },
    file_bytes_max: usize::MAX,
    parse,
};

/// The section.
const SECTION: &str = ".dep-v0";

/// LIMIT: inflated list, the limit that the format's own reader has by default.
const LIST_BYTES_MAX: usize = 8 * 1024 * 1024;

#[derive(Deserialize)]
struct List {
    packages: Vec<Crate>,
}

#[derive(Deserialize)]
struct Crate {
    name: String,
    version: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    dependencies: Vec<usize>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    match object::File::parse(content) {
        Ok(file) => {
            if let Some(section) = elf::section(&file, SECTION) {
                parse_section(section, found);
            }
        }
        Err(_) => found.unread("the file begins as ELF but its headers are damaged"),
    }
}

/// Reads the section of a program of which only the header and the end are at hand.
pub(crate) fn parse_streamed(header: &[u8], tail: &[u8], tail_offset: u64, found: &mut Found<'_>) {
    let range = match elf::section_range(header, tail, tail_offset, SECTION.as_bytes()) {
        Ok(range) => range,
        Err(elf::Absent::Stated) => return,
        Err(elf::Absent::Unseen) => {
            return found.unread(
                "the section table of a program too large to be held is not at its end, so that \
                 a list of crates would not be seen",
            );
        }
    };
    let index = |offset: u64| usize::try_from(offset.checked_sub(tail_offset)?).ok();
    let section = index(range.start)
        .zip(index(range.end))
        .and_then(|(start, end)| tail.get(start..end));
    match section {
        Some(section) => parse_section(section, found),
        None => found.unread(format!(
            "section {SECTION} lies in the middle of a program too large to be held"
        )),
    }
}

/// Reads the content of the section.
fn parse_section(section: &[u8], found: &mut Found<'_>) {
    let json = match inflate(section, true, section.len() * 4, LIST_BYTES_MAX) {
        Ok(json) => json,
        Err(error) => return found.unread(format!("section {SECTION}: {error}")),
    };
    let list: List = match serde_json::from_slice(&json) {
        Ok(list) => list,
        Err(error) => {
            return found.unread(format!(
                "section {SECTION} is not a list of crates: {error}"
            ));
        }
    };
    let name = |index: &usize| list.packages.get(*index).map(|one| one.name.clone());
    for one in &list.packages {
        let mut package = found.new_package(PackageKind::Cargo, &*one.name, &*one.version);
        package.depends = one.dependencies.iter().filter_map(name).collect();
        // Build dependencies ran on the machine that compiled; nothing of them is in the program.
        package.development = one.kind == "build";
        found.push(package);
        if found.is_full() {
            return;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;
    use crate::elf::tests::elf;
    use crate::units::parsed;

    pub(crate) fn section(json: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(json).unwrap();
        encoder.finish().unwrap()
    }

    pub(crate) const LIST: &[u8] = br#"{"packages":[
        {"name":"adler","version":"1.0.2","source":"registry"},
        {"name":"cc","version":"1.0.0","source":"crates.io","kind":"build"},
        {"name":"tool","version":"0.1.0","source":"local","dependencies":[0,9],"root":true}]}"#;

    #[test]
    fn crates_are_read_with_what_they_need() {
        let data = elf(&[(".text", b"code"), (SECTION, &section(LIST))]);
        let facts = parsed(&UNIT, "usr/bin/tool", &data);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [adler, cc, tool] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*adler.name, &*adler.version), ("adler", "1.0.2"));
        assert!(cc.development);
        assert_eq!(tool.depends, ["adler"]);
    }

    #[test]
    fn bombs_and_damage_are_said() {
        for (content, reason) in [
            (section(&vec![b' '; LIST_BYTES_MAX + 1]), "inflates to more"),
            (section(LIST)[..30].to_vec(), "cut short"),
            (section(b"[]"), "not a list of crates"),
            (b"no zlib".to_vec(), "damaged"),
        ] {
            let facts = parsed(&UNIT, "usr/bin/tool", &elf(&[(SECTION, &content)]));
            assert_eq!(facts.unread.len(), 1);
            assert!(
                facts.unread[0].reason.contains(reason),
                "{:?}",
                facts.unread
            );
        }
        let facts = parsed(&UNIT, "usr/bin/tool", b"\x7fELF\x02\x01\x01 and rubbish");
        assert_eq!(facts.unread.len(), 1);
    }
}
