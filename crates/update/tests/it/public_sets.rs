//! All public sets, as a mirror has them, where they lie beside the repository.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use seaworthy_update::{Change, Origin};

use crate::setup::{Asked, World, change, contents};

/// Where shared advisories lie, or a printed reason.
fn shared() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("SEAWORTHY_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let folder = folder.join("advisories");
    if !folder.join("osv").is_dir() {
        let reason = format!("skipped: no shared advisories in {}\n", folder.display());
        // Nobody is left to be told when standard error is gone.
        let _ = std::io::stderr().write_all(reason.as_bytes());
        return None;
    }
    Some(folder)
}

#[test]
fn small_public_sets_are_served_fetched_and_continued() {
    let Some(folder) = shared() else { return };
    let world = World::new();
    let sets = ["npm", "RubyGems", "crates.io"];
    for set in sets {
        for file in ["all.zip", "modified_id.csv"] {
            let bytes = fs::read(folder.join("osv").join(set).join(file)).expect("a file");
            world.put(set, file, &bytes);
        }
    }
    let kev = fs::read(folder.join("kev.json")).expect("a file");
    world
        .server
        .put_file("/kev.json", &kev, Some("\"k\""), None);
    let report = world.update(&Asked::default()).expect("an update");
    for set in sets {
        assert!(
            matches!(change(&report, set), Change::Whole(n) if n > 400),
            "{set}"
        );
    }
    let report = world.update(&Asked::default()).expect("an update");
    assert!(!report.swapped);
    let found = contents(&world.pack());
    for set in sets {
        assert!(
            found
                .iter()
                .any(|(name, count)| name == set && *count > 400),
            "{set}"
        );
    }
}

#[test]
fn the_shared_folder_is_taken_as_it_lies() {
    let Some(folder) = shared() else { return };
    let world = World::new();
    let asked = Asked {
        origin: Some(Origin::Folder(folder)),
        ecosystems: Some(vec!["npm".to_owned(), "Packagist".to_owned()]),
        ..Asked::default()
    };
    let report = world.update(&asked).expect("an update");
    assert!(matches!(change(&report, "Packagist"), Change::Whole(n) if n > 1_000));
    assert!(matches!(change(&report, "endoflife"), Change::Records(n) if n > 40));
    assert!(matches!(change(&report, "epss"), Change::Whole(n) if n > 300_000));
    assert!(!world.update(&asked).expect("an update").swapped);
}
