//! What each cataloguer says it can know against what its samples yield.

use std::collections::BTreeSet;

use seaworthy_facts::LayerFacts;
use seaworthy_packages::{Knows, units};

use crate::corpus::{read, samples};

fn known(facts: &LayerFacts, path: &str) -> Knows {
    let any = |test: fn(&seaworthy_facts::Package) -> bool| facts.packages.iter().any(test);
    let mut places = facts.packages.iter().flat_map(|package| &package.places);
    Knows {
        licences: any(|package| !package.licences.is_empty()) || !facts.licences.is_empty(),
        edges: any(|package| !package.depends.is_empty()),
        hashes: any(|package| !package.hashes.is_empty()),
        source: any(|package| package.source.is_some()),
        files: !facts.owned.is_empty(),
        development: any(|package| package.development),
        locations: places.any(|place| place.line.is_some() || place.path != path),
    }
}

#[test]
fn every_cataloguer_yields_what_it_says_and_nothing_else() {
    let samples = samples();
    for unit in units() {
        let mut sum = Knows::default();
        for sample in samples.iter().filter(|sample| sample.unit.id == unit.id) {
            let one = known(&read(sample, &sample.content), sample.path);
            sum = Knows {
                licences: sum.licences | one.licences,
                edges: sum.edges | one.edges,
                hashes: sum.hashes | one.hashes,
                source: sum.source | one.source,
                files: sum.files | one.files,
                development: sum.development | one.development,
                locations: sum.locations | one.locations,
            };
        }
        assert_eq!(sum, unit.knows, "{}", unit.id);
    }
}

#[test]
fn ids_are_sorted_and_each_once() {
    let ids: Vec<&str> = units().iter().map(|unit| unit.id).collect();
    let sorted: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids, sorted.into_iter().collect::<Vec<_>>());
}
