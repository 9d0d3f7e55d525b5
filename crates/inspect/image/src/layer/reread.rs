//! The second pass: a few files of a layer once more, under the names of links that lead to them.

use std::collections::BTreeMap;
use std::io::{self, Read};

use seaworthy_facts::{
    Analyser, FileHead, HEAD_BYTES_MAX, Interest, LayerFacts, Unread, clean_path,
};
use seaworthy_model::{Algorithm, Digest};

use super::deliver::FileMeta;
use super::inflate::{Hashes, Inflated};
use super::pass::{Pass, chain};
use super::record::LAYER;
use super::tar::{Kind, TarLimits, TarReader};

/// What is to be read once more.
#[derive(Default)]
pub(crate) struct Wanted {
    /// Names under which to look at a file, by its path.
    pub(crate) files: BTreeMap<String, Vec<String>>,
    /// Folders (`from`) whose files are to be looked at as if they lay in another (`to`).
    pub(crate) folders: Vec<(String, String)>,
}

impl Wanted {
    /// The other names of a file.
    fn names(&self, path: &str) -> Vec<String> {
        let mut names = self.files.get(path).cloned().unwrap_or_default();
        for (from, to) in &self.folders {
            let inner = path
                .strip_prefix(from.as_str())
                .filter(|rest| rest.starts_with('/'));
            names.extend(inner.map(|rest| format!("{to}{rest}")));
        }
        names
    }
}

impl<'a> Pass<'a> {
    /// Reads again what is wanted of a layer, and tells the digest of its tar if `verify` names an
    /// algorithm. Without, nothing is verified; the first pass did that.
    pub(crate) fn reread(
        &self,
        input: Box<dyn Read + Send + 'a>,
        wanted: &Wanted,
        verify: Option<Algorithm>,
    ) -> (LayerFacts, Option<Digest>) {
        let mut facts = LayerFacts::default();
        let read = self.try_reread(input, wanted, verify, &mut facts);
        if let Err(error) = &read {
            let reason = format!("files behind links could not be read: {}", chain(&**error));
            facts.unread.push(Unread::new("", LAYER, reason));
        }
        self.end(&mut facts);
        (facts, read.unwrap_or_default())
    }

    fn try_reread(
        &self,
        input: Box<dyn Read + Send + 'a>,
        wanted: &Wanted,
        verify: Option<Algorithm>,
        facts: &mut LayerFacts,
    ) -> Result<Option<Digest>, Box<dyn std::error::Error>> {
        let hashes = Hashes {
            // The blob of a plain layer is its tar, and has the one hash for both.
            stored: verify,
            inflated: verify,
        };
        let inflated = Inflated::new(input, hashes, self.limits, None, None)?;
        let limits = TarLimits {
            pax_bytes_max: self.limits.pax_bytes_max,
            path_bytes_max: self.limits.path_bytes_max,
        };
        let mut tar = TarReader::new(inflated, limits);
        let mut files = wanted.files.len();
        for _ in 0..self.limits.layer_entries_max {
            if files == 0 && wanted.folders.is_empty() {
                break;
            }
            let Some(entry) = tar.next_entry()? else {
                break;
            };
            let Ok(path) = clean_path(&String::from_utf8_lossy(tar.path())) else {
                continue;
            };
            if entry.kind != Kind::File || entry.sparse {
                continue;
            }
            let names = wanted.names(&path);
            if !names.is_empty() {
                files -= usize::from(wanted.files.contains_key(&path)).min(files);
                let meta = FileMeta {
                    path: &path,
                    size_bytes: entry.size,
                    mode: entry.mode,
                    uid: entry.uid,
                    gid: entry.gid,
                    capabilities: entry.capabilities,
                };
                self.look(&names, &meta, &mut tar.content(), facts)?;
            }
        }
        if verify.is_none() {
            return Ok(None);
        }
        let mut inflated = tar.into_input();
        inflated.drain()?;
        Ok(inflated.finish().inflated)
    }

    /// Shows a file under other names to those who did not look at it under its own.
    pub(crate) fn look(
        &self,
        names: &[String],
        meta: &FileMeta<'_>,
        content: &mut dyn Read,
        facts: &mut LayerFacts,
    ) -> io::Result<()> {
        let max = self.limits.whole_file_bytes_max;
        let share = (meta.size_bytes <= max)
            .then(|| self.budget.take(meta.size_bytes))
            .flatten();
        let Some(share) = share else {
            let reason = format!(
                "{} bytes behind a link, more than whole_file_bytes_max = {max}",
                meta.size_bytes
            );
            facts
                .unread
                .extend(names.iter().map(|name| Unread::new(name, LAYER, &reason)));
            return Ok(());
        };
        let mut bytes = Vec::new();
        content.take(share.bytes()).read_to_end(&mut bytes)?;
        let head = bytes
            .get(..bytes.len().min(HEAD_BYTES_MAX))
            .unwrap_or_default();
        let file_as = |path| FileHead {
            path,
            size_bytes: meta.size_bytes,
            mode: meta.mode,
            uid: meta.uid,
            gid: meta.gid,
            head,
        };
        for name in names {
            for analyser in self.analysers {
                show(
                    *analyser,
                    &file_as(meta.path),
                    &file_as(name),
                    &bytes,
                    facts,
                );
            }
        }
        Ok(())
    }
}

fn show(
    analyser: &dyn Analyser,
    own: &FileHead<'_>,
    linked: &FileHead<'_>,
    bytes: &[u8],
    facts: &mut LayerFacts,
) {
    let interest = analyser.interest(linked);
    if interest <= analyser.interest(own) {
        return;
    }
    match interest {
        Interest::None => {}
        Interest::Whole => analyser.whole(linked, bytes, facts),
        Interest::Stream => {
            let mut stream = analyser.stream(linked);
            stream.chunk(bytes);
            stream.finish(facts);
        }
    }
}
