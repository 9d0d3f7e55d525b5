//! Archives, compressed texts and git objects: what is inside is searched as files of its own, one
//! level deep.

mod git;
mod tar;
mod zip;

use std::io::Read;

use flate2::bufread::MultiGzDecoder;

use crate::context::Context;
use crate::engine::Engine;
use crate::hit::Scanned;

/// LIMIT: bytes of an archive as stored that is opened: what a pass may hold of one file.
pub const ARCHIVE_BYTES_MAX: u64 = 32 << 20;

/// LIMIT: inflated bytes of one member. Source, settings and keys stay far below.
const MEMBER_BYTES_MAX: u64 = 8 << 20;

/// LIMIT: inflated bytes of one archive: a bomb ends here, after less than a second.
const INFLATED_BYTES_MAX: u64 = 192 << 20;

/// LIMIT: members of one archive. The largest libraries have some ten thousand.
const MEMBERS_MAX: usize = 50_000;

/// LIMIT: hits of one archive.
const HITS_MAX: usize = Scanned::HITS_MAX;

/// The limits of one search; tests reach them with small numbers.
#[derive(Clone, Copy)]
struct Limits {
    member_bytes_max: u64,
    inflated_bytes_max: u64,
    members_max: usize,
    hits_max: usize,
}

const LIMITS: Limits = Limits {
    member_bytes_max: MEMBER_BYTES_MAX,
    inflated_bytes_max: INFLATED_BYTES_MAX,
    members_max: MEMBERS_MAX,
    hits_max: HITS_MAX,
};

/// LIMIT: letters of a member's name that are shown.
const NAME_CHARS_MAX: usize = 512;

/// What a file is that holds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// A zip archive: also jars, wars, wheels, office documents.
    Zip,
    /// A tar archive.
    Tar,
    /// Something compressed by gzip, often a tar archive.
    Gzip,
    /// One object of git, compressed by zlib.
    GitObject,
    /// Many objects of git.
    GitPack,
}

impl Container {
    /// Decides by path and first bytes.
    pub(crate) fn of(path: &str, head: &[u8]) -> Option<Self> {
        if git::is_loose(path) {
            return Some(Container::GitObject);
        }
        match head {
            [b'P', b'K', 3, 4, ..] => Some(Container::Zip),
            [0x1f, 0x8b, 8, ..] if !is_manual(path) => Some(Container::Gzip),
            [b'P', b'A', b'C', b'K', 0, 0, 0, 2, ..] if path.ends_with(".pack") => {
                Some(Container::GitPack)
            }
            _ if head.get(257..262) == Some(b"ustar") => Some(Container::Tar),
            _ => None,
        }
    }
}

/// Texts of distributions that nobody writes secrets into, and that are compressed by the thousand.
fn is_manual(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "usr/share/doc/",
        "usr/share/man/",
        "usr/share/info/",
        "usr/share/locale/",
        "usr/share/i18n/",
        "usr/share/consolefonts/",
        "usr/share/keymaps/",
        "usr/lib/modules/",
        "lib/modules/",
    ];
    FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// What was found inside an archive.
#[derive(Debug, Default)]
pub struct ArchiveScan {
    /// Members with hits or with a shortfall: their names, and what was found.
    pub members: Vec<(String, Scanned)>,
    /// What could not be read, in words.
    pub unread: Vec<String>,
}

/// A search inside one archive in its course.
struct Search<'e> {
    engine: &'e Engine,
    path: &'e str,
    limits: Limits,
    found: ArchiveScan,
    members: usize,
    hits: usize,
    inflated_bytes: u64,
    /// Members that were too large or damaged; only the first is named.
    skipped: usize,
    first_skipped: String,
}

impl Engine {
    /// Searches the members of an archive, or of an object store of git. `None` where the content
    /// is none of them.
    #[must_use]
    pub fn scan_archive(&self, content: &[u8], path: &str) -> Option<ArchiveScan> {
        self.scan_archive_within(content, path, LIMITS)
    }

    fn scan_archive_within(
        &self,
        content: &[u8],
        path: &str,
        limits: Limits,
    ) -> Option<ArchiveScan> {
        let container = Container::of(path, content)?;
        let mut search = Search::new(self, path, limits);
        let read = match container {
            Container::Zip => zip::read(content, &mut search),
            Container::Tar => tar::read(content, &mut search),
            Container::Gzip => gzip(content, &mut search),
            Container::GitObject => git::read_loose(content, &mut search),
            Container::GitPack => git::read_pack(content, &mut search),
        };
        if let Err(reason) = read {
            search.found.unread.push(reason);
        }
        Some(search.finish())
    }
}

/// A tar inside gzip, or a text by itself.
fn gzip(content: &[u8], search: &mut Search<'_>) -> Result<(), String> {
    let mut head = [0_u8; 512];
    let mut decoder = MultiGzDecoder::new(content);
    let mut filled = 0;
    while let Some(target) = head.get_mut(filled..).filter(|target| !target.is_empty()) {
        match decoder.read(target) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) => return Err(format!("its gzip stream is damaged: {error}")),
        }
    }
    if head.get(257..262) == Some(b"ustar") {
        return tar::read(MultiGzDecoder::new(content), search);
    }
    let name = search.path.rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or("content").to_owned();
    search.member(&name, &mut MultiGzDecoder::new(content));
    Ok(())
}

impl<'e> Search<'e> {
    fn new(engine: &'e Engine, path: &'e str, limits: Limits) -> Self {
        Search {
            engine,
            path,
            limits,
            found: ArchiveScan::default(),
            members: 0,
            hits: 0,
            inflated_bytes: 0,
            skipped: 0,
            first_skipped: String::new(),
        }
    }

    /// Whether a member is worth to be inflated: those that hold code and pictures are not.
    fn wants(&self, name: &str) -> bool {
        const BINARY: &[&str] = &[
            "class", "so", "dll", "exe", "pyc", "pyd", "o", "a", "png", "jpg", "jpeg", "gif",
            "ico", "webp", "bmp", "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "wasm",
            "jar", "zip", "gz", "whl", "war", "ear", "xz", "bz2", "zst", "pdf", "dex", "arsc",
            "node", "dylib",
        ];
        let ending = name.rsplit('/').next().unwrap_or(name).rsplit_once('.');
        !name.ends_with('/')
            && !ending.is_some_and(|(_, ending)| {
                BINARY
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(ending))
            })
    }

    /// Why the search ends before the archive does, if it has to.
    fn ends(&self) -> Option<String> {
        let Limits {
            inflated_bytes_max,
            members_max,
            hits_max,
            ..
        } = self.limits;
        if self.members >= members_max {
            return Some(format!("it has more than {members_max} members"));
        }
        if self.hits >= hits_max {
            return Some(format!("it has more than {hits_max} hits"));
        }
        if self.inflated_bytes >= inflated_bytes_max {
            return Some(format!(
                "it inflates to more than {inflated_bytes_max} bytes"
            ));
        }
        None
    }

    /// Searches one member. Its content is read as far as the limits go.
    fn member(&mut self, name: &str, content: &mut dyn Read) {
        self.members += 1;
        let left = self
            .limits
            .inflated_bytes_max
            .saturating_sub(self.inflated_bytes);
        let most = self.limits.member_bytes_max.min(left);
        let shown: String = name
            .chars()
            .filter(|c| !c.is_control())
            .take(NAME_CHARS_MAX)
            .collect();
        let shown = shown.trim_start_matches('/');
        let path = format!("{}!/{shown}", self.path);
        let mut stream = self.engine.stream(Context::file(&path));
        let mut buffer = vec![0_u8; 32 << 10];
        let mut read = 0_u64;
        loop {
            let length = match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => {
                    self.skip(shown);
                    break;
                }
            };
            stream.feed(buffer.get(..length).unwrap_or_default());
            read += length as u64;
            if read >= most {
                self.skip(shown);
                break;
            }
        }
        self.inflated_bytes += read;
        self.keep(shown, stream.finish());
    }

    /// The same for a content that is held already.
    fn content(&mut self, name: &str, content: &[u8]) {
        self.members += 1;
        let path = format!("{}!/{name}", self.path);
        let scanned = self.engine.scan(content, Context::file(&path));
        self.keep(name, scanned);
    }

    fn keep(&mut self, name: &str, scanned: Scanned) {
        self.hits += scanned.hits.len();
        if !scanned.hits.is_empty() || scanned.shortfall.is_some() {
            self.found.members.push((name.to_owned(), scanned));
        }
    }

    fn skip(&mut self, name: &str) {
        if self.skipped == 0 {
            name.clone_into(&mut self.first_skipped);
        }
        self.skipped += 1;
    }

    fn finish(mut self) -> ArchiveScan {
        if self.skipped > 0 {
            let members = match self.skipped {
                1 => format!("the member `{}` was", self.first_skipped),
                count => format!("{count} members (`{}` first) were", self.first_skipped),
            };
            self.found.unread.push(format!(
                "{members} not read to the end: damaged, of an unknown form, or more than {} bytes",
                self.limits.member_bytes_max
            ));
        }
        self.found
    }
}

#[cfg(test)]
mod tests;
