//! Fuzzes the target `secrets` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("secrets", bytes), "no such target");
});
