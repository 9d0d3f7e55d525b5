//! The function names of a Go program.
//!
//! Format: the table that the Go linker calls `runtime.pclntab`, as debug/gosym and
//! runtime/symtab.go of Go 1.2 to 1.26 describe it: a magic number of the release, two zero bytes,
//! the instruction quantum, the size of a pointer, then words. Since Go 1.16 one of the words says
//! where the names stand, all together and each with a NUL behind it; those of functions that only
//! exist inlined into others are among them. Before, names stand between the records of functions.

use std::ops::Range;

use memchr::memmem;
use object::Object;
use seaworthy_facts::SymbolFilter;

use crate::elf;

/// Sections that hold the table: the second in position-independent programs.
const SECTIONS: [&str; 2] = [".gopclntab", ".data.rel.ro.gopclntab"];

/// A magic number from its second byte on and the zeros behind it, lowest byte first.
const MARK: &[u8] = b"\xff\xff\xff\x00\x00";

/// LIMIT: places that look like the begin of a table and are tried in a program whose sections have
/// no names.
const CANDIDATES_MAX: usize = 64;

/// Bytes before the words: magic number, zeros, quantum, pointer size.
const HEADER_BYTES: usize = 8;

/// The symbols of a program that is at hand as a whole; `None` where the table cannot be read, of
/// which nothing follows.
pub(crate) fn symbols(file: &object::File<'_>, content: &[u8]) -> Option<SymbolFilter> {
    let mut named = SECTIONS.iter().filter_map(|name| elf::section(file, name));
    if let Some(found) = named.find_map(table) {
        return Some(found);
    }
    let mut sections = SECTIONS.iter();
    if sections.any(|name| file.section_by_name(name).is_some()) {
        return None;
    }
    // The section table was taken away, or another linker put the table into a larger section.
    let begins = |at: &usize| {
        let first = at.checked_sub(1).and_then(|at| content.get(at));
        let behind = content.get(at + MARK.len()..);
        matches!(first, Some(0xf0 | 0xf1 | 0xfa | 0xfb))
            && matches!(behind, Some([1 | 2 | 4, 4 | 8, ..]))
    };
    memmem::find_iter(content, MARK)
        .filter(begins)
        .take(CANDIDATES_MAX)
        .find_map(|at| table(content.get(at.checked_sub(1)?..)?))
}

/// How a release lays out its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Go 1.2 to 1.15.
    Scattered,
    /// Later: numbers of the words that say where names begin and where the next part does.
    Together(usize, usize),
}

/// The numbers of a header.
struct Words<'a> {
    data: &'a [u8],
    size: usize,
    big: bool,
}

impl Words<'_> {
    fn number(&self, at: usize, size: usize) -> Option<u64> {
        let bytes = self.data.get(at..)?.get(..size)?;
        let fold = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
        Some(if self.big {
            bytes.iter().fold(0, fold)
        } else {
            bytes.iter().rev().fold(0, fold)
        })
    }

    fn word(&self, index: usize) -> Option<usize> {
        let at = HEADER_BYTES + index * self.size;
        usize::try_from(self.number(at, self.size)?).ok()
    }
}

/// Reads the table that begins with these bytes.
fn table(data: &[u8]) -> Option<SymbolFilter> {
    let magic = *data.first_chunk::<4>()?;
    let (magic, big) = match magic {
        [_, 0xff, 0xff, 0xff] => (u32::from_le_bytes(magic), false),
        _ => (u32::from_be_bytes(magic), true),
    };
    let layout = match magic {
        0xffff_fffb => Layout::Scattered,
        0xffff_fffa => Layout::Together(2, 3),
        0xffff_fff0 | 0xffff_fff1 => Layout::Together(3, 4),
        _ => return None,
    };
    let size = match data.get(4..HEADER_BYTES)? {
        [0, 0, 1 | 2 | 4, size @ (4 | 8)] => usize::from(*size),
        _ => return None,
    };
    let words = Words { data, size, big };
    let functions = words.word(0)?;
    let names = match layout {
        Layout::Together(names, next) => words.word(names)?..words.word(next)?,
        // Numbers with their highest byte first could not be told from the text behind them.
        Layout::Scattered if big => return None,
        Layout::Scattered => scattered(&words, functions)?,
    };
    collect(data.get(names)?, layout, functions)
}

/// Where names can stand before Go 1.16: behind the index of functions, which has two words for
/// each, up to the table of files, whose place follows the last function.
fn scattered(words: &Words<'_>, functions: usize) -> Option<Range<usize>> {
    let index = HEADER_BYTES + words.size;
    let pairs = functions.checked_mul(2 * words.size)?;
    let end_of_index = index.checked_add(pairs)?.checked_add(words.size)?;
    let files = usize::try_from(words.number(end_of_index, 4)?).ok()?;
    (files > end_of_index).then_some(end_of_index..files)
}

/// Takes every text with a NUL behind it that can be a symbol. Other texts that pass for one only
/// make something seem present that is not.
fn collect(names: &[u8], layout: Layout, functions: usize) -> Option<SymbolFilter> {
    let ends = memchr::memchr_iter(0, names).count();
    let mut symbols = SymbolFilter::for_symbols(match layout {
        Layout::Together(..) => ends,
        // Most of these NULs belong to numbers; a function has one name and seldom two more.
        Layout::Scattered => ends.min(functions.saturating_mul(3)),
    });
    let mut runtime = false;
    for name in names.split(|byte| *byte == 0) {
        let name = match layout {
            Layout::Together(..) => name,
            Layout::Scattered => printable_end(name),
        };
        if !name.contains(&b'.') {
            continue;
        }
        let Ok(name) = std::str::from_utf8(name) else {
            continue;
        };
        runtime |= name == "runtime.goexit" || name == "runtime.main";
        symbols.insert(name);
    }
    // Without the runtime's names they were taken away or changed (obfuscators do so), and what is
    // missing proves nothing.
    runtime.then_some(symbols)
}

/// The text at the end of some bytes of a record.
fn printable_end(bytes: &[u8]) -> &[u8] {
    let other = |byte: &u8| byte.is_ascii_control();
    let start = bytes.iter().rposition(other).map_or(0, |at| at + 1);
    let text = bytes.get(start..).unwrap_or_default();
    // Bytes of a number may look like the middle of a character.
    let whole = text.iter().position(u8::is_ascii);
    match std::str::from_utf8(text) {
        Ok(_) => text,
        Err(_) => text.get(whole.unwrap_or(text.len())..).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::elf::tests::elf;

    const NAMES: [&str; 4] = [
        "runtime.goexit",
        "main.main",
        "net/http.(*Server).Serve",
        "gopkg.in/yaml%2ev3.Unmarshal",
    ];

    fn joined(names: &[&str]) -> Vec<u8> {
        names
            .iter()
            .flat_map(|name| name.bytes().chain([0]))
            .collect()
    }

    /// A table since Go 1.16: `magic`, and the number of the word that says where names begin.
    fn together(magic: u32, place: usize, size: usize, big: bool, names: &[&str]) -> Vec<u8> {
        let number = |value: u64, size: usize| {
            let bytes = value.to_be_bytes();
            let bytes = bytes[8 - size..].to_vec();
            if big {
                bytes
            } else {
                bytes.into_iter().rev().collect()
            }
        };
        let mut data = number(u64::from(magic), 4);
        data.extend_from_slice(&[0, 0, 1, size as u8]);
        let names_at = (HEADER_BYTES + 8 * size) as u64;
        let text = joined(names);
        let mut words = [names.len() as u64, 3, 0x40_1000, 0, 0, 0, 0, 0];
        words[place] = names_at;
        words[place + 1] = names_at + text.len() as u64;
        for word in words {
            data.extend(number(word, size));
        }
        data.extend(text);
        data.extend_from_slice(b"file.go\0\x01\x02");
        data
    }

    pub(crate) fn go_table(names: &[&str]) -> Vec<u8> {
        together(0xffff_fff1, 3, 8, false, names)
    }

    fn go12(names: &[&str]) -> Vec<u8> {
        let mut data = vec![0xfb, 0xff, 0xff, 0xff, 0, 0, 1, 8];
        data.extend_from_slice(&(names.len() as u64).to_le_bytes());
        for number in 0..=2 * names.len() as u64 {
            data.extend_from_slice(&(0x40_1000 + number).to_le_bytes());
        }
        let files_at = data.len();
        data.extend_from_slice(&[0; 4]);
        for name in names {
            // The record of a function ends with an address; numbers that end with zero follow.
            data.extend_from_slice(&0x4f_6162_u64.to_le_bytes());
            data.extend(joined(&[name]));
            data.extend_from_slice(&[0x02, 0x41, 0x90, 0x00]);
        }
        let files = (data.len() as u32).to_le_bytes();
        data[files_at..files_at + 4].copy_from_slice(&files);
        data.extend_from_slice(b"\x01\0\0\0src.go\0");
        data
    }

    fn holds(filter: &SymbolFilter) -> bool {
        filter.contains("net/http", "Server.Serve")
            && filter.contains("gopkg.in/yaml.v3", "Unmarshal")
            && !filter.contains("net/http", "Server.Shutdown")
    }

    #[test]
    fn names_are_read_from_every_layout() {
        for (name, data) in [
            ("1.2", go12(&NAMES)),
            ("1.16", together(0xffff_fffa, 2, 8, false, &NAMES)),
            ("1.18", together(0xffff_fff0, 3, 8, false, &NAMES)),
            ("1.20", together(0xffff_fff1, 3, 8, false, &NAMES)),
            ("32 bits", together(0xffff_fff1, 3, 4, false, &NAMES)),
            ("s390x", together(0xffff_fff1, 3, 8, true, &NAMES)),
        ] {
            let filter = table(&data).unwrap_or_else(|| panic!("{name}"));
            assert!(holds(&filter), "{name}");
        }
    }

    fn found(sections: &[(&str, &[u8])]) -> Option<SymbolFilter> {
        let content = elf(sections);
        let file = object::File::parse(&*content).unwrap();
        symbols(&file, &content)
    }

    #[test]
    fn the_table_is_found_by_its_section_and_without() {
        let data = go_table(&NAMES);
        for name in [".gopclntab", ".data.rel.ro.gopclntab", ".data.rel.ro"] {
            let filter = found(&[(".text", b"\xfb\xff\xff\xff\0\0\x09"), (name, &data)]);
            assert!(holds(&filter.unwrap()), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_proves_nothing() {
        assert!(found(&[(".text", b"code")]).is_none());
        let data = go_table(&NAMES);
        for length in 0..HEADER_BYTES + 64 + 20 {
            assert!(table(&data[..length]).is_none(), "cut at {length}");
        }
        // Names that were taken away or changed.
        assert!(table(&go_table(&["a.b", "c.d"])).is_none());
        // Names before and behind each other, and beyond the end.
        for (from, to) in [(90_u64, 80_u64), (0, u64::MAX), (u64::MAX, u64::MAX)] {
            let mut lying = data.clone();
            lying[32..40].copy_from_slice(&from.to_le_bytes());
            lying[40..48].copy_from_slice(&to.to_le_bytes());
            assert!(table(&lying).is_none());
        }
        let mut many = go12(&NAMES);
        many[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(table(&many).is_none());
        assert!(table(&go12(&["x.y"])).is_none());
    }
}
