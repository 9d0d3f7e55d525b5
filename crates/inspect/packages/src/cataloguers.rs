//! All cataloguers as one analyser: one step by path and head tells who wants a file.

use std::collections::HashMap;

use seaworthy_facts::{Analyser, FileHead, FileStream, Interest, LayerFacts};

use crate::elf;
use crate::found::Found;
use crate::unit::{Recognise, Unit};
use crate::units::{GoSearch, ProgramSearch, UNITS, auditable_section, parse_with};

/// LIMIT: the largest program that is read in one piece. Larger ones are streamed, which holds the
/// first 64 bytes, the last [`TAIL_BYTES`] and what build information is in them.
const PROGRAM_WHOLE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// LIMIT: bytes kept of the end of a streamed program. The section table and the names in it are
/// the last things that linkers write; LLD puts the names of symbols, 5 MB in `cargo`, between
/// them.
const TAIL_BYTES: usize = 8 * 1024 * 1024;

/// Bytes kept of the beginning of a streamed program: the ELF header.
const HEADER_BYTES: usize = 64;

/// How many cataloguers can want one file.
const WANTED_MAX: usize = 8;

/// Raised whenever the same bytes would yield other facts.
const VERSION: u32 = 3;

/// The list of cataloguers.
#[must_use]
pub fn units() -> &'static [&'static Unit] {
    UNITS
}

/// All cataloguers as one analyser.
#[derive(Debug)]
pub struct Cataloguers {
    names: Rules,
    extensions: Rules,
    paths: Rules,
    folders: Rules,
    programs: Vec<&'static Unit>,
}

type Test = fn(&str) -> bool;
type Rules = HashMap<&'static str, Vec<(Test, &'static Unit)>>;

impl Default for Cataloguers {
    fn default() -> Self {
        Self::new()
    }
}

impl Cataloguers {
    /// Builds the tables by which files are recognised.
    #[must_use]
    pub fn new() -> Self {
        let mut all = Cataloguers {
            names: Rules::new(),
            extensions: Rules::new(),
            paths: Rules::new(),
            folders: Rules::new(),
            programs: Vec::new(),
        };
        for unit in UNITS {
            for recognise in unit.recognise {
                let (rules, key, test) = match *recognise {
                    Recognise::Path(path) => (&mut all.paths, path, crate::unit::anywhere as Test),
                    Recognise::Folder(path) => {
                        (&mut all.folders, path, crate::unit::anywhere as Test)
                    }
                    Recognise::Name(name, test) => (&mut all.names, name, test),
                    Recognise::Extension(text, test) => (&mut all.extensions, text, test),
                    Recognise::Elf => {
                        all.programs.push(unit);
                        continue;
                    }
                };
                rules.entry(key).or_default().push((test, unit));
            }
        }
        all
    }

    /// Whether a cataloguer wants a file of this path, whatever its content; for walks of folders
    /// that open files only when they must.
    #[must_use]
    pub fn wants_path(&self, path: &str) -> bool {
        self.by_path(path).first().is_some()
    }

    /// The cataloguers that want this file.
    fn wanted(&self, path: &str, head: &[u8]) -> Wanted {
        let mut wanted = self.by_path(path);
        if elf::is_linked(head) {
            for unit in &self.programs {
                wanted.add(unit);
            }
        }
        wanted
    }

    fn by_path(&self, path: &str) -> Wanted {
        let mut wanted = Wanted::default();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        let rules = [
            self.names.get(name),
            extension.and_then(|extension| self.extensions.get(extension)),
            self.paths.get(path),
            self.folders.get(folder),
        ];
        for (test, unit) in rules.into_iter().flatten().flatten() {
            if test(path) {
                wanted.add(unit);
            }
        }
        wanted
    }
}

/// A short list of cataloguers without allocation.
#[derive(Default)]
struct Wanted {
    units: [Option<&'static Unit>; WANTED_MAX],
}

impl Wanted {
    fn add(&mut self, unit: &'static Unit) {
        for slot in &mut self.units {
            match slot {
                Some(taken) if taken.id == unit.id => return,
                Some(_) => {}
                None => {
                    *slot = Some(unit);
                    return;
                }
            }
        }
    }

    fn first(&self) -> Option<&'static Unit> {
        self.units.first().copied().flatten()
    }

    fn iter(&self) -> impl Iterator<Item = &'static Unit> {
        self.units.into_iter().flatten()
    }

    fn is_program_only(&self) -> bool {
        self.iter()
            .all(|unit| unit.recognise.iter().all(|by| matches!(by, Recognise::Elf)))
    }
}

impl Analyser for Cataloguers {
    fn id(&self) -> &'static str {
        "packages"
    }

    fn version(&self) -> u32 {
        VERSION
    }

    fn interest(&self, file: &FileHead<'_>) -> Interest {
        let wanted = self.wanted(file.path, file.head);
        if wanted.first().is_none() {
            Interest::None
        } else if wanted.is_program_only() && file.size_bytes > PROGRAM_WHOLE_BYTES_MAX {
            Interest::Stream
        } else {
            Interest::Whole
        }
    }

    fn whole(&self, file: &FileHead<'_>, content: &[u8], facts: &mut LayerFacts) {
        let wanted = self.wanted(file.path, content);
        if wanted.first().is_some() {
            facts.replaced.push(file.path.to_owned());
        }
        for unit in wanted.iter() {
            parse_with(unit, file.path, content, facts);
        }
    }

    fn stream(&self, file: &FileHead<'_>) -> Box<dyn FileStream + '_> {
        Box::new(ProgramStream {
            path: file.path.to_owned(),
            go: GoSearch::default(),
            program: ProgramSearch::new(file.path),
            header: Vec::new(),
            tail: Vec::new(),
            seen: 0,
        })
    }
}

/// Catalogues one file of a folder: what every cataloguer that wants it by path or head finds in
/// it, with line numbers where the file has them. Nothing wants it: the facts are empty.
#[must_use]
pub fn catalogue_file(cataloguers: &Cataloguers, path: &str, content: &[u8]) -> LayerFacts {
    let mut facts = LayerFacts::default();
    let head = FileHead {
        path,
        size_bytes: content.len() as u64,
        mode: 0o644,
        uid: 0,
        gid: 0,
        head: content,
    };
    cataloguers.whole(&head, content, &mut facts);
    facts
}

/// A program too large to be held.
struct ProgramStream {
    path: String,
    go: GoSearch,
    program: ProgramSearch,
    header: Vec<u8>,
    tail: Vec<u8>,
    seen: u64,
}

impl FileStream for ProgramStream {
    fn chunk(&mut self, bytes: &[u8]) {
        let missing = HEADER_BYTES.saturating_sub(self.header.len());
        self.header.extend(bytes.iter().take(missing));
        self.go.chunk(bytes);
        self.program.chunk(bytes);
        self.seen += bytes.len() as u64;
        let last = bytes.len().saturating_sub(TAIL_BYTES);
        self.tail.extend(bytes.iter().skip(last));
        // Moving the end down only when it doubled makes each byte move once.
        if self.tail.len() > 2 * TAIL_BYTES {
            self.tail.drain(..self.tail.len() - TAIL_BYTES);
        }
    }

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        facts.replaced.push(self.path.clone());
        let before = facts.packages.len();
        self.go
            .finish(&mut Found::new(&self.path, "go-binary", facts));
        let is_go = facts.packages.len() > before;
        self.program
            .finish(&mut Found::new(&self.path, "program", facts));
        // A Go program has no list of crates, and its section table does not stand at its end.
        if is_go {
            return;
        }
        let mut found = Found::new(&self.path, "cargo-auditable", facts);
        let offset = self.seen.saturating_sub(self.tail.len() as u64);
        auditable_section(&self.header, &self.tail, offset, &mut found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elf::tests::elf;
    use crate::units::tests::{AUDITABLE, auditable, go_section};

    fn head<'a>(path: &'a str, head: &'a [u8], size_bytes: u64) -> FileHead<'a> {
        FileHead {
            path,
            size_bytes,
            mode: 0o755,
            uid: 0,
            gid: 0,
            head,
        }
    }

    #[test]
    fn every_recognised_file_is_wanted_and_others_are_not() {
        let all = Cataloguers::new();
        for (path, unit) in [
            ("var/lib/dpkg/status", "dpkg"),
            ("var/lib/dpkg/status.d/base", "dpkg"),
            ("var/lib/dpkg/info/a:amd64.list", "dpkg"),
            ("usr/share/doc/a/copyright", "dpkg"),
            ("lib/apk/db/installed", "apk"),
            ("var/lib/rpm/rpmdb.sqlite", "rpm"),
            ("usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm"),
            ("var/lib/rpm/rpmdb.sqlite-wal", "rpm"),
            ("var/lib/rpm/Packages", "rpm"),
            ("usr/lib/sysimage/rpm/Packages.db", "rpm"),
            ("app/Cargo.lock", "cargo-lock"),
            ("app/node_modules/a/package.json", "node-package"),
            ("app/package-lock.json", "npm-lock"),
            ("usr/lib/python3/dist-packages/a-1.egg-info", "python-dist"),
            (
                "usr/lib/python3/site-packages/a-1.dist-info/METADATA",
                "python-dist",
            ),
            ("requirements-dev.txt", "requirements"),
            ("opt/a.war", "java-archive"),
            (
                "usr/lib/ruby/gems/3.1.0/specifications/a-1.gemspec",
                "gemspec",
            ),
            ("app/Gemfile.lock", "gemfile-lock"),
            ("app/composer.lock", "composer-lock"),
            ("app/vendor/composer/installed.json", "composer-installed"),
        ] {
            let wanted: Vec<&str> = all.wanted(path, b"").iter().map(|unit| unit.id).collect();
            assert_eq!(wanted, [unit], "{path}");
            assert!(all.wants_path(path));
        }
        for path in [
            "status",
            "home/var/lib/dpkg/status",
            "var/lib/dpkg/info/a.postinst",
            "etc/apt/sources.list",
            "app/package.json",
            "app/node_modules/a/lib/package.json.bak",
            "app/node_modules/a/package-lock.json",
            "notes.txt",
            "usr/share/doc/a/b/copyright",
            "a/METADATA",
            "Packages",
        ] {
            assert_eq!(
                all.interest(&head(path, b"text", 4)),
                Interest::None,
                "{path}"
            );
        }
    }

    #[test]
    fn programs_are_known_by_their_head_and_large_ones_streamed() {
        let all = Cataloguers::new();
        let file = elf(&[]);
        assert_eq!(all.interest(&head("bin/a", &file, 4096)), Interest::Whole);
        let large = head("bin/a", &file, PROGRAM_WHOLE_BYTES_MAX + 1);
        assert_eq!(all.interest(&large), Interest::Stream);
        assert_eq!(
            all.interest(&head("bin/a", b"#!/bin/sh", 9)),
            Interest::None
        );
    }

    fn streamed(file: &[u8]) -> LayerFacts {
        let all = Cataloguers::new();
        let mut facts = LayerFacts::default();
        let mut stream = all.stream(&head("bin/a", file, file.len() as u64));
        file.chunks(70_000).for_each(|chunk| stream.chunk(chunk));
        stream.finish(&mut facts);
        facts
    }

    fn names(facts: &LayerFacts) -> Vec<&str> {
        facts.packages.iter().map(|p| p.name.as_str()).collect()
    }

    #[test]
    fn a_streamed_program_yields_what_the_whole_one_does() {
        let go = go_section("go1.22.3", "mod\texample.com/a\tv1.0.0\n");
        let padding = vec![0; 3 * TAIL_BYTES];
        for (file, expected) in [
            (
                elf(&[(".go.buildinfo", &go), (".text", &padding)]),
                &["stdlib", "a"][..],
            ),
            (
                elf(&[(".text", &padding), (".dep-v0", &auditable(AUDITABLE))]),
                &["adler", "cc", "tool"],
            ),
        ] {
            let facts = streamed(&file);
            let whole = catalogue_file(&Cataloguers::new(), "bin/a", &file);
            assert_eq!(names(&facts), expected);
            assert_eq!(names(&whole), expected);
            assert!(facts.unread.is_empty(), "{:?}", facts.unread);
            assert_eq!(facts.replaced, ["bin/a"]);
        }
    }

    #[test]
    fn a_section_that_a_stream_has_passed_is_said() {
        let padding = vec![0; 3 * TAIL_BYTES];
        let file = elf(&[(".dep-v0", &auditable(AUDITABLE)), (".text", &padding)]);
        let facts = streamed(&file);
        assert!(facts.packages.is_empty());
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.contains(".dep-v0"));
    }

    #[test]
    fn every_taken_path_replaces_lower_layers() {
        let facts = catalogue_file(&Cataloguers::new(), "app/composer.lock", b"{");
        assert_eq!(facts.replaced, ["app/composer.lock"]);
        assert_eq!(facts.unread.len(), 1);
        let facts = catalogue_file(&Cataloguers::new(), "app/notes", b"{");
        assert_eq!(facts, LayerFacts::default());
    }
}
