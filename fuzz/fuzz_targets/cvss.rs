//! Fuzzes the target `cvss` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("cvss", bytes), "no such target");
});
