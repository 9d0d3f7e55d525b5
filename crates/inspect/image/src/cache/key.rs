//! Names of cached facts: a hash over everything that they depend on.

use seaworthy_facts::Analyser;
use sha2::{Digest as _, Sha256};

use crate::Limits;

/// Raised whenever an older file would be read wrongly.
const FORMAT: u32 = 2;

/// SHA-256 over the parts of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key([u8; 32]);

/// A key in the making. Each part goes in with its length, so that no two lists of parts meet.
pub(crate) struct Parts(Sha256);

impl Key {
    /// Begins a key of some kind.
    #[expect(clippy::new_ret_no_self, reason = "a key is made of parts")]
    pub(crate) fn new(kind: &str) -> Parts {
        Parts(Sha256::new()).text(kind)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Lower-case hexadecimal digits, as file names have them.
    pub(crate) fn hex(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            // Writing into a text does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl Parts {
    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn key(self, key: Key) -> Self {
        self.bytes(key.bytes())
    }

    pub(crate) fn finish(self) -> Key {
        Key(self.0.finalize().into())
    }
}

/// Who looks into files, and within which limits: with others, the same bytes yield other facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Analysers(Key);

impl Analysers {
    pub(crate) fn of(analysers: &[&dyn Analyser], limits: &Limits) -> Self {
        let mut key = Key::new("analysers").number(u64::from(FORMAT));
        // The pass itself and the shape of the facts; the build script makes the number of their
        // sources.
        key = key.text(env!("PASS_VERSION"));
        for analyser in analysers {
            key = key
                .text(analyser.id())
                .number(u64::from(analyser.version()));
        }
        Analysers(key.text(&format!("{limits:?}")).finish())
    }

    pub(crate) fn key(&self) -> Key {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_flow_into_each_other() {
        let one = Key::new("a").text("bc").finish();
        let other = Key::new("ab").text("c").finish();
        assert_ne!(one, other);
        assert_eq!(one.hex().len(), 64);
    }

    #[test]
    fn other_limits_are_another_name() {
        let limits = Limits::default();
        let mut fewer = limits.clone();
        fewer.layer_entries_max = 3;
        let key = |limits| Analysers::of(&[], limits).key();
        assert_eq!(key(&limits), key(&limits));
        assert_ne!(key(&limits), key(&fewer));
    }
}
