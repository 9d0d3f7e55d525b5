//! Go programs: the modules that the linker wrote into them.
//!
//! Format: section `.go.buildinfo` as debug/buildinfo of the Go standard library reads it. A magic
//! number, then (Go 1.18 and later) toolchain version and module list as strings with a length in
//! front, or (before) two addresses of string headers. The module list stands between two marks of
//! 16 bytes, has tab-separated lines `path`, `mod`, `dep`, `=>` (replaces the line before) and
//! `build`. The functions of the program come from [`crate::pclntab`].

use memchr::memmem;
use object::Object;
use seaworthy_facts::PackageKind;

use crate::elf;
use crate::found::Found;
use crate::pclntab;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "go-binary",
    title: "Go build information in programs",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Elf],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    file_bytes_max: usize::MAX,
    parse,
};

const MAGIC: &[u8] = b"\xff Go buildinf:";
/// The header: magic, pointer size, flags, two pointers.
const HEADER_BYTES: usize = 32;
/// The linker puts the header on a multiple of this.
const ALIGN_BYTES: u64 = 16;
const LIST_START: &[u8] = b"\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";
const LIST_END: &[u8] = b"\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2";
/// LIMIT: longest module list. Kubernetes, among the largest, has 60 kB.
const LIST_BYTES_MAX: usize = 4 * 1024 * 1024;
/// LIMIT: longest toolchain version.
const VERSION_BYTES_MAX: usize = 1024;

fn parse(content: &[u8], found: &mut Found<'_>) {
    let file = object::File::parse(content).ok();
    build_information(content, file.as_ref(), found);
    if found.packages() > 0
        && let Some(symbols) = file.and_then(|file| pclntab::symbols(&file, content))
    {
        found.program(symbols);
    }
}

fn build_information(content: &[u8], file: Option<&object::File<'_>>, found: &mut Found<'_>) {
    let section = file.and_then(|file| elf::section(file, ".go.buildinfo"));
    if section.is_none() && file.is_some_and(|file| file.sections().next().is_some()) {
        // A linker that writes a section table names this section in it.
        return;
    }
    match (section, file) {
        (Some(section), Some(file)) if is_pointer_form(section) => match by_pointers(section, file)
        {
            Some((version, list)) => report(&version, &list, found),
            None => search(content, found),
        },
        (Some(section), _) if section.starts_with(MAGIC) => match inline(section) {
            Inline::Whole(version, list) => report(version, list, found),
            Inline::Short | Inline::Broken => {
                found.unread("the Go build information is damaged");
            }
        },
        _ => search(content, found),
    }
}

fn search(content: &[u8], found: &mut Found<'_>) {
    let mut search = Search::default();
    search.chunk(content);
    search.finish(found);
}

/// What stands behind an inline header.
enum Inline<'a> {
    /// Toolchain version and module list.
    Whole(&'a [u8], &'a [u8]),
    /// More bytes are needed.
    Short,
    /// No build information.
    Broken,
}

fn is_pointer_form(section: &[u8]) -> bool {
    section.starts_with(MAGIC) && section.get(15).is_some_and(|flags| flags & 2 == 0)
}

fn inline(data: &[u8]) -> Inline<'_> {
    let Some(rest) = data.get(HEADER_BYTES..) else {
        return Inline::Short;
    };
    let (version, rest) = match prefixed(rest, VERSION_BYTES_MAX) {
        Ok(found) => found,
        Err(other) => return other,
    };
    if !is_version(version) {
        return Inline::Broken;
    }
    match prefixed(rest, LIST_BYTES_MAX) {
        Ok((list, _)) => Inline::Whole(version, list),
        Err(other) => other,
    }
}

fn is_version(version: &[u8]) -> bool {
    version.starts_with(b"go") || version.starts_with(b"devel")
}

/// A string with its length in front (unsigned LEB128, as Go's binary.Uvarint).
fn prefixed(data: &[u8], bytes_max: usize) -> Result<(&[u8], &[u8]), Inline<'_>> {
    let mut length = 0_usize;
    for (index, byte) in data.iter().enumerate() {
        if index > 4 {
            return Err(Inline::Broken);
        }
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            if length > bytes_max {
                return Err(Inline::Broken);
            }
            let rest = data.get(index + 1..).unwrap_or_default();
            return rest.split_at_checked(length).ok_or(Inline::Short);
        }
    }
    Err(Inline::Short)
}

/// Before Go 1.18: the header points to two string headers, each an address and a length.
fn by_pointers(section: &[u8], file: &object::File<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
    let size = usize::from(*section.get(14)?);
    let big = section.get(15)? & 1 != 0;
    let word = |data: &[u8], index: usize| -> Option<u64> {
        let bytes = data.get(index * size..)?.get(..size)?;
        let fold = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
        match (size, big) {
            (4 | 8, true) => Some(bytes.iter().fold(0, fold)),
            (4 | 8, false) => Some(bytes.iter().rev().fold(0, fold)),
            _ => None,
        }
    };
    let string = |index: usize, bytes_max: usize| -> Option<Vec<u8>> {
        let header = elf::at_address(file, word(section.get(16..)?, index)?)?;
        let length = usize::try_from(word(header, 1)?).ok()?;
        if length > bytes_max {
            return None;
        }
        let data = elf::at_address(file, word(header, 0)?)?;
        data.get(..length).map(<[u8]>::to_vec)
    };
    let version = string(0, VERSION_BYTES_MAX)?;
    if !is_version(&version) {
        return None;
    }
    Some((version, string(1, LIST_BYTES_MAX).unwrap_or_default()))
}

fn report(version: &[u8], list: &[u8], found: &mut Found<'_>) {
    if let Some(version) = toolchain(version) {
        let package = found.new_package(PackageKind::Golang, "stdlib", version);
        found.push(package);
    } else {
        let package = found.new_package(PackageKind::Golang, "stdlib", "");
        found.push(package);
    }
    modules(list, found);
}

/// `go1.22.3 X:boringcrypto` is release 1.22.3; a development version has no release.
fn toolchain(version: &[u8]) -> Option<String> {
    let version = String::from_utf8_lossy(version);
    let release = version.strip_prefix("go")?;
    let end = release.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
    let release = release.get(..end.unwrap_or(release.len()))?;
    release
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| release.to_owned())
}

/// Without the marks at both ends.
fn unmarked(list: &[u8]) -> &[u8] {
    let list = list.strip_prefix(LIST_START).unwrap_or(list);
    list.strip_suffix(LIST_END).unwrap_or(list)
}

fn modules(list: &[u8], found: &mut Found<'_>) {
    let mut last: Option<(String, String)> = None;
    for line in crate::lines::lines(unmarked(list)) {
        let line = String::from_utf8_lossy(line);
        let mut fields = line.split('\t');
        let kind = fields.next().unwrap_or_default();
        if !matches!(kind, "mod" | "dep" | "=>") {
            continue;
        }
        let path = fields.next().unwrap_or_default().to_owned();
        let mut version = fields.next().unwrap_or_default().to_owned();
        if kind == "mod" && is_unknown(&version) {
            version = flagged_version(list, &path).unwrap_or_default();
        }
        if kind == "=>" {
            last = last.map(|(name, _)| {
                // A replacement by a folder has no version; the module keeps its name.
                if path.starts_with(['.', '/']) {
                    (name, String::new())
                } else {
                    (path, version)
                }
            });
        } else {
            module(last.replace((path, version)), found);
        }
    }
    module(last, found);
}

fn module(module: Option<(String, String)>, found: &mut Found<'_>) {
    let Some((path, version)) = module else {
        return;
    };
    let version = if is_unknown(&version) { "" } else { &version };
    let (space, name) = match path.rsplit_once('/') {
        Some((space, name)) => (Some(space.to_owned()), name),
        None => (None, path.as_str()),
    };
    let mut package = found.new_package(PackageKind::Golang, name, version);
    package.namespace = space;
    found.push(package);
}

/// `(devel)` and `v0.0.0` say that the version was not known when it was built, not that it is old.
fn is_unknown(version: &str) -> bool {
    matches!(
        version,
        "" | "(devel)" | "v0.0.0" | "v0.0.0-00010101000000-000000000000"
    )
}

/// The version of the main module by the linker's flags: `-X main.version=1.2.3`, of a variable of
/// the program itself that is called so.
fn flagged_version(list: &[u8], module: &str) -> Option<String> {
    const FLAGS: &str = "build\t-ldflags=";
    let lines = crate::lines::lines(unmarked(list));
    let mut flags = lines.filter_map(|line| line.strip_prefix(FLAGS.as_bytes()));
    let flags = String::from_utf8_lossy(flags.next()?).replace(['"', '\'', '\\'], " ");
    let mut words = flags.split_whitespace();
    while let Some(word) = words.next() {
        let setting = match word.strip_prefix("-X") {
            Some("") => words.next()?,
            Some(rest) => rest.trim_start_matches('='),
            None => continue,
        };
        let Some((variable, value)) = setting.split_once('=') else {
            continue;
        };
        let Some((package, name)) = variable.rsplit_once('.') else {
            continue;
        };
        let name = name.to_lowercase();
        let below = package
            .strip_prefix(module)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let own = package == "main" || (below && !module.is_empty());
        let number = value.strip_prefix('v').unwrap_or(value);
        let release = number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.');
        if own && release && name.ends_with("version") && !name.contains("goversion") {
            return Some(format!("v{number}"));
        }
    }
    None
}

/// Finds build information in a file that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// The end of what was searched, or from a mark on what is being collected.
    held: Vec<u8>,
    /// Offset in the file of the first byte held.
    held_offset: u64,
    collecting: Option<Collecting>,
    /// A header with addresses was seen: the version is out of reach.
    pointers: bool,
    /// Toolchain version and module list of an inline header.
    build: Option<(Vec<u8>, Vec<u8>)>,
    /// A module list by its marks. Linkers put it before the header, so that both are kept.
    list: Option<Vec<u8>>,
    /// Lists that had no end.
    tries: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Collecting {
    Header,
    List,
}

/// LIMIT: marks without an end that are followed, each costs [`LIST_BYTES_MAX`] of searching.
const LIST_TRIES_MAX: u32 = 8;

impl Search {
    /// The next bytes.
    pub(crate) fn chunk(&mut self, bytes: &[u8]) {
        if self.build.is_some() {
            return;
        }
        if self.held.is_empty() {
            self.search(bytes);
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(bytes);
            self.search(&held);
        }
    }

    fn search(&mut self, data: &[u8]) {
        let mut from = 0;
        loop {
            let rest = data.get(from..).unwrap_or_default();
            match self.collecting {
                Some(Collecting::Header) => match inline(rest) {
                    Inline::Whole(version, list) => {
                        self.build = Some((version.to_vec(), list.to_vec()));
                        self.held = Vec::new();
                        self.collecting = None;
                        return;
                    }
                    Inline::Short => return self.hold(data, from),
                    Inline::Broken => from += 1,
                },
                Some(Collecting::List) => {
                    let within = rest.get(..LIST_BYTES_MAX).unwrap_or(rest);
                    match memmem::find(within, LIST_END) {
                        Some(end) => {
                            self.list = within.get(..end).map(<[u8]>::to_vec);
                            from += end;
                        }
                        None if rest.len() < LIST_BYTES_MAX => return self.hold(data, from),
                        None => {
                            self.tries += 1;
                            from += 1;
                        }
                    }
                }
                None => match self.next_mark(data, from) {
                    Some(at) => {
                        from = at;
                        continue;
                    }
                    None => {
                        // A mark may begin in the last bytes.
                        let keep = data.len().saturating_sub(HEADER_BYTES - 1).max(from);
                        return self.hold(data, keep);
                    }
                },
            }
            self.collecting = None;
        }
    }

    /// The next header or list, from this index on.
    fn next_mark(&mut self, data: &[u8], from: usize) -> Option<usize> {
        let wants_list = self.list.is_none() && self.tries < LIST_TRIES_MAX;
        let list = if wants_list {
            memmem::find(data.get(from..)?, LIST_START).map(|at| at + from)
        } else {
            None
        };
        let before_list = data.get(..list.unwrap_or(data.len()))?;
        let mut from = from;
        while let Some(at) = memmem::find(before_list.get(from..)?, MAGIC) {
            let at = from + at;
            let Some(header) = data.get(at..at + HEADER_BYTES) else {
                break;
            };
            let offset = self.held_offset.wrapping_add(at as u64);
            match header.get(14..16) {
                Some([4 | 8, flags @ 0..=3]) if offset.is_multiple_of(ALIGN_BYTES) => {
                    if flags & 2 != 0 {
                        self.collecting = Some(Collecting::Header);
                        return Some(at);
                    }
                    self.pointers = true;
                }
                _ => {}
            }
            from = at + 1;
        }
        if list.is_some() {
            self.collecting = Some(Collecting::List);
        }
        list
    }

    /// Keeps the bytes from this index on for the next piece.
    fn hold(&mut self, data: &[u8], from: usize) {
        self.held_offset = self.held_offset.wrapping_add(from as u64);
        self.held = data.get(from..).unwrap_or_default().to_vec();
    }

    /// The end of the file.
    pub(crate) fn finish(self, found: &mut Found<'_>) {
        if let Some((version, list)) = self.build {
            report(&version, &list, found);
        } else if let Some(list) = self.list {
            found.unread("the Go toolchain version is out of reach in a file of this form");
            modules(&list, found);
        } else if self.collecting.is_some() || self.tries > 0 {
            found.unread("the Go build information is cut short");
        } else if self.pointers {
            found.unread("the Go build information points to nothing that can be found");
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use seaworthy_facts::LayerFacts;

    use super::*;
    use crate::elf::tests::elf;
    use crate::pclntab::tests::go_table;
    use crate::units::parsed;

    const MODULES: &str = "path\texample.com/cmd/tool\n\
        mod\texample.com/cmd\t(devel)\t\n\
        dep\tgithub.com/Azure/go-autorest\tv14.2.0+incompatible\th1:x=\n\
        dep\tgithub.com/old/dep\tv1.0.0\n\
        =>\tgithub.com/new/dep\tv1.0.1\th1:y=\n\
        dep\tgithub.com/local/dep\tv1.0.0\n\
        =>\t./local\t(devel)\t\n\
        build\t-compiler=gc\n";

    fn marked(list: &str) -> Vec<u8> {
        [LIST_START, list.as_bytes(), LIST_END].concat()
    }

    fn varint(out: &mut Vec<u8>, mut value: usize) {
        while value >= 0x80 {
            out.push((value as u8) | 0x80);
            value >>= 7;
        }
        out.push(value as u8);
    }

    pub(crate) fn inline_section(version: &str, list: &str) -> Vec<u8> {
        let mut data = MAGIC.to_vec();
        data.extend_from_slice(&[8, 2]);
        data.resize(HEADER_BYTES, 0);
        varint(&mut data, version.len());
        data.extend_from_slice(version.as_bytes());
        let list = marked(list);
        varint(&mut data, list.len());
        data.extend_from_slice(&list);
        data
    }

    /// Before Go 1.18. The first section lies at offset 128, the second is aligned to 16.
    fn pointer_elf(version: &str, list: &str) -> Vec<u8> {
        let list = marked(list);
        let base = 0x40_0000_u64 + 128;
        let mut data = Vec::new();
        let version_at = base + 32;
        let list_at = version_at + version.len() as u64;
        for word in [version_at, version.len() as u64, list_at, list.len() as u64] {
            data.extend_from_slice(&word.to_le_bytes());
        }
        data.extend_from_slice(version.as_bytes());
        data.extend_from_slice(&list);
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&[8, 0]);
        header.extend_from_slice(&base.to_le_bytes());
        header.extend_from_slice(&(base + 16).to_le_bytes());
        elf(&[(".data", &data), (".go.buildinfo", &header)])
    }

    fn names(facts: &LayerFacts) -> Vec<String> {
        let name = |p: &seaworthy_facts::Package| format!("{}@{}", p.full_name(), p.version);
        facts.packages.iter().map(name).collect()
    }

    const EXPECTED: [&str; 5] = [
        "stdlib@1.22.3",
        "example.com/cmd@",
        "github.com/Azure/go-autorest@v14.2.0+incompatible",
        "github.com/new/dep@v1.0.1",
        "github.com/local/dep@",
    ];

    #[test]
    fn modules_are_read_from_both_forms() {
        let section = inline_section("go1.22.3 X:nocoverageredesign", MODULES);
        let facts = parsed(&UNIT, "bin/tool", &elf(&[(".go.buildinfo", &section)]));
        assert_eq!(names(&facts), EXPECTED);
        let facts = parsed(&UNIT, "bin/tool", &pointer_elf("go1.22.3", MODULES));
        assert_eq!(names(&facts), EXPECTED);
        assert!(facts.unread.is_empty());
    }

    #[test]
    fn pieces_of_any_size_yield_the_same() {
        let section = inline_section("go1.22.3", MODULES);
        // A program that reads build information holds the magic number as a constant.
        let file = elf(&[
            (".rodata", b"x\xff Go buildinf:yyyyyyyyyyyyyyyyyyyyyyyyyyyy"),
            (".go.buildinfo", &section),
        ]);
        for size in [1, 7, 16, 31, 32, 33, 100, 100_000] {
            let mut facts = LayerFacts::default();
            let mut search = Search::default();
            file.chunks(size).for_each(|chunk| search.chunk(chunk));
            search.finish(&mut Found::new("bin/tool", UNIT.id, &mut facts));
            assert_eq!(names(&facts), EXPECTED, "pieces of {size}");
        }
    }

    #[test]
    fn the_older_form_in_pieces_lacks_only_the_toolchain() {
        let file = pointer_elf("go1.17", MODULES);
        for size in [5, 64, 100_000] {
            let mut facts = LayerFacts::default();
            let mut search = Search::default();
            file.chunks(size).for_each(|chunk| search.chunk(chunk));
            search.finish(&mut Found::new("bin/tool", UNIT.id, &mut facts));
            assert_eq!(names(&facts), EXPECTED[1..], "pieces of {size}");
            assert_eq!(facts.unread.len(), 1);
        }
    }

    #[test]
    fn marks_without_an_end_are_followed_a_few_times_only() {
        let file = LIST_START.repeat(2 * LIST_BYTES_MAX / LIST_START.len());
        let mut facts = LayerFacts::default();
        let mut search = Search::default();
        file.chunks(1 << 20).for_each(|chunk| search.chunk(chunk));
        assert_eq!(search.tries, LIST_TRIES_MAX);
        search.finish(&mut Found::new("bin/tool", UNIT.id, &mut facts));
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.packages.is_empty());
    }

    #[test]
    fn an_unknown_version_of_a_program_is_what_its_flags_say_or_stays_unknown() {
        let main = |version: &str, flags: &str| {
            let list = format!("mod\texample.com/app\t{version}\t\nbuild\t-ldflags={flags}\n");
            let section = inline_section("go1.22.3", &list);
            let facts = parsed(&UNIT, "bin/app", &elf(&[(".go.buildinfo", &section)]));
            facts.packages[1].version.clone()
        };
        let set = "\"-s -w -X main.commit=abc -X 'example.com/app/build.Version=1.4.2'\"";
        assert_eq!(main("(devel)", set), "v1.4.2");
        assert_eq!(
            main("v0.0.0", "-X=main.appVersion=v2.0.0-rc.1"),
            "v2.0.0-rc.1"
        );
        assert_eq!(main("v1.0.0", set), "v1.0.0");
        for other in [
            "\"-X example.com/other.Version=1.4.2\"",
            "\"-X main.goVersion=1.22.3\"",
            "\"-X main.version=dev\"",
            "-X",
            "",
        ] {
            assert_eq!(main("(devel)", other), "", "{other}");
        }
    }

    #[test]
    fn a_program_comes_with_its_functions() {
        let section = inline_section("go1.22.3", MODULES);
        let table = go_table(&["runtime.goexit", "github.com/new/dep.Parse"]);
        let file = elf(&[(".go.buildinfo", &section), (".gopclntab", &table)]);
        let facts = parsed(&UNIT, "bin/tool", &file);
        let [program] = &facts.programs[..] else {
            panic!("{:?}", facts.programs)
        };
        assert_eq!(program.path, "bin/tool");
        assert!(program.symbols.contains("github.com/new/dep", "Parse"));
        assert!(!program.symbols.contains("github.com/new/dep", "Load"));
        let file = elf(&[(".go.buildinfo", &section), (".gopclntab", b"broken")]);
        assert!(parsed(&UNIT, "bin/tool", &file).programs.is_empty());
    }

    #[test]
    fn damaged_information_is_said() {
        let section = inline_section("go1.22.3", MODULES);
        for cut in [20, 33, 45, 100] {
            let file = elf(&[(".go.buildinfo", &section[..cut])]);
            let facts = parsed(&UNIT, "bin/tool", &file);
            assert_eq!(facts.unread.len(), 1, "cut at {cut}");
        }
        let mut endless = section[..HEADER_BYTES].to_vec();
        endless.extend_from_slice(&[0xff; 20]);
        let facts = parsed(&UNIT, "bin/tool", &elf(&[(".go.buildinfo", &endless)]));
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn toolchain_versions_lose_their_decoration() {
        assert_eq!(toolchain(b"go1.21.0-custom").as_deref(), Some("1.21.0"));
        assert_eq!(toolchain(b"go1.23rc1").as_deref(), Some("1.23rc1"));
        assert_eq!(toolchain(b"devel go1.23-abc"), None);
    }

    #[test]
    fn programs_of_other_languages_say_nothing() {
        let facts = parsed(&UNIT, "bin/ls", &elf(&[(".text", b"code")]));
        assert_eq!(facts, LayerFacts::default());
        let facts = parsed(&UNIT, "bin/ls", b"\x7fELF and nothing more");
        assert_eq!(facts, LayerFacts::default());
    }
}
