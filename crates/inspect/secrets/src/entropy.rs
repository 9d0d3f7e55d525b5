//! How evenly the bytes of a value are spread.

/// Shannon entropy of the bytes, in bits per byte; 0 for nothing.
///
/// A random value of `n` bytes over an alphabet of `k` reaches about `log2(min(n, k))`.
pub(crate) fn bits_per_byte(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in value {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = value.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / total;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_spread_gives_the_logarithm_of_the_alphabet() {
        assert!(bits_per_byte(b"") == 0.0);
        assert!(bits_per_byte(b"aaaaaaaa").abs() < 1e-9);
        assert!((bits_per_byte(b"abcdabcd") - 2.0).abs() < 1e-9);
    }
}
