//! Fuzzes the target `challenge` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("challenge", bytes), "no such target");
});
