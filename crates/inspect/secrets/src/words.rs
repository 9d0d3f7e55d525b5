//! Tells words of a language from random letters.

/// The 190 letter pairs that make up nine tenths of the pairs in the words of program text (counted
/// by us over the Python standard library and C headers): a row per first letter, a bit per second.
/// In random letters they make up little more than a quarter.
const COMMON_PAIRS: [u32; 26] = [
    0x11eb94e, // a
    0x0104911, // b
    0x01a4d91, // c
    0x0044119, // d
    0x0afb87d, // e
    0x0124131, // f
    0x0020190, // g
    0x0084111, // h
    0x22ef87f, // i
    0x0000000, // j
    0x0000010, // k
    0x11c4919, // l
    0x000c111, // m
    0x01c415d, // n
    0x07ef80e, // o
    0x11ac911, // p
    0x0100000, // q
    0x11e715d, // r
    0x01cc195, // s
    0x11e4191, // t
    0x00eb916, // u
    0x0000111, // v
    0x0000181, // w
    0x0080000, // x
    0x0008000, // y
    0x0000010, // z
];

/// Share of the neighbouring letters of `text` that are common in words, from 0 to 1, with the
/// number of neighbouring letters. Case does not count, except that a lower-case letter before an
/// upper-case one starts a new word.
pub(crate) fn common_pairs(text: &[u8]) -> (f64, usize) {
    let (mut common, mut all) = (0_usize, 0_usize);
    for pair in text.windows(2) {
        let &[first, second] = pair else { continue };
        let new_word = first.is_ascii_lowercase() && second.is_ascii_uppercase();
        if !first.is_ascii_alphabetic() || !second.is_ascii_alphabetic() || new_word {
            continue;
        }
        all += 1;
        let row = usize::from(first.to_ascii_lowercase() - b'a');
        let bit = 1_u32 << (second.to_ascii_lowercase() - b'a');
        if COMMON_PAIRS.get(row).is_some_and(|bits| bits & bit != 0) {
            common += 1;
        }
    }
    (common as f64 / all.max(1) as f64, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_common_pairs_and_random_letters_do_not() {
        for words in [
            "getAccessToken",
            "client_secret_name",
            "service-account",
            "passwordField",
        ] {
            assert!(common_pairs(words.as_bytes()).0 > 0.7, "{words}");
        }
        for random in ["qXw9fKz0vPbRtGj4Lm", "zk3vq8wjx5pfh2bd", "JxQvKzWpHfGbYcNd"] {
            assert!(common_pairs(random.as_bytes()).0 < 0.5, "{random}");
        }
    }
}
