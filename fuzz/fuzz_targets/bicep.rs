//! Fuzzes the target `bicep` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("bicep", bytes), "no such target");
});
