//! CocoaPods' lock files: `Podfile.lock`.
//!
//! Format: YAML that CocoaPods writes: below `PODS` the entries `Name (version)` or
//! `Name/Subspec (version)` with what they need below them. Subspecs are parts of their pod and not
//! packages of their own.

use std::collections::HashMap;

use seaworthy_facts::{Package, PackageKind};

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::outline::outline;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "podfile-lock",
    title: "CocoaPods lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("Podfile.lock", anywhere)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest applications have 50 kB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut pods: Vec<(Package, u32)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut open = None;
    let mut inside = false;
    let mut seen = false;
    for item in outline(content) {
        if item.indent == 0 && !item.is_entry {
            inside = item.key == "PODS";
            seen |= inside;
            continue;
        }
        if !inside || !item.is_entry {
            continue;
        }
        let (name, version) = entry(&item.key);
        let root = name.split('/').next().unwrap_or_default();
        if item.indent <= 2 {
            // One more than the limit, so that reaching it is reported.
            if pods.len() > FILE_PACKAGES_MAX {
                break;
            }
            let number = *known.entry(root.to_owned()).or_insert_with(|| {
                let package = found.new_package(PackageKind::Cocoapods, root, version);
                pods.push((package, item.line));
                pods.len() - 1
            });
            open = Some(number);
        } else if let Some((package, _)) = open.and_then(|number| pods.get_mut(number))
            && package.name != root
            && package.depends.len() < crate::found::FIELD_ENTRIES_MAX
            && !package.depends.iter().any(|need| need == root)
        {
            package.depends.push(root.to_owned());
        }
    }
    for (package, line) in pods {
        found.push_on(package, Some(line));
    }
    if !seen {
        found.unread("no `PODS` as CocoaPods writes them");
    }
}

/// `Name/Subspec (version)` in its parts; the version may be a condition or absent.
fn entry(text: &str) -> (&str, &str) {
    match text.split_once(" (") {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches(')')),
        None => (text.trim(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LOCK: &str = "\
PODS:
  - Alamofire (5.6.2)
  - Firebase/Analytics (10.0.0):
    - Firebase/Core
    - GoogleUtilities (~> 7.8)
  - \"GoogleUtilities/NSData+zlib (7.11.0)\"

DEPENDENCIES:
  - Alamofire

SPEC CHECKSUMS:
  Alamofire: d368e1ff8a298e6dde360e35a3e68e6c610e7204

COCOAPODS: 1.11.3
";

    #[test]
    fn pods_are_read_once_each_with_their_needs() {
        let facts = parsed(&UNIT, "Podfile.lock", LOCK.as_bytes());
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|package| (&*package.name, &*package.version, package.places[0].line))
            .collect();
        assert_eq!(
            seen,
            [
                ("Alamofire", "5.6.2", Some(2)),
                ("Firebase", "10.0.0", Some(3)),
                ("GoogleUtilities", "7.11.0", Some(6)),
            ]
        );
        assert_eq!(facts.packages[1].depends, ["GoogleUtilities"]);
    }

    #[test]
    fn other_files_are_told() {
        assert_eq!(parsed(&UNIT, "Podfile.lock", b"\xff").unread.len(), 1);
    }
}
