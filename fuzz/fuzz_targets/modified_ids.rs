//! Fuzzes the target `modified-ids` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("modified-ids", bytes),
        "no such target"
    );
});
