//! Names of packages and ecosystems, in the form in which they are compared.

use std::borrow::Cow;

/// The normal form of a package name in an OSV ecosystem; the same on both sides of a match.
///
/// PyPI: lower case, runs of `-`, `_` and `.` are one `-` (PyPA name normalization). NuGet and
/// Packagist: without case. All others compare as they are written.
#[must_use]
pub fn normal<'n>(ecosystem: &str, name: &'n str) -> Cow<'n, str> {
    match ecosystem.split(':').next().unwrap_or("") {
        "PyPI" => {
            let mut normal = String::with_capacity(name.len());
            for c in name.chars() {
                let c = if matches!(c, '_' | '.') {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                };
                if c != '-' || !normal.ends_with('-') {
                    normal.push(c);
                }
            }
            Cow::Owned(normal)
        }
        "NuGet" | "Packagist" => Cow::Owned(name.to_ascii_lowercase()),
        _ => Cow::Borrowed(name),
    }
}

/// Whether the ecosystem is a distribution, whose advisories may answer several weaknesses at once.
#[must_use]
pub fn is_distribution(ecosystem: &str) -> bool {
    use crate::version::Scheme;
    matches!(
        Scheme::for_ecosystem(ecosystem),
        Some(Scheme::Dpkg | Scheme::Apk | Scheme::Rpm)
    )
}

/// Whether an rpm version was built for the stream of a module: `.module_el8…`, `.module+el8…`.
#[must_use]
pub fn is_modular(version: &str) -> bool {
    version.contains(".module_el") || version.contains(".module+el")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_in_their_ecosystems_form() {
        assert_eq!(normal("PyPI", "Zope.Interface__x"), "zope-interface-x");
        assert_eq!(normal("NuGet", "Newtonsoft.Json"), "newtonsoft.json");
        assert_eq!(normal("npm", "JSONStream"), "JSONStream");
        assert!(is_distribution("Ubuntu:Pro:18.04:LTS"));
        assert!(!is_distribution("npm"));
        assert!(is_modular("2.4.37-47.module+el8.6.0+15654+427eba2e.2"));
        assert!(is_modular("2.1.2-110.module_el8.6.0+1187+541216eb"));
        assert!(!is_modular("1.0-1.el8"));
    }
}
