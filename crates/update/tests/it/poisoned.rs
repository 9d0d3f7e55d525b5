//! Feeds that are meant to hurt.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use seaworthy_update::{Change, FeedError};

use crate::setup::{Asked, TUESDAY, World, archive, chain, change, names, record};

/// A mirror whose npm archive is replaced by these bytes.
fn poisoned(bytes: &[u8]) -> World {
    let world = World::fetched();
    world.put("npm", "all.zip", bytes);
    let list = format!("{TUESDAY},NPM-2026-7777\n");
    world.put("npm", "modified_id.csv", list.as_bytes());
    world
}

fn good(count: usize) -> Vec<(String, String)> {
    let ids = names("NPM", count);
    ids.iter()
        .map(|id| (format!("{id}.json"), record(id, "npm", "1.0")))
        .collect()
}

#[test]
fn what_is_no_archive_or_half_of_one_is_refused() {
    let whole = archive(&good(25));
    for bytes in [
        &b"<html>not found</html>"[..],
        b"",
        &whole[..whole.len() / 2],
    ] {
        let error = poisoned(bytes).fails(&Asked::default(), "npm");
        assert!(matches!(error, FeedError::Archive { .. }), "{error}");
    }
    assert!(matches!(
        poisoned(&archive(&[])).fails(&Asked::default(), "npm"),
        FeedError::Empty
    ));
}

#[test]
fn an_archive_with_a_flipped_bit_is_refused() {
    let mut bytes = archive(&good(25));
    // Inside the compressed data of the first record.
    bytes[80] ^= 0x10;
    let error = poisoned(&bytes).fails(&Asked::default(), "npm");
    assert!(
        matches!(error, FeedError::Member { .. } | FeedError::Archive { .. }),
        "{error}"
    );
}

#[test]
fn another_schema_is_refused_and_single_bad_records_are_not() {
    let other: Vec<(String, String)> = (0..25)
        .map(|n| {
            (
                format!("{n}.json"),
                r#"{"cve":{"id":"CVE-2026-1"}}"#.to_owned(),
            )
        })
        .collect();
    let error = poisoned(&archive(&other)).fails(&Asked::default(), "npm");
    assert!(
        matches!(
            error,
            FeedError::Malformed {
                rejected: 25,
                records: 25,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("0.json"), "{error}");

    let mut mixed = good(25);
    mixed.push(("bad.json".to_owned(), "{".to_owned()));
    let world = poisoned(&archive(&mixed));
    let report = world.update(&Asked::default()).expect("one bad record");
    assert_eq!(change(&report, "npm"), Change::Whole(25));
}

#[test]
fn long_ids_and_huge_ranges_cost_their_record_and_no_more() {
    let long_id = "X".repeat(10 << 20);
    let events = vec![r#"{"introduced":"1"},{"fixed":"2"}"#; 20_000].join(",");
    let huge = format!(
        r#"{{"id":"HUGE-1","affected":[{{"package":{{"ecosystem":"npm","name":"a"}},
        "ranges":[{{"type":"SEMVER","events":[{events}]}}]}}]}}"#
    );
    let mut records = good(25);
    records.push(("long.json".to_owned(), record(&long_id, "npm", "1.0")));
    records.push(("huge.json".to_owned(), huge));
    let world = poisoned(&archive(&records));
    let report = world.update(&Asked::default()).expect("two bad records");
    assert_eq!(change(&report, "npm"), Change::Whole(25));
}

#[test]
fn bombs_end_at_the_limits() {
    let mut records = good(25);
    records.push(("bomb.json".to_owned(), " ".repeat(8 << 20)));
    let bytes = archive(&records);
    let mut asked = Asked::default();
    asked.limits.record_bytes_max = 1 << 20;
    let report = poisoned(&bytes).update(&asked).expect("one bad record");
    assert_eq!(change(&report, "npm"), Change::Whole(25));
    asked.limits.set_bytes_max = 1 << 20;
    let error = poisoned(&bytes).fails(&asked, "npm");
    assert!(matches!(error, FeedError::TooManyBytes { .. }), "{error}");
    let mut asked = Asked::default();
    asked.limits.records_max = 25;
    let error = poisoned(&bytes).fails(&asked, "npm");
    assert!(
        matches!(error, FeedError::TooManyRecords { limit: 25 }),
        "{error}"
    );
}

#[test]
fn a_list_of_changes_that_is_odd_leads_to_the_archive() {
    for list in ["", "<html>", "2026-11-18T00:00:00Z,../../x\n", "x,y\n"] {
        let world = World::fetched();
        world.offer("npm", TUESDAY, &names("NPM", 25));
        world.put("npm", "modified_id.csv", list.as_bytes());
        let report = world.update(&Asked::default()).expect(list);
        assert_eq!(change(&report, "npm"), Change::Whole(25), "{list}");
    }
}

#[test]
fn a_record_under_another_name_leads_to_the_archive() {
    let world = World::fetched();
    world.offer("npm", TUESDAY, &names("NPM", 25));
    let list = format!("{TUESDAY},NPM-2026-0001\n");
    world.put("npm", "modified_id.csv", list.as_bytes());
    let other = record("NPM-2026-0002", "npm", "0.0.1");
    world.put("npm", "NPM-2026-0001.json", other.as_bytes());
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Whole(25));
}

#[test]
fn a_poisoned_record_among_the_changes_is_refused() {
    let world = World::fetched();
    let ids = names("NPM", 10);
    let list: String = ids.iter().map(|id| format!("{TUESDAY},{id}\n")).collect();
    world.put("npm", "modified_id.csv", list.as_bytes());
    for id in &ids {
        // An id and nothing that OSV has: `affected` of the wrong shape.
        let text = format!(r#"{{"id":"{id}","affected":7}}"#);
        world.put("npm", &format!("{id}.json"), text.as_bytes());
    }
    let error = world.fails(&Asked::default(), "npm");
    assert!(matches!(error, FeedError::Malformed { .. }), "{error}");
}

#[test]
fn broken_feeds_are_refused() {
    let world = World::fetched();
    let gzip = |text: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).expect("memory");
        encoder.finish().expect("memory")
    };
    let put = |path: &str, bytes: &[u8]| world.server.put_file(path, bytes, None, None);
    let epss = "/epss_scores-current.csv.gz";
    let scores = b"cve,epss,percentile\nCVE-2026-0001,0.5,0.9\n";
    put(epss, &gzip(scores));
    world.update(&Asked::default()).expect("scores");

    put(epss, b"cve,epss,percentile\n");
    let error = world.fails(&Asked::default(), "epss");
    assert!(matches!(error, FeedError::Inflate(_)), "{error}");
    let whole = gzip(scores);
    put(epss, &whole[..whole.len() - 6]);
    let error = world.fails(&Asked::default(), "epss");
    assert!(matches!(error, FeedError::Inflate(_)), "{error}");
    put(epss, &gzip(b"<html>\n"));
    let error = world.fails(&Asked::default(), "epss");
    assert!(chain(&error).contains("EPSS"), "{}", chain(&error));
    put(epss, &gzip(&vec![b'\n'; 4 << 20]));
    let mut asked = Asked::default();
    asked.limits.feed_bytes_max = 1 << 20;
    let error = world.fails(&asked, "epss");
    assert!(matches!(error, FeedError::TooManyBytes { .. }), "{error}");
    put(epss, &gzip(scores));

    put("/endoflife/debian.json", b"{\"cycle\":1}");
    let error = world.fails(&Asked::default(), "endoflife");
    assert!(chain(&error).contains("`debian`"), "{}", chain(&error));
    put(
        "/endoflife/debian.json",
        br#"[{"cycle":"12","eol":"2028-06-30"}]"#,
    );
    put("/kev.json", b"[]");
    let error = world.fails(&Asked::default(), "kev");
    assert!(chain(&error).contains("KEV"), "{}", chain(&error));
}

#[test]
fn a_dated_file_of_scores_is_found_in_the_listing_of_a_mirror() {
    let world = World::fetched();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(b"CVE-2026-0001,0.5,0.9\n")
        .expect("memory");
    let bytes = encoder.finish().expect("memory");
    let name = "epss_scores-2026-08-16.csv.gz";
    let listing =
        format!("<a href=\"{name}\">{name}</a><a href=\"epss_scores-2026-08-15.csv.gz\">");
    world.server.put_file("/", listing.as_bytes(), None, None);
    world
        .server
        .put_file(&format!("/{name}"), &bytes, Some("\"e\""), None);
    let report = world.update(&Asked::default()).expect("scores");
    assert_eq!(change(&report, "epss"), Change::Whole(1));
    let seen = world.server.requests().len();
    let report = world.update(&Asked::default()).expect("scores");
    assert_eq!(change(&report, "epss"), Change::Unchanged);
    assert!(world.asked(seen).contains(&format!("/{name}")));
}
