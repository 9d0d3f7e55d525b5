//! Version ranges in the notation `vers` (ECMA-427's companion, "version range specifier").

use crate::version::{Scheme, VersionKey};

/// LIMIT: constraints of one range; real ones have a dozen.
const CONSTRAINTS_MAX: usize = 500;

/// Whether `version` lies in a range such as `vers:deb/>=1.0|<2.0`; none where the range is no such
/// notation, or its versions have no order that is known here.
pub(super) fn holds(range: &str, version: &str) -> Option<bool> {
    let (kind, constraints) = range.trim().strip_prefix("vers:")?.split_once('/')?;
    if constraints.trim() == "*" {
        return Some(true);
    }
    let scheme = scheme(kind)?;
    let installed = scheme.key(version).ok()?;
    let mut bounds = Vec::new();
    for text in constraints.split('|') {
        if bounds.len() == CONSTRAINTS_MAX {
            return None;
        }
        let (sign, text) = split(text.trim());
        let text = super::purl::decode(text.trim());
        bounds.push((sign, scheme.key(&text).ok()?));
    }
    let exact = |wanted: Sign| {
        bounds
            .iter()
            .any(|(sign, key)| *sign == wanted && *key == installed)
    };
    if exact(Sign::NotEqual) {
        return Some(false);
    }
    Some(exact(Sign::Equal) || in_interval(&bounds, &installed))
}

/// Walks the bounds in their order: a lower one opens an interval, the next upper one closes it.
fn in_interval(bounds: &[(Sign, VersionKey)], installed: &VersionKey) -> bool {
    let mut above: Option<bool> = None;
    for (sign, key) in bounds {
        match sign {
            Sign::Greater => above = Some(installed > key),
            Sign::GreaterEqual => above = Some(installed >= key),
            Sign::Less | Sign::LessEqual => {
                let below = match sign {
                    Sign::Less => installed < key,
                    _ => installed <= key,
                };
                if below && above.unwrap_or(true) {
                    return true;
                }
                // What follows an upper bound needs a lower one of its own.
                above = Some(false);
            }
            Sign::Equal | Sign::NotEqual => {}
        }
    }
    let ends_open = bounds
        .iter()
        .rev()
        .find(|(sign, _)| !matches!(sign, Sign::Equal | Sign::NotEqual))
        .is_some_and(|(sign, _)| matches!(sign, Sign::Greater | Sign::GreaterEqual));
    ends_open && above == Some(true)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
}

fn split(text: &str) -> (Sign, &str) {
    const SIGNS: [(&str, Sign); 6] = [
        ("<=", Sign::LessEqual),
        (">=", Sign::GreaterEqual),
        ("!=", Sign::NotEqual),
        ("<", Sign::Less),
        (">", Sign::Greater),
        ("=", Sign::Equal),
    ];
    SIGNS
        .iter()
        .find_map(|(mark, sign)| Some((*sign, text.strip_prefix(mark)?)))
        .unwrap_or((Sign::Equal, text))
}

fn scheme(kind: &str) -> Option<Scheme> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "deb" => Scheme::Dpkg,
        "rpm" => Scheme::Rpm,
        "apk" | "alpine" => Scheme::Apk,
        "npm" | "semver" | "cargo" | "golang" | "hex" | "generic" => Scheme::SemVer,
        "pypi" => Scheme::Pep440,
        "gem" => Scheme::RubyGems,
        "maven" => Scheme::Maven,
        "nuget" => Scheme::NuGet,
        "composer" => Scheme::Packagist,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_lies_in_its_intervals_only() {
        let range = "vers:npm/>=1.0.0|<1.2.0|>=2.0.0|<=2.1.0|!=2.0.5|=3.0.0";
        for (version, inside) in [
            ("0.9.0", false),
            ("1.0.0", true),
            ("1.2.0", false),
            ("2.0.0", true),
            ("2.0.5", false),
            ("2.1.0", true),
            ("2.1.1", false),
            ("3.0.0", true),
        ] {
            assert_eq!(holds(range, version), Some(inside), "{version}");
        }
        assert_eq!(holds("vers:deb/<1:2.0", "1.9"), Some(true));
        assert_eq!(holds("vers:deb/>=2.0", "3"), Some(true));
        assert_eq!(holds("vers:pypi/*", "anything"), Some(true));
    }

    #[test]
    fn what_cannot_be_compared_is_not_decided() {
        assert_eq!(holds("vers:sorcery/<1", "1"), None);
        assert_eq!(holds("<1", "1"), None);
        let many = vec!["=1"; CONSTRAINTS_MAX + 1].join("|");
        assert_eq!(holds(&format!("vers:deb/{many}"), "2"), None);
    }
}
