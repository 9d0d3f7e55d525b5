//! Fuzzes the target `sif` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("sif", bytes), "no such target");
});
