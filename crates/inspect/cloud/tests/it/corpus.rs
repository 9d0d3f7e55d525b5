//! Public files of Terraform: all are read, and what is known of them is known with its place.

use std::io::Read as _;
use std::path::PathBuf;

use seaworthy_facts::cloud::Look;

use crate::reading::{facts, one, shown};

fn corpus() -> Option<Vec<(String, String)>> {
    let shared = std::env::var_os("SEAWORTHY_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("corpora/manifests.tar.zst");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let mut archive = tar::Archive::new(zstd::Decoder::new(file).unwrap());
    let mut files = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let path = path.trim_start_matches("./").to_owned();
        if path.ends_with(".tf") || path.ends_with(".tfvars") {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            files.push((path, text));
        }
    }
    Some(files)
}

#[test]
fn every_file_is_read_and_its_values_stand_where_they_are_written() {
    let Some(files) = corpus() else { return };
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let facts = facts(&borrowed);
    let broken = facts
        .problems
        .iter()
        .filter(|one| one.reason.contains("broken"));
    assert_eq!(broken.count(), 0, "{:?}", facts.problems);
    assert!(facts.resources.len() > 120, "{}", facts.resources.len());
    for resource in &facts.resources {
        for (name, node) in resource.attributes.entries() {
            let (_, text) = files
                .iter()
                .find(|(path, _)| **path == *node.place.path)
                .unwrap();
            let line = text.lines().nth(node.place.line as usize - 1).unwrap();
            assert!(
                line.contains(&**name),
                "{name} in {line} of {:?}",
                node.place
            );
        }
    }
}

#[test]
fn what_plain_code_says_is_known() {
    let Some(files) = corpus() else { return };
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let facts = facts(&borrowed);
    let database = one(&facts, "aws_db_instance.default");
    assert_eq!(shown(database, "publicly_accessible"), "true");
    assert_eq!(shown(one(&facts, "aws_s3_bucket.data"), "acl"), "-");
    let (mut known, mut unknown) = (0, 0);
    for resource in &facts.resources {
        for (name, _) in resource.attributes.entries() {
            match resource.look(name) {
                Look::Known(_) => known += 1,
                Look::Unknown(node, _) if node.references().is_empty() => unknown += 1,
                _ => {}
            }
        }
    }
    println!("{known} known, {unknown} unknown without a reference");
    assert!(known > unknown * 10, "{known} known, {unknown} unknown");
}
