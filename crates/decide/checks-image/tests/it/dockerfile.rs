//! Tests of the checks of Dockerfiles.

use std::sync::Arc;

use seaworthy_check::{Reader, harness};
use seaworthy_checks_image::dockerfile::{BuildFile, CHECKS};
use seaworthy_model::Location;

fn build_file(text: &str) -> Result<BuildFile, String> {
    let file = seaworthy_manifest::dockerfile::read("Dockerfile", text.as_bytes());
    Ok(BuildFile::new(Arc::new(file)))
}

fn line(_: &str, location: &Location) -> Option<u32> {
    match location {
        Location::File { line, .. } => *line,
        _ => None,
    }
}

#[test]
fn every_check_of_dockerfiles_is_documented_and_its_examples_hold() {
    let reader = Reader {
        read: build_file,
        line,
    };
    if let Err(complaints) = harness::prove_with(CHECKS, &reader) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn checks_of_dockerfiles_stand_in_the_list_by_their_ids() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
}
