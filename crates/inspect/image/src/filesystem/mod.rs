//! What the image reader itself looks for in files: the distribution, accounts, modes, tools, and
//! what a finished image has no use for.

pub(crate) mod accounts;
mod caches;
pub(crate) mod capabilities;
pub(crate) mod distro;
mod names;
pub(crate) mod passwords;
mod support;
mod tools;

use seaworthy_facts::{
    Analyser, FileFact, FileHead, FilePurpose, FileStream, Interest, LargeFile, LayerFacts,
    LinkFact, PasswordState, Unread,
};

use crate::layer::FileMeta;

/// LIMIT: real ones of these files stay below 1 MiB, large directories of accounts included.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Reads `os-release` and its like, `passwd` and `group`, and what names extended support.
pub(crate) struct Filesystem;

impl Analyser for Filesystem {
    fn id(&self) -> &'static str {
        "filesystem"
    }

    fn version(&self) -> u32 {
        4
    }

    fn interest(&self, file: &FileHead<'_>) -> Interest {
        let known = matches!(
            file.path,
            accounts::PASSWD | accounts::GROUP | passwords::SHADOW
        ) || distro::PATHS.contains(&file.path)
            || support::is_named(file.path);
        if known {
            Interest::Whole
        } else if is_core_dump(file.head) {
            Interest::Stream
        } else {
            Interest::None
        }
    }

    fn whole(&self, file: &FileHead<'_>, content: &[u8], facts: &mut LayerFacts) {
        if content.len() as u64 > BYTES_MAX {
            let reason = format!("{} bytes, more than {BYTES_MAX}", content.len());
            facts.unread.push(Unread::new(file.path, self.id(), reason));
            return;
        }
        let skipped = match file.path {
            path if support::is_named(path) => {
                match support::read(path, content) {
                    Ok(found) => facts.support.extend(found),
                    Err(reason) => facts.unread.push(Unread::new(path, self.id(), reason)),
                }
                0
            }
            accounts::PASSWD => {
                let read = accounts::read_passwd(content, file.path);
                facts.accounts.extend(read.accounts);
                // What stands here counts before `etc/shadow`, and a hash here is for all to read.
                let open = passwords::read(content, file.path).passwords;
                let weak = open.into_iter().map(|mut fact| {
                    if fact.state == PasswordState::Hashed {
                        fact.state = PasswordState::Weak;
                    }
                    fact
                });
                facts.passwords.extend(weak);
                read.skipped
            }
            passwords::SHADOW => {
                let read = passwords::read(content, file.path);
                facts.passwords.extend(read.passwords);
                read.skipped
            }
            accounts::GROUP => {
                let read = accounts::read_group(content, file.path);
                facts.groups.extend(read.accounts);
                read.skipped
            }
            _ => {
                facts.distros.extend(distro::read(file.path, content));
                0
            }
        };
        if skipped > 0 {
            let reason = format!("{skipped} lines have no readable name and number");
            facts.unread.push(Unread::new(file.path, self.id(), reason));
        }
    }

    fn stream(&self, file: &FileHead<'_>) -> Box<dyn FileStream + '_> {
        // INVARIANT: `interest` asks for pieces of core dumps only.
        Box::new(CoreDump(FileFact {
            path: file.path.to_owned(),
            mode: file.mode,
            uid: file.uid,
            gid: file.gid,
            size_bytes: file.size_bytes,
            purposes: vec![FilePurpose::CoreDump],
            capabilities: Vec::new(),
        }))
    }
}

/// A core dump is known by its head; its content is the business of others.
struct CoreDump(FileFact);

impl FileStream for CoreDump {
    fn chunk(&mut self, _bytes: &[u8]) {}

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        facts.files.push(self.0);
    }
}

/// Whether it is an ELF file of the type `ET_CORE` (System V ABI, ELF header), in either order.
fn is_core_dump(head: &[u8]) -> bool {
    let kind = match head.get(5) {
        Some(1) => [4, 0],
        Some(2) => [0, 4],
        _ => return false,
    };
    head.starts_with(b"\x7fELF") && head.get(16..18) == Some(&kind)
}

const SETUID: u32 = 0o4000;
const SETGID: u32 = 0o2000;
const STICKY: u32 = 0o1000;
const WORLD_WRITABLE: u32 = 0o0002;
const EXECUTABLE: u32 = 0o0111;
const OWNER_WRITABLE: u32 = 0o0200;

/// LIMIT: files below this are not counted among what later layers hide: they are most of the files
/// and few of the bytes.
const LARGE_BYTES_MIN: u64 = 128 * 1024;

/// LIMIT: large files that one layer may leave in memory. The largest layers in use have some
/// thousands.
const LARGE_FILES_MAX: usize = 20_000;

/// Notes what a regular file is by mode and name.
pub(crate) fn note_file(meta: &FileMeta<'_>, facts: &mut LayerFacts) {
    caches::note(meta.path, meta.size_bytes, facts);
    if meta.size_bytes >= LARGE_BYTES_MIN && facts.large.len() < LARGE_FILES_MAX {
        facts.large.push(LargeFile {
            path: meta.path.to_owned(),
            size_bytes: meta.size_bytes,
        });
    }
    let tool = if meta.mode & EXECUTABLE == 0 {
        None
    } else {
        tools::purpose(meta.path)
    };
    let named = (meta.size_bytes > 0)
        .then(|| names::purpose(meta.path))
        .flatten();
    let capable = (meta.capabilities != 0).then_some(FilePurpose::Capabilities);
    let rights = meta.mode & (SETUID | SETGID | WORLD_WRITABLE);
    let foreign = foreign(meta, false);
    if rights == 0 && [tool, named, capable, foreign].iter().all(Option::is_none) {
        return;
    }
    let more = tool.into_iter().chain(named).chain(capable).chain(foreign);
    note(meta, mode_purposes(meta.mode).chain(more), facts);
}

/// Folders whose programs and libraries everybody uses.
const SYSTEM_FOLDERS: &[&str] = &[
    "bin",
    "lib",
    "lib64",
    "sbin",
    "usr/bin",
    "usr/lib",
    "usr/lib64",
    "usr/local/bin",
    "usr/local/lib",
    "usr/local/sbin",
    "usr/sbin",
];

/// A program or library of the system, or such a folder itself, that another account than root may
/// write as its owner.
fn foreign(meta: &FileMeta<'_>, folder: bool) -> Option<FilePurpose> {
    if meta.uid == 0 || meta.mode & OWNER_WRITABLE == 0 {
        return None;
    }
    let place = if folder {
        meta.path
    } else {
        meta.path.rsplit_once('/')?.0
    };
    let used = folder || meta.mode & EXECUTABLE != 0 || meta.path.contains(".so");
    (used && SYSTEM_FOLDERS.contains(&place)).then_some(FilePurpose::ForeignProgram)
}

/// Notes a folder that anybody may write to. On folders, setgid only passes the group on.
pub(crate) fn note_folder(meta: &FileMeta<'_>, facts: &mut LayerFacts) {
    let open = meta.mode & WORLD_WRITABLE != 0 && meta.mode & STICKY == 0 && !meta.path.is_empty();
    let foreign = foreign(meta, true);
    if open || foreign.is_some() {
        let open = open.then_some(FilePurpose::WorldWritable);
        note(meta, open.into_iter().chain(foreign), facts);
    }
}

/// Notes a link that gives a tool its name: any hard link, and a symbolic link to a program that
/// acts by the name it is called by. Other symbolic links lead to files that are noted themselves.
pub(crate) fn note_link(meta: &FileMeta<'_>, link: &LinkFact, facts: &mut LayerFacts) {
    if link.hard {
        return note_file(meta, facts);
    }
    let tool = tools::is_multicall(&link.target)
        .then(|| tools::purpose(meta.path))
        .flatten();
    if tool.is_some() {
        // The mode of a symbolic link says nothing.
        note(
            &FileMeta {
                mode: 0o777,
                ..*meta
            },
            tool.into_iter(),
            facts,
        );
    }
}

fn mode_purposes(mode: u32) -> impl Iterator<Item = FilePurpose> {
    let all = [
        (SETUID, FilePurpose::Setuid),
        (SETGID, FilePurpose::Setgid),
        (WORLD_WRITABLE, FilePurpose::WorldWritable),
    ];
    all.into_iter()
        .filter(move |(bit, _)| mode & bit != 0)
        .map(|(_, purpose)| purpose)
}

fn note(meta: &FileMeta<'_>, purposes: impl Iterator<Item = FilePurpose>, facts: &mut LayerFacts) {
    facts.files.push(FileFact {
        path: meta.path.to_owned(),
        mode: meta.mode,
        uid: meta.uid,
        gid: meta.gid,
        size_bytes: meta.size_bytes,
        purposes: purposes.collect(),
        capabilities: if meta.capabilities == 0 {
            Vec::new()
        } else {
            capabilities::names(meta.capabilities)
        },
    });
}
