//! The package database of the machine that runs the tests, where it has one.

use std::fs;
use std::path::Path;
use std::process::Command;

use seaworthy_packages::{Cataloguers, catalogue_file};

#[test]
fn the_packages_of_this_machine_are_those_that_dpkg_lists() {
    let status = Path::new("/var/lib/dpkg/status");
    let query = Command::new("dpkg-query")
        .args([
            "--show",
            "--showformat=${db:Status-Status} ${Package} ${Version}\n",
        ])
        .output();
    let (Ok(content), Ok(query)) = (fs::read(status), query) else {
        println!("skipped: this machine has no dpkg");
        return;
    };
    let facts = catalogue_file(&Cataloguers::new(), "var/lib/dpkg/status", &content);
    assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    let text = String::from_utf8(query.stdout).unwrap();
    let mut expected: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with("config-files") && !line.starts_with("not-installed"))
        .map(|line| {
            line.split(' ')
                .skip(1)
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let mut seen: Vec<String> = facts
        .packages
        .iter()
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    expected.sort();
    seen.sort();
    assert_eq!(seen, expected);
}
