//! Programs that GraalVM made of Java: the list of components in them.
//!
//! Format: GraalVM documentation, "Software Bill of Materials in Native Image": the symbols `sbom`
//! and `sbom_length` mark a CycloneDX document in JSON, compressed by gzip. The section `.svm_heap`
//! tells such a program from others.

use std::collections::HashMap;
use std::io::Read as _;

use object::{Object, ObjectSymbol};
use seaworthy_facts::PackageKind;
use serde::Deserialize;

use crate::elf;
use crate::found::Found;
use crate::json::Loose;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "native-image",
    title: "Component lists in GraalVM native images",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Elf],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    file_bytes_max: usize::MAX,
    parse,
};

/// The section that holds the objects a native image begins with.
const SECTION: &str = ".svm_heap";

/// LIMIT: inflated list: 5,000 components with their licences have 5 MB.
const LIST_BYTES_MAX: u64 = 16 * 1024 * 1024;

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default)]
    dependencies: Vec<Needs>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(default, rename = "bom-ref")]
    reference: Loose,
    #[serde(default)]
    group: Loose,
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    version: Loose,
}

#[derive(Deserialize)]
struct Needs {
    #[serde(default, rename = "ref")]
    reference: Loose,
    #[serde(default, rename = "dependsOn")]
    depends_on: Loose,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    // Damage to the headers is told by the cataloguers that want every program.
    let Ok(file) = object::File::parse(content) else {
        return;
    };
    if file.section_by_name(SECTION).is_none() {
        return;
    }
    match embedded(&file) {
        Some(list) => components(list, found),
        None => found.unread(
            "a GraalVM native image without a list of its components (built without \
             `--enable-sbom`)",
        ),
    }
}

/// Says what cannot be seen of a program of which only the header and the end are at hand.
pub(crate) fn parse_streamed(header: &[u8], tail: &[u8], tail_offset: u64, found: &mut Found<'_>) {
    if elf::section_range(header, tail, tail_offset, SECTION.as_bytes()).is_ok() {
        found.unread(
            "a GraalVM native image too large to be held, so that a list of its components was \
             not looked for",
        );
    }
}

/// The compressed list.
fn embedded<'a>(file: &object::File<'a>) -> Option<&'a [u8]> {
    let (mut list, mut length) = (None, None);
    for symbol in file.dynamic_symbols().chain(file.symbols()) {
        match symbol.name() {
            Ok("sbom") => list = Some(symbol.address()),
            Ok("sbom_length") => length = Some(symbol.address()),
            _ => {}
        }
        if list.is_some() && length.is_some() {
            break;
        }
    }
    let length = elf::at_address(file, length?)?.first_chunk()?;
    let length = if file.is_little_endian() {
        u64::from_le_bytes(*length)
    } else {
        u64::from_be_bytes(*length)
    };
    elf::at_address(file, list?)?.get(..usize::try_from(length).ok()?)
}

fn components(list: &[u8], found: &mut Found<'_>) {
    let mut json = Vec::new();
    let limited = flate2::read::GzDecoder::new(list).take(LIST_BYTES_MAX + 1);
    let inflated = { limited }.read_to_end(&mut json);
    if inflated.is_err() {
        return found.unread("the list of components does not inflate");
    }
    if json.len() as u64 > LIST_BYTES_MAX {
        return found.unread(format!(
            "the list of components inflates to more than {LIST_BYTES_MAX} bytes"
        ));
    }
    let document: Document = match serde_json::from_slice(&json) {
        Ok(document) => document,
        Err(error) => return found.unread(format!("the list of components: {error}")),
    };
    let mut needs: HashMap<String, Vec<String>> = HashMap::new();
    for one in document.dependencies {
        let reference = one.reference.text.unwrap_or_default();
        needs.insert(reference, one.depends_on.texts);
    }
    let all = document.components.iter();
    let names: HashMap<&str, &str> = all
        .filter_map(|one| Some((one.reference.text.as_deref()?, one.name.text.as_deref()?)))
        .collect();
    for one in &document.components {
        let name = one.name.text.clone().unwrap_or_default();
        let version = one.version.text.clone().unwrap_or_default();
        let mut package = found.new_package(PackageKind::Maven, name, version);
        package.namespace = one.group.text.clone().filter(|group| !group.is_empty());
        let needed = one.reference.text.as_ref().and_then(|own| needs.get(own));
        let needed = needed.into_iter().flatten();
        package.depends = needed
            .filter_map(|other| names.get(other.as_str()))
            .map(|name| (*name).to_owned())
            .collect();
        found.push(package);
        if found.is_full() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elf::tests::elf;
    use crate::units::parsed;

    /// A shared object with the section, two dynamic symbols, and a compressed list.
    const IMAGE: &[u8] = include_bytes!("../../../../../fuzz/corpus/native-image/image");

    #[test]
    fn components_are_read_with_what_they_need() {
        let facts = parsed(&UNIT, "usr/bin/app", IMAGE);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [netty, jackson] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(netty.full_name(), "io.netty:netty-codec-http");
        assert_eq!(netty.version, "4.1.94.Final");
        assert_eq!(netty.depends, ["jackson-core"]);
        assert_eq!(
            jackson.full_name(),
            "com.fasterxml.jackson.core:jackson-core"
        );
    }

    #[test]
    fn an_image_without_a_list_is_told_and_other_programs_are_not() {
        let facts = parsed(&UNIT, "usr/bin/app", &elf(&[(SECTION, b"heap")]));
        assert!(facts.unread[0].reason.contains("--enable-sbom"));
        let facts = parsed(&UNIT, "usr/bin/app", &elf(&[(".text", b"code")]));
        assert_eq!(facts, seaworthy_facts::LayerFacts::default());
    }

    #[test]
    fn a_streamed_image_is_told() {
        let file = elf(&[(SECTION, b"heap")]);
        let mut facts = seaworthy_facts::LayerFacts::default();
        let mut found = Found::new("usr/bin/app", UNIT.id, &mut facts);
        parse_streamed(&file[..64], &file, 0, &mut found);
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn bombs_and_damage_are_told() {
        use std::io::Write as _;
        let gzip = |data: &[u8]| {
            let level = flate2::Compression::best();
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
            encoder.write_all(data).unwrap();
            encoder.finish().unwrap()
        };
        let bomb = vec![b' '; LIST_BYTES_MAX as usize + 1];
        for (list, reason) in [
            (gzip(&bomb), "inflates to more"),
            (gzip(b"[7"), "the list of components: "),
            (b"no gzip".to_vec(), "does not inflate"),
        ] {
            let mut facts = seaworthy_facts::LayerFacts::default();
            components(&list, &mut Found::new("usr/bin/app", UNIT.id, &mut facts));
            assert!(
                facts.unread[0].reason.contains(reason),
                "{:?}",
                facts.unread
            );
        }
    }
}
