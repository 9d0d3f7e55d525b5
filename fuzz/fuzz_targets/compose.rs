//! Fuzzes the target `compose` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("compose", bytes), "no such target");
});
