//! Each set against its floor, where the cases lie beside the tree.

mod bad_pods;

use seaworthy_truth::{Floors, SETS, folder, run};

#[test]
fn no_set_is_under_its_floor() {
    let folder = folder();
    if !folder.is_dir() {
        println!("skipped: no truth sets in {}", folder.display());
        return;
    }
    let floors = Floors::committed().unwrap();
    let mut faults = Vec::new();
    for set in SETS {
        if set.slow {
            println!("skipped: {} is for `cargo xtask truth`", set.name);
            continue;
        }
        match run(set, &folder).unwrap() {
            Some(outcome) => faults.extend(floors.fault(set.name, &outcome)),
            None => println!("skipped: {} is absent", set.name),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
