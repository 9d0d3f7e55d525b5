//! Fuzzes the target `pdm-lock` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("pdm-lock", bytes), "no such target");
});
