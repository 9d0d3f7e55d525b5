//! Addresses that reports point to. None of them is taken from an image.

/// The page about a weakness at the database whose format all our advisories have.
pub(crate) fn of_weakness(id: &str) -> Option<String> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-_.".contains(&c);
    let known = !id.is_empty() && id.len() <= 64 && id.bytes().all(plain);
    known.then(|| format!("https://osv.dev/vulnerability/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_id_has_a_page() {
        assert!(of_weakness("GHSA-xxxx-yyyy-zzzz").is_some());
        assert_eq!(of_weakness("../x"), None);
        assert_eq!(of_weakness(""), None);
    }
}
