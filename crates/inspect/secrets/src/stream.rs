//! A scan of content that arrives in pieces, with the same result as of the whole.

use crate::context::Surroundings;
use crate::engine::Engine;
use crate::hit::Scanned;
use crate::scanner::Scanner;
use crate::text::{ContentKind, HEAD_BYTES, Utf16Decoder};

/// New bytes gathered before a search: keeps the moving of kept bytes small against the search.
const STEP_BYTES: usize = 128 << 10;

/// A scan in progress. It holds at most about 200 KiB of the content.
pub struct Stream<'e> {
    engine: &'e Engine,
    around: Surroundings,
    silent: bool,
    scanner: Option<Scanner<'e>>,
    decoder: Option<Utf16Decoder>,
    buf: Vec<u8>,
    /// Place of the first byte of `buf`.
    base: u64,
    /// Bytes of `buf` that the scanner has seen.
    fresh_from: usize,
}

impl<'e> Stream<'e> {
    pub(crate) fn new(engine: &'e Engine, around: Surroundings, silent: bool) -> Self {
        Stream {
            engine,
            around,
            silent,
            scanner: None,
            decoder: None,
            buf: Vec::new(),
            base: 0,
            fresh_from: 0,
        }
    }

    /// The next bytes, any number of them.
    pub fn feed(&mut self, chunk: &[u8]) {
        // Large chunks are taken in steps, so that what is held stays bounded.
        for step in chunk.chunks(STEP_BYTES) {
            match &mut self.decoder {
                Some(decoder) => decoder.feed(step, &mut self.buf),
                None => self.buf.extend_from_slice(step),
            }
            if self.scanner.is_none() && self.buf.len() >= HEAD_BYTES {
                self.decide();
            }
            if self.scanner.is_some() && self.buf.len() - self.fresh_from >= STEP_BYTES {
                self.advance(false);
            }
        }
    }

    /// Ends the content and yields what was found.
    #[must_use]
    pub fn finish(mut self) -> Scanned {
        if self.scanner.is_none() {
            self.decide();
        }
        if let Some(decoder) = &mut self.decoder {
            decoder.finish(&mut self.buf);
        }
        self.advance(true);
        match self.scanner {
            Some(scanner) => scanner.finish(),
            None => Scanned {
                hits: Vec::new(),
                kind: ContentKind::Text,
                shortfall: None,
            },
        }
    }

    fn decide(&mut self) {
        let kind = ContentKind::of(&self.buf);
        let mut scanner = Scanner::new(self.engine, self.around.clone(), self.silent, kind);
        scanner.head(self.buf.get(..HEAD_BYTES).unwrap_or(&self.buf));
        self.scanner = Some(scanner);
        if kind == ContentKind::Utf16 {
            let raw = std::mem::take(&mut self.buf);
            let mut decoder = Utf16Decoder::default();
            decoder.feed(&raw, &mut self.buf);
            self.decoder = Some(decoder);
        }
    }

    fn advance(&mut self, last: bool) {
        let Some(scanner) = &mut self.scanner else {
            return;
        };
        scanner.advance(&self.buf, self.base, last);
        if !last {
            let keep = (scanner.keep_from(&self.buf, self.base) - self.base) as usize;
            self.buf.drain(..keep.min(self.buf.len()));
            self.base += keep as u64;
            self.fresh_from = self.buf.len();
        }
    }
}

impl std::fmt::Debug for Stream<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The buffer may hold secrets.
        write!(f, "Stream({} bytes held)", self.buf.len())
    }
}
