//! Distributions beside the large ones, third parties, flavours and what vendors say of fixes, each
//! against a small set of its own.

use jiff::civil::date;
use seaworthy_advisories::findings::{Found, tell};
use seaworthy_advisories::matching::{CoverageState, MatchReport, Notice, match_packages};
use seaworthy_advisories::pack::{Form, Pack, PackBuilder, Releases};
use seaworthy_facts::{Distro, Package, PackageKind, SourcePackage};
use seaworthy_model::{FixState, Location};

use crate::real_pack::options;

fn record(ecosystem: &str, name: &str, events: &str, more: &str) -> String {
    format!(
        r#"{{"id":"X-2024-1","upstream":["CVE-2024-0001"],"affected":[
            {{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}}{more},
            "ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}}{events}]}}]}}]}}"#
    )
}

fn fixed(ecosystem: &str, name: &str, version: &str) -> String {
    record(ecosystem, name, &format!(r#",{{"fixed":"{version}"}}"#), "")
}

fn distro(id: &str, version: &str) -> Distro {
    Distro {
        id: id.into(),
        version_id: version.into(),
        ..Distro::default()
    }
}

fn report(records: &[String], packages: &[Package], distro: &Distro) -> MatchReport {
    let mut builder = PackBuilder::new(options(Form::Compressed { level: 3 }, Releases::All));
    for (at, record) in records.iter().enumerate() {
        builder.record(&at.to_string(), record.as_bytes()).unwrap();
    }
    let (bytes, built) = builder.finish().unwrap();
    assert_eq!(built.rejected, 0, "{:?}", built.rejected_named);
    let pack = Pack::open(&bytes).unwrap();
    match_packages(&pack, packages, Some(distro), date(2026, 11, 22)).unwrap()
}

fn package(kind: PackageKind, name: &str, version: &str) -> Package {
    Package::new(kind, name, version, "evidence", "test")
}

#[test]
fn each_distribution_is_asked_in_the_sets_that_are_named_after_it() {
    use PackageKind::{Apk, Deb, Rpm};
    for (id, version, ecosystem, kind) in [
        ("rhel", "9.4", "Red Hat:enterprise_linux:9::baseos", Rpm),
        ("centos", "9", "CentOS:9", Rpm),
        ("rocky", "9.3", "Rocky Linux:9", Rpm),
        ("ol", "9.3", "Oracle Linux:9", Rpm),
        ("amzn", "2023", "Amazon Linux:2023", Rpm),
        ("fedora", "41", "Fedora:41", Rpm),
        (
            "sles",
            "15.5",
            "SUSE:Linux Enterprise Module for Basesystem 15 SP5",
            Rpm,
        ),
        ("sles", "15.5", "SUSE:Linux Enterprise Server 15 SP5", Rpm),
        ("opensuse-leap", "15.5", "openSUSE:Leap 15.5", Rpm),
        (
            "opensuse-tumbleweed",
            "20240101",
            "openSUSE:Tumbleweed",
            Rpm,
        ),
        ("photon", "5.0", "Photon OS:5.0", Rpm),
        ("azurelinux", "3.0", "Azure Linux:3", Rpm),
        ("mariner", "2.0", "Azure Linux:2", Rpm),
        ("wolfi", "20230201", "Wolfi", Apk),
        ("chainguard", "20230214", "Chainguard", Apk),
        ("minimos", "1", "MinimOS", Apk),
        ("echo", "1", "Echo", Deb),
    ] {
        let records = [fixed(ecosystem, "curl", "2.0-1")];
        let packages = [package(kind, "curl", "1.0-1")];
        let found = report(&records, &packages, &distro(id, version));
        assert_eq!(found.matches.len(), 1, "{id} {ecosystem}: {found:?}");
        assert_eq!(found.matches[0].vulnerability.ecosystem, ecosystem);
        let newer = [package(kind, "curl", "2.0-1")];
        assert!(
            report(&records, &newer, &distro(id, version))
                .matches
                .is_empty(),
            "{id}"
        );
    }
}

#[test]
fn another_release_or_extended_support_is_not_asked() {
    for (id, version, ecosystem) in [
        ("rhel", "9.4", "Red Hat:rhel_eus:9.2::baseos"),
        ("rhel", "9.4", "Red Hat:enterprise_linux:8::baseos"),
        ("sles", "15.5", "SUSE:Linux Enterprise Server 15 SP4"),
        ("photon", "4.0", "Photon OS:5.0"),
        ("arch", "", "Fedora:41"),
        ("openwrt", "23.05", "Alpine:v3.20"),
        ("bottlerocket", "1.20", "Amazon Linux:2023"),
    ] {
        let records = [fixed(ecosystem, "curl", "2.0-1")];
        let packages = [package(PackageKind::Rpm, "curl", "1.0-1")];
        let found = report(&records, &packages, &distro(id, version));
        assert!(found.matches.is_empty(), "{id} {ecosystem}");
        let state = found.coverage.first().unwrap().state;
        assert_eq!(state, CoverageState::NoData, "{id} {ecosystem}");
    }
}

#[test]
fn extended_support_is_asked_where_the_image_says_that_it_is_served_by_it() {
    for (id, version, stream, extended, usual) in [
        (
            "rhel",
            "9.2",
            "eus",
            "Red Hat:rhel_eus:9.2::baseos",
            "Red Hat:enterprise_linux:9::baseos",
        ),
        (
            "sles",
            "15.3",
            "ltss",
            "SUSE:Linux Enterprise Server 15 SP3-LTSS",
            "SUSE:Linux Enterprise Server 15 SP3",
        ),
    ] {
        let records = [
            fixed(extended, "curl", "1.0-5"),
            fixed(usual, "curl", "2.0-1"),
        ];
        let mut served = distro(id, version);
        served.support = vec![stream.to_owned()];
        let fixes = |release: &str, distro: &Distro| -> Vec<Vec<String>> {
            let packages = [package(PackageKind::Rpm, "curl", release)];
            let found = report(&records, &packages, distro).matches;
            let fixes = found
                .into_iter()
                .map(|found| found.vulnerability.fixed.clone());
            fixes.collect()
        };
        // The fix of the stream is the nearest; once it is installed, that of the usual one is not
        // missed.
        let open = fixes("1.0-4", &served);
        assert_eq!(open.len(), 1, "{id}: {open:?}");
        assert_eq!(open[0].first().map(String::as_str), Some("1.0-5"), "{id}");
        assert!(fixes("1.0-5", &served).is_empty(), "{id}");
        // Who is not served by it needs the usual fix.
        assert_eq!(fixes("1.0-5", &distro(id, version)), [["2.0-1"]], "{id}");
    }
}

#[test]
fn what_a_third_party_built_is_unknown_and_not_the_vendors_verdict() {
    let records = [fixed("AlmaLinux:9", "php", "8.0.30-1.el9")];
    let mut remi = package(PackageKind::Rpm, "php", "8.0.10-1.el9.remi");
    remi.vendor = Some("Remi's RPM repository <https://rpms.remirepo.net/>".into());
    let mut own = package(PackageKind::Rpm, "php", "8.0.10-1.el9");
    own.vendor = Some("AlmaLinux".into());
    let found = report(&records, &[remi, own], &distro("almalinux", "9.3"));
    assert_eq!(found.matches.len(), 1);
    assert_eq!(found.matches[0].package, 1);
    let third = found
        .coverage
        .iter()
        .find(|c| c.state == CoverageState::NoSet)
        .unwrap();
    assert!(
        third.ecosystem.contains("Remi") && third.packages == 1,
        "{third:?}"
    );
    let ppa = package(PackageKind::Deb, "nginx", "1.18.0-0ppa1~jammy");
    let records = [fixed("Ubuntu:22.04:LTS", "nginx", "1.18.0-6ubuntu14.4")];
    let found = report(&records, &[ppa], &distro("ubuntu", "22.04"));
    assert!(found.matches.is_empty());
    assert!(
        found.coverage.iter().any(|c| c.ecosystem.contains("PPA")),
        "{found:?}"
    );
}

#[test]
fn flavours_are_compared_with_their_own_kind_only() {
    let oracle = distro("ol", "8.9");
    let usual = fixed("Oracle Linux:8", "glibc", "2.28-236.0.1.el8.7");
    let ksplice = fixed("Oracle Linux:8", "glibc", "2:2.28-236.0.1.ksplice1.el8.7");
    let both = [usual.clone(), ksplice.replace("X-2024-1", "X-2024-2")];
    let found = |records: &[String], version: &str| {
        let packages = [package(PackageKind::Rpm, "glibc", version)];
        report(records, &packages, &oracle)
    };
    assert!(found(&both, "2.28-236.0.1.el8.7").matches.is_empty());
    assert_eq!(found(&both, "2.28-200.el8").matches.len(), 1);
    assert_eq!(found(&both, "2:2.28-200.ksplice1.el8").matches.len(), 1);
    let alone = found(&[usual], "2:2.28-200.ksplice1.el8");
    assert!(alone.matches.is_empty());
    assert!(
        alone.undecided[0].reason.contains("flavour ksplice"),
        "{alone:?}"
    );
}

#[test]
fn a_part_with_a_version_of_its_own_is_not_measured_by_its_source() {
    let records = [fixed(
        "SUSE:Linux Enterprise Server 15 SP5",
        "qemu",
        "7.1.0-150500.49.12.1",
    )];
    let mut part = package(PackageKind::Rpm, "qemu-ipxe", "1.0.0+-150500.49.3.1");
    part.source = Some(SourcePackage {
        name: "qemu".into(),
        version: "7.1.0-150500.49.12.1".into(),
    });
    assert!(
        report(&records, &[part], &distro("sles", "15.5"))
            .matches
            .is_empty()
    );
}

#[test]
fn what_a_vendor_says_of_a_missing_fix_is_kept() {
    for (word, state) in [
        ("Will not fix", FixState::WillNotFix),
        ("Fix deferred", FixState::Deferred),
        ("postponed", FixState::Deferred),
        ("Affected", FixState::NotFixed),
    ] {
        let more = format!(r#","ecosystem_specific":{{"fix_state":"{word}"}}"#);
        let records = [record(
            "Red Hat:enterprise_linux:9::baseos",
            "curl",
            "",
            &more,
        )];
        let packages = [package(PackageKind::Rpm, "curl", "1.0-1.el9")];
        let found = report(&records, &packages, &distro("rhel", "9.4"));
        assert_eq!(found.matches[0].vulnerability.fix_state, state, "{word}");
    }
}

#[test]
fn headers_of_kernel_flavours_are_notices_and_live_patches_are_evidence() {
    let records = [
        fixed("Ubuntu:22.04:LTS", "linux-aws", "5.15.0-2000.1"),
        fixed("AlmaLinux:9", "kernel-core", "5.14.0-500.el9"),
    ];
    let mut headers = package(
        PackageKind::Deb,
        "linux-aws-headers-5.15.0-1040",
        "5.15.0-1040.45",
    );
    headers.source = Some(SourcePackage {
        name: "linux-aws".into(),
        version: "5.15.0-1040.45".into(),
    });
    let found = report(&records, &[headers], &distro("ubuntu", "22.04"));
    assert_eq!(found.matches[0].notice, Some(Notice::KernelHeaders));
    let packages = [
        package(PackageKind::Rpm, "kernel-core", "5.14.0-400.el9"),
        package(PackageKind::Rpm, "kpatch-patch-5_14_0-400", "1-3.el9"),
    ];
    let found = report(&records, &packages, &distro("almalinux", "9.3"));
    let location = |_: &Package| Location::file("x");
    let told = tell(
        &found,
        &Found {
            packages: &packages,
            within: "host",
            programs: &[],
            location: &location,
        },
    );
    let evidence = &told.findings[0].evidence;
    assert!(
        evidence
            .iter()
            .any(|fact| fact.name == "live patch" && fact.value.contains("kpatch")),
        "{evidence:?}"
    );
}

#[test]
fn packages_of_kinds_without_advisories_are_told() {
    let packages = [
        package(PackageKind::Conda, "numpy", "1.0"),
        package(PackageKind::Brew, "jq", "1.7"),
        package(PackageKind::Generic, "unheard-of", "1.0"),
    ];
    let records = [fixed("Bitnami", "nginx", "2.0.0")];
    let found = report(&records, &packages, &distro("debian", "12"));
    let named: Vec<&str> = found
        .coverage
        .iter()
        .filter(|coverage| coverage.state == CoverageState::NoSet)
        .map(|coverage| coverage.ecosystem.as_str())
        .collect();
    assert_eq!(
        named,
        ["brew", "conda", "unheard-of (program without a package)"]
    );
}
