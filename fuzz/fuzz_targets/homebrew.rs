//! Fuzzes the target `homebrew` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("homebrew", bytes), "no such target");
});
