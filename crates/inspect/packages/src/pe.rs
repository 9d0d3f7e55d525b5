//! The version resource of Windows programs and .NET assemblies (Microsoft, "PE Format" and
//! "VS_VERSIONINFO structure").

/// LIMIT: sections of a file. Linkers write under twenty; the format allows 96.
const SECTIONS_MAX: usize = 96;
/// LIMIT: entries of one folder of resources that are looked at.
const ENTRIES_MAX: usize = 4096;
/// LIMIT: bytes of a version resource. Real ones have under 4 kB.
const RESOURCE_BYTES_MAX: usize = 64 * 1024;
/// LIMIT: strings of a version resource that are kept; twelve are defined.
const STRINGS_MAX: usize = 64;

/// The number of the resource type `RT_VERSION`.
const RT_VERSION: u32 = 16;
/// Indices of data directories: resources, and the header of the .NET runtime.
const DIRECTORY_RESOURCES: usize = 2;
const DIRECTORY_CLI: usize = 14;

/// What the headers and the version resource of a file say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Program {
    /// Whether it is an assembly of .NET.
    pub(crate) is_assembly: bool,
    /// The strings of the first language: `ProductVersion`, `CompanyName` and so on.
    pub(crate) strings: Vec<(String, String)>,
    /// The version as four numbers, where it is stated and not nought.
    pub(crate) fixed: Option<String>,
}

impl Program {
    /// A string that says something.
    pub(crate) fn string(&self, key: &str) -> Option<&str> {
        let mut all = self.strings.iter();
        let value = all.find_map(|(name, value)| (name == key).then_some(value.as_str()));
        value.filter(|value| !value.is_empty())
    }
}

/// A file whose headers are not what they should be.
#[derive(Debug, thiserror::Error)]
#[error("the file begins as a program for Windows but its headers are damaged")]
pub(crate) struct Damaged;

/// Reads a file. None: it is no program for Windows.
///
/// # Errors
/// When it begins as one and its headers point outside of it.
pub(crate) fn read(file: &[u8]) -> Result<Option<Program>, Damaged> {
    if !file.starts_with(b"MZ") {
        return Ok(None);
    }
    program(file).map(Some).ok_or(Damaged)
}

fn program(file: &[u8]) -> Option<Program> {
    let start = usize::try_from(le32(file, 0x3c)?).ok()?;
    let headers = file.get(start..)?;
    if !headers.starts_with(b"PE\0\0") {
        // A program for DOS, which has no resources.
        return Some(Program::default());
    }
    let optional = headers.get(24..)?;
    let directories = match le16(optional, 0)? {
        0x10b => 96,
        0x20b => 112,
        _ => return None,
    };
    let count = usize::try_from(le32(optional, directories - 4)?).ok()?;
    let directory = |index: usize| {
        let at = directories + 8 * index;
        let range = (le32(optional, at)?, le32(optional, at + 4)?);
        (index < count && range.0 != 0 && range.1 != 0).then_some(range)
    };
    let table = optional.get(usize::from(le16(headers, 20)?)..)?;
    let sections = Sections {
        file,
        table,
        count: usize::from(le16(headers, 6)?).min(SECTIONS_MAX),
    };
    let mut program = Program {
        is_assembly: directory(DIRECTORY_CLI).is_some(),
        ..Program::default()
    };
    let resources = directory(DIRECTORY_RESOURCES).and_then(|(address, _)| sections.at(address));
    if let Some(resource) = resources.and_then(|data| version_resource(data, &sections)) {
        version(resource, &mut program);
    }
    Some(program)
}

struct Sections<'a> {
    file: &'a [u8],
    table: &'a [u8],
    count: usize,
}

impl<'a> Sections<'a> {
    /// The bytes from this address to the end of what its section has in the file.
    fn at(&self, address: u32) -> Option<&'a [u8]> {
        (0..self.count).find_map(|index| {
            let header = self.table.get(40 * index..40 * (index + 1))?;
            let (from, bytes, place) = (le32(header, 12)?, le32(header, 16)?, le32(header, 20)?);
            let into = address.checked_sub(from).filter(|into| *into < bytes)?;
            let start = usize::try_from(place.checked_add(into)?).ok()?;
            let length = usize::try_from(bytes - into).ok()?;
            let rest = self.file.get(start..)?;
            Some(rest.get(..length).unwrap_or(rest))
        })
    }
}

/// The first version resource: three folders deep by type, name and language.
fn version_resource<'a>(resources: &'a [u8], sections: &Sections<'a>) -> Option<&'a [u8]> {
    let names = subfolder(resources, entry(resources, 0, Some(RT_VERSION))?)?;
    let languages = subfolder(resources, entry(resources, names, None)?)?;
    let leaf = usize::try_from(entry(resources, languages, None)?).ok()?;
    let address = le32(resources, leaf)?;
    let length = usize::try_from(le32(resources, leaf + 4)?).ok()?;
    let data = sections.at(address)?;
    data.get(..length.min(RESOURCE_BYTES_MAX).min(data.len()))
}

/// Where the entry of this number, or the first one, of the folder at `at` points to.
fn entry(resources: &[u8], at: usize, wanted: Option<u32>) -> Option<u32> {
    let folder = resources.get(at..)?;
    let count = usize::from(le16(folder, 12)?) + usize::from(le16(folder, 14)?);
    (0..count.min(ENTRIES_MAX)).find_map(|index| {
        let number = le32(folder, 16 + 8 * index)?;
        let target = le32(folder, 20 + 8 * index)?;
        wanted
            .is_none_or(|wanted| wanted == number)
            .then_some(target)
    })
}

/// The place of a folder that an entry points to; a leaf has not the highest bit.
fn subfolder(resources: &[u8], target: u32) -> Option<usize> {
    let at = usize::try_from(target.checked_sub(1 << 31)?).ok()?;
    (at < resources.len()).then_some(at)
}

/// A block of a version resource: key, value and blocks inside.
struct Block<'a> {
    key: String,
    value: &'a [u8],
    inner: &'a [u8],
}

/// The block at the start of these bytes, and the bytes behind it.
fn block(data: &[u8]) -> Option<(Block<'_>, &[u8])> {
    let length = usize::from(le16(data, 0)?);
    let whole = data.get(..length).filter(|whole| whole.len() >= 6)?;
    let is_text = le16(whole, 4)? == 1;
    let units = whole.get(6..)?.chunks_exact(2);
    let key_units = units.clone().take_while(|unit| *unit != [0, 0]).count();
    let key = utf16(whole.get(6..6 + 2 * key_units)?);
    let value_start = aligned(6 + 2 * key_units + 2);
    let stated = usize::from(le16(whole, 2)?);
    // Of texts the length is in characters, and not all compilers count right.
    let value_length = if is_text { 2 * stated } else { stated };
    let rest = whole.get(value_start..).unwrap_or_default();
    let value = match is_text && key != "StringFileInfo" {
        true => rest,
        false => rest.get(..value_length).unwrap_or_default(),
    };
    let inner = rest.get(aligned(value_length)..).unwrap_or_default();
    let after = data.get(aligned(length)..).unwrap_or_default();
    Some((Block { key, value, inner }, after))
}

fn aligned(at: usize) -> usize {
    at.next_multiple_of(4)
}

fn version(resource: &[u8], program: &mut Program) {
    let Some((root, _)) = block(resource).filter(|(root, _)| root.key == "VS_VERSION_INFO") else {
        return;
    };
    program.fixed = fixed(root.value);
    let mut rest = root.inner;
    while let Some((info, after)) = block(rest) {
        rest = after;
        if info.key != "StringFileInfo" {
            continue;
        }
        let Some((table, _)) = block(info.inner) else {
            return;
        };
        // A table has no value, so that what follows its key are its strings.
        let mut strings = table.inner;
        while let Some((string, after)) = block(strings) {
            strings = after;
            if program.strings.len() < STRINGS_MAX {
                program.strings.push((string.key, utf16(string.value)));
            }
        }
        return;
    }
}

/// `dwFileVersion` of VS_FIXEDFILEINFO.
fn fixed(value: &[u8]) -> Option<String> {
    if le32(value, 0)? != 0xfeef_04bd {
        return None;
    }
    let (high, low) = (le32(value, 8)?, le32(value, 12)?);
    (high != 0 || low != 0).then(|| {
        let parts = [high >> 16, high & 0xffff, low >> 16, low & 0xffff];
        parts.map(|part| part.to_string()).join(".")
    })
}

/// Text up to the first nought.
fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|unit| le16(unit, 0));
    let units = units.take_while(|unit| *unit != 0);
    let text: String = char::decode_utf16(units)
        .map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    text.trim().to_owned()
}

fn le16(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn le32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn padded(mut data: Vec<u8>) -> Vec<u8> {
        data.resize(aligned(data.len()), 0);
        data
    }

    fn wide(text: &str) -> Vec<u8> {
        let units = text.encode_utf16().chain([0]);
        units.flat_map(u16::to_le_bytes).collect()
    }

    fn built(key: &str, kind: u16, value_length: usize, value: &[u8], inner: &[u8]) -> Vec<u8> {
        let mut data = [&[0, 0][..], &(value_length as u16).to_le_bytes()].concat();
        data.extend(kind.to_le_bytes());
        data.extend(wide(key));
        data = padded(data);
        data.extend(value);
        data = padded(data);
        data.extend(inner);
        let length = (data.len() as u16).to_le_bytes();
        data[..2].copy_from_slice(&length);
        padded(data)
    }

    /// A file with one section that holds a version resource of these strings.
    pub(crate) fn portable(is_assembly: bool, strings: &[(&str, &str)]) -> Vec<u8> {
        let one = |(key, value): &(&str, &str)| {
            let text = wide(value);
            built(key, 1, text.len() / 2, &text, &[])
        };
        let table = built(
            "000004b0",
            1,
            0,
            &[],
            &strings.iter().flat_map(one).collect::<Vec<_>>(),
        );
        let info = built("StringFileInfo", 1, 0, &[], &table);
        let mut numbers = vec![0_u8; 52];
        numbers[..4].copy_from_slice(&0xfeef_04bd_u32.to_le_bytes());
        numbers[8..12].copy_from_slice(&0x0001_0002_u32.to_le_bytes());
        let version = built("VS_VERSION_INFO", 0, 52, &numbers, &info);
        let folder = |number: u32, target: u32| {
            let mut data = vec![0_u8; 16];
            data[14] = 1;
            data.extend(number.to_le_bytes());
            data.extend(target.to_le_bytes());
            data
        };
        let mut resources = folder(RT_VERSION, (1 << 31) + 24);
        resources.extend(folder(1, (1 << 31) + 48));
        resources.extend(folder(0, 72));
        for field in [0x2000 + 88, version.len() as u32, 0, 0] {
            resources.extend(field.to_le_bytes());
        }
        resources.extend(version);
        let mut file = vec![0_u8; 0x40];
        file[..2].copy_from_slice(b"MZ");
        file[0x3c] = 0x40;
        file.extend(b"PE\0\0\x4c\x01\x01\0");
        file.extend([0; 12]);
        file.extend([224, 0, 0, 0]);
        let mut optional = vec![0_u8; 224];
        optional[..2].copy_from_slice(&0x10b_u16.to_le_bytes());
        optional[92] = 16;
        optional[112..116].copy_from_slice(&0x2000_u32.to_le_bytes());
        optional[116..120].copy_from_slice(&(resources.len() as u32).to_le_bytes());
        if is_assembly {
            optional[208..212].copy_from_slice(&0x2000_u32.to_le_bytes());
            optional[212] = 72;
        }
        file.extend(optional);
        let mut section = b".rsrc\0\0\0".to_vec();
        let place = (file.len() + 40) as u32;
        for field in [
            resources.len() as u32,
            0x2000,
            resources.len() as u32,
            place,
        ] {
            section.extend(field.to_le_bytes());
        }
        section.resize(40, 0);
        file.extend(section);
        file.extend(resources);
        file
    }

    #[test]
    fn strings_and_numbers_are_read() {
        let file = portable(
            true,
            &[("ProductVersion", "1.2.3+abc"), ("FileVersion", "1.2.3.0")],
        );
        let program = read(&file).unwrap().unwrap();
        assert!(program.is_assembly);
        assert_eq!(program.string("ProductVersion"), Some("1.2.3+abc"));
        assert_eq!(program.string("FileVersion"), Some("1.2.3.0"));
        assert_eq!(program.fixed.as_deref(), Some("1.2.0.0"));
    }

    #[test]
    fn other_files_and_damage_are_told_apart() {
        assert!(read(b"#!/bin/sh").unwrap().is_none());
        assert!(read(b"MZ").is_err());
        let file = portable(false, &[]);
        assert!(read(&file[..0x60]).is_err());
        let program = read(&file).unwrap().unwrap();
        assert!(!program.is_assembly && program.strings.is_empty());
    }

    #[test]
    fn strings_without_end_are_kept_to_the_limit() {
        let many: Vec<(&str, &str)> = vec![("k", "v"); STRINGS_MAX + 9];
        let program = read(&portable(false, &many)).unwrap().unwrap();
        assert_eq!(program.strings.len(), STRINGS_MAX);
    }
}
