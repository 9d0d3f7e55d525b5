//! Packs that are cut, changed or made up end in an error or in nothing, never in a panic.

use jiff::civil::date;
use seaworthy_advisories::matching::match_packages;
use seaworthy_advisories::pack::{
    BuildError, Form, Options, Pack, PackBuilder, PackError, Releases, SECTIONS_MAX, Source,
};
use seaworthy_facts::{Distro, Package, PackageKind};
use seaworthy_model::Digest;

use crate::real_pack::options;

const RECORDS: [&str; 3] = [
    r#"{"id":"DEBIAN-CVE-2024-0001","upstream":["CVE-2024-0001"],"affected":[
        {"package":{"ecosystem":"Debian:12","name":"bash"},
         "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"5.2-3"}]}]}]}"#,
    r#"{"id":"DSA-1-1","upstream":["CVE-2024-0002","CVE-2024-0003"],"affected":[
        {"package":{"ecosystem":"Debian:12","name":"bash"},
         "ranges":[{"type":"ECOSYSTEM","events":[
            {"introduced":"1.0"},{"last_affected":"9-1"}]}]}]}"#,
    r#"{"id":"PYSEC-1","aliases":["CVE-2024-0001","GHSA-x"],
        "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
        "affected":[{"package":{"ecosystem":"PyPI","name":"a"},"versions":["1.0"]}]}"#,
];

fn small(form: Form, order: &[usize]) -> Vec<u8> {
    let mut builder = PackBuilder::new(options(form, Releases::All));
    for at in order {
        builder
            .record(&at.to_string(), RECORDS[*at].as_bytes())
            .unwrap();
    }
    builder
        .epss(b"CVE-2024-0001,0.5,0.98\n", Source::default())
        .unwrap();
    builder
        .cycles("debian", br#"[{"cycle":"12","eol":"2028-01-01"}]"#)
        .unwrap();
    builder.finish().unwrap().0
}

/// Asks for everything; an error is as good as an answer.
fn walk(bytes: &[u8]) {
    let Ok(pack) = Pack::open(bytes) else { return };
    let _ = (
        pack.manifest(),
        pack.verify(),
        pack.ids()
            .map(|ids| ids.and_then(|ids| ids.cve("GHSA-x")))
            .ok(),
        pack.digest(),
    );
    let debian = Distro {
        id: "debian".into(),
        version_id: "12".into(),
        ..Distro::default()
    };
    let packages = [
        Package::new(PackageKind::Deb, "bash", "5.0-1", "x", "test"),
        Package::new(PackageKind::Pypi, "a", "1.0", "x", "test"),
    ];
    let _ = match_packages(&pack, &packages, Some(&debian), date(2026, 1, 1));
    for name in pack.ecosystems() {
        let Ok(Some(section)) = pack.ecosystem(name) else {
            continue;
        };
        for package in section.packages().take(1_000) {
            for row in section.rows(package).take(1_000) {
                let _ = (section.end(row), section.advisory(row.advisory));
                let _ = section.links(row.advisory).take(1_000).count();
                let _ = section.vectors(row.advisory).take(1_000).count();
            }
        }
    }
}

#[test]
fn a_pack_does_not_depend_on_the_order_of_its_input() {
    for form in [Form::Raw, Form::Compressed { level: 3 }] {
        assert_eq!(small(form, &[0, 1, 2]), small(form, &[2, 1, 0]));
        let bytes = small(form, &[0, 1, 2]);
        let pack = Pack::open(&bytes).unwrap();
        pack.verify().unwrap();
        assert_eq!(
            pack.ids()
                .unwrap()
                .unwrap()
                .cve("GHSA-x")
                .unwrap()
                .to_string(),
            "CVE-2024-0001"
        );
    }
}

#[test]
fn a_pack_cut_at_any_byte_is_refused_or_read_in_part() {
    let bytes = small(Form::Compressed { level: 3 }, &[0, 1, 2]);
    for end in 0..bytes.len() {
        let cut = &bytes[..end];
        walk(cut);
        assert!(
            Pack::open(cut).and_then(|pack| pack.verify()).is_err(),
            "cut at {end}"
        );
    }
}

#[test]
fn a_changed_byte_is_noticed_wherever_it_is() {
    let bytes = small(Form::Compressed { level: 3 }, &[0, 1, 2]);
    let directory = Pack::open(&bytes).unwrap();
    drop(directory);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        walk(&changed);
        let gap = Pack::open(&changed).and_then(|pack| pack.verify()).is_ok();
        // Only the padding between sections and the unused bytes of the header may differ.
        assert!(!gap || bytes[at] == 0, "byte {at} is not covered");
    }
}

/// Changes bytes of a raw section and makes all checksums right again, as an attacker would.
#[test]
fn a_forged_pack_does_not_panic() {
    let bytes = small(Form::Raw, &[0, 1, 2]);
    let word = |bytes: &[u8], at: usize| {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    };
    let (count, names) = (word(&bytes, 12), word(&bytes, 16));
    let directory_end = 40 + count * 56 + names;
    let sum = |bytes: &[u8]| -> Vec<u8> {
        let hex = Digest::sha256(bytes).to_string();
        let hex = hex.rsplit(':').next().unwrap().to_owned();
        (0..16)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
            .collect()
    };
    for at in directory_end..bytes.len() {
        for value in [0x00, 0x01, 0x7f, 0xff] {
            let mut forged = bytes.clone();
            forged[at] = value;
            for entry in (0..count).map(|index| 40 + index * 56) {
                let (offset, stored) = (word(&forged, entry + 16), word(&forged, entry + 24));
                let fresh = sum(&forged[offset..offset + stored]);
                forged[entry + 40..entry + 56].copy_from_slice(&fresh);
            }
            let fresh = sum(&forged[40..directory_end]);
            forged[24..40].copy_from_slice(&fresh);
            walk(&forged);
        }
    }
}

#[test]
fn limits_of_a_pack_are_errors() {
    assert_eq!(Pack::open(b"not a pack").unwrap_err(), PackError::Magic);
    let bytes = small(Form::Raw, &[0]);
    let mut other = bytes.clone();
    other[8] = 9;
    assert_eq!(
        Pack::open(&other).unwrap_err(),
        PackError::Format { found: 9 }
    );
    let mut many = bytes.clone();
    many[12..16].copy_from_slice(&(SECTIONS_MAX as u32 + 1).to_le_bytes());
    assert!(matches!(
        Pack::open(&many),
        Err(PackError::Limit {
            what: "sections",
            ..
        })
    ));
    let mut names = bytes;
    names[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(Pack::open(&names), Err(PackError::Limit { .. })));
}

#[test]
fn bad_records_are_counted_and_fatal_only_if_all_are() {
    let options = || Options {
        ..options(Form::Raw, Releases::LongTerm)
    };
    let mut builder = PackBuilder::new(options());
    builder.record("bad.json", b"{").unwrap();
    builder.record("good.json", RECORDS[0].as_bytes()).unwrap();
    let short = RECORDS[0].replace("Debian:12", "Ubuntu:23.10");
    builder.record("short.json", short.as_bytes()).unwrap();
    let strange = RECORDS[0].replace("Debian:12", "Atari");
    builder.record("strange.json", strange.as_bytes()).unwrap();
    let gone = RECORDS[0].replacen('{', r#"{"withdrawn":"2024-01-01T00:00:00Z","#, 1);
    builder.record("gone.json", gone.as_bytes()).unwrap();
    let (_, report) = builder.finish().unwrap();
    assert_eq!((report.records, report.used, report.rejected), (5, 1, 1));
    assert_eq!((report.withdrawn, report.irrelevant), (1, 2));
    assert_eq!(report.rejected_named[0].name, "bad.json");
    assert_eq!(report.unknown_ecosystems.get("Atari"), Some(&1));

    let mut builder = PackBuilder::new(options());
    builder.record("bad.json", b"{").unwrap();
    assert!(matches!(
        builder.finish(),
        Err(BuildError::NothingUsable { records: 1, .. })
    ));
    assert!(matches!(
        PackBuilder::new(options()).finish(),
        Err(BuildError::Empty)
    ));
}
