//! Fuzzes the target `maven-tree` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("maven-tree", bytes),
        "no such target"
    );
});
