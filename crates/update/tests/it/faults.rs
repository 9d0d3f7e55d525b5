//! Servers and disks that fail: the pack in use stays as it is, and the text says why.

use std::time::Duration;

use seaworthy_http::HttpError;
use seaworthy_testkit::registry::Fault;
use seaworthy_update::{Change, FeedError, FetchError, UpdateError};

use crate::setup::{Asked, TUESDAY, World, chain, change, contents, names, path};

/// A mirror that has a new npm set, and its archive's path.
fn changed() -> (World, String) {
    let world = World::fetched();
    world.offer("npm", TUESDAY, &names("NPM", 25));
    (world, path("npm", "all.zip"))
}

fn status(code: u16, headers: &[(&str, &str)]) -> Fault {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Fault::Status(code, headers.iter().map(pair).collect(), String::new())
}

/// The next update without faults brings the new set.
fn recovers(world: &World) {
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Whole(25));
    assert!(contents(&world.pack()).contains(&("npm".to_owned(), 25)));
}

#[test]
fn a_set_that_vanished_is_refused_until_allowed() {
    let world = World::fetched();
    world.server.remove_file(&path("npm", "all.zip"));
    world.server.remove_file(&path("npm", "modified_id.csv"));
    let error = world.fails(&Asked::default(), "npm");
    assert!(matches!(error, FeedError::NotOffered { .. }), "{error}");
    let asked = Asked {
        allow_shrink: ["npm".to_owned()].into(),
        ..Asked::default()
    };
    let report = world.update(&asked).expect("allowed");
    assert_eq!(report.kept, ["npm"], "its data stays");
}

#[test]
fn a_set_that_is_asked_for_by_name_must_be_there() {
    let world = World::fetched();
    let asked = Asked {
        ecosystems: Some(vec!["PyPI".to_owned()]),
        ..Asked::default()
    };
    let error = world.fails(&asked, "PyPI");
    assert!(matches!(error, FeedError::NotOffered { .. }), "{error}");
}

#[test]
fn a_transfer_that_breaks_goes_on_where_it_ended() {
    let (world, archive) = changed();
    let seen = world.server.requests().len();
    world.server.fail_file(&archive, Fault::Truncate(700), 2);
    recovers(&world);
    let requests = world.server.requests();
    let ranges: Vec<_> = requests
        .iter()
        .skip(seen)
        .filter(|request| request.target == archive)
        .map(|request| request.headers.get("range").cloned().unwrap_or_default())
        .collect();
    assert_eq!(ranges, ["", "bytes=700-", "bytes=1400-"]);
}

#[test]
fn a_transfer_that_breaks_for_good_goes_on_in_the_next_run() {
    let (world, archive) = changed();
    world.server.fail_file(&archive, Fault::Truncate(100), 6);
    let error = world.fails(&Asked::default(), "npm");
    assert!(
        matches!(error, FeedError::Fetch(FetchError::TooShort { .. })),
        "{error}"
    );
    let seen = world.server.requests().len();
    recovers(&world);
    let requests = world.server.requests();
    let range = requests
        .iter()
        .skip(seen)
        .find_map(|request| request.headers.get("range"));
    assert_eq!(range.map(String::as_str), Some("bytes=600-"));
}

#[test]
fn a_document_that_changed_meanwhile_is_not_continued() {
    let (world, archive) = changed();
    world.server.fail_file(&archive, Fault::Truncate(100), 6);
    world.fails(&Asked::default(), "npm");
    world.offer("npm", TUESDAY, &names("NEW", 25));
    recovers(&world);
}

#[test]
fn a_tag_that_lies_leads_to_an_archive_that_is_refused_and_fetched_anew() {
    let (world, archive) = changed();
    let bytes = |prefix: &str| {
        let records: Vec<_> = names(prefix, 25)
            .iter()
            .map(|id| (format!("{id}.json"), crate::setup::record(id, "npm", "1.0")))
            .collect();
        crate::setup::archive(&records)
    };
    // Another document under the same tag: the halves do not fit.
    world
        .server
        .put_file(&archive, &bytes("ONE"), Some("\"same\""), None);
    world.server.fail_file(&archive, Fault::Truncate(900), 6);
    world.fails(&Asked::default(), "npm");
    world
        .server
        .put_file(&archive, &bytes("ANOTHER"), Some("\"same\""), None);
    let spliced = world.update(&Asked::default());
    if let Err(error) = spliced {
        assert!(matches!(error, UpdateError::Feed { .. }), "{error}");
        recovers(&world);
    }
}

#[test]
fn a_server_that_ignores_ranges_or_refuses_them_is_asked_from_the_beginning() {
    let (world, archive) = changed();
    world.server.fail_file(&archive, Fault::Truncate(700), 1);
    world.server.fail_file(&archive, Fault::IgnoreRange, 1);
    recovers(&world);

    let (world, archive) = changed();
    world.server.fail_file(&archive, Fault::Truncate(700), 1);
    world.server.fail_file(&archive, status(416, &[]), 1);
    recovers(&world);
}

#[test]
fn a_server_that_fails_is_told_and_one_that_is_busy_is_asked_again() {
    let (world, archive) = changed();
    world.server.fail_file(&archive, status(500, &[]), 1);
    let error = world.fails(&Asked::default(), "npm");
    assert!(chain(&error).contains("status 500"), "{}", chain(&error));

    let date = [
        ("Retry-After", "Mon, 16 Nov 2026 00:00:09 GMT"),
        ("Date", "Mon, 16 Nov 2026 00:00:00 GMT"),
    ];
    world
        .server
        .fail_file(&archive, status(429, &[("Retry-After", "7")]), 1);
    world.server.fail_file(&archive, status(503, &date), 1);
    recovers(&world);
    let waits = world.waits.lock().expect("no panic").clone();
    assert!(waits.contains(&Duration::from_secs(7)), "{waits:?}");
    assert!(waits.contains(&Duration::from_secs(9)), "{waits:?}");

    let (world, archive) = changed();
    world
        .server
        .fail_file(&archive, status(429, &[("Retry-After", "86400")]), 1);
    let error = world.fails(&Asked::default(), "npm");
    assert!(chain(&error).contains("status 429"), "{}", chain(&error));
}

#[test]
fn a_slow_drip_a_silence_and_a_long_update_end() {
    let (world, archive) = changed();
    world
        .server
        .fail_file(&archive, Fault::Drip(1, Duration::from_millis(5)), 1);
    let error = world.fails(&Asked::default(), "npm");
    let too_slow = FeedError::Fetch(FetchError::Http(HttpError::TooSlow {
        url: seaworthy_http::Url::parse("http://x/").expect("an address"),
        received_bytes: 0,
        bytes_min: 0,
        window: Duration::ZERO,
    }));
    assert_eq!(
        std::mem::discriminant(&error),
        std::mem::discriminant(&too_slow)
    );
    assert!(chain(&error).contains("fewer than"), "{error}");

    world
        .server
        .fail_file(&archive, Fault::Drip(10, Duration::from_millis(5)), 9);
    let asked = Asked {
        time_max: Some(Duration::from_millis(60)),
        ..Asked::default()
    };
    let before = world.pack();
    world.update(&asked).expect_err("the time is over");
    assert!(before == world.pack());
}

#[test]
fn a_transfer_that_stalls_goes_on() {
    let (world, archive) = changed();
    world.server.fail_file(&archive, Fault::Stall, 1);
    recovers(&world);
}

#[test]
fn a_document_without_end_and_one_that_is_announced_too_long_are_refused() {
    let (world, archive) = changed();
    world.server.fail_file(&archive, Fault::Endless, 1);
    let mut asked = Asked::default();
    asked.limits.archive_bytes_max = 100_000;
    let error = world.fails(&asked, "npm");
    assert!(
        chain(&error).contains("longer than 100000 bytes"),
        "{}",
        chain(&error)
    );
    asked.limits.archive_bytes_max = 1_000;
    let error = world.fails(&asked, "npm");
    assert!(
        chain(&error).contains("longer than 1000 bytes"),
        "{}",
        chain(&error)
    );
    recovers(&world);
}

#[test]
fn a_set_that_shrank_by_more_than_a_tenth_is_refused_until_allowed() {
    let world = World::fetched();
    world.offer("npm", TUESDAY, &names("NPM", 17));
    let error = world.update(&Asked::default()).expect_err("shrunk");
    let help = error.help().expect("a next step");
    assert!(help.contains("--allow-shrink 'npm'"), "{help}");
    let error = world.fails(&Asked::default(), "npm");
    assert!(
        matches!(
            error,
            FeedError::Shrunk {
                before: 20,
                now: 17
            }
        ),
        "{error}"
    );
    let asked = Asked {
        allow_shrink: ["npm".to_owned()].into(),
        ..Asked::default()
    };
    let report = world.update(&asked).expect("allowed");
    assert_eq!(change(&report, "npm"), Change::Whole(17));

    // A tenth less is no shrinking.
    world.offer("Go", TUESDAY, &names("GO", 18));
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "Go"), Change::Whole(18));
}

#[test]
fn a_feed_that_shrank_is_refused() {
    let world = World::fetched();
    world.offer_kev(&["CVE-2026-0001"]);
    let error = world.fails(&Asked::default(), "kev");
    assert!(
        matches!(error, FeedError::Shrunk { before: 2, now: 1 }),
        "{error}"
    );
}

#[test]
fn what_was_fetched_beside_a_failure_is_not_fetched_again() {
    let world = World::fetched();
    world.offer("npm", TUESDAY, &names("NPM", 25));
    world.offer("Go", TUESDAY, &names("GO", 25));
    world
        .server
        .fail_file(&path("npm", "all.zip"), status(500, &[]), 1);
    world.fails(&Asked::default(), "npm");
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "Go"), Change::Unchanged, "fetched before");
    assert!(report.swapped, "and now in the pack");
    assert!(contents(&world.pack()).contains(&("Go".to_owned(), 25)));
}

#[test]
fn a_data_folder_that_cannot_be_written_is_told() {
    let world = World::fetched();
    let error = world.update(&Asked::default());
    assert!(error.is_ok());
    let file = world.folder.path().join("file");
    std::fs::write(&file, b"").expect("a file");
    let elsewhere = World {
        store: seaworthy_update::Store::new(file.join("data")),
        ..World::new()
    };
    elsewhere.offer("npm", TUESDAY, &names("NPM", 2));
    let error = elsewhere.update(&Asked::default()).expect_err("no folder");
    assert!(
        chain(&error).contains("cannot make the folder"),
        "{}",
        chain(&error)
    );
}

#[test]
fn updates_at_once_leave_a_whole_pack_and_readers_keep_theirs() {
    let world = World::fetched();
    let open = std::fs::File::open(world.store.pack()).expect("a pack");
    let before = world.pack();
    world.offer("npm", TUESDAY, &names("NPM", 25));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| world.update(&Asked::default()).expect("an update"));
        }
    });
    assert!(contents(&world.pack()).contains(&("npm".to_owned(), 25)));
    let mut held = Vec::new();
    std::io::Read::read_to_end(&mut std::io::BufReader::new(open), &mut held).expect("bytes");
    assert!(held == before, "a pack that is open stays what it is");
    let report = world.update(&Asked::default()).expect("an update");
    assert!(!report.swapped);
}
