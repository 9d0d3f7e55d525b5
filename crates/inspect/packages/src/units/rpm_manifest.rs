//! rpm packages of images without an rpm database: `var/lib/rpmmanifest/container-manifest-2` of
//! Azure Linux and Mariner.
//!
//! Format: a package a line, ten fields with tabs between them: name, version and release, times of
//! installation and building, vendor, a field that is not used, size, architecture, epoch, and
//! source package.

use seaworthy_facts::{PackageKind, SourcePackage};

use crate::found::{Found, text};
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "rpm-manifest",
    title: "rpm manifest of distroless images",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Path("var/lib/rpmmanifest/container-manifest-2")],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: true,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: a thousand packages take 200 kB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    for line in lines(content).filter(|line| !line.trim_ascii().is_empty()) {
        let fields: Vec<String> = line
            .split(|byte| *byte == b'\t')
            .take(10)
            .map(text)
            .collect();
        let [
            name,
            version,
            _,
            _,
            vendor,
            _,
            _,
            architecture,
            epoch,
            source,
        ] = &fields[..]
        else {
            found.unread("a line without ten fields was left out");
            continue;
        };
        let epoch = epoch.parse::<u32>().ok().filter(|epoch| *epoch > 0);
        let with_epoch = |version: &str| match epoch {
            Some(epoch) => format!("{epoch}:{version}"),
            None => version.to_owned(),
        };
        let stated =
            |text: &String| Some(text.clone()).filter(|text| !text.is_empty() && text != "(none)");
        let mut package = found.new_package(PackageKind::Rpm, &**name, with_epoch(version));
        package.architecture = stated(architecture);
        package.vendor = stated(vendor);
        package.source = source.strip_suffix(".src.rpm").and_then(|stem| {
            let (rest, release) = stem.rsplit_once('-')?;
            let (name, version) = rest.rsplit_once('-')?;
            Some(SourcePackage {
                name: name.to_owned(),
                version: with_epoch(&format!("{version}-{release}")),
            })
        });
        found.push(package);
        if found.is_full() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    #[test]
    fn packages_are_read_with_source_and_epoch() {
        let text =
            b"openssl-libs\t3.3.0-1.azl3\t1\t2\tMicrosoft Corporation\t(none)\t9\tx86_64\t2\t\
            openssl-3.3.0-1.azl3.src.rpm\nshort\t1\n\n";
        let facts = parsed(&UNIT, "var/lib/rpmmanifest/container-manifest-2", text);
        let package = &facts.packages[0];
        assert_eq!(
            (&*package.name, &*package.version),
            ("openssl-libs", "2:3.3.0-1.azl3")
        );
        let source = package.source.as_ref().unwrap();
        assert_eq!(
            (&*source.name, &*source.version),
            ("openssl", "2:3.3.0-1.azl3")
        );
        assert_eq!(package.vendor.as_deref(), Some("Microsoft Corporation"));
        assert_eq!(facts.unread.len(), 1);
    }
}
