//! Versions of Kubernetes by minor release.

use std::fmt;
use std::str::FromStr;

/// A minor release, such as 1.36.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubeVersion {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

/// A text that is no version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no version of Kubernetes; it looks like 1.36")]
pub struct KubeVersionError(String);

impl KubeVersion {
    /// A release by its numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        KubeVersion { major, minor }
    }
}

/// The newest release that is known here.
impl Default for KubeVersion {
    fn default() -> Self {
        KubeVersion::new(1, 36)
    }
}

/// `1.36`, with or without a leading `v` and anything behind the minor number: `v1.36.2+k3s1`.
impl FromStr for KubeVersion {
    type Err = KubeVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || KubeVersionError(text.to_owned());
        let bare = text.strip_prefix('v').unwrap_or(text);
        let mut parts = bare.splitn(3, '.');
        let major = parts.next().and_then(|part| part.parse().ok());
        let minor = parts.next().ok_or_else(wrong)?;
        let digits = minor.len() - minor.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, behind) = minor.split_at(digits);
        let is_bare = behind.is_empty() || behind.starts_with(['+', '-']);
        let minor = digits.parse().ok().filter(|_| is_bare).ok_or_else(wrong)?;
        Ok(KubeVersion::new(major.ok_or_else(wrong)?, minor))
    }
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_as_servers_tell_them() {
        for (text, version) in [
            ("1.36", KubeVersion::new(1, 36)),
            ("v1.29.4-gke.10", KubeVersion::new(1, 29)),
            ("1.30+", KubeVersion::new(1, 30)),
        ] {
            assert_eq!(text.parse(), Ok(version), "{text}");
        }
        for text in ["", "1", "v1.x", "latest", "1.3x"] {
            assert!(text.parse::<KubeVersion>().is_err(), "{text}");
        }
        assert!(KubeVersion::new(1, 9) < KubeVersion::new(1, 10));
    }
}
