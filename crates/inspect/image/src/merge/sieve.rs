//! A quick no to the question whether a path is one of many: nearly all that are asked for are not.

/// Bits for each hash: with sixteen, one answer in sixteen is a needless "perhaps".
const BITS_EACH: usize = 16;

/// Hashes (see [`seaworthy_facts::hash_path`]), of which only is known which are not there. Whoever
/// makes paths of one hash gets "perhaps" for them, and the time of the look-up that follows.
#[derive(Default)]
pub(super) struct Sieve {
    bits: Vec<u64>,
}

impl Sieve {
    pub(super) fn of(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let words = (hashes.len() * BITS_EACH).div_ceil(64);
        if words == 0 {
            return Sieve::default();
        }
        let mut bits = vec![0; words.next_power_of_two()];
        for hash in hashes {
            let (word, bit) = place(hash, bits.len());
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Sieve { bits }
    }

    /// Whether a hash may be among them.
    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = place(hash, self.bits.len());
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The word and the bit of a hash; `words` is a power of two, or nothing.
fn place(hash: u64, words: usize) -> (usize, u64) {
    // The hash of paths that differ little differs little; an odd factor spreads it.
    let spread = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = (spread >> 24) as usize & words.wrapping_sub(1);
    (word, 1 << (spread >> 58))
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::hash_path;

    use super::*;

    #[test]
    fn what_is_there_is_never_denied_and_most_else_is() {
        let all: Vec<u64> = (0..1000)
            .map(|number| hash_path(&format!("a/{number}")))
            .collect();
        let sieve = Sieve::of(all.iter().copied());
        assert!(all.iter().all(|hash| sieve.may_have(*hash)));
        let others = (0..1000).map(|number| hash_path(&format!("b/{number}")));
        let perhaps = others.filter(|hash| sieve.may_have(*hash)).count();
        assert!(perhaps < 200, "{perhaps}");
    }

    #[test]
    fn a_sieve_of_nothing_denies_all() {
        let sieve = Sieve::of([].into_iter());
        assert!(!sieve.may_have(0) && !sieve.may_have(u64::MAX));
    }
}
