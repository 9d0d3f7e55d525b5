//! An unpacked root file system: walked without following links, so that nothing leads out of it.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use seaworthy_facts::{LayerFacts, LinkFact, Unread};

use crate::error::ReadImageError;
use crate::filesystem;
use crate::layer::{Delivery, FileMeta, LAYER, Pass, Recorder, Sink, Wanted, presence};
use crate::limits::Limits;

/// Folders in which a running system shows other than files of its own.
const FOREIGN: [&str; 4] = ["dev", "proc", "run", "sys"];

/// Walks a root file system.
///
/// # Errors
/// A folder that cannot be opened. What cannot be read in it is recorded.
pub(crate) fn read(path: &Path, pass: &Pass<'_>) -> Result<LayerFacts, ReadImageError> {
    let failed = |cause| ReadImageError::Open {
        path: path.to_owned(),
        cause,
    };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_dir() {
        return Err(ReadImageError::Kind {
            path: path.to_owned(),
            kind: "root file system",
            reason: "it is no folder".to_owned(),
        });
    }
    let mut walk = Walk {
        root: path,
        device: metadata.dev(),
        limits: pass.limits,
        delivery: Delivery::new(pass.analysers, pass.budget, pass.limits),
        recorder: Recorder::new(pass.limits),
        facts: LayerFacts::default(),
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
    Ok(facts)
}

/// Reads again what links hid from the walk.
pub(crate) fn reread(path: &Path, pass: &Pass<'_>, wanted: &Wanted) -> LayerFacts {
    let mut facts = LayerFacts::default();
    for (from, to) in &wanted.folders {
        let reason = format!("it is a link to `{from}`, whose files are not known by that name");
        facts.unread.push(Unread::new(to, LAYER, reason));
    }
    for (target, names) in &wanted.files {
        if let Err(error) = look(path, pass, target, names, &mut facts) {
            let reason = format!("cannot be read behind a link: {error}");
            facts.unread.push(Unread::new(target, LAYER, reason));
        }
    }
    pass.end(&mut facts);
    facts
}

fn look(
    root: &Path,
    pass: &Pass<'_>,
    target: &str,
    names: &[String],
    facts: &mut LayerFacts,
) -> io::Result<()> {
    // INVARIANT: the target was resolved inside the root; no part of it was a link then.
    let real = root.join(target);
    let metadata = fs::symlink_metadata(&real)?;
    if !metadata.is_file() {
        return Ok(());
    }
    let meta = FileMeta {
        path: target,
        size_bytes: metadata.len(),
        mode: metadata.mode() & 0o7777,
        uid: metadata.uid(),
        gid: metadata.gid(),
        capabilities: 0,
    };
    pass.look(names, &meta, &mut File::open(&real)?, facts)
}

struct Walk<'a> {
    root: &'a Path,
    device: u64,
    limits: &'a Limits,
    delivery: Delivery<'a>,
    recorder: Recorder<'a>,
    facts: LayerFacts,
}

impl Walk<'_> {
    /// Depth first, with the folders yet to be read on a stack.
    fn run(&mut self) {
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            match self.folder(&folder, &mut folders) {
                Ok(true) => {}
                Ok(false) => {
                    let max = self.limits.layer_entries_max;
                    let reason = format!("more entries than layer_entries_max = {max}");
                    return self
                        .recorder
                        .unread(&mut self.facts, &folder, LAYER, &reason);
                }
                Err(error) => {
                    let reason = format!("the folder cannot be read: {error}");
                    self.recorder
                        .unread(&mut self.facts, &folder, LAYER, &reason);
                }
            }
        }
    }

    /// Reads one folder. `false` where the limit of entries is reached.
    fn folder(&mut self, folder: &str, folders: &mut Vec<String>) -> io::Result<bool> {
        // The order of a folder differs between file systems; the facts must not.
        let mut names = Vec::new();
        for entry in fs::read_dir(self.root.join(folder))? {
            names.push(entry?.file_name());
            if self.facts.entries + names.len() as u64 > self.limits.layer_entries_max {
                return Ok(false);
            }
        }
        names.sort_unstable();
        for name in names {
            self.facts.entries += 1;
            let shown = name.to_string_lossy();
            let path = if folder.is_empty() {
                shown.into_owned()
            } else {
                format!("{folder}/{shown}")
            };
            let real = self.root.join(folder).join(&name);
            if name.to_str().is_none() {
                let reason = "its name is not UTF-8; it is not read";
                self.recorder.unread(&mut self.facts, &path, LAYER, reason);
                continue;
            }
            if path.len() > self.limits.path_bytes_max
                || path.matches('/').count() >= self.limits.path_depth_max
            {
                let reason = format!(
                    "beyond path_bytes_max = {} or path_depth_max = {}",
                    self.limits.path_bytes_max, self.limits.path_depth_max
                );
                self.recorder.unread(&mut self.facts, &path, LAYER, &reason);
                continue;
            }
            if let Err(error) = self.entry(&path, &real, folders) {
                let reason = format!("cannot be read: {error}");
                self.recorder.unread(&mut self.facts, &path, LAYER, &reason);
            }
        }
        Ok(true)
    }

    fn entry(&mut self, path: &str, real: &Path, folders: &mut Vec<String>) -> io::Result<()> {
        let metadata = fs::symlink_metadata(real)?;
        let kind = metadata.file_type();
        self.facts.present.push(presence(path, kind.is_dir()));
        let meta = FileMeta {
            path,
            size_bytes: metadata.len(),
            mode: metadata.mode() & 0o7777,
            uid: metadata.uid(),
            gid: metadata.gid(),
            capabilities: 0,
        };
        if kind.is_dir() {
            filesystem::note_folder(&meta, &mut self.facts);
            if FOREIGN.contains(&path) && metadata.dev() != self.device {
                return Ok(());
            }
            folders.push(path.to_owned());
        } else if kind.is_symlink() {
            let target = fs::read_link(real)?.to_string_lossy().into_owned();
            if self.recorder.may_keep(path.len() + target.len()) {
                let link = LinkFact {
                    path: path.to_owned(),
                    target,
                    hard: false,
                };
                filesystem::note_link(&meta, &link, &mut self.facts);
                self.facts.links.push(link);
            }
        } else if kind.is_file() {
            return self.file(&meta, real, &metadata);
        }
        // Devices, pipes and sockets hold no content of the system.
        Ok(())
    }

    fn file(&mut self, meta: &FileMeta<'_>, real: &Path, seen: &Metadata) -> io::Result<()> {
        self.facts.bytes += meta.size_bytes;
        filesystem::note_file(meta, &mut self.facts);
        let file = File::open(real)?;
        // Somebody may have put a link in its place since.
        let opened = file.metadata()?;
        if (opened.dev(), opened.ino()) != (seen.dev(), seen.ino()) {
            return Err(io::Error::other("it was exchanged while it was read"));
        }
        let mut content = BufReader::with_capacity(64 * 1024, file);
        let mut sink = Sink {
            facts: &mut self.facts,
            recorder: &mut self.recorder,
        };
        let taken = self.delivery.file(meta, &mut content, &mut sink)?;
        if taken && self.recorder.may_keep(meta.path.len()) {
            self.facts.replaced.push(meta.path.to_owned());
        }
        Ok(())
    }
}
