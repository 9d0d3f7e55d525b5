//! What a mirror is asked for, and what comes of it.

use seaworthy_advisories::pack::Pack;
use seaworthy_update::{Change, Status};

use crate::setup::{Asked, MONDAY, TUESDAY, World, change, contents, names, path, record};

fn of(pairs: &[(&str, u32)]) -> Vec<(String, u32)> {
    pairs
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

#[test]
fn a_first_update_lays_what_is_offered_over_what_the_program_carries() {
    let world = World::fetched();
    let expected = of(&[("Debian:12", 1), ("Go", 20), ("npm", 20)]);
    assert_eq!(contents(&world.pack()), expected);
    let bytes = world.pack();
    let pack = Pack::open(&bytes).expect("a pack");
    assert!(pack.kev().expect("whole").is_some());
    assert_eq!(
        pack.manifest().expect("a manifest").built_by,
        "seaworthy test"
    );
    let cycles = pack.cycles().expect("whole").expect("cycles");
    assert!(
        cycles.find("debian", "12").is_some(),
        "carried, not offered"
    );
}

#[test]
fn nothing_changed_is_seen_from_the_lists_alone() {
    let world = World::fetched();
    let (before, seen) = (world.pack(), world.server.requests().len());
    let report = world.update(&Asked::default()).expect("an update");
    assert!(!report.swapped);
    for name in ["npm", "Go", "kev"] {
        assert_eq!(change(&report, name), Change::Unchanged, "{name}");
    }
    assert!(before == world.pack());
    let asked = world.asked(seen);
    assert!(asked.contains(&path("npm", "modified_id.csv")), "{asked:?}");
    assert!(!asked.contains(&path("npm", "all.zip")), "{asked:?}");
    assert!(Status::read(&world.store).is_some_and(|status| status.checked.is_some()));
}

#[test]
fn a_few_changes_are_fetched_one_by_one() {
    let world = World::fetched();
    let list =
        format!("{TUESDAY},NPM-2026-0003\n{TUESDAY},NPM-2026-9999\n{MONDAY},NPM-2026-0001\n");
    world.put("npm", "modified_id.csv", list.as_bytes());
    for id in ["NPM-2026-0003", "NPM-2026-9999"] {
        let text = record(id, "npm", "2.5");
        world.put("npm", &format!("{id}.json"), text.as_bytes());
    }
    let seen = world.server.requests().len();
    let report = world.update(&Asked::default()).expect("an update");
    assert!(report.swapped);
    assert_eq!(change(&report, "npm"), Change::Records(2));
    assert_eq!(change(&report, "Go"), Change::Unchanged);
    assert!(!world.asked(seen).contains(&path("npm", "all.zip")));
    let expected = of(&[("Debian:12", 1), ("Go", 20), ("npm", 21)]);
    assert_eq!(contents(&world.pack()), expected);
    let pack = world.pack();
    let count = pack.windows(3).filter(|window| window == b"2.5").count();
    assert!(count > 0, "the new range is in the pack");

    // A later change lies over both.
    let list = format!("2026-11-18T00:00:00Z,NPM-2026-0004\n{list}");
    world.put("npm", "modified_id.csv", list.as_bytes());
    let text = record("NPM-2026-0004", "npm", "7.7");
    world.put("npm", "NPM-2026-0004.json", text.as_bytes());
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Records(1));
    assert_eq!(contents(&world.pack()), expected);
    let pack = world.pack();
    for text in [b"2.5", b"7.7"] {
        assert!(pack.windows(3).any(|window| window == text));
    }
}

#[test]
fn many_changes_and_records_that_are_not_there_lead_to_the_archive() {
    let world = World::fetched();
    world.offer("npm", TUESDAY, &names("NPM", 21));
    world.offer("Go", TUESDAY, &names("GO", 21));
    let mut asked = Asked::default();
    asked.limits.changes_max = 20;
    let report = world.update(&asked).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Whole(21));

    world.offer("Go", "2026-11-18T00:00:00Z", &names("GO", 22));
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(
        change(&report, "Go"),
        Change::Whole(22),
        "no record by itself"
    );
}

#[test]
fn a_set_is_asked_for_as_a_whole_after_a_week_and_on_request() {
    let world = World::fetched();
    // The archive changes and the list does not tell: a record was taken away.
    let list = names("NPM", 20);
    world.offer("npm", MONDAY, &list[..19]);
    let lines: String = list.iter().map(|id| format!("{MONDAY},{id}\n")).collect();
    world.put("npm", "modified_id.csv", lines.as_bytes());
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Unchanged);
    let later = Asked {
        now: Some("2026-11-29T12:00:00Z"),
        ..Asked::default()
    };
    let report = world.update(&later).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Whole(19));

    let seen = world.server.requests().len();
    let full = Asked {
        full: true,
        ..Asked::default()
    };
    let report = world.update(&full).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Unchanged, "the same bytes");
    let requests = world.server.requests();
    let archive = requests
        .iter()
        .skip(seen)
        .find(|request| request.target == path("npm", "all.zip"))
        .expect("asked for");
    assert!(!archive.headers.contains_key("if-none-match"));
}

#[test]
fn a_server_with_dates_alone_is_asked_by_date() {
    let world = World::new();
    // Two hours after the newest change that the list tells.
    let date = "Mon, 16 Nov 2026 02:00:00 GMT";
    world.offer("npm", MONDAY, &names("NPM", 20));
    for file in ["all.zip", "modified_id.csv"] {
        let path = path("npm", file);
        let bytes = if file == "all.zip" {
            let records: Vec<_> = names("NPM", 20)
                .iter()
                .map(|id| (format!("{id}.json"), record(id, "npm", "1.0")))
                .collect();
            crate::setup::archive(&records)
        } else {
            names("NPM", 20)
                .iter()
                .flat_map(|id| format!("{MONDAY},{id}\n").into_bytes())
                .collect()
        };
        world.server.put_file(&path, &bytes, None, Some(date));
    }
    world.update(&Asked::default()).expect("an update");
    let seen = world.server.requests().len();
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Unchanged);
    let requests = world.server.requests();
    let list = requests
        .iter()
        .skip(seen)
        .find(|request| request.target == path("npm", "modified_id.csv"))
        .expect("asked for");
    assert_eq!(
        list.headers.get("if-modified-since").map(String::as_str),
        Some(date)
    );
}

#[test]
fn the_sets_can_be_chosen_and_others_stay() {
    let world = World::fetched();
    world.offer("npm", TUESDAY, &names("NPM", 22));
    world.offer("Go", TUESDAY, &names("GO", 22));
    let asked = Asked {
        ecosystems: Some(vec!["Go".to_owned()]),
        ..Asked::default()
    };
    let report = world.update(&asked).expect("an update");
    assert_eq!(change(&report, "Go"), Change::Whole(22));
    assert_eq!(report.kept, ["npm"]);
    let expected = of(&[("Debian:12", 1), ("Go", 22), ("npm", 20)]);
    assert_eq!(contents(&world.pack()), expected);
    for unknown in ["COBOL", "../Go", "Debian:12"] {
        let asked = Asked {
            ecosystems: Some(vec![unknown.to_owned()]),
            ..Asked::default()
        };
        assert!(world.update(&asked).is_err(), "{unknown}");
    }
}

#[test]
fn another_version_of_the_program_builds_the_parts_anew_without_fetching() {
    let world = World::fetched();
    let seen = world.server.requests().len();
    let asked = Asked {
        built_by: Some("seaworthy next"),
        ..Asked::default()
    };
    let report = world.update(&asked).expect("an update");
    assert!(report.swapped);
    assert!(!world.asked(seen).contains(&path("npm", "all.zip")));
    let bytes = world.pack();
    let manifest = Pack::open(&bytes)
        .expect("a pack")
        .manifest()
        .expect("a manifest");
    assert_eq!(manifest.built_by, "seaworthy next");
}

#[test]
fn a_mirror_may_list_its_sets() {
    let world = World::new();
    world.offer("Red Hat", MONDAY, &names("RHSA", 3));
    world
        .server
        .put_file("/osv/ecosystems.txt", b"Red Hat\nGIT\n../x\n", None, None);
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "Red Hat"), Change::Whole(3));
    let asked = world.asked(0);
    assert!(
        asked
            .iter()
            .all(|path| !path.contains("GIT") && !path.contains(".."))
    );
    assert!(
        asked.contains(&"/osv/Red%20Hat/all.zip".to_owned()),
        "{asked:?}"
    );
}

#[test]
fn sets_that_the_listing_of_a_folder_does_not_name_are_not_asked_for() {
    let world = World::new();
    world.offer("Red Hat", MONDAY, &names("RHSA", 3));
    let listing = br#"<li><a href="Red%20Hat/">Red Hat/</a></li>"#;
    world.server.put_file("/osv/", listing, None, None);
    world.update(&Asked::default()).expect("an update");
    let asked = world.asked(0);
    assert!(asked.iter().all(|path| !path.contains("npm")), "{asked:?}");
}

#[test]
fn a_list_younger_than_its_archive_is_read_again() {
    let world = World::new();
    world.offer("npm", "2026-11-16T12:00:00Z", &names("NPM", 20));
    let ids = names("NPM", 20);
    let records: Vec<_> = ids
        .iter()
        .map(|id| (format!("{id}.json"), record(id, "npm", "1.0")))
        .collect();
    let archive = crate::setup::archive(&records);
    // Made an hour and a half before the newest change that the list tells.
    let made = Some("Mon, 16 Nov 2026 10:30:00 GMT");
    world
        .server
        .put_file(&path("npm", "all.zip"), &archive, Some("\"a\""), made);
    world.update(&Asked::default()).expect("an update");
    for id in &ids {
        let text = record(id, "npm", "3.3");
        world.put("npm", &format!("{id}.json"), text.as_bytes());
    }
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Records(20));
    let report = world.update(&Asked::default()).expect("an update");
    assert_eq!(change(&report, "npm"), Change::Unchanged);
}
