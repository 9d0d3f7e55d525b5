//! Fuzzes the target `swift-resolved` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("swift-resolved", bytes),
        "no such target"
    );
});
