//! Bills of materials as targets: ours say the same as what they were made of, others are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use seaworthy_testkit::image::{Image, Layer, Packing, archive, gzip, oci_files};
use serde_json::Value;

use crate::program::{json, root, run};

/// The day as of which everything is judged.
const AT: &str = "2026-11-22";

/// The findings about packages that a scan tells, each with what a person acts by.
fn weaknesses(assessment: &Value) -> BTreeSet<String> {
    assessment["findings"]
        .as_array()
        .expect("a list of findings")
        .iter()
        .filter(|finding| finding["vulnerability"].is_object())
        .map(|finding| {
            let parts = [
                "fingerprint",
                "severity",
                "confidence",
                "risk",
                "message",
                "location",
                "evidence",
                "remedy",
                "vulnerability",
                "statement",
                "origin",
            ];
            let told: Vec<String> = parts.iter().map(|part| finding[part].to_string()).collect();
            told.join(" ")
        })
        .collect()
}

/// The packages of an assessment. What they need stands in bills by reference and comes back as
/// bare names; their licences come back as the one expression of each.
fn packages(assessment: &Value) -> BTreeSet<String> {
    let facts = &assessment["facts"];
    let images = facts["images"].as_array().into_iter().flatten();
    let lists = images
        .map(|image| &image["packages"])
        .chain([&facts["tree"]["packages"]]);
    lists
        .filter_map(Value::as_array)
        .flatten()
        .map(|package| {
            let parts = package.as_object().into_iter().flatten();
            let told: BTreeMap<&String, &Value> = parts
                .filter(|(name, _)| !["depends", "licences"].contains(&name.as_str()))
                .filter(|(name, _)| !(*name == "namespace" && is_of_system(package)))
                .collect();
            format!("{told:?}")
        })
        .collect()
}

/// Whether the distribution is the namespace of a package, which the bill states once.
fn is_of_system(package: &Value) -> bool {
    ["deb", "rpm", "apk"]
        .iter()
        .any(|kind| package["kind"] == *kind)
}

fn assert_same(what: &str, before: &BTreeSet<String>, after: &BTreeSet<String>) {
    let lost: Vec<&String> = before.difference(after).take(3).collect();
    let added: Vec<&String> = after.difference(before).take(3).collect();
    assert!(
        lost.is_empty() && added.is_empty(),
        "{what}: lost {lost:#?}\nadded {added:#?}"
    );
}

/// Compares the scan of a target with that of its bill; returns the scan of the bill.
fn same_as_scanned(target: &str, format: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let bill = folder.path().join(format!("bill.{format}.json"));
    let output = format!("{format}={}", bill.display());
    let written = run(&["sbom", target, "-o", &output]);
    assert_eq!(written.code, 0, "{target}: {}", written.stderr);
    let scanned = assess(target);
    assert!(!weaknesses(&scanned).is_empty(), "{target}");
    let read = assess(&format!("sbom:{}", bill.display()));
    let what = format!("{target} as {format}");
    assert_same(&what, &packages(&scanned), &packages(&read));
    assert_same(&what, &weaknesses(&scanned), &weaknesses(&read));
    read
}

/// The formats that are written.
const FORMATS: [&str; 2] = ["cyclonedx", "spdx"];

#[test]
fn a_bill_of_the_shop_tells_the_weaknesses_of_the_shop() {
    for format in FORMATS {
        same_as_scanned("examples/storefront", format);
    }
}

#[test]
fn a_bill_of_an_image_tells_the_weaknesses_of_the_image() {
    for format in FORMATS {
        same_as_scanned("examples/storefront/image", format);
    }
}

/// Scans an image as an archive, and each of its bills.
fn same_as_archive(image: Image) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("image.tar");
    std::fs::write(&file, archive(&oci_files(&[image]))).expect("a file");
    let target = file.display().to_string();
    let read = FORMATS.map(|format| same_as_scanned(&target, format));
    read.to_vec()
}

#[test]
fn a_bill_of_an_rpm_image_keeps_epochs_and_source_packages() {
    let manifest = "openssl-libs\t1.1.1k-6.el8_5\t1\t2\tAlmaLinux\t(none)\t9\tx86_64\t1\t\
                    openssl-1.1.1k-6.el8_5.src.rpm\n\
                    bind-libs\t9.11.26-6.el8\t1\t2\tAlmaLinux\t(none)\t9\tx86_64\t32\t\
                    bind-9.11.26-6.el8.src.rpm\n";
    let layer = Layer::new()
        .file(
            "etc/os-release",
            "ID=almalinux\nVERSION_ID=\"8.5\"\nID_LIKE=\"rhel centos fedora\"\n",
        )
        .file("var/lib/rpmmanifest/container-manifest-2", manifest);
    same_as_archive(Image::new().layer(layer, Packing::Gzip, "ADD rootfs"));
}

#[test]
fn a_bill_of_a_go_and_java_image_keeps_functions_changelogs_and_the_base() {
    let corpus = |path: &str| {
        let path = root().join("fuzz/corpus").join(path);
        std::fs::read(path).expect("a file of the corpus")
    };
    let status = "Package: libssl1.1\nStatus: install ok installed\nArchitecture: amd64\n\
                  Source: openssl\nVersion: 1.1.1n-0+deb11u3\n\n";
    let changelog = "openssl (1.1.1n-0+deb11u3) bullseye-security; urgency=medium\n\n  \
                     * Fix CVE-2022-4450 (Double free after calling PEM_read_bio_ex).\n\n \
                     -- A Person <person@example.org>  Sat, 25 Jun 2022 10:00:00 +0000\n";
    let base = Layer::new()
        .file("etc/os-release", "ID=debian\nVERSION_ID=\"11\"\n")
        .file("var/lib/dpkg/status", status)
        .file(
            "usr/share/doc/libssl1.1/changelog.Debian.gz",
            gzip(changelog.as_bytes()),
        );
    let own = Layer::new()
        .file_mode("usr/bin/tool", corpus("go-binary/functions"), 0o755)
        .file("srv/shop.war", corpus("java-archive/nested"));
    let image = Image::new()
        .layer(base, Packing::Gzip, "ADD rootfs")
        .empty_history("CMD [\"bash\"]")
        .layer(own, Packing::Zstd, "COPY tool shop.war");
    for read in same_as_archive(image) {
        let text = read["findings"].to_string();
        for said in [
            "vulnerable symbol golang.org/x/text/language.Parse present",
            "no vulnerable symbol found",
            "\"origin\":\"base\"",
            "\"origin\":\"own\"",
            "changelog",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let jar = read["facts"].to_string();
        assert!(jar.contains("srv/shop.war!/"), "{jar}");
    }
}

fn sample(name: &str) -> String {
    Path::new("fuzz/corpus/bom")
        .join(name)
        .display()
        .to_string()
}

fn assess(target: &str) -> Value {
    let scanned = run(&["scan", target, "--at", AT, "-o", "json"]);
    assert!(
        matches!(scanned.code, 0 | 1),
        "{target}: {}",
        scanned.stderr
    );
    json(&scanned.stdout)
}

#[test]
fn bills_of_other_writers_and_forms_tell_the_same() {
    let samples = [
        "cyclonedx.json",
        "cyclonedx.xml",
        "spdx-2.3.json",
        "spdx-3.0.json",
        "statement.json",
        "envelope.json",
    ];
    for name in samples {
        let assessment = assess(&sample(name));
        assert_eq!(assessment["target"]["kind"], "sbom", "{name}");
        let image = &assessment["facts"]["images"][0];
        assert_eq!(image["distro"]["id"], "debian", "{name}");
        assert_eq!(image["distro"]["version_id"], "11", "{name}");
        let found: BTreeSet<&str> = assessment["findings"]
            .as_array()
            .expect("a list of findings")
            .iter()
            .filter(|finding| finding["vulnerability"].is_object())
            .filter_map(|finding| finding["vulnerability"]["package"].as_str())
            .collect();
        assert!(found.contains("libssl1.1"), "{name}: {found:?}");
        assert!(found.contains("django"), "{name}: {found:?}");
    }
}

#[test]
fn what_a_bill_cannot_tell_is_unknown() {
    let assessment = assess(&sample("cyclonedx.json"));
    let unknowns = assessment["unknowns"].to_string();
    assert!(unknowns.contains("packages only"), "{unknowns}");
    assert!(unknowns.contains("no package URL identifies"), "{unknowns}");
    assert!(unknowns.contains("home-made"), "{unknowns}");
}

#[test]
fn what_is_no_bill_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content, said) in [
        ("a.json", "{}", "no bill of materials"),
        ("b.json", r#"{"bomFormat": "CycloneDX", "#, "malformed JSON"),
        (
            "c.xml",
            "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"",
            "malformed XML",
        ),
        (
            "d.json",
            r#"{"payloadType":"application/vnd.in-toto+json","payload":"@@"}"#,
            "not base64",
        ),
        (
            "e.json",
            r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","predicate":{}}"#,
            "neither CycloneDX nor SPDX",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        let scanned = run(&["scan", &format!("sbom:{}", path.display())]);
        assert_eq!(scanned.code, 2, "{name}: {}", scanned.stdout);
        assert!(scanned.stderr.contains(said), "{name}: {}", scanned.stderr);
    }
    let missing = run(&["scan", "sbom:nowhere.json"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("nowhere.json"),
        "{}",
        missing.stderr
    );
}
