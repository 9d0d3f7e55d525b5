//! A published image as Docker saved it: Alpine 3.10, long past its end.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::lists::{Listed, differences};
use crate::parts;
use crate::scan::scan;

/// What `apk info -v` lists in `alpine:3.10` of January 2020.
const PACKAGES: &[(&str, &str)] = &[
    ("alpine-baselayout", "3.1.2-r0"),
    ("alpine-keys", "2.1-r2"),
    ("apk-tools", "2.10.4-r2"),
    ("busybox", "1.30.1-r3"),
    ("ca-certificates-cacert", "20190108-r0"),
    ("libc-utils", "0.7.1-r0"),
    ("libcrypto1.1", "1.1.1d-r2"),
    ("libssl1.1", "1.1.1d-r2"),
    ("libtls-standalone", "2.9.1-r0"),
    ("musl", "1.1.22-r3"),
    ("musl-utils", "1.1.22-r3"),
    ("scanelf", "1.2.3-r0"),
    ("ssl_client", "1.30.1-r3"),
    ("zlib", "1.2.11-r1"),
];

#[test]
fn alpine_3_10_is_listed_and_its_end_is_told() -> Result<()> {
    let path = parts::shared("corpora/images/alpine-310.tar.gz");
    if !path.is_file() {
        parts::say("skipped: the shared material is absent");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let scan = scan(folder.path(), &path.to_string_lossy())?;
    let expected: BTreeSet<Listed> = PACKAGES
        .iter()
        .map(|(name, version)| Listed::new("apk", name, version))
        .collect();
    let packages = differences(&expected, &scan.packages()?);
    assert!(packages.is_empty(), "{packages:#?}");

    let image = scan.image()?;
    assert_eq!(image.layers.len(), 1);
    for package in &image.packages {
        let layers: Vec<_> = package.places.iter().map(|place| place.layer).collect();
        assert!(
            layers.iter().all(|layer| *layer == Some(0)),
            "{}: {layers:?}",
            package.name
        );
        assert!(!layers.is_empty(), "{}", package.name);
    }
    assert!(scan.found("end-of-life-distribution"));
    assert!(scan.found("root-user"));
    // Nothing is said of its packages without saying that there is no data for them.
    let judged = scan.found("vulnerable-package");
    let unknowns = &scan.assessment.unknowns;
    assert!(
        judged
            || unknowns
                .iter()
                .any(|unknown| unknown.what.contains("Alpine:v3.10"))
    );
    Ok(())
}
