//! Which manifest of an index is meant.

use seaworthy_model::Platform;

use crate::document::{Index, IndexEntry};

/// Linux on the processor that this program was built for, in the words of the OCI index (which
/// are those of Go's `GOARCH`).
#[must_use]
pub fn host_platform() -> Platform {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64le",
        "loongarch64" => "loong64",
        other => other,
    };
    Platform {
        os: "linux".to_owned(),
        architecture: architecture.to_owned(),
        variant: None,
    }
}

/// Chooses the entry for a platform. Without a variant in `wanted`, the one without a variant goes
/// first, then the most common one of the architecture (`v8` of `arm64`, the highest of `arm`).
/// An index whose images name no platform at all must have only one of them.
pub(crate) fn choose<'a>(index: &'a Index, wanted: &Platform) -> Option<&'a IndexEntry> {
    let images = || index.entries.iter().filter(|entry| !entry.is_attestation);
    if images().all(|entry| entry.platform.is_none()) {
        let mut images = images();
        return images.next().filter(|_| images.next().is_none());
    }
    let fitting = images().filter_map(|entry| {
        let platform = entry.platform.as_ref()?;
        rank(platform, wanted).map(|rank| (rank, entry))
    });
    // The first of equals stays, as with Docker.
    let mut best: Option<(u32, &IndexEntry)> = None;
    for (rank, entry) in fitting {
        if best.is_none_or(|(found, _)| rank > found) {
            best = Some((rank, entry));
        }
    }
    best.map(|(_, entry)| entry)
}

/// Whether an image of platform `found` will do for `wanted`.
pub(crate) fn fits(found: &Platform, wanted: &Platform) -> bool {
    rank(found, wanted).is_some()
}

fn rank(found: &Platform, wanted: &Platform) -> Option<u32> {
    if found.os != wanted.os || found.architecture != wanted.architecture {
        return None;
    }
    // 64-bit ARM has one variant in practice; images write it or leave it out.
    let implied = |variant: Option<&str>| match (wanted.architecture.as_str(), variant) {
        ("arm64", None) => Some("v8".to_owned()),
        (_, variant) => variant.map(str::to_owned),
    };
    let (found, asked) = (found.variant.as_deref(), wanted.variant.as_deref());
    match (implied(found), implied(asked)) {
        (found, asked) if found == asked => Some(u32::MAX),
        (Some(found), None) => Some(
            found
                .strip_prefix('v')
                .and_then(|n| n.parse().ok())
                .unwrap_or(0)
                .min(1_000),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, read_document};

    /// An index whose entries have size 0, 1, 2 and so on.
    fn index(platforms: &[&str]) -> Index {
        let hex = "0".repeat(64);
        let entries: Vec<String> = platforms
            .iter()
            .enumerate()
            .map(|(size, platform)| {
                let mut parts = platform.split('/').map(str::to_owned);
                let mut next = || parts.next().unwrap_or_default();
                let (os, architecture, variant) = (next(), next(), next());
                let platform = match os.as_str() {
                    "" => String::new(),
                    _ => format!(
                        r#","platform":{{"os":"{os}","architecture":"{architecture}",
                            "variant":"{variant}"}}"#
                    ),
                };
                format!(r#"{{"mediaType":"a","digest":"sha256:{hex}","size":{size}{platform}}}"#)
            })
            .collect();
        let text = format!(
            r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
            entries.join(",")
        );
        match read_document(text.as_bytes(), None) {
            Ok(Document::Index(index)) => index,
            other => panic!("no index: {other:?}"),
        }
    }

    fn chosen(platforms: &[&str], wanted: &str) -> Option<u64> {
        let wanted: Platform = wanted.parse().expect(wanted);
        choose(&index(platforms), &wanted).map(|entry| entry.descriptor.size_bytes)
    }

    #[test]
    fn the_platform_asked_for_is_chosen() {
        let all = [
            "unknown/unknown",
            "linux/amd64",
            "linux/arm/v6",
            "linux/arm/v7",
            "linux/arm64/v8",
        ];
        let cases = [
            ("linux/amd64", Some(1)),
            ("linux/arm/v6", Some(2)),
            ("linux/arm", Some(3)),
            ("linux/arm64", Some(4)),
            ("linux/arm64/v8", Some(4)),
            ("linux/arm/v5", None),
            ("linux/s390x", None),
            ("windows/amd64", None),
            ("unknown/unknown", None),
        ];
        for (wanted, size) in cases {
            assert_eq!(chosen(&all, wanted), size, "{wanted}");
        }
        assert_eq!(
            chosen(&["linux/arm64", "linux/arm64/v8"], "linux/arm64/v8"),
            Some(0)
        );
        assert_eq!(
            chosen(&["linux/amd64/v3", "linux/amd64"], "linux/amd64"),
            Some(1)
        );
    }

    #[test]
    fn images_without_platform_are_not_guessed_among() {
        assert_eq!(chosen(&[""], "linux/amd64"), Some(0));
        assert_eq!(chosen(&["unknown/unknown", ""], "linux/amd64"), Some(1));
        assert_eq!(chosen(&["", ""], "linux/amd64"), None);
        assert_eq!(chosen(&[], "linux/amd64"), None);
    }
}
