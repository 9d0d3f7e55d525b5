//! Paths as relative URI references (RFC 3986, section 4.2).

/// A path of a file as a relative reference: every byte that could mean something else is encoded,
/// no leading slash, no component that climbs.
pub(super) fn of_path(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for part in path
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
    {
        if !uri.is_empty() {
            uri.push('/');
        }
        for byte in part.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                uri.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_a_path() {
        assert_eq!(of_path("/etc/app env:1"), "etc/app%20env%3A1");
        assert_eq!(of_path("../../a/./b"), "a/b");
        assert_eq!(of_path("日\u{1b}"), "%E6%97%A5%1B");
        assert_eq!(of_path("javascript:alert(1)"), "javascript%3Aalert%281%29");
        assert_eq!(of_path(""), "");
    }
}
