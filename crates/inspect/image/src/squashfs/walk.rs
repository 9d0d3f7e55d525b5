//! A squashfs as one layer: its folders are walked, and each file is shown to the analysers.

use std::collections::HashSet;
use std::io;

use seaworthy_facts::{LayerFacts, LinkFact, Unread};

use super::inode::Inode;
use super::{Content, InodeKind, Name, Squashfs};
use crate::filesystem;
use crate::layer::{Delivery, FileMeta, LAYER, Pass, Recorder, Sink, Wanted, presence};
use crate::limits::Limits;

/// Walks a file system. What cannot be read of it is recorded, and the rest is read.
pub(crate) fn read(squashfs: &mut Squashfs<'_>, pass: &Pass<'_>) -> LayerFacts {
    let mut walk = Walk {
        squashfs,
        limits: pass.limits,
        delivery: Delivery::new(pass.analysers, pass.budget, pass.limits),
        recorder: Recorder::new(pass.limits),
        facts: LayerFacts::default(),
        folders: Vec::new(),
        waiting_bytes: 0,
        seen: HashSet::new(),
    };
    walk.run();
    let Walk {
        mut facts,
        recorder,
        ..
    } = walk;
    facts.present.sort_unstable();
    recorder.finish(&mut facts);
    pass.end(&mut facts);
    facts
}

/// Reads again what links hid from the walk.
pub(crate) fn reread(squashfs: &mut Squashfs<'_>, pass: &Pass<'_>, wanted: &Wanted) -> LayerFacts {
    let mut facts = LayerFacts::default();
    for (from, to) in &wanted.folders {
        let reason = format!("it is a link to `{from}`, whose files are not known by that name");
        facts.unread.push(Unread::new(to, LAYER, reason));
    }
    for (target, names) in &wanted.files {
        if let Err(error) = look(squashfs, pass, target, names, &mut facts) {
            let reason = format!("cannot be read behind a link: {error}");
            facts.unread.push(Unread::new(target, LAYER, reason));
        }
    }
    facts
}

fn look(
    squashfs: &mut Squashfs<'_>,
    pass: &Pass<'_>,
    target: &str,
    names: &[String],
    facts: &mut LayerFacts,
) -> io::Result<()> {
    // INVARIANT: the target was resolved inside the root; no part of it was a link then.
    let mut place = squashfs.root();
    for part in target.split('/') {
        let InodeKind::Folder {
            block,
            offset,
            bytes,
        } = squashfs.inode(place)?.kind
        else {
            return Ok(());
        };
        let mut listing = squashfs.list(block, offset, bytes)?;
        place = loop {
            match squashfs.next(&mut listing)? {
                Some(name) if name.name == part.as_bytes() => break name.inode,
                Some(_) => {}
                None => return Ok(()),
            }
        };
    }
    let inode = squashfs.inode(place)?;
    let (mode, uid, gid) = (inode.mode, inode.uid, inode.gid);
    let InodeKind::File(file) = inode.kind else {
        return Ok(());
    };
    let meta = FileMeta {
        path: target,
        size_bytes: file.bytes,
        mode,
        uid,
        gid,
        capabilities: 0,
    };
    pass.look(names, &meta, &mut Content::new(squashfs, file), facts)
}

struct Walk<'w, 's, 'a> {
    squashfs: &'w mut Squashfs<'s>,
    limits: &'a Limits,
    delivery: Delivery<'a>,
    recorder: Recorder<'a>,
    facts: LayerFacts,
    /// Folders that are yet to be listed, with the places of their inodes.
    folders: Vec<(String, u64)>,
    waiting_bytes: u64,
    /// Folders that were met: one that lies within itself would never end.
    seen: HashSet<u64>,
}

impl Walk<'_, '_, '_> {
    /// Depth first. A folder that cannot be listed on loses its later names only.
    fn run(&mut self) {
        let root = self.squashfs.root();
        self.seen.insert(root);
        self.folders.push((String::new(), root));
        while let Some((folder, place)) = self.folders.pop() {
            self.waiting_bytes = self.waiting_bytes.saturating_sub(folder.len() as u64);
            if let Err(error) = self.folder(&folder, place) {
                self.unread(&folder, &format!("the folder cannot be read on: {error}"));
            }
            if self.squashfs.exhausted().is_some() {
                return self.unread("", "what follows was not read for the same reason");
            }
            if self.facts.entries >= self.limits.layer_entries_max {
                let max = self.limits.layer_entries_max;
                let reason = format!("more entries than layer_entries_max = {max}");
                return self.unread(&folder, &reason);
            }
        }
    }

    fn unread(&mut self, path: &str, reason: &str) {
        self.recorder.unread(&mut self.facts, path, LAYER, reason);
    }

    fn folder(&mut self, folder: &str, place: u64) -> io::Result<()> {
        let InodeKind::Folder {
            block,
            offset,
            bytes,
        } = self.squashfs.inode(place)?.kind
        else {
            return Err(io::Error::other("it is no folder"));
        };
        let mut listing = self.squashfs.list(block, offset, bytes)?;
        while let Some(name) = self.squashfs.next(&mut listing)? {
            if self.facts.entries >= self.limits.layer_entries_max {
                return Ok(());
            }
            self.facts.entries += 1;
            let Some(path) = self.path(folder, &name) else {
                continue;
            };
            if let Err(error) = self.entry(&path, name.inode) {
                self.unread(&path, &format!("cannot be read: {error}"));
            }
            if self.squashfs.exhausted().is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The path of a name; none where it is none, which is recorded.
    fn path(&mut self, folder: &str, name: &Name) -> Option<String> {
        let shown = String::from_utf8_lossy(&name.name);
        let path = match folder {
            "" => shown.clone().into_owned(),
            _ => format!("{folder}/{shown}"),
        };
        let limits = self.limits;
        let reason = if matches!(shown, std::borrow::Cow::Owned(_)) {
            "its name is not UTF-8; it is not read".to_owned()
        } else if matches!(&*shown, "." | "..") || shown.contains(['/', '\0']) {
            "its name is no name of a file".to_owned()
        } else if path.len() > limits.path_bytes_max
            || path.matches('/').count() >= limits.path_depth_max
        {
            format!(
                "beyond path_bytes_max = {} or path_depth_max = {}",
                limits.path_bytes_max, limits.path_depth_max
            )
        } else {
            return Some(path);
        };
        self.unread(&path, &reason);
        None
    }

    fn entry(&mut self, path: &str, place: u64) -> io::Result<()> {
        let inode = self.squashfs.inode(place)?;
        let is_folder = matches!(inode.kind, InodeKind::Folder { .. });
        self.facts.present.push(presence(path, is_folder));
        let Inode {
            mode,
            uid,
            gid,
            kind,
        } = inode;
        let mut meta = FileMeta {
            path,
            size_bytes: 0,
            mode,
            uid,
            gid,
            // Whoever runs such an image does it without new privileges, so that capabilities of
            // files have no effect there.
            capabilities: 0,
        };
        match kind {
            InodeKind::Folder { .. } => {
                filesystem::note_folder(&meta, &mut self.facts);
                self.later(path, place);
            }
            InodeKind::Link(target) => self.link(&meta, &target),
            InodeKind::File(file) => {
                meta.size_bytes = file.bytes;
                self.facts.bytes = self.facts.bytes.saturating_add(file.bytes);
                filesystem::note_file(&meta, &mut self.facts);
                let mut content = Content::new(self.squashfs, file);
                let mut sink = Sink {
                    facts: &mut self.facts,
                    recorder: &mut self.recorder,
                };
                let taken = self.delivery.file(&meta, &mut content, &mut sink)?;
                if taken && self.recorder.may_keep(path.len()) {
                    self.facts.replaced.push(path.to_owned());
                }
            }
            // Devices, pipes and sockets hold no content of the system.
            InodeKind::Special => {}
        }
        Ok(())
    }

    fn later(&mut self, path: &str, place: u64) {
        if !self.seen.insert(place) {
            return self.unread(
                path,
                "the folder lies at another place too; it is read once",
            );
        }
        self.waiting_bytes += path.len() as u64;
        if self.waiting_bytes > self.limits.layer_recorded_bytes_max {
            self.waiting_bytes -= path.len() as u64;
            let max = self.limits.layer_recorded_bytes_max;
            let reason = format!("not read: layer_recorded_bytes_max = {max}");
            return self.unread(path, &reason);
        }
        self.folders.push((path.to_owned(), place));
    }

    fn link(&mut self, meta: &FileMeta<'_>, target: &[u8]) {
        let target = String::from_utf8_lossy(target).into_owned();
        if self.recorder.may_keep(meta.path.len() + target.len()) {
            let link = LinkFact {
                path: meta.path.to_owned(),
                target,
                hard: false,
            };
            filesystem::note_link(meta, &link, &mut self.facts);
            self.facts.links.push(link);
        }
    }
}
