//! One file to all analysers that want it.

use std::io::{self, BufRead};

use seaworthy_facts::{Analyser, FileHead, FileStream, HEAD_BYTES_MAX, Interest, LayerFacts};

use super::budget::{Budget, Share};
use super::record::Recorder;
use crate::Limits;

/// LIMIT: content buffers larger than this are not kept for the next file.
const KEPT_BUFFER_BYTES_MAX: usize = 1024 * 1024;

/// What is known of a file before its content.
#[derive(Clone, Copy)]
pub(crate) struct FileMeta<'a> {
    pub(crate) path: &'a str,
    pub(crate) size_bytes: u64,
    pub(crate) mode: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// Capabilities of the file as bits (see [`crate::filesystem::capabilities`]); 0 is none. They
    /// are known of archives alone.
    pub(crate) capabilities: u64,
}

/// Where the facts of a file go.
pub(crate) struct Sink<'s, 'l> {
    pub(crate) facts: &'s mut LayerFacts,
    pub(crate) recorder: &'s mut Recorder<'l>,
}

/// Delivers files; its buffers serve one file after another.
pub(crate) struct Delivery<'a> {
    analysers: &'a [&'a dyn Analyser],
    budget: &'a Budget,
    limits: &'a Limits,
    head: Vec<u8>,
    whole: Vec<u8>,
    interests: Vec<Interest>,
}

impl<'a> Delivery<'a> {
    pub(crate) fn new(
        analysers: &'a [&'a dyn Analyser],
        budget: &'a Budget,
        limits: &'a Limits,
    ) -> Self {
        let head = vec![0; HEAD_BYTES_MAX];
        Delivery {
            analysers,
            budget,
            limits,
            head,
            whole: Vec::new(),
            interests: Vec::new(),
        }
    }

    /// Shows a file to the analysers. Returns whether any took it.
    ///
    /// # Errors
    /// Those of reading. Who was interested has then been given what there was, in pieces only,
    /// and the file is recorded as unread.
    pub(crate) fn file(
        &mut self,
        meta: &FileMeta<'_>,
        content: &mut dyn BufRead,
        sink: &mut Sink<'_, '_>,
    ) -> io::Result<bool> {
        let mut buffer = std::mem::take(&mut self.head);
        let (head_bytes, failed) = fill(content, &mut buffer);
        let file = FileHead {
            path: meta.path,
            size_bytes: meta.size_bytes,
            mode: meta.mode,
            uid: meta.uid,
            gid: meta.gid,
            head: buffer.get(..head_bytes).unwrap_or_default(),
        };
        self.interests.clear();
        self.interests.extend(
            self.analysers
                .iter()
                .map(|analyser| analyser.interest(&file)),
        );
        let taken = self
            .interests
            .iter()
            .any(|interest| *interest != Interest::None);
        let result = match (taken, failed) {
            (true, failed) => self.give(&file, failed, content, sink),
            (false, Some(error)) => Err(error),
            (false, None) => Ok(()),
        };
        self.head = buffer;
        result.map(|()| taken)
    }

    /// Gives content to those whose interest is known.
    fn give(
        &mut self,
        file: &FileHead<'_>,
        mut failed: Option<io::Error>,
        content: &mut dyn BufRead,
        sink: &mut Sink<'_, '_>,
    ) -> io::Result<()> {
        let share = self.share(file, sink);
        let mut kept = std::mem::take(&mut self.whole);
        kept.clear();
        let mut whole = share.is_some().then_some(&mut kept);
        let streaming = wanting(self.analysers, &self.interests, Interest::Stream);
        let mut streams: Vec<_> = streaming.map(|analyser| analyser.stream(file)).collect();
        pieces(&mut streams, whole.as_deref_mut(), file.head);
        if failed.is_none() && (whole.is_some() || !streams.is_empty()) {
            // A file that is longer than it said does not get more memory than it was given.
            let bytes_max = share.as_ref().map_or(u64::MAX, Share::bytes);
            failed = rest(&mut streams, whole, content, bytes_max).err();
        }
        for stream in streams {
            stream.finish(sink.facts);
        }
        if let Some(error) = failed {
            let reason = format!("its content could not be read to the end: {error}");
            for (analyser, interest) in self.analysers.iter().zip(&self.interests) {
                if *interest != Interest::None {
                    sink.recorder
                        .unread(sink.facts, file.path, analyser.id(), &reason);
                }
            }
            return Err(error);
        }
        if share.is_some() {
            for analyser in wanting(self.analysers, &self.interests, Interest::Whole) {
                analyser.whole(file, &kept, sink.facts);
            }
        }
        if kept.capacity() <= KEPT_BUFFER_BYTES_MAX {
            self.whole = kept;
        }
        Ok(())
    }

    /// Memory for the whole file, if anybody wants it whole and it may be had.
    fn share(&self, file: &FileHead<'_>, sink: &mut Sink<'_, '_>) -> Option<Share<'a>> {
        if !self.interests.contains(&Interest::Whole) {
            return None;
        }
        let bytes = file.size_bytes.max(file.head.len() as u64);
        let max = self.limits.whole_file_bytes_max;
        let share = (bytes <= max).then(|| self.budget.take(bytes)).flatten();
        if share.is_none() {
            let max = max.min(self.limits.whole_bytes_budget);
            let reason = format!("{bytes} bytes, more than whole_file_bytes_max = {max}");
            for analyser in wanting(self.analysers, &self.interests, Interest::Whole) {
                sink.recorder
                    .unread(sink.facts, file.path, analyser.id(), &reason);
            }
        }
        share
    }
}

fn wanting<'x, 'a: 'x>(
    analysers: &'a [&'a dyn Analyser],
    interests: &'x [Interest],
    wanted: Interest,
) -> impl Iterator<Item = &'a dyn Analyser> + 'x {
    let pairs = analysers.iter().zip(interests);
    pairs
        .filter(move |(_, interest)| **interest == wanted)
        .map(|(analyser, _)| *analyser)
}

/// Fills the buffer as far as the content goes.
fn fill(content: &mut dyn BufRead, buffer: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut filled = 0;
    while let Some(target) = buffer.get_mut(filled..).filter(|target| !target.is_empty()) {
        match content.read(target) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Some(error)),
        }
    }
    (filled, None)
}

fn pieces(streams: &mut [Box<dyn FileStream + '_>], whole: Option<&mut Vec<u8>>, piece: &[u8]) {
    for stream in streams.iter_mut() {
        stream.chunk(piece);
    }
    if let Some(whole) = whole {
        whole.extend_from_slice(piece);
    }
}

fn rest(
    streams: &mut [Box<dyn FileStream + '_>],
    mut whole: Option<&mut Vec<u8>>,
    content: &mut dyn BufRead,
    bytes_max: u64,
) -> io::Result<()> {
    loop {
        let piece = match content.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(piece) => piece,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let held = whole.as_ref().map_or(0, |whole| whole.len() + piece.len());
        if held as u64 > bytes_max {
            return Err(io::Error::other("it is longer than it said"));
        }
        let length = piece.len();
        pieces(streams, whole.as_deref_mut(), piece);
        content.consume(length);
    }
}
