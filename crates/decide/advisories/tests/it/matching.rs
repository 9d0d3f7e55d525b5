//! Packages against a small pack, rule by rule.

use jiff::civil::date;
use seaworthy_advisories::matching::{CoverageState, Match, MatchReport, Notice, match_packages};
use seaworthy_advisories::pack::{Form, Pack, PackBuilder, Releases, Source};
use seaworthy_facts::{Distro, Package, PackageKind, SourcePackage};
use seaworthy_model::{Confidence, FixState, Severity};

use crate::real_pack::options;

const TODAY: jiff::civil::Date = date(2026, 11, 22);

/// An OSV record for one package with one range; `more` are further members.
fn record(id: &str, more: &str, ecosystem: &str, name: &str, events: &str) -> String {
    format!(
        r#"{{"id":"{id}"{more},"affected":[
            {{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}},
            "ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}}{events}]}}]}}]}}"#
    )
}

fn fixed(version: &str) -> String {
    format!(r#",{{"fixed":"{version}"}}"#)
}

fn pack(records: &[String]) -> Vec<u8> {
    let mut builder = PackBuilder::new(options(Form::Compressed { level: 3 }, Releases::All));
    for (at, record) in records.iter().enumerate() {
        builder.record(&at.to_string(), record.as_bytes()).unwrap();
    }
    builder
        .kev(
            br#"{"vulnerabilities":[{"cveID":"CVE-2024-0001","dateAdded":"2024-03-01"}]}"#,
            Source::default(),
        )
        .unwrap();
    builder
        .epss(
            b"CVE-2024-0001,0.5,0.98\nCVE-2024-0002,0.1,0.5\n",
            Source::default(),
        )
        .unwrap();
    let debian = br#"[{"cycle":"12","eol":"2028-01-01","codename":"Bookworm"},
        {"cycle":"10","eol":"2024-06-30"}]"#;
    builder.cycles("debian", debian).unwrap();
    let (bytes, report) = builder.finish().unwrap();
    assert_eq!(report.rejected, 0, "{:?}", report.rejected_named);
    bytes
}

fn distro(id: &str, version: &str) -> Distro {
    Distro {
        id: id.into(),
        version_id: version.into(),
        ..Distro::default()
    }
}

fn package(kind: PackageKind, name: &str, version: &str) -> Package {
    Package::new(kind, name, version, "evidence", "test")
}

fn with_source(mut package: Package, name: &str, version: &str) -> Package {
    package.source = Some(SourcePackage {
        name: name.into(),
        version: version.into(),
    });
    package
}

fn run(records: &[String], packages: &[Package], distro: Option<&Distro>) -> MatchReport {
    let bytes = pack(records);
    match_packages(&Pack::open(&bytes).unwrap(), packages, distro, TODAY).unwrap()
}

fn one(records: &[String], package: Package, distro: &Distro) -> Vec<Match> {
    run(records, &[package], Some(distro)).matches
}

#[test]
fn a_debian_package_is_asked_by_its_source_and_the_version_of_that() {
    let upstream = r#","upstream":["CVE-2024-0001"]"#;
    let records = [record(
        "DEBIAN-CVE-2024-0001",
        upstream,
        "Debian:12",
        "glibc",
        &fixed("2.36-9+deb12u4"),
    )];
    let debian = distro("debian", "12");
    let libc = |version| {
        let binary = package(PackageKind::Deb, "libc6", "1:99");
        with_source(binary, "glibc", version)
    };
    let found = one(&records, libc("2.36-9+deb12u3"), &debian);
    let [found] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(found.vulnerability.id, "CVE-2024-0001");
    assert_eq!(found.vulnerability.advisories, ["DEBIAN-CVE-2024-0001"]);
    assert_eq!(found.vulnerability.fixed, ["2.36-9+deb12u4"]);
    assert_eq!(found.vulnerability.fix_state, FixState::Fixed);
    assert_eq!(found.vulnerability.package, "libc6");
    assert_eq!(found.vulnerability.known_exploited, Some(date(2024, 3, 1)));
    let epss = found.vulnerability.epss.unwrap();
    assert!((epss.score - 0.5).abs() < 1e-4 && (epss.percentile - 0.98).abs() < 1e-4);
    assert!(one(&records, libc("2.36-9+deb12u4"), &debian).is_empty());
}

#[test]
fn ids_of_one_weakness_are_one_match() {
    let events = fixed("1.2.0");
    let records = [
        record(
            "GO-2024-7",
            r#","aliases":["CVE-2024-0001","GHSA-aaaa"]"#,
            "Go",
            "m",
            &events,
        ),
        record(
            "GHSA-aaaa",
            r#","database_specific":{"severity":"HIGH"}"#,
            "Go",
            "m",
            &events,
        ),
        record("GO-2024-8", "", "Go", "m", &events),
    ];
    let report = run(
        &records,
        &[package(PackageKind::Golang, "m", "v1.1.0")],
        None,
    );
    let ids: Vec<&str> = report
        .matches
        .iter()
        .map(|m| m.vulnerability.id.as_str())
        .collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.contains(&"CVE-2024-0001") && ids.contains(&"GO-2024-8"));
    let merged = report
        .matches
        .iter()
        .find(|m| m.vulnerability.id == "CVE-2024-0001")
        .unwrap();
    assert_eq!(merged.vulnerability.aliases.len(), 2);
    assert_eq!(merged.vulnerability.severity(), Severity::High);
}

#[test]
fn an_update_that_answers_several_weaknesses_is_one_match_for_each() {
    let more = r#","related":["CVE-2024-0001","CVE-2024-0002"],"published":"2024-05-06T00:00:00Z",
        "summary":"Important: curl security update""#;
    let records = [record(
        "ALSA-2024:1",
        more,
        "AlmaLinux:9",
        "curl",
        &fixed("7.76-29.el9"),
    )];
    let curl = package(PackageKind::Rpm, "curl", "7.76-26.el9");
    let found = one(&records, curl, &distro("almalinux", "9.4"));
    let ids: Vec<&str> = found.iter().map(|m| m.vulnerability.id.as_str()).collect();
    assert_eq!(ids, ["CVE-2024-0001", "CVE-2024-0002"]);
    for found in &found {
        assert_eq!(found.vulnerability.advisories, ["ALSA-2024:1"]);
        assert_eq!(found.vulnerability.severity(), Severity::High);
        assert_eq!(
            found.vulnerability.fix_available_since,
            Some(date(2024, 5, 6))
        );
        assert_eq!(found.confidence, Confidence::High);
    }
}

#[test]
fn kin_of_red_hat_are_asked_in_almalinux_with_less_confidence() {
    let more = r#","related":["CVE-2024-0001"]"#;
    let records = [record(
        "ALSA-2024:1",
        more,
        "AlmaLinux:9",
        "curl",
        &fixed("7.76-29.el9"),
    )];
    for id in ["rocky", "rhel", "centos", "ol"] {
        let curl = package(PackageKind::Rpm, "curl", "7.76-26.el9");
        let report = run(&records, &[curl], Some(&distro(id, "9.3")));
        assert_eq!(report.matches.len(), 1, "{id}");
        assert_eq!(report.matches[0].confidence, Confidence::Medium);
        assert_eq!(
            report.coverage[0].proxy_for.as_deref(),
            Some(format!("{id} 9.3").as_str())
        );
    }
}

#[test]
fn fixes_of_a_module_stream_and_of_plain_packages_do_not_mix() {
    let more = |cve: &str| format!(r#","related":["{cve}"]"#);
    let stream = |id: &str, cve: &str, version: &str| {
        record(id, &more(cve), "AlmaLinux:8", "nodejs", &fixed(version))
    };
    let records = [
        stream(
            "ALSA-2024:1",
            "CVE-2024-0001",
            "1:16.20.2-3.module_el8.9.0+1+a",
        ),
        stream(
            "ALSA-2024:2",
            "CVE-2024-0001",
            "1:18.18.2-1.module_el8.9.0+2+b",
        ),
        stream("ALSA-2024:3", "CVE-2024-0003", "1:20.0.0-1.el8"),
    ];
    let alma = distro("almalinux", "8.9");
    let ids = |version: &str| -> Vec<String> {
        let found = one(
            &records,
            package(PackageKind::Rpm, "nodejs", version),
            &alma,
        );
        found
            .into_iter()
            .map(|m| format!("{} {:?}", m.vulnerability.id, m.vulnerability.fixed))
            .collect()
    };
    let old = ids("1:16.20.0-1.module_el8.8.0+9+c");
    assert_eq!(old, [r#"CVE-2024-0001 ["1:16.20.2-3.module_el8.9.0+1+a"]"#]);
    // Fixed in its own stream, although the other stream has a higher version.
    assert!(ids("1:16.20.2-3.module_el8.9.0+1+a").is_empty());
    // The same package, built by another distribution.
    assert!(ids("1:16.20.2-3.module+el8.9.0.z+777+d").is_empty());
    // An update for both streams' weaknesses does not bring the other stream's fix along.
    assert!(ids("1:18.18.2-1.module_el8.9.0+2+b").is_empty());
    // A plain package hears of plain fixes only.
    assert_eq!(
        ids("1:16.0.0-1.el8"),
        [r#"CVE-2024-0003 ["1:20.0.0-1.el8"]"#]
    );
}

#[test]
fn a_fix_for_another_stream_of_a_module_is_hardly_believed() {
    let more = r#","related":["CVE-2024-0001","CVE-2024-0002"]"#;
    let events = fixed("1:18.18.2-1.module_el8.9.0+2+b");
    let own = fixed("1:16.9.0-1.module_el8.9.0+1+a");
    let records = [
        record("ALSA-2024:1", more, "AlmaLinux:8", "nodejs", &events),
        record(
            "ALSA-2024:2",
            r#","related":["CVE-2024-0001"]"#,
            "AlmaLinux:8",
            "nodejs",
            &own,
        ),
    ];
    let nodejs = package(PackageKind::Rpm, "nodejs", "1:16.2.0-1.module_el8.8.0+9+c");
    let found = one(&records, nodejs, &distro("almalinux", "8.9"));
    let [first, second] = found.as_slice() else {
        panic!("{found:?}")
    };
    let (own, other) = match first.vulnerability.id.as_str() {
        "CVE-2024-0001" => (first, second),
        _ => (second, first),
    };
    assert_eq!(own.vulnerability.fixed, ["1:16.9.0-1.module_el8.9.0+1+a"]);
    assert_eq!(own.confidence, Confidence::High);
    assert_eq!(other.vulnerability.id, "CVE-2024-0002");
    assert_eq!(other.confidence, Confidence::Low);
    assert_eq!(other.notes, ["the fix is for another stream of the module"]);
}

#[test]
fn an_update_that_lists_only_another_package_of_the_source_counts_with_a_note() {
    let more = r#","related":["CVE-2024-0001"]"#;
    let events = fixed("2.28-151.el8");
    let records = [record(
        "ALSA-2024:1",
        more,
        "AlmaLinux:8",
        "glibc-devel",
        &events,
    )];
    let alma = distro("almalinux", "8.9");
    let glibc = |name, version| with_source(package(PackageKind::Rpm, name, version), "glibc", "");
    let found = one(&records, glibc("glibc", "2.28-127.el8"), &alma);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].confidence, Confidence::Medium);
    assert!(!found[0].notes.is_empty());
    assert!(one(&records, glibc("glibc", "2.28-151.el8"), &alma).is_empty());
    // Another upstream version: another source that shares the start of the name.
    assert!(one(&records, glibc("glibc-tool", "1.0-1.el8"), &alma).is_empty());
}

#[test]
fn the_streams_of_ubuntu_correct_each_other() {
    let upstream = |cve: &str| format!(r#","upstream":["{cve}"]"#);
    let row = |cve: &str, ecosystem: &str, events: &str| {
        record(
            &format!("UBUNTU-{cve}"),
            &upstream(cve),
            ecosystem,
            "bash",
            events,
        )
    };
    let (base, pro) = ("Ubuntu:18.04:LTS", "Ubuntu:Pro:18.04:LTS");
    let records = [
        row("CVE-2024-0001", base, ""),
        row("CVE-2024-0001", pro, &fixed("4.4-2ubuntu1+esm1")),
        row("CVE-2024-0002", base, &fixed("4.4-1")),
        row("CVE-2024-0002", pro, &fixed("4.4-9")),
        row("CVE-2024-0003", base, ""),
    ];
    let ubuntu = distro("ubuntu", "18.04");
    let bash = |version| with_source(package(PackageKind::Deb, "bash", version), "bash", version);
    let found = one(&records, bash("4.4-2ubuntu1"), &ubuntu);
    let of = |id: &str| found.iter().find(|m| m.vulnerability.id == id);
    assert_eq!(
        of("CVE-2024-0001").unwrap().vulnerability.fixed,
        ["4.4-2ubuntu1+esm1"]
    );
    assert_eq!(
        of("CVE-2024-0001").unwrap().notes,
        ["the fix comes with Ubuntu Pro"]
    );
    assert!(
        of("CVE-2024-0002").is_none(),
        "the standard stream says fixed"
    );
    assert_eq!(
        of("CVE-2024-0003").unwrap().vulnerability.fix_state,
        FixState::NotFixed
    );
    // The fix of Pro is installed.
    let found = one(&records, bash("4.4-2ubuntu1+esm1"), &ubuntu);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].vulnerability.id, "CVE-2024-0003");
}

#[test]
fn a_placeholder_or_unreadable_version_is_undecided_and_not_old() {
    let records = [
        record("GO-2024-1", "", "Go", "m", &fixed("1.2.0")),
        record(
            "GO-2024-2",
            "",
            "Go",
            "m",
            &fixed("0.0.0-20240101000000-aaaaaaaaaaaa"),
        ),
        record(
            "DEBIAN-CVE-2024-0001",
            "",
            "Debian:12",
            "bash",
            &fixed("5.0-1"),
        ),
    ];
    let packages = [
        package(PackageKind::Golang, "m", "(devel)"),
        package(PackageKind::Golang, "unknown", "(devel)"),
        package(PackageKind::Deb, "bash", "x:1"),
        package(
            PackageKind::Golang,
            "m",
            "v0.0.0-20230101000000-bbbbbbbbbbbb",
        ),
    ];
    let report = run(&records, &packages, Some(&distro("debian", "12")));
    let undecided: Vec<usize> = report.undecided.iter().map(|u| u.package).collect();
    assert_eq!(undecided, [0, 2], "{:?}", report.undecided);
    let ids: Vec<&str> = report
        .matches
        .iter()
        .map(|m| m.vulnerability.id.as_str())
        .collect();
    // Of a commit only another commit can be told to be older.
    assert_eq!(ids, ["GO-2024-2"]);
}

#[test]
fn what_the_data_does_not_cover_is_said() {
    let records = [record("DEBIAN-CVE-2024-0001", "", "Debian:10", "bash", "")];
    let packages = [
        package(PackageKind::Deb, "bash", "5.0-1"),
        package(PackageKind::Npm, "a", "1"),
    ];
    let report = run(&records, &packages, Some(&distro("debian", "10")));
    assert_eq!(
        report.matches[0].vulnerability.fix_state,
        FixState::EndOfLife
    );
    let state = |name: &str| {
        report
            .coverage
            .iter()
            .find(|c| c.ecosystem == name)
            .unwrap()
            .state
    };
    let since = Some(date(2024, 6, 30));
    assert!(matches!(state("Debian:10"), CoverageState::EndOfLife { since: s, .. } if s == since));
    assert_eq!(state("npm"), CoverageState::NoData);

    let report = run(&records, &packages, Some(&distro("debian", "12")));
    assert!(report.matches.is_empty());
    assert_eq!(report.coverage[0].state, CoverageState::NoData);
    let fedora = run(&records, &packages, Some(&distro("fedora", "41")));
    assert_eq!(fedora.coverage[0].ecosystem, "Fedora:41");
    let nowhere = run(&records, &packages, None);
    assert!(
        nowhere
            .coverage
            .iter()
            .any(|c| c.ecosystem == "unknown distribution (deb)")
    );
}

#[test]
fn a_derivative_is_asked_as_its_parent_by_its_code_name() {
    let records = [record("DEBIAN-CVE-2024-0001", "", "Debian:12", "bash", "")];
    let mut raspbian = distro("raspbian", "12");
    raspbian.id_like = vec!["debian".into()];
    raspbian.codename = Some("bookworm".into());
    let bash = || package(PackageKind::Deb, "bash", "5.0-1");
    let report = run(&records, &[bash()], Some(&raspbian));
    assert_eq!(report.matches.len(), 1);
    assert_eq!(report.matches[0].confidence, Confidence::Medium);
    raspbian.codename = None;
    assert!(run(&records, &[bash()], Some(&raspbian)).matches.is_empty());
}

#[test]
fn files_of_the_distribution_are_left_to_it_where_it_is_covered() {
    let records = [
        record(
            "PYSEC-2024-1",
            r#","aliases":["CVE-2024-0001"]"#,
            "PyPI",
            "PyYAML",
            &fixed("6.0"),
        ),
        record("DEBIAN-CVE-2024-0002", "", "Debian:12", "bash", ""),
    ];
    let mut yaml = package(PackageKind::Pypi, "pyyaml", "5.0");
    assert_eq!(
        one(&records, yaml.clone(), &distro("debian", "12")).len(),
        1
    );
    yaml.owned_by = Some("python3-yaml".into());
    assert!(one(&records, yaml.clone(), &distro("debian", "12")).is_empty());
    let uncovered = one(&records, yaml, &distro("debian", "11"));
    assert_eq!(uncovered[0].confidence, Confidence::Medium);
}

#[test]
fn headers_and_notices_are_for_information() {
    let notice = r#"{"id":"RUSTSEC-2024-1","affected":[
        {"package":{"ecosystem":"crates.io","name":"old"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0.0.0-0"}]}],
        "database_specific":{"informational":"unmaintained"}}]}"#;
    let records = [
        record("DEBIAN-CVE-2024-0001", "", "Debian:12", "linux", ""),
        notice.to_owned(),
    ];
    let headers = with_source(
        package(PackageKind::Deb, "linux-libc-dev", "6.1-1"),
        "linux",
        "6.1-1",
    );
    let kernel = with_source(
        package(PackageKind::Deb, "linux-image-amd64", "6.1-1"),
        "linux",
        "6.1-1",
    );
    let packages = [headers, kernel, package(PackageKind::Cargo, "old", "1.0.0")];
    let report = run(&records, &packages, Some(&distro("debian", "12")));
    let notices: Vec<Option<Notice>> = report.matches.iter().map(|m| m.notice).collect();
    assert_eq!(
        notices,
        [
            Some(Notice::KernelHeaders),
            None,
            Some(Notice::Unmaintained)
        ]
    );
}

#[test]
fn explicit_versions_count_beside_ranges() {
    let listed = r#"{"id":"PYSEC-2024-1","affected":[{"package":{"ecosystem":"PyPI","name":"a"},
        "versions":["1.0","1.1.0","2.0"],
        "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.1"}]}]}]}"#;
    for (version, affected) in [
        ("1.0", true),
        ("1.1", true),
        ("1.2", false),
        ("2.0.0", true),
    ] {
        let a = package(PackageKind::Pypi, "A", version);
        let report = run(&[listed.to_owned()], &[a], None);
        assert_eq!(report.matches.len(), usize::from(affected), "{version}");
    }
}

#[test]
fn last_affected_includes_its_version_and_fixed_does_not() {
    let last = record("NSWG-1", "", "npm", "a", r#",{"last_affected":"1.2.0"}"#);
    let fixed = record("NSWG-2", "", "npm", "a", &fixed("1.2.0"));
    let ids = |version| -> Vec<String> {
        let found = run(
            &[last.clone(), fixed.clone()],
            &[package(PackageKind::Npm, "a", version)],
            None,
        );
        found
            .matches
            .into_iter()
            .map(|m| m.vulnerability.id.clone())
            .collect()
    };
    assert_eq!(ids("1.1.9"), ["NSWG-1", "NSWG-2"]);
    assert_eq!(ids("1.2.0"), ["NSWG-1"]);
    assert!(ids("1.2.1").is_empty());
}
