//! A folder in the layout of a mirror.

use std::fs;

use seaworthy_update::{Change, FeedError, Origin, UpdateError};

use crate::setup::{Asked, World, archive, change, contents, names, record};

fn fill(world: &World, count: usize) -> Asked {
    let folder = world.folder.path().join("mirror");
    let records: Vec<_> = names("GO", count)
        .iter()
        .map(|id| (format!("{id}.json"), record(id, "Go", "1.0")))
        .collect();
    fs::create_dir_all(folder.join("osv/Go")).expect("a folder");
    fs::create_dir_all(folder.join("osv/Unheard Of")).expect("a folder");
    fs::create_dir_all(folder.join("endoflife")).expect("a folder");
    fs::write(folder.join("osv/Go/all.zip"), archive(&records)).expect("a file");
    fs::write(folder.join("osv/Unheard Of/all.zip"), b"").expect("a file");
    fs::write(
        folder.join("endoflife/go.json"),
        br#"[{"cycle":"1.26","eol":false}]"#,
    )
    .expect("a file");
    Asked {
        origin: Some(Origin::parse(&folder.display().to_string()).expect("a folder")),
        ..Asked::default()
    }
}

#[test]
fn a_folder_is_taken_and_asked_again_by_size_and_time() {
    let world = World::new();
    let asked = fill(&world, 10);
    let report = world.update(&asked).expect("an update");
    assert_eq!(change(&report, "Go"), Change::Whole(10));
    assert_eq!(change(&report, "endoflife"), Change::Records(1));
    let report = world.update(&asked).expect("an update");
    assert_eq!(change(&report, "Go"), Change::Unchanged);
    assert!(!report.swapped);
    fill(&world, 12);
    let report = world.update(&asked).expect("an update");
    assert_eq!(change(&report, "Go"), Change::Whole(12));
    assert!(contents(&world.pack()).contains(&("Go".to_owned(), 12)));

    fs::remove_file(world.folder.path().join("mirror/osv/Go/all.zip")).expect("a file");
    let error = world.fails(&asked, "Go");
    assert!(matches!(error, FeedError::NotOffered { .. }), "{error}");
}

#[test]
fn a_folder_with_nothing_and_none_at_all_are_errors() {
    let world = World::new();
    let empty = Asked {
        origin: Some(Origin::Folder(world.folder.path().to_owned())),
        ..Asked::default()
    };
    let error = world.update(&empty).expect_err("nothing");
    assert!(matches!(error, UpdateError::Nothing { .. }), "{error}");
    let missing = Asked {
        origin: Some(Origin::Folder(world.folder.path().join("missing"))),
        ..Asked::default()
    };
    let error = world.update(&missing).expect_err("missing");
    assert!(matches!(error, UpdateError::Offer { .. }), "{error}");
    assert!(!world.store.pack().exists());
}
