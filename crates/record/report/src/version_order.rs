//! Which of two fixed versions is the later one, to name one upgrade that covers several findings.
//!
//! The order is that of Debian (deb-version(7)): numbers count as numbers, `~` sorts before the
//! end. It is used between fixed versions of one package only. Whether a version is affected is
//! decided elsewhere, with the exact rules of each ecosystem.

use std::cmp::Ordering;

/// Compares two versions of the same package.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (epoch_a, rest_a) = split_epoch(a);
    let (epoch_b, rest_b) = split_epoch(b);
    epoch_a
        .cmp(&epoch_b)
        .then_with(|| compare_runs(rest_a, rest_b))
}

fn split_epoch(version: &str) -> (u64, &str) {
    match version.split_once(':') {
        Some((epoch, rest)) => match epoch.parse() {
            Ok(epoch) => (epoch, rest),
            Err(_) => (0, version),
        },
        None => (0, version),
    }
}

fn compare_runs(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while !a.is_empty() || !b.is_empty() {
        let (text_a, rest_a) = split_run(a, |c| !c.is_ascii_digit());
        let (text_b, rest_b) = split_run(b, |c| !c.is_ascii_digit());
        let order = compare_text(text_a, text_b);
        if order.is_ne() {
            return order;
        }
        let (number_a, after_a) = split_run(rest_a, |c| c.is_ascii_digit());
        let (number_b, after_b) = split_run(rest_b, |c| c.is_ascii_digit());
        let order = compare_numbers(number_a, number_b);
        if order.is_ne() {
            return order;
        }
        (a, b) = (after_a, after_b);
    }
    Ordering::Equal
}

fn split_run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|c| !belongs(*c));
    bytes.split_at(end.unwrap_or(bytes.len()))
}

fn compare_text(a: &[u8], b: &[u8]) -> Ordering {
    let weight = |c: Option<&u8>| match c {
        Some(b'~') => -1,
        None => 0,
        Some(c) if c.is_ascii_alphabetic() => i32::from(*c),
        Some(c) => i32::from(*c) + 256,
    };
    (0..a.len().max(b.len()))
        .map(|n| weight(a.get(n)).cmp(&weight(b.get(n))))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Numbers of any length, without arithmetic that could overflow.
fn compare_numbers(a: &[u8], b: &[u8]) -> Ordering {
    let (_, a) = split_run(a, |c| c == b'0');
    let (_, b) = split_run(b, |c| c == b'0');
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_version_is_the_greater() {
        for (less, more) in [
            ("3.0.11-1~deb12u2", "3.0.15-1~deb12u1"),
            ("1.9.9", "1.10.0"),
            ("9.9", "1:1.0"),
            ("1.0~rc1", "1.0"),
            ("2.0", "2.0.1"),
            ("1", "99999999999999999999999999"),
        ] {
            assert_eq!(compare(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(compare(more, less), Ordering::Greater, "{less} {more}");
        }
        assert_eq!(compare("1.01", "1.1"), Ordering::Equal);
    }
}
