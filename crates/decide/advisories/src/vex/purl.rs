//! Package URLs as others write them (ECMA-427), read leniently.

/// LIMIT: bytes of a package URL; the longest in use stay under 1,000.
const PURL_BYTES_MAX: usize = 4_096;

/// A package URL, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purl {
    /// Type, in lower case.
    pub kind: String,
    /// Namespace without slashes at its ends, if there is one.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
    /// Version, if one is stated.
    pub version: Option<String>,
    /// Qualifiers in their order, names in lower case.
    pub qualifiers: Vec<(String, String)>,
}

impl Purl {
    /// Reads a package URL; none for what is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > PURL_BYTES_MAX {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        if !scheme.eq_ignore_ascii_case("pkg") {
            return None;
        }
        let rest = rest.trim_start_matches('/');
        let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, rest) = rest.split_once('/')?;
        // The version stands behind the last `@` of the last component: a scope of npm may be
        // written with its own, unencoded.
        let name_at = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (path, version) = match rest.rfind('@').filter(|at| *at > name_at) {
            Some(at) => (rest.get(..at)?, rest.get(at + 1..)),
            None => match rest.find('@').filter(|at| *at > 0 && *at < name_at) {
                // An image's version may hold slashes only if somebody did not encode them.
                Some(at) if !rest.starts_with('@') && rest.get(at - 1..at) != Some("/") => {
                    (rest.get(..at)?, rest.get(at + 1..))
                }
                _ => (rest, None),
            },
        };
        let path = path.trim_matches('/');
        let (namespace, name) = match path.rsplit_once('/') {
            Some((namespace, name)) => (Some(decode(namespace)), decode(name)),
            None => (None, decode(path)),
        };
        if name.is_empty() || kind.is_empty() {
            return None;
        }
        let version = version.map(decode).filter(|version| !version.is_empty());
        Some(Purl {
            kind: kind.to_ascii_lowercase(),
            namespace: namespace.filter(|namespace| !namespace.is_empty()),
            name,
            version,
            qualifiers: query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_ascii_lowercase(), decode(value)))
                .collect(),
        })
    }

    /// The value of a qualifier.
    #[must_use]
    pub fn qualifier(&self, name: &str) -> Option<&str> {
        let found = self.qualifiers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Namespace and name with a slash between them.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Undoes percent-encoding; what is no code stays as it is.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_url_is_taken_apart() {
        let purl = Purl::parse(
            "pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bb1?arch=amd64&distro=debian-12#sub",
        )
        .unwrap();
        assert_eq!(
            (purl.kind.as_str(), purl.name.as_str()),
            ("deb", "libstdc++6")
        );
        assert_eq!(purl.namespace.as_deref(), Some("debian"));
        assert_eq!(purl.version.as_deref(), Some("1:12.2.0-14+b1"));
        assert_eq!(purl.qualifier("distro"), Some("debian-12"));
        let npm = Purl::parse("pkg:npm/@babel/core@7.0.0").unwrap();
        assert_eq!(
            (npm.path().as_str(), npm.version.as_deref()),
            ("@babel/core", Some("7.0.0"))
        );
        let npm = Purl::parse("pkg:npm/%40babel/core").unwrap();
        assert_eq!((npm.path().as_str(), npm.version), ("@babel/core", None));
        let image =
            Purl::parse("pkg:oci/web@sha256%3Aabc?repository_url=registry.example/shop/web&tag=1")
                .unwrap();
        assert_eq!(image.version.as_deref(), Some("sha256:abc"));
        assert_eq!(
            image.qualifier("repository_url"),
            Some("registry.example/shop/web")
        );
    }

    #[test]
    fn what_is_no_package_url_is_none() {
        for text in ["", "pkg:", "pkg:npm", "pkg:npm/", "http://a/b", "pkg:npm/@"] {
            assert!(
                Purl::parse(text).is_none_or(|purl| purl.name == "@"),
                "{text}"
            );
        }
        assert!(Purl::parse(&format!("pkg:npm/{}", "a".repeat(PURL_BYTES_MAX))).is_none());
        assert_eq!(decode("a%zz%4"), "a%zz%4");
        assert_eq!(decode("%ff"), "\u{fffd}");
    }
}
