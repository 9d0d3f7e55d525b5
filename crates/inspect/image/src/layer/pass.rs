//! The one streaming pass over a layer.

use std::io::{self, Read};
use std::sync::atomic::AtomicU64;

use seaworthy_facts::{Analyser, LayerFacts, LinkFact, PathError, Unread, clean_path_into};
use seaworthy_model::{Algorithm, Digest};

use super::budget::Budget;
use super::deliver::{Delivery, FileMeta, Sink};
use super::inflate::{Compression, Hashes, Inflated, Totals};
use super::record::{LAYER, Recorder, presence};
use super::tar::{Entry, Kind, TarLimits, TarReader};
use crate::filesystem;
use crate::{Limits, Progress};

/// What every pass of one reading has in common.
#[derive(Clone, Copy)]
pub(crate) struct Pass<'a> {
    pub(crate) analysers: &'a [&'a dyn Analyser],
    pub(crate) limits: &'a Limits,
    pub(crate) budget: &'a Budget,
    /// Inflated bytes of all layers so far.
    pub(crate) image_bytes: &'a AtomicU64,
    pub(crate) progress: Option<&'a dyn Progress>,
}

/// What others say of a layer; the pass finds out whether it is true.
#[derive(Clone, Copy, Default)]
pub(crate) struct Claims<'a> {
    /// Digest of the blob as stored.
    pub(crate) digest: Option<&'a Digest>,
    /// Its size in bytes.
    pub(crate) size_bytes: Option<u64>,
    /// Digest of the tar (`rootfs.diff_ids`).
    pub(crate) diff_id: Option<&'a Digest>,
    pub(crate) media_type: Option<&'a str>,
}

/// What came of a pass.
pub(crate) struct LayerRead {
    /// Facts that depend on the bytes of the layer alone.
    pub(crate) facts: LayerFacts,
    /// Claims that are not true, and what could not be checked.
    pub(crate) problems: Vec<Unread>,
    /// What the blob was found to be, if it could be opened.
    pub(crate) totals: Option<Totals>,
}

impl Pass<'_> {
    /// The same for inputs that live shorter.
    pub(crate) fn narrow<'b>(&'b self) -> Pass<'b> {
        *self
    }
}

impl<'a> Pass<'a> {
    /// Reads a layer and checks what is claimed of it.
    pub(crate) fn read(&self, input: Box<dyn Read + Send + 'a>, claims: Claims<'_>) -> LayerRead {
        let hashes = Hashes {
            stored: claims.digest.map(Digest::algorithm),
            inflated: Some(claims.diff_id.map_or(Algorithm::Sha256, Digest::algorithm)),
        };
        let mut facts = LayerFacts::default();
        let image_bytes = Some(self.image_bytes);
        let opened = Inflated::new(input, hashes, self.limits, image_bytes, self.progress);
        let inflated = match opened {
            Ok(inflated) => inflated,
            Err(error) => {
                let reason = format!("the layer could not be opened: {error}");
                let problems = vec![Unread::new("", LAYER, reason)];
                return LayerRead {
                    facts,
                    problems,
                    totals: None,
                };
            }
        };
        let mut walk = Walk::new(self, inflated);
        walk.run(&mut facts);
        let (totals, mut problems) = walk.finish(&mut facts);
        check(&claims, &totals, &mut problems);
        self.end(&mut facts);
        LayerRead {
            facts,
            problems,
            totals: Some(totals),
        }
    }

    /// Tells the analysers that no more files of a layer follow.
    pub(crate) fn end(&self, facts: &mut LayerFacts) {
        for analyser in self.analysers {
            analyser.end(facts);
        }
    }
}

/// Compares what was found with what was claimed.
pub(crate) fn check(claims: &Claims<'_>, totals: &Totals, problems: &mut Vec<Unread>) {
    let mut say = |reason: String| problems.push(Unread::new("", LAYER, reason));
    match (claims.digest, &totals.stored) {
        (Some(claimed), Some(found)) if claimed != found => say(format!(
            "digest mismatch: the manifest says {claimed}, the blob is {found}; \
             its facts are those of other content"
        )),
        (Some(claimed), None) => {
            say(format!(
                "the digest {claimed} of the blob could not be checked"
            ));
        }
        _ => {}
    }
    match (claims.diff_id, &totals.inflated) {
        (Some(claimed), Some(found)) if claimed != found => say(format!(
            "diff id mismatch: the configuration says {claimed}, the layer is {found}; \
             its facts are those of other content"
        )),
        (Some(claimed), None) => {
            say(format!(
                "the diff id {claimed} of the layer could not be checked"
            ));
        }
        _ => {}
    }
    if let Some(claimed) = claims
        .size_bytes
        .filter(|size| *size != totals.stored_bytes)
    {
        let found = totals.stored_bytes;
        say(format!(
            "size mismatch: the manifest says {claimed} bytes, the blob has {found}"
        ));
    }
    let stated = claims.media_type.and_then(Compression::of_media_type);
    if let Some(stated) = stated.filter(|stated| *stated != totals.compression) {
        let (stated, found) = (stated.as_str(), totals.compression.as_str());
        say(format!(
            "media type mismatch: the manifest says {stated}, the blob is {found}"
        ));
    }
}

/// One pass in its course.
struct Walk<'a> {
    tar: TarReader<Inflated<'a>>,
    delivery: Delivery<'a>,
    recorder: Recorder<'a>,
    limits: &'a Limits,
    path: String,
    problems: Vec<Unread>,
    /// Entries that engines do not unpack as files: devices, pipes, unknown forms.
    special: u64,
}

impl<'a> Walk<'a> {
    fn new(pass: &Pass<'a>, inflated: Inflated<'a>) -> Self {
        let limits = pass.limits;
        let tar_limits = TarLimits {
            pax_bytes_max: limits.pax_bytes_max,
            path_bytes_max: limits.path_bytes_max,
        };
        Walk {
            tar: TarReader::new(inflated, tar_limits),
            delivery: Delivery::new(pass.analysers, pass.budget, limits),
            recorder: Recorder::new(limits),
            limits,
            path: String::new(),
            problems: Vec::new(),
            special: 0,
        }
    }

    /// Reads all entries, or those before what cannot be read.
    fn run(&mut self, facts: &mut LayerFacts) {
        loop {
            let entry = match self.tar.next_entry() {
                Ok(Some(entry)) => entry,
                Ok(None) => return,
                Err(error) => return self.problem(&chain(&error)),
            };
            if facts.entries >= self.limits.layer_entries_max {
                let max = self.limits.layer_entries_max;
                return self.problem(&format!("more entries than layer_entries_max = {max}"));
            }
            facts.entries += 1;
            if let Err(error) = self.entry(entry, facts) {
                let reason = format!("the layer could not be read on: {}", chain(&error));
                return self.problem(&reason);
            }
        }
    }

    fn problem(&mut self, reason: &str) {
        let reason = format!("{reason}; what lies before it was read");
        self.problems.push(Unread::new("", LAYER, reason));
    }

    fn entry(&mut self, entry: Entry, facts: &mut LayerFacts) -> io::Result<()> {
        if !self.take_path(entry.kind, facts) || self.whiteout(facts) {
            return Ok(());
        }
        let folder = entry.kind == Kind::Folder;
        if !self.path.is_empty() && entry.kind != Kind::Other {
            facts.present.push(presence(&self.path, folder));
        }
        let meta = FileMeta {
            path: &self.path,
            size_bytes: entry.size,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            capabilities: entry.capabilities,
        };
        match entry.kind {
            Kind::File => return self.file(entry, facts),
            Kind::Folder => filesystem::note_folder(&meta, facts),
            Kind::Symlink | Kind::HardLink => self.link(entry, facts),
            Kind::Special | Kind::Other => self.special += 1,
        }
        Ok(())
    }

    /// Cleans the path of the entry. `false`: it has none that can be used, which is recorded.
    fn take_path(&mut self, kind: Kind, facts: &mut LayerFacts) -> bool {
        let raw = self.tar.path();
        let text = String::from_utf8_lossy(raw);
        let max = self.limits.path_bytes_max;
        let cleaned = if raw.len() > max {
            Err(format!("its path is longer than path_bytes_max = {max}"))
        } else {
            clean_path_into(&text, &mut self.path).map_err(|error| match error {
                PathError::Climbs => "its path climbs out of the root".to_owned(),
                PathError::Nul => "its path has a NUL byte".to_owned(),
            })
        };
        let depth_max = self.limits.path_depth_max;
        let cleaned = cleaned.and_then(|()| {
            let depth = memchr::memchr_iter(b'/', self.path.as_bytes()).count();
            let fits = depth < depth_max;
            fits.then_some(())
                .ok_or_else(|| format!("deeper than path_depth_max = {depth_max}"))
        });
        if let Err(reason) = cleaned {
            let shown: String = text.chars().take(200).collect();
            self.recorder.unread(facts, &shown, LAYER, &reason);
            return false;
        }
        if self.path.is_empty() && kind != Kind::Folder {
            self.recorder.unread(
                facts,
                "/",
                LAYER,
                "an entry other than a folder has no name",
            );
            return false;
        }
        if matches!(text, std::borrow::Cow::Owned(_)) {
            let reason = "its name is not UTF-8; it is shown with replacement characters";
            self.recorder.unread(facts, &self.path, LAYER, reason);
        }
        true
    }

    /// Records a whiteout (OCI image layer specification, Whiteouts). `false`: it is none.
    fn whiteout(&mut self, facts: &mut LayerFacts) -> bool {
        let (folder, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let Some(hidden) = name.strip_prefix(".wh.") else {
            return false;
        };
        if !self.recorder.may_keep(self.path.len()) {
            return true;
        }
        if hidden == ".wh..opq" {
            facts.opaques.push(folder.to_owned());
        } else if hidden.starts_with(".wh.") {
            // Book-keeping of AUFS (`.wh..wh.plnk` and others) that engines do not unpack.
        } else if folder.is_empty() {
            facts.whiteouts.push(hidden.to_owned());
        } else {
            facts.whiteouts.push(format!("{folder}/{hidden}"));
        }
        true
    }

    fn link(&mut self, entry: Entry, facts: &mut LayerFacts) {
        let hard = entry.kind == Kind::HardLink;
        let written = String::from_utf8_lossy(self.tar.link());
        if written.len() > self.limits.path_bytes_max {
            let max = self.limits.path_bytes_max;
            let reason = format!("its link target is longer than path_bytes_max = {max}");
            self.recorder.unread(facts, &self.path, LAYER, &reason);
            return;
        }
        let target = if hard {
            match seaworthy_facts::clean_path(&written) {
                Ok(target) => target,
                Err(error) => {
                    let reason = format!("its link target is refused: {error}");
                    self.recorder.unread(facts, &self.path, LAYER, &reason);
                    return;
                }
            }
        } else {
            written.into_owned()
        };
        if !self.recorder.may_keep(self.path.len() + target.len()) {
            return;
        }
        let meta = FileMeta {
            path: &self.path,
            size_bytes: 0,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            capabilities: entry.capabilities,
        };
        let link = LinkFact {
            path: self.path.clone(),
            target,
            hard,
        };
        filesystem::note_link(&meta, &link, facts);
        facts.links.push(link);
    }

    fn file(&mut self, entry: Entry, facts: &mut LayerFacts) -> io::Result<()> {
        facts.bytes += entry.size;
        let meta = FileMeta {
            path: &self.path,
            size_bytes: entry.size,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            capabilities: entry.capabilities,
        };
        filesystem::note_file(&meta, facts);
        if entry.sparse {
            let reason = "it is stored with holes left out (sparse); such content is not read";
            self.recorder.unread(facts, &self.path, LAYER, reason);
            return Ok(());
        }
        let mut content = self.tar.content();
        let mut sink = Sink {
            facts,
            recorder: &mut self.recorder,
        };
        let taken = self.delivery.file(&meta, &mut content, &mut sink)?;
        if taken && self.recorder.may_keep(self.path.len()) {
            facts.replaced.push(self.path.clone());
        }
        Ok(())
    }

    /// Reads what is behind the archive, for the digests.
    fn finish(self, facts: &mut LayerFacts) -> (Totals, Vec<Unread>) {
        let mut problems = self.problems;
        let mut inflated = self.tar.into_input();
        if let Err(error) = inflated.drain()
            && problems.is_empty()
        {
            problems.push(Unread::new(
                "",
                LAYER,
                format!("the end could not be read: {error}"),
            ));
        }
        facts.present.sort_unstable();
        facts.present.dedup();
        self.recorder.finish(facts);
        (inflated.finish(), problems)
    }
}

/// An error with its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
