//! What the image reader itself looks for in files: the distribution, accounts, modes and tools.

pub(crate) mod accounts;
pub(crate) mod distro;
mod tools;

use seaworthy_facts::{
    Analyser, FileFact, FileHead, FilePurpose, FileStream, Interest, LayerFacts, LinkFact, Unread,
};

use crate::layer::FileMeta;

/// LIMIT: real ones of these files stay below 1 MiB, large directories of accounts included.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Reads `os-release` and its like, `passwd` and `group`.
pub(crate) struct Filesystem;

impl Analyser for Filesystem {
    fn id(&self) -> &'static str {
        "filesystem"
    }

    fn version(&self) -> u32 {
        1
    }

    fn interest(&self, file: &FileHead<'_>) -> Interest {
        let known = matches!(file.path, accounts::PASSWD | accounts::GROUP)
            || distro::PATHS.contains(&file.path);
        if known {
            Interest::Whole
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
            accounts::PASSWD => {
                let read = accounts::read_passwd(content, file.path);
                facts.accounts.extend(read.accounts);
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

    fn stream(&self, _file: &FileHead<'_>) -> Box<dyn FileStream + '_> {
        // INVARIANT: `interest` never asks for pieces.
        Box::new(Nothing)
    }
}

struct Nothing;

impl FileStream for Nothing {
    fn chunk(&mut self, _bytes: &[u8]) {}

    fn finish(self: Box<Self>, _facts: &mut LayerFacts) {}
}

const SETUID: u32 = 0o4000;
const SETGID: u32 = 0o2000;
const STICKY: u32 = 0o1000;
const WORLD_WRITABLE: u32 = 0o0002;
const EXECUTABLE: u32 = 0o0111;

/// Notes what a regular file is by mode and name.
pub(crate) fn note_file(meta: &FileMeta<'_>, facts: &mut LayerFacts) {
    let tool = if meta.mode & EXECUTABLE == 0 {
        None
    } else {
        tools::purpose(meta.path)
    };
    let rights = meta.mode & (SETUID | SETGID | WORLD_WRITABLE);
    if rights == 0 && tool.is_none() {
        return;
    }
    note(meta, mode_purposes(meta.mode).chain(tool), facts);
}

/// Notes a folder that anybody may write to. On folders, setgid only passes the group on.
pub(crate) fn note_folder(meta: &FileMeta<'_>, facts: &mut LayerFacts) {
    if meta.mode & WORLD_WRITABLE != 0 && meta.mode & STICKY == 0 && !meta.path.is_empty() {
        note(meta, [FilePurpose::WorldWritable].into_iter(), facts);
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
    });
}
